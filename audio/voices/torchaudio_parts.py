"""torchaudio and pyannote.audio, importable and quiet: import them from here, never directly.

torchaudio's wheel links CUDA's libraries and does not import beside a torch made for CPUs only.
pyannote needs nothing but its parts in Python (Kaldi features, resampling), so that a stand-in for
the compiled part is enough. It is used only where the real import fails.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

# What is processed here is nobody's business: pyannote reports durations unless it is told not to.
os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")


def _import_torchaudio() -> None:
    try:
        importlib.import_module("torchaudio")
    except (OSError, ImportError, RuntimeError):
        for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules["torchaudio._extension"] = _stand_in()
        importlib.import_module("torchaudio")


def _stand_in() -> ModuleType:
    """Make what torchaudio asks of its compiled part: to be told that there is none."""

    def unavailable(_function: Callable[..., Any]) -> Callable[..., Any]:
        def fail(*_args: object, **_kwargs: object) -> None:
            raise RuntimeError("this needs torchaudio's compiled part, which does not load here")

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
    # pyannote warns that torchcodec does not load: it is never asked, waveforms are handed over.
    warnings.filterwarnings("ignore", message=r"\s*torchcodec is not installed correctly")
    _import_torchaudio()
    from pyannote.audio import Inference, Model, Pipeline
    from pyannote.audio.utils.powerset import Powerset
    from torchaudio.compliance import kaldi
    from torchaudio.functional import resample

__all__ = ["Inference", "Model", "Pipeline", "Powerset", "kaldi", "resample"]
