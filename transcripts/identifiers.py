"""Identifiers of recordings, speakers, turns and corrections: safe as a file name and in a URL."""

from __future__ import annotations

import re

from transcripts.errors import UserError

PATTERN = r"[A-Za-z0-9_-]{1,64}"
"""Without dots, slashes and spaces, so that an identifier can never lead to another folder."""

_WHOLE = re.compile(PATTERN)


def is_identifier(value: object) -> bool:
    """Whether a value is an identifier."""
    return isinstance(value, str) and _WHOLE.fullmatch(value) is not None


def check_identifier(value: str, what: str = "recording") -> str:
    """Return the identifier; UserError if the value is not one."""
    if not is_identifier(value):
        raise UserError(
            f"{value[:80]!r} cannot be the id of a {what}: an id has 1 to 64 letters, digits, "
            "hyphens or underscores"
        )
    return value
