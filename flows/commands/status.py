"""`tapelog status`: the state of the queue: waiting, running, done and failed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.shared import ARCHIVE

if TYPE_CHECKING:
    from archive.queue.left_out import LeftOut
    from archive.queue.preflight import HostFault
    from archive.queue.stats import QueueStats


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@click.option("--metrics", is_flag=True, help="Print metrics in Prometheus' text format.")
@ARCHIVE
def status(as_json: bool, metrics: bool, archive: Path | None) -> None:
    """Show which recordings wait, run, failed (and why), and were published today.

    Reads only the catalogue and needs no Prefect server.
    """
    from archive.queue.left_out import list_left_out
    from archive.queue.metrics import render_metrics
    from archive.queue.preflight import list_host_faults
    from archive.queue.stats import measure_queue
    from flows.commands.shared import open_existing

    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    with open_existing(archive) as catalogue:
        if metrics:
            click.echo(render_metrics(catalogue), nl=False)
            return
        total = measure_queue(catalogue)
        today = measure_queue(
            catalogue, since=midnight.astimezone(UTC).isoformat(timespec="seconds")
        )
        number, listed = list_left_out(catalogue)
        faults = list_host_faults(catalogue)
    if as_json:
        more = {
            "done_today": today.done,
            "sound_today": today.audio_seconds,
            "left_out": number,
            "left_out_entries": [asdict(each) for each in listed],
            "host_faults": [asdict(each) for each in faults],
        }
        click.echo(json.dumps({**total.as_json(), **more}, indent=2))
    else:
        click.echo("\n".join(lines(total, today, number, listed, faults)))


def lines(
    total: QueueStats,
    today: QueueStats,
    left_out: int = 0,
    left_out_entries: tuple[LeftOut, ...] = (),
    faults: tuple[HostFault, ...] = (),
) -> Iterator[str]:
    """Format the state of an archive's queue for a terminal."""
    yield f"waiting  {total.waiting}"
    for each in total.put_back:
        yield f"    {each.file} ({each.recording}) back in the queue: {each.reason}"
    if faults:
        yield f"faults   {len(faults)}, recordings there wait or are left to other hosts"
    for fault in faults:
        yield f"    {fault.host} since {_format_day_and_time(fault.since)}: {fault.reason}"
    yield f"running  {total.running}"
    for running in total.running_jobs:
        again = f", try {running.tries}" if running.tries > 1 else ""
        since = _format_time(running.since)
        yield f"    {running.file}  since {since}, by {running.flow_run}{again}"
    if total.lost:
        yield f"lost     {total.lost}: their worker has died; the next one resumes them"
    yield f"done     {total.done}, {total.audio_seconds / 3600:.1f} h of audio"
    today_hours = today.audio_seconds / 3600
    yield f"  today  {today.done}, {today_hours:.1f} h of audio{_format_speed(today)}"
    held = ", in quarantine until `tapelog retry`" if total.failed else ""
    yield f"failed   {total.failed}{held}"
    for failed in total.quarantine:
        yield f"    {failed.file} ({failed.recording}): {failed.reason}"
    if total.failed > len(total.quarantine):
        yield f"    and {total.failed - len(total.quarantine)} more"
    if left_out:
        yield f"left out {left_out}, not recordings"
    for entry in left_out_entries:
        yield f"    {entry.entry}"
    if left_out > len(left_out_entries):
        yield f"    and {left_out - len(left_out_entries)} more"


def _format_speed(today: QueueStats) -> str:
    return (
        f", {today.audio_seconds / today.processing_seconds:.1f} times real time"
        if today.processing_seconds
        else ""
    )


def _format_day_and_time(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _format_time(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")
