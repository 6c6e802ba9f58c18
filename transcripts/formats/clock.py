"""Format times for readers and for players."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """Format a time for a reader: 1:02:03, or 2:03 if it is below an hour."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def format_timestamp(seconds: float, decimal: str = ".") -> str:
    """Format a time for a subtitle file: 00:01:02.345, or with SRT's decimal comma."""
    ms = max(0, round(seconds * 1000))
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{decimal}{ms % 1000:03}"
