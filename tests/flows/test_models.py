"""Cached results are used only with the models that computed them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from audio.checkpoints.models import fetch_model, folder_identity, model_identity
from audio.recognizers.table import create_recognizer, recognizer_options
from audio.sound.recording import probe
from flows.models import Models
from flows.request import Request
from flows.steps import DETECT_SPEECH
from tests.flows.conftest import House
from transcripts.errors import UserError
from transcripts.provenance import UsedModel


def taught(source: Path, target: Path, by: float) -> Path:
    """Write a checkpoint with slightly different weights."""
    kept = torch.load(source, map_location="cpu", weights_only=True)
    kept["model_state_dict"]["decoder.ln.weight"] *= 1 + by
    torch.save(kept, target)
    return target


def steps(err: str, note: str) -> set[str]:
    return {
        line.partition(":")[0] for line in err.splitlines() if ": done (" in line and note in line
    }


@pytest.mark.models
def test_a_changed_checkpoint_repeats_the_steps_that_use_it(
    house: House, sentence: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.txt"
    old.write_text("in those days they used to sensor the bad news. He is been talking about it")
    model = taught(fetch_model("tiny.en"), tmp_path / "own.pt", 0.001)
    given = {"model": str(model), "transcript": old}
    before = house.transcript(sentence, **given)
    capsys.readouterr()
    taught(fetch_model("tiny.en"), model, 0.002)
    after = house.transcript(sentence, **given)
    err = capsys.readouterr().err
    kept = {"detect speech", "detect sound events", "diarize"}
    assert steps(err, "cached by an earlier run") == kept
    redone = {"recognize words", "rescore candidates", "score acoustic fit", "align words"}
    assert steps(err, " s)") == redone
    first, again = (t.provenance.models[0] for t in (before, after))
    assert first.name == again.name == "own.pt"
    assert again.sha256 == model_identity(str(model)).sha256 != first.sha256


def test_step_keys_contain_model_hashes_not_names(sentence: Path) -> None:
    source = probe(sentence)
    ours = UsedModel("segmentation", "1" * 64)
    key = DETECT_SPEECH.key(source, (ours,), ())
    assert DETECT_SPEECH.key(source, (replace(ours, name="moved.bin"),), ()) == key
    assert DETECT_SPEECH.key(source, (replace(ours, sha256="2" * 64),), ()) != key
    assert DETECT_SPEECH.key(source, (ours,), ("more",)) != key


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A folder with the files of a pipeline, as a download with `git` or from a hub leaves it."""
    folder = tmp_path / "community"
    (folder / "plda").mkdir(parents=True)
    (folder / ".cache").mkdir()
    (folder / "config.yaml").write_text("pipeline: {}\n")
    (folder / "plda" / "plda.npz").write_bytes(b"matrix")
    (folder / ".cache" / "when").write_text("today")
    return folder


def test_a_pipeline_folder_is_identified_by_names_and_bytes(pipeline: Path, tmp_path: Path) -> None:
    found = folder_identity(pipeline)
    assert found.name == "community"
    copy = shutil.copytree(pipeline, tmp_path / "copy")
    (copy / ".cache" / "when").write_text("tomorrow")
    assert folder_identity(copy).sha256 == found.sha256
    (copy / "plda" / "plda.npz").write_bytes(b"matrix 2")
    changed = folder_identity(copy).sha256
    (copy / "plda" / "plda.npz").rename(copy / "plda.npz")
    assert len({found.sha256, changed, folder_identity(copy).sha256}) == 3


@pytest.mark.models
def test_a_pipeline_is_used_for_diarization_only(pipeline: Path, tmp_path: Path) -> None:
    asked = Request(recording=tmp_path, archive=tmp_path, model="tiny.en")
    recognizer = create_recognizer(recognizer_options("whisper", "tiny.en", "en"))
    own = Models.for_request(asked, recognizer)
    theirs = Models.for_request(asked.model_copy(update={"pipeline": pipeline}), recognizer)
    names = ["tiny.en", "segmentation-3.0", "campplus", own.acoustics[0].name]
    assert [model.name for model in own.all] == names
    assert theirs.voices == (folder_identity(pipeline),)
    assert theirs.all == (*own.words, *own.speech, *theirs.voices, *own.acoustics)
    assert own.voices[0] == own.speech[0]


def test_a_folder_without_a_pipeline_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"has no config\.yaml"):
        folder_identity(tmp_path)
