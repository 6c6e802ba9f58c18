"""Comments and highlights of editors, which are about a time and are never published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on what is said from `start` to `end` (seconds); without text, a highlight.

    `id` is the edit that made it, `at` the time of that edit (ISO 8601).
    """

    id: str
    start: float
    end: float
    text: str
    author: str
    at: str
