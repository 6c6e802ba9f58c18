"""What the line-based formats of speech research (RTTM, STM, CTM) have in common."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from transcripts.errors import UserError
from transcripts.formats.provenance import notes
from transcripts.transcript import Transcript


def rows(text: str) -> Iterator[tuple[int, str]]:
    """The number and text of each line; `;;` begins a comment, empty lines say nothing."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith(";;"):
            yield number, line.strip()


def seconds(kind: str, number: int, value: str, unit: str = "line") -> float:
    """Read a time in seconds; UserError names the line (or other unit) when it is none."""
    try:
        time = float(value)
    except ValueError:
        time = -1.0
    if not 0 <= time < inf:
        raise UserError(f"{kind} {unit} {number}: {value!r} is not a time in seconds; correct it")
    return time


def comments(transcript: Transcript) -> str:
    """Say in comment lines where the words come from."""
    return "".join(f";; {line}\n" for line in notes(transcript))


def bad_row(kind: str, number: int, line: str, fields: str) -> UserError:
    """Make the error for a line that has too few fields."""
    return UserError(f"{kind} line {number}: expected {fields!r}, found {line[:60]!r}")
