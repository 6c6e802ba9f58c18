"""Open the catalogue of an archive; migrate its tables and update its search index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.catalogue.reindex import index_missing
from archive.database.connection import DATABASE, Catalogue, connect
from archive.database.migrate import check_version, migrate
from archive.storage.files import archive_folder


@contextmanager
def open_catalogue(archive: Path | None = None, url: str | None = None) -> Iterator[Catalogue]:
    """Open the catalogue of an archive; create or migrate its tables if needed.

    `url` takes precedence over TAPELOG_DATABASE, and that over the SQLite file in the folder.
    UserError if the catalogue cannot be opened.
    """
    catalogue = connect(archive_folder(archive), url or os.environ.get(DATABASE))
    try:
        with catalogue.reading() as connection:
            ready = check_version(connection)
        if not ready:
            with catalogue.writing() as connection:
                migrate(connection)
                # Last, because rows derived from transcripts are computed by the current code.
                index_missing(connection)
        yield catalogue
    finally:
        catalogue.engine.dispose()
