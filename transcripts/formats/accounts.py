"""Read whatever can be scored, by the name of its file."""

from __future__ import annotations

from transcripts.errors import UserError
from transcripts.formats import ctm, rttm, seglst, stm
from transcripts.formats import json as transcript_json
from transcripts.scores import account
from transcripts.scores.account import Account

_PARSERS = {"stm": stm.parse, "rttm": rttm.parse, "ctm": ctm.parse, "seglst": seglst.parse}


def parse(text: str, file: str) -> tuple[Account, ...]:
    """Read a transcript.json, STM, RTTM, CTM or SegLST file, one account for each recording in it.

    JSON is told apart by what it holds (a list is SegLST). UserError names the file and what is
    wrong with it.
    """
    suffix = file.rpartition(".")[2].lower()
    try:
        accounts = _json(text) if suffix == "json" else _PARSERS[suffix](text)
    except KeyError:
        raise UserError(
            f"{file}: no known format; give a .json, .stm, .rttm, .ctm or .seglst file"
        ) from None
    except UserError as error:
        raise UserError(f"{file}: {error}") from None
    if not accounts:
        raise UserError(f"{file}: nothing in it to score; is it {suffix.upper()}?")
    return accounts


def _json(text: str) -> tuple[Account, ...]:
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        return seglst.parse(text)
    return (account.from_transcript(transcript_json.parse(text)),)
