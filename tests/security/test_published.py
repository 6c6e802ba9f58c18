"""Published files contain no local paths and no spreadsheet formulas."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.process import RunLog, _build_provenance
from flows.request import Request
from tests.lamplight import EXAMPLE
from transcripts.formats import csv as csv_format
from transcripts.transcript import RecognitionResult


def test_no_path_of_the_machine_is_published(tmp_path: Path) -> None:
    home = tmp_path / "home/ann/secret project"
    home.mkdir(parents=True)
    names = ("tape.wav", "old.txt", "review.txt", "cast.txt", "model.pt")
    for name in names:
        (home / name).write_text("x")
    request = Request(
        archive=tmp_path / "archive",
        out=tmp_path / "out",
        recording=home / "tape.wav",
        transcript=home / "old.txt",
        context=(home / "review.txt",),
        cast=home / "cast.txt",
        pipeline=home,
        model=str(home / "model.pt"),
    )
    made = _build_provenance(request, "en", (), RecognitionResult(()), RunLog())
    text = repr(made.options.as_json())
    assert str(tmp_path) not in text
    assert "home/ann" not in text
    assert all(name in text for name in names)
    assert datetime.fromisoformat(made.created) <= datetime.now(UTC)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    turns = tuple(replace(turn, text=text) for turn in EXAMPLE.turns)
    speakers = tuple(replace(speaker, name=text) for speaker in EXAMPLE.speakers)
    sheet = csv_format.render(replace(EXAMPLE, turns=turns, speakers=speakers))
    for row in csv.reader(io.StringIO(sheet, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row), row
