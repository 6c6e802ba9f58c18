"""Import pyannote.audio from here, never directly, and only to run a user's own pipeline.

pyannote.audio takes four seconds to import, warns of a missing torchcodec, and sends usage metrics
to its makers unless an environment variable forbids it.
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
