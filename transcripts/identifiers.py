"""Check identifiers, which are safe in file names and URLs, and names, which are safe on a page."""

from __future__ import annotations

import re

from transcripts.errors import UserError

PATTERN = r"[A-Za-z0-9_-]{1,64}"
"""An identifier has no dots, slashes or spaces, so that it can never lead to another folder."""

_WHOLE = re.compile(PATTERN)


def is_identifier(value: object) -> bool:
    """Check whether a value is an identifier."""
    return isinstance(value, str) and _WHOLE.fullmatch(value) is not None


def check_identifier(value: str, kind: str = "recording") -> str:
    """Return the value; raises UserError if it is not an identifier."""
    if not is_identifier(value):
        raise UserError(
            f"{value[:80]!r} cannot be the id of a {kind}: an id has 1 to 64 letters, digits, "
            "hyphens or underscores"
        )
    return value


LONGEST_NAME = 200
"""Largest number of characters in a person's name or role."""

LONGEST_TITLE = 1000
"""Largest number of characters in a title or the name of a programme."""

LONGEST_DESCRIPTION = 4000
"""Largest number of characters in the description of a recording."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and characters that reverse the direction of the text after them, which could
make a name look like another name. Hebrew and Arabic names do not need them.
"""


def without_hidden(text: str) -> str:
    """Remove the hidden characters that a name or title may not have."""
    return _HIDDEN.sub("", text)


def check_name(value: str, kind: str = "name", max_length: int = LONGEST_NAME) -> str:
    """Return a name or title.

    Raises UserError if it is too long or has hidden control characters.
    """
    if len(value) > max_length:
        raise UserError(
            f"the {kind} {value[:40]!r}... has {len(value):,} characters: "
            f"use at most {max_length:,}"
        )
    if hidden := _HIDDEN.search(value):
        raise UserError(
            f"the {kind} {value[:80]!r} has the hidden character U+{ord(hidden[0]):04X}: remove it"
        )
    return value
