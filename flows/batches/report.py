"""Report a batch: on the terminal, in Prefect, as JSON, and to a webhook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.logging import get_run_logger

from archive.queue.stats import FailedJob
from flows import progress
from transcripts.errors import UserError
from transcripts.text.quantities import format_count


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The result of a batch.

    `sound` is the total length of the published recordings and `wall` the run time of the batch,
    both in seconds. `skipped` counts recordings that were published before; `refused` lists entries
    that are not recordings, and `waiting` files that are still being written.
    """

    source: str
    done: int = 0
    failed: tuple[FailedJob, ...] = ()
    sound: float = 0.0
    wall: float = 0.0
    skipped: int = 0
    quarantined: int = 0
    """How many recordings of the source were already in quarantine."""
    refused: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    stopped: str | None = None
    """Why the batch ended early."""

    @property
    def did_nothing(self) -> bool:
        """Check whether there was nothing to do."""
        return not (self.done or self.failed or self.stopped)

    @property
    def speed(self) -> float:
        """Return the seconds of audio published per second of run time."""
        return self.sound / self.wall if self.wall else 0.0

    @property
    def summary_line(self) -> str:
        """Return a summary of the batch in one line."""
        if self.did_nothing:
            return f"nothing to do: {self._skipped_counts}"
        parts = [f"{format_count(self.done, 'recording')} published"]
        if self.failed:
            parts.append(f"{len(self.failed)} in quarantine")
        if self.skipped or self.quarantined:
            parts.append(self._skipped_counts)
        parts.append(f"{self.sound / 3600:.2f} h of audio in {self.wall / 3600:.2f} h")
        if self.done:
            parts.append(f"{self.speed:.1f} times real time")
        return ", ".join(parts)

    @property
    def _skipped_counts(self) -> str:
        known = f"{self.skipped} published before"
        held = f"{self.quarantined} already in quarantine (`tapelog retry`)"
        return f"{known}, {held}" if self.quarantined else known

    def lines(self) -> Iterator[str]:
        """Yield the summary, and a line for everything that needs attention."""
        yield self.summary_line
        for failed in self.failed:
            yield f"  in quarantine: {failed.file} ({failed.recording}): {failed.reason}"
        for refused in self.refused:
            yield f"  left out: {refused}"
        for waiting in self.waiting:
            yield f"  still being written: {waiting}"
        if self.stopped:
            yield f"  stopped early: {self.stopped}"

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {**asdict(self), "speed": round(self.speed, 2), "summary": self.summary_line}


class Unfinished(UserError):
    """A batch needs attention, because recordings went into quarantine or it stopped early."""

    def __init__(self, summary: BatchReport) -> None:
        super().__init__(summary.stopped or summary.summary_line)
        self.summary = summary


def show_in_prefect(summary: BatchReport) -> None:
    """Attach artifacts to the flow run: a summary, and a table of failed recordings."""
    create_markdown_artifact(
        key="batch", markdown=_render_page(summary), description=f"Summary: {summary.source}"
    )
    if summary.failed:
        create_table_artifact(
            key="quarantine",
            table=[
                {"file": f.file, "recording": f.recording, "reason": f.reason}
                for f in summary.failed
            ],
            description="Recordings in quarantine; run `tapelog retry` when the cause is fixed",
        )


def _render_page(summary: BatchReport) -> str:
    numbers = [
        ("published", f"{summary.done}"),
        ("in quarantine now", f"{len(summary.failed)}"),
        ("already in quarantine", f"{summary.quarantined}"),
        ("published before", f"{summary.skipped}"),
        ("left out", f"{len(summary.refused)}"),
        ("still being written", f"{len(summary.waiting)}"),
        ("hours of audio", f"{summary.sound / 3600:.2f}"),
        ("hours of run time", f"{summary.wall / 3600:.2f}"),
        ("times real time", f"{summary.speed:.1f}"),
    ]
    lines = [
        f"**{summary.summary_line}**",
        "",
        f"Source: {summary.source}",
        "",
        "| | |",
        "|---|---:|",
    ]
    lines += [f"| {name} | {value} |" for name, value in numbers]
    lines += ["", *(f"- {line.strip()}" for line in list(summary.lines())[1:])]
    return "\n".join(lines)


def say(line: str) -> None:
    """Show a line in the log of the flow run and on the terminal."""
    get_run_logger().info(line)
    progress.say(line)


WEBHOOK_TRIES = 3
"""Attempts to reach the webhook; if all fail, the message is only logged."""


def notify(summary: BatchReport, run: str) -> None:
    """Post a batch that needs attention to TAPELOG_WEBHOOK as JSON; failures are only logged.

    Slack, Mattermost and Teams show `text`; the other values are for programs.
    """
    address = os.environ.get("TAPELOG_WEBHOOK")
    if not address:
        return
    text = f"tapelog: {run}: {summary.summary_line}"
    message = {**summary.as_json(), "text": text, "run": run}
    try:
        transport = httpx.HTTPTransport(retries=WEBHOOK_TRIES - 1)
        with httpx.Client(transport=transport, timeout=10) as client:
            client.post(address, json=message).raise_for_status()
    except httpx.HTTPError as error:
        get_run_logger().warning("TAPELOG_WEBHOOK could not be notified: %s", error)
