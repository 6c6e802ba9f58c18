"""CSV, for spreadsheets and databases: a turn a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from transcripts.formats import provenance
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript

COLUMNS = (
    "turn",
    "start",
    "end",
    "speaker",
    "name",
    "role",
    "confidence",
    "overlaps",
    "repaired",
    "text",
)


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the turns in order of start; `repaired` says which words the old text had otherwise."""
    sheet = StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(options.people(transcript)))
    return sheet.getvalue()


def _rows(transcript: Transcript) -> Iterator[tuple[str, ...]]:
    repairs = provenance.repairs(transcript)
    for turn in transcript.turns:
        speaker = transcript.speaker(turn)
        cells = (
            turn.id,
            f"{turn.start:.3f}",
            f"{turn.end:.3f}",
            speaker.id,
            speaker.label,
            speaker.role or "",
            f"{turn.confidence:.3f}",
            " ".join(turn.overlaps),
            "; ".join(provenance.repaired(c) for c in repairs if c.turn == turn.id),
            turn.text,
        )
        yield tuple(map(_inert, cells))


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe before it.

    A turn that begins with `=` or `@` could otherwise run a program on the machine of a reader.
    """
    cell = cell.replace("\r", " ")  # which the csv module leaves without quotes
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell
