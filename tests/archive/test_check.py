"""The consistency check of an archive finds each kind of fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from archive.catalogue.reindex import reindex
from archive.database.connection import Catalogue
from archive.database.tables import CORRECTIONS, RECORDINGS
from archive.publishing.republish import ingest_and_publish, republish
from archive.transfer import export_archive
from tests.archive.catalogue.test_append import ID, decide, give
from tests.archive.conftest import problems
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.undo import Undo


def test_a_whole_archive_has_no_problems(catalogue: Catalogue, published: Path) -> None:
    assert problems(catalogue) == []
    for change in (give("T8", "S3"), DecideCorrections(("C7",), True), Undo("E1")):
        decide(catalogue, change)
    assert problems(catalogue) == []


def test_an_outdated_published_folder_is_reported(
    catalogue: Catalogue, published: Path, audio: Path, tmp_path: Path
) -> None:
    ingest_and_publish(EXAMPLE, audio, tmp_path / "out", catalogue.archive)
    (problem,) = problems(catalogue)
    assert (
        problem == f"{published}: is out of date, because its recording is now published in "
        f"{tmp_path / 'out'}: remove it"
    )
    assert export_archive(catalogue, tmp_path / "archive.tar").files == 10


def test_stored_numbers_equal_the_published_ones(
    catalogue: Catalogue, published: Path, audio: Path
) -> None:
    long = tuple(replace(c, score=c.score / 3, start=c.start / 3) for c in EXAMPLE.corrections)
    ingest_and_publish(replace(EXAMPLE, corrections=long), audio, published, catalogue.archive)
    assert problems(catalogue) == []


def _row(catalogue: Catalogue, **values: object) -> None:
    with catalogue.writing() as connection:
        connection.execute(update(RECORDINGS).values(**values))


Damage = tuple[Callable[[Catalogue, Path], object], str]
DAMAGE: list[list[Damage]] = [
    [
        (lambda c, f: (f / "transcript.srt").unlink(), "transcript.srt: is missing"),
        (lambda c, f: (f / "index.html").write_text("x"), "index.html: does not match its sha256"),
        (
            lambda c, f: (f / "notes.txt").write_text("x"),
            "notes.txt: does not belong to the recording: remove it",
        ),
        (lambda c, f: (f / ".publishing-x-1").mkdir(), ".publishing-x-1: was left behind by"),
        (
            lambda c, f: (f.parent / ".publishing-x-2").mkdir(),
            ".publishing-x-2: was left behind by",
        ),
        (lambda c, f: (c.archive / ".importing-ab").mkdir(), ".importing-ab: was left behind by"),
        (lambda c, f: (f.parent / "r-0").mkdir(), "r-0: belongs to no recording in the catalogue"),
        (lambda c, f: _row(c, edits=1), "has 0 edits, but its row counts 1"),
        (lambda c, f: _row(c, doubts=9), "has 3 doubts, but its row counts 9"),
    ],
    [
        (lambda c, f: (f / "manifest.json").unlink(), "manifest.json does not exist"),
        (lambda c, f: _row(c, run=2), "has the machine runs [1], but its row counts 2"),
    ],
    [
        (lambda c, f: (f / "manifest.json").write_text("{}"), "manifest.json is damaged"),
        (lambda c, f: _row(c, revision=1), "has revision 1, which does not fit its 0 edits"),
    ],
    [
        (lambda c, f: f.rename(f.parent / "r-1"), "manifest.json does not exist"),
        (lambda c, f: _row(c, published=3), "has published revision 3, but its newest is 0"),
    ],
    [
        (
            lambda c, f: _row(c, published=None),
            "was not published: run `tapelog archive publish r-5f2c",
        )
    ],
]


@pytest.mark.parametrize("damages", DAMAGE, ids=range(len(DAMAGE)))
def test_every_inconsistency_is_reported(
    catalogue: Catalogue, published: Path, damages: list[Damage]
) -> None:
    for damage, _ in damages:
        damage(catalogue, published)
    found = problems(catalogue)
    for _, complaint in damages:
        assert any(complaint in problem for problem in found), found


def test_wrong_derived_rows_are_reported_and_repaired(
    catalogue: Catalogue, published: Path
) -> None:
    with catalogue.writing() as connection:
        connection.execute(CORRECTIONS.delete().where(CORRECTIONS.c.id == "C7"))
    (problem,) = problems(catalogue)
    assert problem.startswith(f"{ID}: its corrections differ from its transcript")
    republish(catalogue, ID)
    assert problems(catalogue) == []


def test_a_damaged_full_text_index_is_named_and_rebuilt(
    catalogue: Catalogue, published: Path
) -> None:
    if catalogue.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL checks its own indexes")
    with catalogue.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE passage_tokens_data SET block = zeroblob(length(block)) "
            "WHERE id = (SELECT max(id) FROM passage_tokens_data)"
        )
    assert "the index: is damaged: run `tapelog archive reindex`" in problems(catalogue)
    list(reindex(catalogue))
    assert problems(catalogue) == []
