"""The whole pipeline on the German interview, with language detection."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.storage.published import read_transcript
from tests.command import Tapelog
from tests.conftest import ROOT
from transcripts.formats.scoring import parse
from transcripts.languages.table import language
from transcripts.scores.score import measure_agreement

pytestmark = pytest.mark.models

GERMAN = ROOT / "tests/german"


def test_german_from_end_to_end(tapelog: Tapelog, tmp_path: Path) -> None:
    cast = tmp_path / "cast.txt"
    cast.write_text("Martin Keller\nSabine Lindner\nJonas Hartwig\n", "utf-8")
    out = tmp_path / "out"
    ran = tapelog(
        *("process", GERMAN / "interview.mp3", "--transcript", GERMAN / "reference.txt"),
        *("--language", "auto", "--cast", cast, "--out", out),
    )
    assert ran.status == 0, ran.err
    transcript = read_transcript(out)
    assert transcript.provenance.options.language == "de"
    assert any("German (de)" in notice for notice in transcript.provenance.notices)
    assert {(s.name, s.role) for s in transcript.speakers} == {
        ("Martin Keller", "host"),
        ("Sabine Lindner", "expert"),
        ("Jonas Hartwig", "author"),
    }
    (truth,) = parse((GERMAN / "truth.seglst.json").read_text("utf-8"), "truth.seglst.json")
    true = " ".join(word.text for said in truth.utterances for word in said.words)
    old = measure_agreement(true, (GERMAN / "reference.txt").read_text("utf-8"), language("de"))
    published = measure_agreement(true, " ".join(t.text for t in transcript.turns), language("de"))
    assert published.wer < old.wer / 2
