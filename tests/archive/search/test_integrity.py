"""Tapelog's check finds damage to the full-text index that FTS5's own check does not find."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.catalogue.open import open_catalogue
from archive.database.index_tables import TOKENS
from archive.search.integrity import full_text_index_is_whole
from tests.security.exports import archive_at


def is_whole(archive: Path) -> bool:
    with open_catalogue(archive) as catalogue, catalogue.reading() as connection:
        return full_text_index_is_whole(connection)


def test_damaged_blocks_of_the_index(tmp_path: Path) -> None:
    """Flip bits in the largest block; tapelog's check reports every flip that FTS5's reports."""
    archive = archive_at(tmp_path / "archive")
    assert is_whole(archive)
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        row, block = database.execute(
            f"SELECT id, block FROM {TOKENS}_data ORDER BY length(block) DESC LIMIT 1"
        ).fetchone()
    seen = {"neither": 0, "ours alone": 0, "both": 0}
    for at in range(50, len(block), len(block) // 60):
        damaged = bytearray(block)
        damaged[at] ^= 1
        with sqlite3.connect(archive / "catalogue.sqlite") as database:
            database.execute(f"UPDATE {TOKENS}_data SET block = ? WHERE id = ?", (damaged, row))
        ours = not is_whole(archive)
        theirs = not _passes_its_own_check(archive)
        assert ours or not theirs
        seen["neither" if not ours else "both" if theirs else "ours alone"] += 1
    assert seen["both"] > seen["neither"]
    assert seen["ours alone"] > 0


def _passes_its_own_check(archive: Path) -> bool:
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        try:
            database.execute(f"INSERT INTO {TOKENS}({TOKENS}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            return False
        return True
