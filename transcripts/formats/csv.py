"""Write CSV for spreadsheets and databases: one row per turn."""

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
    """Write the turns in order of start; the column `repaired` lists corrected words.

    The columns of times are empty if the transcript has no times.
    """
    sheet = StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_build_rows(options.apply_names(transcript)))
    return sheet.getvalue()


def _build_rows(transcript: Transcript) -> Iterator[tuple[str, ...]]:
    repairs = provenance.applied_repairs(transcript)
    is_timed = transcript.recording.has_times
    for turn in transcript.turns:
        speaker = transcript.speaker(turn)
        cells = (
            turn.id,
            f"{turn.start:.3f}" if is_timed else "",
            f"{turn.end:.3f}" if is_timed else "",
            speaker.id,
            speaker.label,
            speaker.role or "",
            f"{turn.confidence:.3f}",
            " ".join(turn.overlaps),
            "; ".join(provenance.describe_repair(c) for c in repairs if c.turn == turn.id),
            turn.text,
        )
        yield tuple(map(escape_formula, cells))


def escape_formula(cell: str) -> str:
    """Prefix a cell with an apostrophe if a spreadsheet would take it for a formula.

    A turn that begins with `=` or `@` could otherwise run a program on the reader's machine.
    """
    cell = cell.replace("\r", " ")  # the csv module does not quote this character
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell
