"""Find people and programmes by an incomplete name, ignoring case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import select

from archive.database.connection import Catalogue
from archive.database.tables import PEOPLE, RECORDINGS
from transcripts.errors import UserError

_MAX_LISTED_NAMES = 5


def find_person_name(catalogue: Catalogue, typed: str) -> str:
    """Return the full name of a person; raises UserError if several people match."""
    with catalogue.reading() as connection:
        names = connection.scalars(select(PEOPLE.c.name)).all()
    return find_name(names, typed, "people")


def find_programme(catalogue: Catalogue, typed: str) -> str:
    """Return the full name of a programme; raises UserError if several match."""
    named = select(RECORDINGS.c.programme).where(RECORDINGS.c.programme.is_not(None)).distinct()
    with catalogue.reading() as connection:
        names = connection.scalars(named).all()
    return find_name([name for name in names if name], typed, "programmes")


def find_name(names: Iterable[str], typed: str, plural_noun: str) -> str:
    """Return the name that equals the typed one except for case and accents, or contains it.

    If no name matches, the typed one is returned. Raises UserError if several match equally well.
    """
    known = sorted(set(names))
    if typed in known:
        return typed
    wanted = _fold_name(typed)
    equal = [name for name in known if _fold_name(name) == wanted]
    matches = equal or [name for name in known if wanted and wanted in _fold_name(name)]
    if len(matches) > 1:
        listed = ", ".join(map(repr, matches[:_MAX_LISTED_NAMES])) + (
            ", ..." if matches[_MAX_LISTED_NAMES:] else ""
        )
        raise UserError(f"several {plural_noun} match {typed!r}: {listed}; enter the full name")
    return matches[0] if matches else typed


def _fold_name(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
