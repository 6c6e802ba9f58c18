"""Names of people and programmes as somebody types them: any case, without accents, or a part."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import select

from archive.database.connection import Catalogue
from archive.database.tables import PEOPLE, RECORDINGS
from transcripts.errors import UserError

_LISTED = 5


def find_person_name(catalogue: Catalogue, typed: str) -> str:
    """Return the name of the person that was meant; UserError if several people may be."""
    with catalogue.reading() as connection:
        names = connection.scalars(select(PEOPLE.c.name)).all()
    return find_name(names, typed, "people")


def find_programme(catalogue: Catalogue, typed: str) -> str:
    """Return the name of the programme that was meant; UserError if several may be."""
    named = select(RECORDINGS.c.programme).where(RECORDINGS.c.programme.is_not(None)).distinct()
    with catalogue.reading() as connection:
        names = connection.scalars(named).all()
    return find_name([name for name in names if name], typed, "programmes")


def find_name(names: Iterable[str], typed: str, what: str) -> str:
    """Return the name that was typed, whatever its case and accents, or that has it as a part.

    A name that nobody has is returned as typed. UserError if several names fit equally.
    """
    known = sorted(set(names))
    if typed in known:
        return typed
    wanted = _folded(typed)
    equal = [name for name in known if _folded(name) == wanted]
    fitting = equal or [name for name in known if wanted and wanted in _folded(name)]
    if len(fitting) > 1:
        listed = ", ".join(map(repr, fitting[:_LISTED])) + (", ..." if fitting[_LISTED:] else "")
        raise UserError(f"several {what} are called {typed!r}: {listed}; write the whole name")
    return fitting[0] if fitting else typed


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
