"""Accidental damage: flipped bits, and backups older than the program."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.database.migrate import NEWEST, VERSIONS
from tests.conftest import ROOT
from tests.security.exports import ID, Export, run
from transcripts.edits.kinds.speakers import SetName

EXPORTS = sorted((ROOT / "tests/archive/exports").glob("tables-*.tar"))
AT = "2026-05-05T08:00:00+00:00"


def edited(archive: Path) -> None:
    with open_catalogue(archive) as catalogue:
        for number, name in enumerate(("Ada Bell", "Jo Fane", "Ada Bell")):
            append(catalogue, ID, NewEdit(SetName("S3", name), "Ann", AT, number, "as she says"))
    run("archive", "--archive", archive, "publish", ID)
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


CHANGES = (
    "UPDATE edits SET why = 'as he says' WHERE number = 2",
    "UPDATE edits SET author = 'Amn' WHERE number = 1",
    "UPDATE edits SET at = '2026-05-05T08:00:01+00:00' WHERE number = 3",
    "UPDATE edits SET parameters = replace(parameters, 'Jo', 'Ko') WHERE number = 2",
    'UPDATE edits SET touched = \'{"words": [], "changes": [], "needs": []}\' WHERE number = 1',
    "UPDATE edits SET base = 1 WHERE number = 3",
    "DELETE FROM edit_hashes WHERE number = 2",
    "UPDATE recordings SET title = 'Another'",
    "UPDATE recordings SET duration = duration + 1",
    "UPDATE edits SET run = 9 WHERE number = 3",
    "UPDATE transcripts SET created = '2026-05-05T08:00:01+00:00'",
    "DELETE FROM transcripts WHERE revision = 0",
)


def damage_rows(archive: Path, change: str) -> None:
    """Change rows as a damaged disk does, with the triggers that forbid changes removed."""
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        rules = database.execute(triggers).fetchall()
        for name, _ in rules:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(change)
        for _, sql in rules:
            database.execute(sql)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_row_is_reported(archive: Path, change: str) -> None:
    edited(archive)
    assert run("archive", "--archive", archive, "check").exit_code == 0
    damage_rows(archive, change)
    done = run("archive", "--archive", archive, "check")
    assert done.exit_code == 1, done.output
    assert f"{ID}: " in done.output


INVALID = (
    ("UPDATE edits SET parameters = '{bad' WHERE number = 2", "history"),
    ("UPDATE edits SET touched = 'x'", "publish"),
    ("UPDATE edits SET author = x'ff'", "export"),
    ("UPDATE transcripts SET document = 'text'", "site"),
    ("UPDATE recordings SET duration = 'x'", "list"),
    ("UPDATE recordings SET duration = 1e400", "list"),
    ("UPDATE passages SET text = x'ff00'", "search"),
    ("UPDATE speakers SET confidence = 'x'", "rename"),
)


@pytest.mark.parametrize(("change", "command"), INVALID)
def test_values_of_a_wrong_type_are_reported_in_one_line(
    archive: Path, tmp_path: Path, change: str, command: str
) -> None:
    edited(archive)
    damage_rows(archive, change)
    commands: dict[str, tuple[object, ...]] = {
        "list": ("archive", "--archive", archive, "list"),
        "history": ("archive", "--archive", archive, "history", ID),
        "publish": ("archive", "--archive", archive, "publish", ID),
        "export": ("archive", "--archive", archive, "export", tmp_path / "out.tar"),
        "search": ("search", "the", "--archive", archive),
        "site": ("site", tmp_path / "site", "--archive", archive),
        "rename": ("people", "--archive", archive, "rename", "Ada Bell", "Bo Lane"),
        "check": ("archive", "--archive", archive, "check"),
    }
    for name in (command, "check"):
        done = run(*commands[name])
        assert isinstance(done.exception, SystemExit), (name, done.exception)
        assert (done.exit_code, "is damaged (" in done.output) == (1, True), done.output


@pytest.mark.parametrize(
    "change",
    ["ALTER TABLE episodes RENAME COLUMN guid TO gu1d", "DROP TRIGGER keep_edits_update"],
)
def test_a_changed_definition_is_reported(archive: Path, change: str) -> None:
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        database.execute(change)
    done = run("archive", "--archive", archive, "check")
    assert (done.exit_code, "is damaged (" in done.output) == (1, True), done.output


def test_a_changed_manifest_is_reported(archive: Path) -> None:
    """The manifest has the hashes of all other files, but no file has the manifest's hash."""
    manifest = archive / "published" / ID / "manifest.json"
    whole = manifest.read_text()
    for before, after in (
        ('"bytes"', '"bites"'),
        ('"tapelog.manifest/1"', '"tapelog.manifest/0"'),
        ('"created": "', '"created": "1'),
        ('"bytes": 1', '"bytes": 2'),
    ):
        assert before in whole
        manifest.write_text(whole.replace(before, after, 1))
        done = run("archive", "--archive", archive, "check")
        assert (done.exit_code, "manifest.json: differs" in done.output) == (1, True), done.output
    manifest.write_text(whole)
    assert run("archive", "--archive", archive, "check").exit_code == 0


def test_flipped_bits_are_reported_or_harmless(archive: Path, tmp_path: Path) -> None:
    """Damage that neither SQLite nor a hash detects leaves all stored values as they were."""
    edited(archive)
    whole = (archive / "catalogue.sqlite").read_bytes()
    before = values(archive / "catalogue.sqlite")
    dice = random.Random(7)
    unseen = 0
    for _ in range(60):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        damaged = tmp_path / "damaged"
        shutil.rmtree(damaged, ignore_errors=True)
        shutil.copytree(archive, damaged)
        (damaged / "catalogue.sqlite").write_bytes(data)
        done = run("archive", "--archive", damaged, "check")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        if done.exit_code == 0:
            unseen += values(damaged / "catalogue.sqlite") != before
    assert unseen == 0


GUARDED = ("recordings", "transcripts", "edits", "speakers", "corrections")
"""The tables whose rows have a hash or are derived from rows with a hash."""


def values(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(database) as opened:
        return {
            table: opened.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table in GUARDED
        }


@pytest.mark.parametrize("path", EXPORTS, ids=[path.stem for path in EXPORTS])
def test_exports_of_all_versions_can_be_imported(path: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    done = run("archive", "--archive", archive, "import", path)
    assert done.exit_code == 0, done.output
    assert run("archive", "--archive", archive, "check").output.strip() == ("no problems found")
    history = run("archive", "--archive", archive, "history", ID).output
    assert "Ada Bell" in history
    assert "E3" in history


def test_an_export_of_every_version_is_stored() -> None:
    kept = {path.stem.removeprefix("tables-") for path in EXPORTS}
    assert kept <= set(VERSIONS)
    assert {version for version in VERSIONS if version >= "0006"} - {NEWEST} <= kept


def test_an_export_of_a_newer_version_is_refused(export: Export, tmp_path: Path) -> None:
    export.listing["tables"] = "0999"
    path = export.write(tmp_path / "newer.tar")
    done = run("archive", "--archive", tmp_path / "v", "import", path)
    assert (done.exit_code, "or a newer one" in done.stderr) == (1, True)


def test_a_damaged_schema_is_named_in_one_line(archive: Path) -> None:
    """SQLite's own message quotes the damaged bytes, which are not valid UTF-8."""
    file = archive / "catalogue.sqlite"
    data = file.read_bytes()
    for damage in (b"CREATE TABLE rec\xd5rdings", b"CREATE TABXE recordings"):
        file.write_bytes(data.replace(b"CREATE TABLE recordings", damage))
        done = run("archive", "--archive", archive, "check")
        assert isinstance(done.exception, SystemExit)
        assert done.exit_code == 1


def test_a_damaged_transcript_is_reported_in_one_line(archive: Path) -> None:
    """Every command that reads the damaged transcript ends with one line that says so."""
    commands = (
        ("archive", "--archive", archive, "history", ID),
        ("archive", "--archive", archive, "publish", ID),
        ("people", "--archive", archive, "rename", "Marian Whitlock", "Marian Ives"),
        ("site", archive.parent / "site", "--archive", archive),
    )
    for damage in ("substr(document, 1, 900)", "zeroblob(900)", "x'789c' || document"):
        damage_rows(archive, f"UPDATE transcripts SET document = CAST({damage} AS BLOB)")
        for command in commands:
            done = run(*command)
            assert isinstance(done.exception, SystemExit), (command, damage, done.exception)
            assert (done.exit_code, "a stored transcript is" in done.stderr) == (1, True)
