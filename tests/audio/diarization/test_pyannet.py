"""PyanNet loads the published weights and computes what pyannote.audio computes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from audio.checkpoints.models import fetch_model
from audio.diarization.pyannet import CLASSES, PyanNet, load_pyannet
from audio.diarization.segmentation import WINDOW_FRAMES, WINDOW_SAMPLES


@pytest.fixture(scope="module")
def windows() -> torch.Tensor:
    """Three windows that differ in pitch and level, the last one silent."""
    time = torch.arange(WINDOW_SAMPLES) / 16_000
    tone = torch.sin(600 * time) * torch.sin(7 * time)
    return torch.stack([tone, 0.1 * torch.sin(1_500 * time), 0 * tone])[:, None]


@pytest.mark.models
def test_results_are_those_of_pyannote(windows: torch.Tensor) -> None:
    from audio.diarization.pyannote_parts import Model

    checkpoint = fetch_model("segmentation-3.0")
    with torch.inference_mode():
        own = load_pyannet(checkpoint)(windows)
        published = Model.from_pretrained(checkpoint).eval()(windows)
    assert own.shape == (3, WINDOW_FRAMES, CLASSES)
    torch.testing.assert_close(own, published, rtol=0, atol=1e-6)


def test_a_checkpoint_cannot_run_code(tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(tmp_path / "proof"),)

    torch.save({"state_dict": PyanNet().state_dict(), "x": Attack()}, tmp_path / "model.bin")
    with pytest.raises(Exception, match="Weights only load failed"):
        load_pyannet(tmp_path / "model.bin")
    assert not (tmp_path / "proof").exists()


def test_diarization_does_not_import_pyannote() -> None:
    code = (
        "import sys, audio.diarization.diarize;"
        "print(sorted({'pyannote.audio', 'lightning', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
