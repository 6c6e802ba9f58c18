"""A pipeline folder from somebody else cannot run code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from audio.checkpoints.models import fetch_model
from audio.diarization.diarize import diarize
from audio.diarization.options import DiarizeOptions
from tests.audio import speech
from transcripts.errors import UserError

OWN = "pyannote.audio.pipelines.SpeakerDiarization"
MODELS = "segmentation: $model/segmentation, embedding: $model/embedding"


def attack(folder: Path, config: str) -> str:
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    with pytest.raises(UserError) as refusal:
        diarize(speech.three_voices(), DiarizeOptions(pipeline=str(folder)))
    assert not (folder / "proof").exists()
    return str(refusal.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("segmentation", "embedding"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pytorch_model.bin").symlink_to(fetch_model("segmentation-3.0"))
    return tmp_path


def test_a_config_that_names_a_system_call(folder: Path) -> None:
    config = f"pipeline: {{name: os.system, params: {{command: 'touch {folder}/proof'}}}}"
    assert "'os.system'" in attack(folder, config)
    config = f"pipeline: {{name: subprocess.Popen, params: {{args: [touch, {folder}/proof]}}}}"
    assert "'subprocess.Popen'" in attack(folder, config)


def test_a_config_that_names_a_system_call_among_its_preprocessors(folder: Path) -> None:
    call = f"{{audio: {{name: subprocess.Popen, params: {{args: [touch, {folder}/proof]}}}}}}"
    config = f"pipeline: {{name: {OWN}, params: {{{MODELS}}}}}\npreprocessors: {call}"
    assert "'preprocessors'" in attack(folder, config)


@pytest.mark.parametrize(
    "config",
    [
        "!!python/object/apply:os.system ['touch proof']",
        "pipeline: !!python/name:os.system",
        "[" * 5000,
        "pipeline: [1]",
        "pipeline: {name: [1]}",
        f"pipeline: {{name: {OWN}, params: [1]}}",
        f"pipeline: {{name: {OWN}, params: {{1: 2}}}}",
        f"pipeline: {{name: {OWN}, params: {{segmentation: ../elsewhere, embedding: x}}}}",
        f"pipeline: {{name: {OWN}, params: {{segmentation: speechbrain/x, embedding: nvidia/y}}}}",
        f"pipeline: {{name: {OWN}}}",
    ],
)
def test_odd_configs(folder: Path, config: str) -> None:
    attack(folder, config)


class Pickled:
    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.proof,)


@pytest.mark.parametrize("model", ["segmentation", "embedding"])
def test_a_pickled_model_is_refused(folder: Path, model: str) -> None:
    file = folder / model / "pytorch_model.bin"
    config = f"pipeline: {{name: {OWN}, params: {{{MODELS}}}}}"
    for write in (
        lambda value: torch.save(value, file),
        lambda value: file.write_bytes(pickle.dumps(value)),
    ):
        file.unlink()
        write({"pyannote.audio": Pickled(folder / "proof")})
        assert "must contain weights and nothing else" in attack(folder, config)


@pytest.mark.parametrize("change", ["module", "instantiator"])
def test_a_model_that_names_a_system_call(folder: Path, change: str) -> None:
    file = folder / "segmentation" / "pytorch_model.bin"
    made: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=False)
    file.unlink()
    if change == "module":
        made["pyannote.audio"]["architecture"] = {"module": "subprocess", "class": "Popen"}
    else:
        made["hyper_parameters"]["_instantiator"] = "os.system"
    torch.save(made, file)
    config = f"pipeline: {{name: {OWN}, params: {{{MODELS}}}}}"
    assert "not a pyannote model" in attack(folder, config)
