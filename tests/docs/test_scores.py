"""docs/scores.md describes `tapelog score` correctly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lamplight import EXAMPLE
from transcripts.formats import scoring
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.score import score
from transcripts.scores.scoring_input import ScoringInput, from_transcript

PAGE = (Path(__file__).parents[2] / "docs/scores.md").read_text(encoding="utf-8")

COLUMNS = {
    "WER MER WIL WIP CER": {"wer", "wer_opened", "mer", "wil", "wip", "cer"},
    "punctuation": {"punctuation_f1", "comma_f1", "sentence_end_f1"},
    "word times": {
        f"{edge}_{what}"
        for edge in ("start", "end")
        for what in ("median", "mean", "95", "within_25", "within_50", "within_100")
    },
    "WDER cpWER": {"wder", "cpwer"},
    "names": {"names"},
    "roles": {"roles"},
    "DER JER": {"der", "jer", "der_collar"},
}


@pytest.fixture
def truth(examples: Path) -> ScoringInput:
    return read(examples / "truth.seglst.json")


def read(path: Path) -> ScoringInput:
    (account,) = scoring.parse(path.read_text(encoding="utf-8"), path.name)
    return account


def table(heading: str) -> Iterator[list[str]]:
    """Read the cells of the table under a heading, with the header row first."""
    for line in PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def promised(file: str) -> set[str]:
    head, *rows = table("Which file gives which measures")
    (row,) = (row for row in rows if row[0] == file)
    told = dict(zip(head, row, strict=True))
    return set().union(*(keys for column, keys in COLUMNS.items() if told[column] == "yes"))


def measured(hypothesis: ScoringInput, truth: ScoringInput) -> set[str]:
    return {row.key for row in score(hypothesis, truth, ENGLISH).rows()}


def test_every_measure_is_explained(truth: ScoringInput) -> None:
    headings = ("The words", "Punctuation, times, names", "The voices")
    explained = {cells[0] for heading in headings for cells in table(heading)} - {"measure"}
    assert explained == {row.measure for row in score(truth, truth, ENGLISH).rows()}


def test_our_own_files_give_every_measure(truth: ScoringInput) -> None:
    everything = set().union(*COLUMNS.values())
    assert promised("SegLST with `word_times`, `name`, `role`") == everything
    assert measured(truth, truth) == everything
    transcript = from_transcript(EXAMPLE)
    assert promised("transcript.json") == measured(transcript, transcript) == everything


@pytest.mark.parametrize(("file", "name"), [("STM", "truth.stm"), ("RTTM", "truth.rttm")])
def test_the_files_of_the_example(
    truth: ScoringInput, examples: Path, file: str, name: str
) -> None:
    assert measured(truth, read(examples / name)) == promised(file)


def test_plain_seglst_and_ctm(truth: ScoringInput, examples: Path) -> None:
    rows = json.loads((examples / "truth.seglst.json").read_text(encoding="utf-8"))
    own = {"name", "role", "word_times"}
    plain = json.dumps([{k: v for k, v in row.items() if k not in own} for row in rows])
    ctm = "".join(
        f"interview 1 {start} {end - start} {text}\n"
        for row in rows
        for text, start, end in row["word_times"]
    )
    for file, text in (("SegLST", plain), ("CTM", ctm)):
        (account,) = scoring.parse(text, f"truth.{file}")
        assert measured(truth, account) == promised(file)
