"""Open the catalogue of the archive that a command is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from transcripts.errors import UserError

if TYPE_CHECKING:
    from archive.catalogue.open import Catalogue


@contextmanager
def opened(folder: Path | None) -> Iterator[Catalogue]:
    """Open the catalogue of an archive that is there: a mistyped folder is not a new archive."""
    from archive.catalogue.open import open_catalogue
    from archive.files import archive_folder
    from archive.places import remote

    place = archive_folder(folder)
    if not remote(place) and not place.is_dir():
        raise UserError(
            f"there is no archive at {place}: name one with --archive DIR, or TAPELOG_ARCHIVE"
        )
    with open_catalogue(place) as catalogue:
        yield catalogue
