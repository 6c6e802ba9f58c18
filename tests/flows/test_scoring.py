"""`tapelog score` reads every form in which transcripts come."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.scoring import score_files
from tests.lamplight import EXAMPLE
from transcripts.errors import UserError
from transcripts.formats.table import BY_NAME

READ = ("vtt", "srt", "ttml", "podcast", "podlove", "dote", "ohms", "ohms-xml", "aapb", "txt")


def written(folder: Path, name: str) -> Path:
    path = folder / f"{name}-{BY_NAME[name].file}"
    made = BY_NAME[name].render(EXAMPLE)
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    return path


@pytest.mark.parametrize("name", READ)
def test_a_transcript_of_any_form_is_scored(tmp_path: Path, name: str) -> None:
    rates = score_files(written(tmp_path, name), written(tmp_path, "seglst")).as_json()["rates"]
    # In captions, "Right." is within the turn that it interrupts; in the truth, it comes after.
    # Plain text has "<Silence>" as a stage direction.
    assert rates["wer"] < 0.008


def test_speakers_are_scored_where_every_turn_has_one(tmp_path: Path) -> None:
    rates = score_files(written(tmp_path, "vtt"), written(tmp_path, "seglst")).as_json()["rates"]
    assert rates["cpwer"] == 0.0


def test_wrong_words_count(tmp_path: Path) -> None:
    vtt = written(tmp_path, "vtt")
    vtt.write_text(vtt.read_text(encoding="utf-8").replace("lighthouse", "greenhouse"))
    rates = score_files(vtt, written(tmp_path, "json")).as_json()["rates"]
    assert 0.0 < rates["wer"] < 0.02


def test_json_of_an_unknown_form_is_named_as_before(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text('{"a": 1}')
    with pytest.raises(UserError, match=r"^truth\.json: "):
        score_files(path, path)


def test_a_form_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "song.xml"
    path.write_text("<song/>")
    with pytest.raises(UserError, match=r"song\.xml: it is XML of a form that is not known"):
        score_files(path, path)
