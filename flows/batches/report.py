"""The report of a batch: on the terminal, in Prefect, as JSON, and to a webhook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.logging import get_run_logger

from archive.queue.stats import FailedJob
from transcripts.errors import UserError
from transcripts.text.quantities import format_count


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The outcome of a batch.

    `sound` is the length of the published recordings and `wall` the run time of the batch, both in
    seconds. `skipped` were published before, `refused` are not recordings, `waiting` are still
    being written.
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
    def nothing(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.done or self.failed or self.stopped)

    @property
    def speed(self) -> float:
        """Seconds of audio published per second."""
        return self.sound / self.wall if self.wall else 0.0

    @property
    def line(self) -> str:
        """The batch summarized in one line."""
        if self.nothing:
            return f"nothing to do: {self._known_counts}"
        parts = [f"{format_count(self.done, 'recording')} published"]
        if self.failed:
            parts.append(f"{len(self.failed)} in quarantine")
        if self.skipped or self.quarantined:
            parts.append(self._known_counts)
        parts.append(f"{self.sound / 3600:.2f} h of sound in {self.wall / 3600:.2f} h")
        if self.done:
            parts.append(f"{self.speed:.1f} times real time")
        return ", ".join(parts)

    @property
    def _known_counts(self) -> str:
        known = f"{self.skipped} known before"
        held = f"{self.quarantined} in quarantine since before (`tapelog retry`)"
        return f"{known}, {held}" if self.quarantined else known

    def lines(self) -> Iterator[str]:
        """Yield the summary and a line for everything that needs attention."""
        yield self.line
        for failed in self.failed:
            yield f"  in quarantine: {failed.file} ({failed.recording}): {failed.reason}"
        for refused in self.refused:
            yield f"  left out: {refused}"
        for waiting in self.waiting:
            yield f"  not yet: {waiting}"
        if self.stopped:
            yield f"  stopped early: {self.stopped}"

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {**asdict(self), "speed": round(self.speed, 2), "summary": self.line}


class Unfinished(UserError):
    """A batch that needs attention: recordings went into quarantine, or it stopped early."""

    def __init__(self, summary: BatchReport) -> None:
        super().__init__(summary.stopped or summary.line)
        self.summary = summary


def show_in_prefect(summary: BatchReport) -> None:
    """Attach artifacts to the flow run: a page of numbers and a table of failures."""
    create_markdown_artifact(
        key="batch", markdown=_page(summary), description=f"Summary: {summary.source}"
    )
    if summary.failed:
        create_table_artifact(
            key="quarantine",
            table=[
                {"file": f.file, "recording": f.recording, "reason": f.reason}
                for f in summary.failed
            ],
            description="In quarantine; `tapelog retry` once mended",
        )


def _page(summary: BatchReport) -> str:
    numbers = [
        ("published", f"{summary.done}"),
        ("in quarantine now", f"{len(summary.failed)}"),
        ("in quarantine since before", f"{summary.quarantined}"),
        ("known before, not done again", f"{summary.skipped}"),
        ("left out by the source", f"{len(summary.refused)}"),
        ("still being written", f"{len(summary.waiting)}"),
        ("hours of sound", f"{summary.sound / 3600:.2f}"),
        ("hours that it took", f"{summary.wall / 3600:.2f}"),
        ("times real time", f"{summary.speed:.1f}"),
    ]
    lines = [f"**{summary.line}**", "", f"Source: {summary.source}", "", "| | |", "|---|---:|"]
    lines += [f"| {name} | {value} |" for name, value in numbers]
    lines += ["", *(f"- {line.strip()}" for line in list(summary.lines())[1:])]
    return "\n".join(lines)


WEBHOOK_TRIES = 3
"""Attempts to reach the webhook; an undelivered message is still in the log."""


def notify(summary: BatchReport, run: str) -> None:
    """Post a batch that needs attention to TAPELOG_WEBHOOK as JSON; failures are only logged.

    `text` is what Slack, Mattermost and Teams show; the other values are for programs.
    """
    address = os.environ.get("TAPELOG_WEBHOOK")
    if not address:
        return
    text = f"tapelog: {run}: {summary.line}"
    message = {**summary.as_json(), "text": text, "run": run}
    try:
        transport = httpx.HTTPTransport(retries=WEBHOOK_TRIES - 1)
        with httpx.Client(transport=transport, timeout=10) as client:
            client.post(address, json=message).raise_for_status()
    except httpx.HTTPError as error:
        get_run_logger().warning("TAPELOG_WEBHOOK was not told: %s", error)
