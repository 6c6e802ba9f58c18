from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.database.index_tables import INDEX, TOKENS
from archive.database.migrate import NEWEST, migrate, version
from archive.database.tables import METADATA, PEOPLE, SPEAKERS, VOICEPRINTS
from tests.archive.catalogue.test_append import ID, decide, entered, give
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.errors import UserError


def test_migrations_create_the_tables_of_the_code(catalogue: Catalogue) -> None:
    with catalogue.reading() as connection:
        assert version(connection) == NEWEST
        known = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        assert compare_metadata(known, [METADATA, INDEX]) == []


def _is_ours(_: object, name: str, kind: str, *__: object) -> bool:
    """Check whether a table is in SQLAlchemy's metadata, which lack the full-text tables."""
    return not (kind == "table" and name.startswith(TOKENS))


def test_downgrade_and_upgrade_lose_no_edit(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, give("T8", "S3"))
    now = decide(catalogue, SetName("S4", "Jo Fane"))
    with catalogue.writing() as connection:
        migrate(connection, "0001")
        assert version(connection) == "0001"
        assert not inspect(connection).has_table(PEOPLE.name)
        assert not inspect(connection).has_table(VOICEPRINTS.name)
    assert load_snapshot(catalogue, ID) == now
    with catalogue.writing() as connection:
        migrate(connection)
    with catalogue.reading() as connection:
        who = select(SPEAKERS.c.id, PEOPLE.c.name).join(PEOPLE, PEOPLE.c.id == SPEAKERS.c.person)
        people = connection.execute(who.order_by(SPEAKERS.c.id)).all()
        assert [p.id for p in people] == ["S1", "S2", "S3", "S4"]
        assert people[3].name == "Jo Fane"
    assert decide(catalogue, Undo("E2")).revision == 3
    with catalogue.writing() as connection:
        migrate(connection, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        migrate(connection)
    assert entered(catalogue).revision == 0


def test_only_one_of_many_processes_creates_the_tables(
    tmp_path: Path, database: str | None
) -> None:
    def opened(_: int) -> str | None:
        with open_catalogue(tmp_path, database) as catalogue, catalogue.reading() as connection:
            return version(connection)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(opened, range(16))) == {NEWEST}


def test_a_failed_migration_changes_nothing(catalogue: Catalogue) -> None:
    entered(catalogue)
    with pytest.raises(RuntimeError, match="stopped half-way"):
        _migrate_and_stop(catalogue)
    with catalogue.reading() as connection:
        assert version(connection) == NEWEST
        assert len(connection.execute(select(PEOPLE)).all()) == 3


def _migrate_and_stop(catalogue: Catalogue) -> None:
    with catalogue.writing() as connection:
        migrate(connection, "0001")
        raise RuntimeError("stopped half-way")


def test_a_catalogue_of_a_newer_version_is_refused(
    catalogue: Catalogue, database: str | None
) -> None:
    with catalogue.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    refusal = pytest.raises(UserError, match=f"9999, but this tapelog supports only up to {NEWEST}")
    with refusal, open_catalogue(catalogue.archive, database):
        pass


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("not a url", "not a database URL"),
        ("mysql://host/name", "unknown type 'mysql'"),
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be used .*refused"),
    ],
)
def test_an_unusable_database_is_reported(tmp_path: Path, url: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint), open_catalogue(tmp_path, url):
        pass


def test_a_file_that_is_not_a_catalogue_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    (tmp_path / "catalogue.sqlite").write_text("a shopping list, long enough to be looked at " * 9)
    with (
        pytest.raises(UserError, match=r"catalogue\.sqlite cannot be used"),
        open_catalogue(tmp_path),
    ):
        pass
