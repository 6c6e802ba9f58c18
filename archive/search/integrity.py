"""Check that SQLite's full-text index fits the texts stored in it."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

from sqlalchemy import Connection

from archive.database.index_tables import PREFIXES, TOKENS
from audio.scratch import scratch_folder


def full_text_index_is_whole(connection: Connection) -> bool:
    """Rebuild the index in a temporary copy of the catalogue and compare both.

    FTS5's own integrity check, which runs first, does not notice every wrong row number. A copy is
    used because the check and the rebuild would lock writers out.
    """
    source = connection.connection.driver_connection
    with (
        scratch_folder() as scratch,
        closing(sqlite3.connect(scratch / "copy.sqlite")) as copy,
    ):
        try:
            source.backup(copy)  # type: ignore[union-attr]
            copy.execute(f"INSERT INTO {TOKENS}({TOKENS}) VALUES ('integrity-check')")
            before = _digest(copy)
            copy.execute(f"INSERT INTO {TOKENS}({TOKENS}) VALUES ('rebuild')")
            return before == _digest(copy)
        except sqlite3.DatabaseError:
            return False


def _digest(copy: sqlite3.Connection) -> str:
    """Hash every occurrence of every token, and the passages found by every indexed prefix."""
    digest = hashlib.sha256()
    prefixes: dict[str, None] = {}
    vocabulary = f"temp.vocabulary_of_{TOKENS}"
    copy.execute(f"CREATE VIRTUAL TABLE {vocabulary} USING fts5vocab(main, {TOKENS}, instance)")
    for term, passage, _, offset in copy.execute(f"SELECT * FROM {vocabulary}"):
        digest.update(f"{term} {passage} {offset}\n".encode())
        prefixes |= dict.fromkeys(term[:length] for length in PREFIXES if len(term) >= length)
    copy.execute(f"DROP TABLE {vocabulary}")
    found = f"SELECT rowid FROM {TOKENS} WHERE {TOKENS} MATCH ? ORDER BY rowid"
    for prefix in prefixes:
        query = '"' + prefix.replace('"', '""') + '"*'
        digest.update(f"{prefix} {copy.execute(found, (query,)).fetchall()}\n".encode())
    return digest.hexdigest()
