"""Read and score the files of `tapelog score`: scoring formats, and transcripts of any form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.old_text import read_old_text
from flows.request import read_text
from transcripts.errors import UserError
from transcripts.formats import scoring
from transcripts.languages.language import Language
from transcripts.languages.table import DEFAULT, language
from transcripts.scores import scoring_input
from transcripts.scores.score import Score, score, score_all
from transcripts.scores.scoring_input import ScoringInput


def score_files(hypothesis: Path, truth: Path, code: str | None = None) -> Score:
    """Score one file against another, recording by recording.

    `code` is the language; it defaults to that of a transcript.json, or else English. Raises
    UserError if a file cannot be read, or if the two files have no recording in common.
    """
    hypothesis_inputs, truth_inputs = read_scoring_inputs(hypothesis), read_scoring_inputs(truth)
    spoken = _choose_language(code, (*hypothesis_inputs, *truth_inputs))
    # If each side has one recording, they count as the same recording, whatever their names.
    if len(hypothesis_inputs) == len(truth_inputs) == 1:
        return score(hypothesis_inputs[0], truth_inputs[0], spoken)
    return score_all(hypothesis_inputs, truth_inputs, spoken)


def _choose_language(code: str | None, inputs: Sequence[ScoringInput]) -> Language:
    languages = (item.language for item in inputs if item.language)
    return language(code or next(languages, DEFAULT))


def read_scoring_inputs(path: Path) -> tuple[ScoringInput, ...]:
    """Read a file for scoring: a scoring format by its suffix, other transcripts by their content.

    Scoring formats may contain several recordings, and parts that are not scored. JSON that is
    neither a transcript.json nor SegLST may be the transcript of another program.
    """
    if not scoring.is_known(path.name):
        return (scoring_input.from_source(read_old_text(path, "file"), path.name),)
    try:
        return scoring.parse(read_text(path, "file"), path.name)
    except UserError:
        if path.suffix.lower() != ".json" or (other := _read_foreign_json(path)) is None:
            raise
        return (other,)


def _read_foreign_json(path: Path) -> ScoringInput | None:
    """Read the JSON of another program; None if its form is unknown or is one of tapelog's own."""
    try:
        source = read_old_text(path, "file")
    except UserError:
        return None
    if source.form in ("tapelog", "seglst"):
        return None
    return scoring_input.from_source(source, path.name)
