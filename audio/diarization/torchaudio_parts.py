"""Import torchaudio and pyannote.audio safely; import them from here, never directly.

torchaudio's wheel links CUDA libraries and cannot be imported with a CPU-only torch. pyannote needs
only its pure Python parts (Kaldi features, resampling), so a substitute for the compiled part is
enough. The substitute is used only if the real import fails.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

# Without this, pyannote sends telemetry about durations.
os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")


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


with warnings.catch_warnings():
    # pyannote warns that torchcodec cannot be loaded; it is never used, because we pass waveforms.
    warnings.filterwarnings("ignore", message=r"\s*torchcodec is not installed correctly")
    _import_torchaudio()
    from pyannote.audio import Inference, Model, Pipeline
    from pyannote.audio.utils.powerset import Powerset
    from torchaudio.compliance import kaldi
    from torchaudio.functional import resample

__all__ = ["Inference", "Model", "Pipeline", "Powerset", "kaldi", "resample"]
