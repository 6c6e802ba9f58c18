"""Open the catalogue of the archive that a command is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from transcripts.errors import UserError

if TYPE_CHECKING:
    from archive.database.connection import Catalogue


@contextmanager
def opened(folder: Path | None) -> Iterator[Catalogue]:
    """Open the catalogue of an existing archive; a mistyped folder must not create a new one."""
    from archive.catalogue.open import open_catalogue
    from archive.storage.files import archive_folder, storage_of

    place = archive_folder(folder)
    if not storage_of(place).is_folder(place):
        raise UserError(
            f"there is no archive at {place}: name one with --archive DIR, or TAPELOG_ARCHIVE"
        )
    with open_catalogue(place) as catalogue:
        yield catalogue
