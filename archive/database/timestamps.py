"""The timestamps that transcripts and the database store."""

from __future__ import annotations

from datetime import UTC, datetime


def current_time() -> str:
    """Return the current time in UTC as ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
