"""Read what `tapelog score` compares, whatever format it is in."""

from __future__ import annotations

from pathlib import Path

from flows.request import read_text
from transcripts.formats import accounts
from transcripts.scores.account import Account
from transcripts.scores.score import Score, score, score_all


def score_files(hypothesis: Path, truth: Path) -> Score:
    """Measure one file against another, recording by recording where they hold several.

    Raises UserError where a file cannot be read, or the two have nothing in common to measure.
    """
    heard, true = _accounts(hypothesis), _accounts(truth)
    if len(heard) == len(true) == 1:  # one recording, whatever each side calls it
        return score(heard[0], true[0])
    return score_all(heard, true)


def _accounts(path: Path) -> tuple[Account, ...]:
    return accounts.parse(read_text(path, "file"), path.name)
