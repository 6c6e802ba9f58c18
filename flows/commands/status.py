"""`tapelog status`: the queue on one screen: waiting, running, done and failed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.kinds import ARCHIVE

if TYPE_CHECKING:
    from archive.queue.left_out import LeftOut
    from archive.queue.stats import QueueStats


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@ARCHIVE
def status(as_json: bool, archive: Path | None) -> None:
    """Show what waits, what runs, what failed and why, and what was published today.

    Reads the catalogue only and needs no Prefect server.
    """
    from archive.queue.left_out import left_out
    from archive.queue.stats import queue_stats
    from flows.commands.kinds import opened

    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    with opened(archive) as catalogue:
        ever = queue_stats(catalogue)
        today = queue_stats(catalogue, since=midnight.astimezone(UTC).isoformat(timespec="seconds"))
        number, listed = left_out(catalogue)
    if as_json:
        more = {
            "done_today": today.done,
            "sound_today": today.sound,
            "left_out": number,
            "left_out_entries": [asdict(each) for each in listed],
        }
        click.echo(json.dumps({**asdict(ever), **more}, indent=2))
    else:
        click.echo("\n".join(lines(ever, today, number, listed)))


def lines(
    ever: QueueStats, today: QueueStats, left_out: int = 0, listed: tuple[LeftOut, ...] = ()
) -> Iterator[str]:
    """Format the queue of an archive on one screen."""
    yield f"waiting  {ever.waiting}"
    for each in ever.put_back:
        yield f"    {each.file} ({each.recording}) waits again: {each.reason}"
    yield f"running  {ever.running}"
    for running in ever.now:
        again = f", try {running.tries}" if running.tries > 1 else ""
        yield f"    {running.file}  since {_clock(running.since)}, by {running.run}{again}"
    if ever.lost:
        yield f"lost     {ever.lost}: their worker is gone; the next one takes them up"
    yield f"done     {ever.done}, {ever.sound / 3600:.1f} h of sound"
    yield f"  today  {today.done}, {today.sound / 3600:.1f} h of sound{_speed(today)}"
    yield f"failed   {ever.failed}{', in quarantine until `tapelog retry`' if ever.failed else ''}"
    for failed in ever.quarantine:
        yield f"    {failed.file} ({failed.recording}): {failed.reason}"
    if ever.failed > len(ever.quarantine):
        yield f"    and {ever.failed - len(ever.quarantine)} more"
    if left_out:
        yield f"left out {left_out}, which are not recordings"
    for entry in listed:
        yield f"    {entry.entry}"
    if left_out > len(listed):
        yield f"    and {left_out - len(listed)} more"


def _speed(today: QueueStats) -> str:
    return f", {today.sound / today.work:.1f} times real time" if today.work else ""


def _clock(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")
