"""A folder with a pyannote pipeline replaces the built-in diarization."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from audio.checkpoints.models import fetch_model
from audio.diarization.diarize import diarize
from audio.diarization.options import DiarizeOptions
from audio.diarization.pyannote_parts import Model
from audio.diarization.tracks import merge_spans
from tests.audio import speech
from transcripts.errors import UserError

CONFIG = """
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    segmentation: $model/segmentation
    segmentation_batch_size: 32
    embedding: $model/embedding
    embedding_batch_size: 32
    plda: $model/plda
    clustering: VBxClustering
params:
  clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}
  segmentation: {min_duration_off: 0.0}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like community-1: real segmentation, random embedding and PLDA."""
    root = tmp_path_factory.mktemp("pipeline")
    (root / "config.yaml").write_text(CONFIG, encoding="utf-8")
    for name in ("segmentation", "embedding", "plda"):
        (root / name).mkdir()
    (root / "segmentation" / "pytorch_model.bin").symlink_to(fetch_model("segmentation-3.0"))
    torch.save(_embedding(), root / "embedding" / "pytorch_model.bin")
    eye = np.eye(128)
    np.savez(
        root / "plda" / "xvec_transform.npz",
        mean1=np.zeros(512),
        mean2=np.zeros(128),
        lda=np.eye(512)[:, :128],
    )
    np.savez(root / "plda" / "plda.npz", mu=np.zeros(128), tr=eye, psi=np.linspace(2, 1, 128))
    return root


def _embedding() -> dict[str, object]:
    """Make an untrained x-vector network in pyannote's storage format."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding import XVectorMFCC

    options = {"mfcc": {"n_mfcc": 40, "melkwargs": {"n_mels": 40}}}
    torch.manual_seed(1)
    network = XVectorMFCC(**options)
    model = torch.load(fetch_model("segmentation-3.0"), map_location="cpu", weights_only=False)
    assert isinstance(network, Model)
    return {
        **model,
        "state_dict": network.state_dict(),
        "hyper_parameters": {"sample_rate": 16000, "num_channels": 1, **options},
        "pyannote.audio": {
            **model["pyannote.audio"],
            "architecture": {
                "module": "pyannote.audio.models.embedding",
                "class": "XVectorMFCC",
            },
            "specifications": Specifications(
                problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=5.0
            ),
        },
    }


@pytest.mark.models
def test_the_pipeline_result_and_progress_are_converted(folder: Path) -> None:
    shares: list[float] = []
    options = DiarizeOptions(max_speakers=4, pipeline=str(folder))
    found = diarize(speech.three_voices(), options, shares.append)
    names = list(dict.fromkeys(s.voice for s in found.segments))
    assert names == [f"V{i}" for i in range(1, len(names) + 1)]
    assert len(names) <= 4
    spoken = [s.span for s in speech.truth()]
    covered = sum(sum(span.overlap(f) for f in found.speech) for span in merge_spans(spoken))
    assert covered > 0.95 * sum(span.duration for span in merge_spans(spoken))
    assert sum(f.duration for f in found.speech) < 14
    for embedding in found.embeddings.values():
        assert np.linalg.norm(embedding) == pytest.approx(1)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_folder_without_a_pipeline(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"has no config\.yaml"):
        diarize(speech.three_voices(), DiarizeOptions(pipeline=str(tmp_path)))


def test_a_pipeline_that_does_not_load(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("pipeline: {name: nothing.of.this}", encoding="utf-8")
    with pytest.raises(UserError, match="cannot load the pipeline"):
        diarize(speech.three_voices(), DiarizeOptions(pipeline=str(tmp_path)))
