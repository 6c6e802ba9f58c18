"""Define the labels of the published pages for kinds, statuses and scores."""

from __future__ import annotations

import re

REASONS = {
    "introduces-self": "Introduces themselves",
    "addressed": "Addressed by name",
    "described": "Described in a document",
    "cast": "On the cast list",
    "label": "Named before their turns in the text",
    "voiceprint": "Voice known from other recordings",
    "microphone": "Speaks into their own microphone",
    "same-person": "One person with several voices",
    "split": "Told apart by the turns of the old text",
    "editor": "Set by an editor",
    "elimination": "The only person left",
}

KINDS = {
    "punctuation": "punctuation",
    "case": "capitals",
    "contraction": "contraction",
    "spelling": "spelling",
    "name": "name",
    "substitution": "different word",
    "insertion": "word added",
    "deletion": "word removed",
    "order": "passage moved",
    "turn-break": "turn break",
}

STATUSES = {"applied": "corrected", "proposed": "open question", "rejected": "rejected"}

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


LIKELIHOODS = ((0.8, "very likely right"), (0.5, "likely right"), (0.0, "unsure"))
"""Least scores and their labels, on the published page and in the editor."""


def likelihood_label(score: float) -> str:
    """Return the label for a score from 0 to 1; the page shows the number beside it."""
    return next(word for least, word in LIKELIHOODS if score >= least)


def format_date(date: str) -> str:
    """Format an ISO date for readers, such as 4 November 1987; any other text is unchanged."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", date)
    if not found or not 1 <= int(found[2]) <= 12:
        return date
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def format_percent(share: float) -> str:
    """Format a share as a percentage: 54 %, or with one decimal below ten: 3.1 %."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.1f} %"
