"""Join sides of a tape, or the files of several microphones, into one recording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audio.sound.join import JoinPlan, plan_microphones, plan_sides, write_joined
from flows.request import one_line
from transcripts.errors import UserError


def join_sides(paths: Sequence[Path], out: Path, gap: float, *, overlaps: bool) -> JoinPlan:
    """Write sides, one after another, to the FLAC file `out`; raises UserError if it exists."""
    _check_new(out)
    plan = plan_sides(paths, gap, overlaps=overlaps)
    write_joined(plan, out)
    return plan


def join_microphones(paths: Sequence[Path], out: Path, people: Sequence[str]) -> JoinPlan:
    """Write the files of microphones as channels of the FLAC file `out`.

    Raises UserError if it exists.
    """
    _check_new(out)
    plan = plan_microphones(paths, [one_line(person) for person in people])
    write_joined(plan, out)
    return plan


def _check_new(out: Path) -> None:
    if out.suffix.lower() != ".flac":
        raise UserError(f"{out} does not end in .flac: joined recordings are FLAC files")
    if out.exists():
        raise UserError(f"{out} exists: choose a new file")
    if not out.absolute().parent.is_dir():
        raise UserError(f"{out.absolute().parent} is not a folder: make it first")
