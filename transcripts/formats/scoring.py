"""Read any file that can be scored; the suffix selects the format."""

from __future__ import annotations

from transcripts.errors import UserError
from transcripts.formats import ctm, rttm, seglst, stm
from transcripts.formats import json as transcript_json
from transcripts.scores import scoring_input
from transcripts.scores.scoring_input import ScoringInput

_PARSERS = {"stm": stm.parse, "rttm": rttm.parse, "ctm": ctm.parse, "seglst": seglst.parse}


def is_known(file: str) -> bool:
    """Check whether the suffix of a file is that of a format for scoring."""
    return _suffix(file) in (*_PARSERS, "json")


def parse(text: str, file: str) -> tuple[ScoringInput, ...]:
    """Read a transcript.json, STM, RTTM, CTM or SegLST file, one scoring input per recording.

    JSON is recognized by its content (a list is SegLST).

    Raises:
        UserError: The file cannot be read; the message names the file and the fault.
    """
    suffix = _suffix(file)
    try:
        inputs = _json(text) if suffix == "json" else _PARSERS[suffix](text)
    except KeyError:
        raise UserError(
            f"{file}: unknown format; use a .json, .stm, .rttm, .ctm or .seglst file"
        ) from None
    except UserError as error:
        raise UserError(f"{file}: {error}") from None
    if not inputs:
        raise UserError(f"{file}: it has nothing to score; check that it is {suffix.upper()}")
    return inputs


def _suffix(file: str) -> str:
    return file.rpartition(".")[2].lower()


def _json(text: str) -> tuple[ScoringInput, ...]:
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        return seglst.parse(text)
    return (scoring_input.from_transcript(transcript_json.parse(text)),)
