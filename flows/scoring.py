"""Read and score the files of `tapelog score`, in any supported format."""

from __future__ import annotations

from pathlib import Path

from flows.request import read_text
from transcripts.formats import scoring
from transcripts.scores.score import Score, score, score_all
from transcripts.scores.scoring_input import ScoringInput


def score_files(hypothesis: Path, truth: Path) -> Score:
    """Score one file against another, recording by recording if they hold several.

    Raises UserError if a file cannot be read or the two have nothing in common.
    """
    hypothesis_inputs, truth_inputs = _read(hypothesis), _read(truth)
    if (
        len(hypothesis_inputs) == len(truth_inputs) == 1
    ):  # one recording, whatever each side calls it
        return score(hypothesis_inputs[0], truth_inputs[0])
    return score_all(hypothesis_inputs, truth_inputs)


def _read(path: Path) -> tuple[ScoringInput, ...]:
    return scoring.parse(read_text(path, "file"), path.name)
