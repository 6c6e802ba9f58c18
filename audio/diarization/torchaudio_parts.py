"""Import torchaudio from here, never directly.

torchaudio's wheel links CUDA libraries and fails to import beside a CPU-only torch. tapelog and
pyannote need only its pure Python parts (Kaldi features, resampling), so a substitute for the
compiled part is enough. The substitute is used only if the real import fails.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _import_torchaudio() -> None:
    try:
        importlib.import_module("torchaudio")
    except (OSError, ImportError, RuntimeError):
        for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules["torchaudio._extension"] = _substitute_module()
        importlib.import_module("torchaudio")


def _substitute_module() -> ModuleType:
    """Build a module that tells torchaudio that its compiled part is missing."""

    def unavailable(_function: Callable[..., Any]) -> Callable[..., Any]:
        def fail(*_args: object, **_kwargs: object) -> None:
            raise RuntimeError("torchaudio's compiled extension is not available on this machine")

        return fail

    module = ModuleType("torchaudio._extension")
    module.__dict__.update(
        _IS_TORCHAUDIO_EXT_AVAILABLE=False,
        _IS_ALIGN_AVAILABLE=False,
        _check_cuda_version=lambda: None,
        fail_if_no_align=unavailable,
    )
    return module


_import_torchaudio()
from torchaudio.compliance import kaldi  # noqa: E402 - needs the substitute

__all__ = ["kaldi"]
