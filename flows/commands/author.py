"""Who decides, where nobody logs in."""

from __future__ import annotations

import getpass
import os

import click

from transcripts.errors import UserError

AUTHOR = click.option(
    "--author", metavar="NAME", help="Who edits (default: your name on this machine)."
)


def author_or_me(author: str | None) -> str:
    """Return who was named, else who started this by their name here; UserError for nobody."""
    try:
        return (author or getpass.getuser()).strip()
    except (KeyError, OSError):
        raise UserError(f"user {os.getuid()} has no name here: say who edits, --author") from None
