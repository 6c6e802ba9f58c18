"""Import pyannote.audio from here, never directly, and only where its own pipeline is wanted.

It takes four seconds to import, warns of a missing torchcodec, and reports durations to its makers
unless the environment forbids it.
"""

from __future__ import annotations

import os
import warnings

import audio.diarization.torchaudio_parts  # noqa: F401 - torchaudio may need a substitute

os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")

with warnings.catch_warnings():
    # torchcodec is never used, since we pass waveforms.
    warnings.filterwarnings("ignore", message=r"\s*torchcodec is not installed correctly")
    from pyannote.audio import Model, Pipeline

__all__ = ["Model", "Pipeline"]
