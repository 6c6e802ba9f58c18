"""Read any file that can be scored; the suffix of its name selects the format."""

from __future__ import annotations

from transcripts.errors import UserError
from transcripts.formats import ctm, rttm, seglst, stm
from transcripts.formats import json as transcript_json
from transcripts.scores import scoring_input
from transcripts.scores.scoring_input import ScoringInput

_PARSERS = {"stm": stm.parse, "rttm": rttm.parse, "ctm": ctm.parse, "seglst": seglst.parse}


def is_known(file: str) -> bool:
    """Check whether the suffix of a file belongs to a format that can be scored."""
    return _file_suffix(file) in (*_PARSERS, "json")


def parse(text: str, file: str) -> tuple[ScoringInput, ...]:
    """Read a transcript.json, STM, RTTM, CTM or SegLST file: one scoring input per recording.

    A JSON file is recognized by its content (a list is SegLST). Raises UserError if the file cannot
    be read.
    """
    suffix = _file_suffix(file)
    try:
        inputs = _parse_json(text) if suffix == "json" else _PARSERS[suffix](text)
    except KeyError:
        raise UserError(
            f"{file}: unknown format; use a .json, .stm, .rttm, .ctm or .seglst file"
        ) from None
    except UserError as error:
        raise UserError(f"{file}: {error}") from None
    if not inputs:
        raise UserError(f"{file} has nothing to score; check that it is {suffix.upper()}")
    return inputs


def _file_suffix(file: str) -> str:
    return file.rpartition(".")[2].lower()


def _parse_json(text: str) -> tuple[ScoringInput, ...]:
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        return seglst.parse(text)
    return (scoring_input.from_transcript(transcript_json.parse(text)),)
