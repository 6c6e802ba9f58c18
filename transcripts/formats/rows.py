"""Read and write lines of the formats of speech research (RTTM, STM, CTM)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from transcripts.errors import UserError
from transcripts.formats.provenance import provenance_lines
from transcripts.transcript import Transcript

# A number in these formats; float() would also accept "1_000" and digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number and text of each line, except comments (`;;`) and empty lines."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith(";;"):
            yield number, line.strip()


def parse_seconds(kind: str, number: int, value: str, unit: str = "line") -> float:
    """Read a time in seconds.

    Raises UserError with the line (or other `unit`) number if the time is invalid.
    """
    time = float(value) if _NUMBER.fullmatch(value) else -1.0
    if not 0 <= time < inf:
        raise UserError(f"{kind} {unit} {number}: {value!r} is not a time in seconds; correct it")
    return time


def comment_lines(transcript: Transcript) -> str:
    """Return the provenance as comment lines."""
    return "".join(f";; {line}\n" for line in provenance_lines(transcript))


def row_error(kind: str, number: int, line: str, fields: str) -> UserError:
    """Build the error for a line whose fields do not match the format."""
    return UserError(
        f"{kind} line {number}: expected {fields!r}, found {line[:60]!r}; labels and words have no "
        "spaces"
    )


def is_number(value: str) -> bool:
    """Check whether a field is a number in the notation of these formats."""
    return _NUMBER.fullmatch(value) is not None
