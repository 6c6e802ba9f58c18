"""Voices: tapelog against pyannote's own pipeline, on the same weights, the same sound, in one run.

    .venv/bin/python benchmarks/voices_against_stock.py [AUDIO RTTM]...

Without arguments: the 30 s telephone conversation that pyannote.audio ships. Prints the diarization
error (overlap scored) with a collar of 0 and of 0.25 s, the number of voices, and the seconds that
each took; models are loaded before the clock starts.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from torch.nn import functional

from audio.checkpoints.models import fetch
from audio.sound.recording import SAMPLE_RATE, Sound, load
from audio.voices.campplus import DIMENSION, CamPlusPlus
from audio.voices.diarize import DiarizeOptions, diarize
from audio.voices.torchaudio_parts import Model, kaldi


@dataclass(frozen=True)
class Run:
    """What a system made of a recording, and how long it took, in seconds."""

    voices: Annotation
    seconds: float


def main(arguments: list[str]) -> None:
    pairs = list(zip(arguments[::2], arguments[1::2], strict=True)) or [sample()]
    ours, theirs = tapelog(), stock()
    print(f"{'recording':24}{'':9}{'DER':>8}{'0.25 s':>8}{'voices':>8}{'seconds':>9}")
    for audio, rttm in pairs:
        sound, truth = load(Path(audio)), read_rttm(Path(rttm))
        runs = {"stock": timed(theirs, sound), "tapelog": timed(ours, sound)}
        for name, run in runs.items():
            strict, lenient = (der(truth, run.voices, sound.seconds, c) for c in (0.0, 0.25))
            print(
                f"{Path(audio).name:24}{name:9}{strict:8.2%}{lenient:8.2%}"
                f"{len(run.voices.labels()):4} of {len(truth.labels())}{run.seconds:9.1f}"
            )
        print(f"{'':24}{runs['stock'].seconds / runs['tapelog'].seconds:.1f} times as fast")


def sample() -> tuple[str, str]:
    """Find pyannote's sample and its truth, without importing pyannote.audio."""
    spec = importlib.util.find_spec("pyannote.audio")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "sample"
    return str(folder / "sample.wav"), str(folder / "sample.rttm")


def tapelog() -> Callable[[Sound], Annotation]:
    """Give our own way, its models loaded."""

    def run(sound: Sound) -> Annotation:
        annotation = Annotation()
        for i, stretch in enumerate(diarize(sound, DiarizeOptions()).stretches):
            annotation[Segment(stretch.start, stretch.end), i] = stretch.voice
        return annotation

    run(load(Path(sample()[0])))
    return run


def stock() -> Callable[[Sound], Annotation]:
    """Give pyannote's SpeakerDiarization with segmentation-3.0, CAM++ and its own clustering.

    Version 4.0 asks for a PLDA even where the clustering has no use for one: it is told of none.
    """
    from pyannote.audio.pipelines import SpeakerDiarization

    with patch("pyannote.audio.pipelines.speaker_diarization.get_plda", return_value=None):
        pipeline = SpeakerDiarization(
            segmentation=Model.from_pretrained(fetch("segmentation-3.0")),
            embedding=_embedding(),
            embedding_exclude_overlap=True,
            clustering="AgglomerativeClustering",
            segmentation_batch_size=32,
            embedding_batch_size=32,
            plda=None,
        )
    clustering = {"method": "centroid", "min_cluster_size": 12, "threshold": 0.7}
    pipeline.instantiate({"segmentation": {"min_duration_off": 0.0}, "clustering": clustering})

    def run(sound: Sound) -> Annotation:
        file = {"waveform": torch.from_numpy(sound.samples)[None], "sample_rate": SAMPLE_RATE}
        return pipeline({**file, "uri": "recording"}).speaker_diarization

    return run


def _embedding() -> Any:
    """Wrap CAM++ in pyannote's interface: a window and the weight of its frames give a print."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications

    class Embedding(Model):
        def __init__(self) -> None:
            super().__init__(sample_rate=SAMPLE_RATE, num_channels=1)
            self.network = CamPlusPlus()
            self.network.load_state_dict(torch.load(fetch("campplus"), weights_only=True))
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
            return torch.stack([self._print(w, m) for w, m in zip(waveforms, masks, strict=True)])

        @torch.inference_mode()
        def _print(self, waveform: torch.Tensor, weight: torch.Tensor | None) -> torch.Tensor:
            features = kaldi.fbank(
                waveform * 32768, num_mel_bins=80, window_type="hamming", dither=0.0
            )
            if weight is not None:
                used = functional.interpolate(weight[None, None], size=len(features))[0, 0] > 0.5
                features = features[used] if used.sum() >= 40 else features
            return self.network((features - features.mean(0))[None])[0]

    return Embedding()


def timed(system: Callable[[Sound], Annotation], sound: Sound) -> Run:
    begin = time.perf_counter()
    voices = system(_fresh(sound))
    return Run(voices, time.perf_counter() - begin)


def _fresh(sound: Sound) -> Sound:
    """Copy a sound, so that nobody remembers it from an earlier run."""
    return Sound(samples=sound.samples.copy(), channels=sound.channels)


def read_rttm(path: Path) -> Annotation:
    annotation = Annotation()
    for i, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("SPEAKER"):
            _, _, _, start, length, _, _, label, *_ = line.split()
            annotation[Segment(float(start), float(start) + float(length)), i] = label
    return annotation


def der(truth: Annotation, found: Annotation, seconds: float, collar: float) -> float:
    """Give the diarization error; `collar` in seconds on each side of an edge (pyannote: both)."""
    extent = Timeline([Segment(0, seconds)])
    metric = DiarizationErrorRate(collar=2 * collar, skip_overlap=False)
    return float(metric(truth, found.crop(extent), uem=extent))


if __name__ == "__main__":
    main(sys.argv[1:])
