"""pyannote's pipeline and clustering with tapelog's models: segmentation-3.0 and CAM++."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import torch
from clock import ProcessSamples, Samples, run
from torch.nn import functional

from audio.checkpoints.models import fetch_model
from audio.diarization.campplus import DIMENSION, CamPlusPlus
from audio.diarization.pyannote_parts import Model
from audio.diarization.torchaudio_parts import kaldi
from audio.sound.recording import SAMPLE_RATE


def load() -> ProcessSamples:
    """Load pyannote's SpeakerDiarization with segmentation-3.0, CAM++ and its own clustering.

    Version 4.0 loads a PLDA even if the clustering does not use one; that is patched out.
    """
    from pyannote.audio.pipelines import SpeakerDiarization

    with patch("pyannote.audio.pipelines.speaker_diarization.get_plda", return_value=None):
        pipeline = SpeakerDiarization(
            segmentation=Model.from_pretrained(fetch_model("segmentation-3.0")),
            embedding=_embedding(),
            embedding_exclude_overlap=True,
            clustering="AgglomerativeClustering",
            segmentation_batch_size=32,
            embedding_batch_size=32,
            plda=None,
        )
    clustering = {"method": "centroid", "min_cluster_size": 12, "threshold": 0.7}
    pipeline.instantiate({"segmentation": {"min_duration_off": 0.0}, "clustering": clustering})

    def process_samples(samples: Samples) -> dict[str, Any]:
        file = {"waveform": torch.from_numpy(samples)[None], "sample_rate": SAMPLE_RATE}
        found = pipeline({**file, "uri": "recording"}).speaker_diarization
        turns = found.itertracks(yield_label=True)
        return {"turns": [(turn.start, turn.end, label) for turn, _, label in turns]}

    return process_samples


def _embedding() -> Any:
    """Wrap CAM++ in pyannote's interface: windows and frame weights in, embeddings out."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications

    class Embedding(Model):
        def __init__(self) -> None:
            super().__init__(sample_rate=SAMPLE_RATE, num_channels=1)
            self.network = CamPlusPlus()
            self.network.load_state_dict(torch.load(fetch_model("campplus"), weights_only=True))
            self.specifications = Specifications(
                problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=10.0
            )
            self.eval()

        @property
        def dimension(self) -> int:
            return DIMENSION

        def num_frames(self, samples: int) -> int:
            return 1 + (samples - 400) // 160

        def receptive_field_size(self, num_frames: int = 1) -> int:
            return 400 + (num_frames - 1) * 160

        def receptive_field_center(self, frame: int = 0) -> int:
            return 200 + frame * 160

        def forward(
            self, waveforms: torch.Tensor, weights: torch.Tensor | None = None
        ) -> torch.Tensor:
            masks = [None] * len(waveforms) if weights is None else weights
            return torch.stack([self._embed(w, m) for w, m in zip(waveforms, masks, strict=True)])

        @torch.inference_mode()
        def _embed(self, waveform: torch.Tensor, weight: torch.Tensor | None) -> torch.Tensor:
            features = kaldi.fbank(
                waveform * 32768, num_mel_bins=80, window_type="hamming", dither=0.0
            )
            if weight is not None:
                used = functional.interpolate(weight[None, None], size=len(features))[0, 0] > 0.5
                features = features[used] if used.sum() >= 40 else features
            return self.network((features - features.mean(0))[None])[0]

    return Embedding()


if __name__ == "__main__":
    run(load, "pyannote.audio", "torch")
