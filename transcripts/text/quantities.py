"""Format numbers with their nouns."""

from __future__ import annotations


def format_count(number: int, singular: str, plural: str | None = None) -> str:
    """Format a number with its noun: "1 turn", "2 turns", "12,034 words"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
