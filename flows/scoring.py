"""Read and score the files of `tapelog score`, in any supported format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.request import read_text
from transcripts.formats import scoring
from transcripts.languages.language import Language
from transcripts.languages.table import DEFAULT, language
from transcripts.scores.score import Score, score, score_all
from transcripts.scores.scoring_input import ScoringInput


def score_files(hypothesis: Path, truth: Path, code: str | None = None) -> Score:
    """Score one file against another; recordings are matched if the files hold several.

    `code` is the language; by default that of a transcript.json, else English. Raises UserError if
    a file cannot be read or the two have nothing in common.
    """
    hypothesis_inputs, truth_inputs = _read(hypothesis), _read(truth)
    spoken = _language(code, (*hypothesis_inputs, *truth_inputs))
    # With one recording on each side, they are the same one, whatever their names.
    if len(hypothesis_inputs) == len(truth_inputs) == 1:
        return score(hypothesis_inputs[0], truth_inputs[0], spoken)
    return score_all(hypothesis_inputs, truth_inputs, spoken)


def _language(code: str | None, inputs: Sequence[ScoringInput]) -> Language:
    known = (item.language for item in inputs if item.language)
    return language(code or next(known, DEFAULT))


def _read(path: Path) -> tuple[ScoringInput, ...]:
    return scoring.parse(read_text(path, "file"), path.name)
