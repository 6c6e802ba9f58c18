"""The author of decisions made without a login."""

from __future__ import annotations

import getpass
import os

import click

from transcripts.errors import UserError

AUTHOR = click.option(
    "--author", metavar="NAME", help="Who edits (default: your name on this machine)."
)


def author_or_me(author: str | None) -> str:
    """Return the given name, else the name of the current user; UserError if there is none."""
    try:
        return (author or getpass.getuser()).strip()
    except (KeyError, OSError):
        raise UserError(f"user {os.getuid()} has no name here: say who edits, --author") from None
