"""The page's words for what the vocabulary abbreviates."""

from __future__ import annotations

import re

REASONS = {
    "introduces-self": "Says so",
    "addressed": "Is addressed so",
    "described": "Described in a document",
    "cast": "On the cast list",
    "voiceprint": "Voice known from other recordings",
    "editor": "Decided by an editor",
    "elimination": "Nobody else is left",
}

KINDS = {
    "punctuation": "punctuation",
    "case": "capital",
    "contraction": "contraction",
    "spelling": "spelling",
    "name": "name",
    "substitution": "other word",
    "insertion": "word added",
    "deletion": "word left out",
    "order": "passage moved",
    "turn-break": "new turn",
}

STATUSES = {"applied": "repaired", "proposed": "open question", "rejected": "left as it was"}

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def sureness(score: float) -> str:
    """Say in a word how likely something is right; the number stands beside it."""
    words = ((0.9, "very likely"), (0.7, "likely"), (0.4, "possibly"))
    return next((word for least, word in words if score >= least), "hardly")


def day(date: str) -> str:
    """Write an ISO date for a reader: 4 November 1987; another text stays as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", date)
    if not found or not 1 <= int(found[2]) <= 12:
        return date
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def percent(share: float) -> str:
    """Write a share: 54 %, 3.1 % below ten."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.1f} %"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 turn, 2 turns, 12,034 words."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
