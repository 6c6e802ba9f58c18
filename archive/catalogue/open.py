"""Open an archive's catalogue, migrate its tables and update its search index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.database.connection import DATABASE, Catalogue, connect
from archive.database.migrate import check_version, migrate
from archive.storage.files import archive_folder


@contextmanager
def open_catalogue(archive: Path | None = None, url: str | None = None) -> Iterator[Catalogue]:
    """Open an archive's catalogue; create or migrate its tables if needed.

    The database is `url`, else TAPELOG_DATABASE, else the SQLite file in the archive's folder.
    Raises UserError if the catalogue cannot be opened.
    """
    catalogue = connect(archive_folder(archive), url or os.environ.get(DATABASE))
    try:
        with catalogue.reading() as connection:
            ready = check_version(connection)
        if not ready:
            from archive.catalogue.reindex import index_missing  # imports all formats

            with catalogue.writing() as connection:
                migrate(connection)
                # Indexing is not part of a migration, because it runs the current code, which needs
                # the current tables.
                index_missing(connection)
        yield catalogue
    finally:
        catalogue.engine.dispose()
