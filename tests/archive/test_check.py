"""Consistency checks."""

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


def test_what_is_published_elsewhere_leaves_nothing_behind_unnoticed(
    catalogue: Catalogue, published: Path, audio: Path, tmp_path: Path
) -> None:
    ingest_and_publish(EXAMPLE, audio, tmp_path / "out", catalogue.archive)
    (problem,) = problems(catalogue)
    assert (
        problem == f"{published}: is out of date, published in {tmp_path / 'out'} since: remove it"
    )
    assert export_archive(catalogue, tmp_path / "archive.tar").files == 10


def test_numbers_of_any_length_are_kept_as_they_are_published(
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
        (lambda c, f: (f / "index.html").write_text("x"), "index.html: does not have its sha256"),
        (lambda c, f: (f / "notes.txt").write_text("x"), "notes.txt: is nobody's: remove it"),
        (lambda c, f: (f / ".publishing-x-1").mkdir(), ".publishing-x-1: was left by a run"),
        (lambda c, f: (f.parent / ".publishing-x-2").mkdir(), ".publishing-x-2: was left by"),
        (lambda c, f: (c.archive / ".importing-ab").mkdir(), ".importing-ab: was left by a run"),
        (lambda c, f: (f.parent / "r-0").mkdir(), "r-0: is of no recording in the catalogue"),
        (lambda c, f: _row(c, edits=1), "has 0 edits, and says that it has 1"),
        (lambda c, f: _row(c, doubts=9), "has 3 doubts, and says that it has 9"),
    ],
    [
        (lambda c, f: (f / "manifest.json").unlink(), "manifest.json does not exist"),
        (lambda c, f: _row(c, run=2), "has the machine's runs [1], and says that it has 2"),
    ],
    [
        (lambda c, f: (f / "manifest.json").write_text("{}"), "manifest.json is damaged"),
        (lambda c, f: _row(c, revision=1), "is at revision 1 after 0 edits"),
    ],
    [
        (lambda c, f: f.rename(f.parent / "r-1"), "manifest.json does not exist"),
        (lambda c, f: _row(c, published=3), "shows revision 3 and has 0"),
    ],
    [(lambda c, f: _row(c, published=None), "was not published: `tapelog archive publish r-5f2c")],
]


@pytest.mark.parametrize("damages", DAMAGE, ids=range(len(DAMAGE)))
def test_every_inconsistency_is_named(
    catalogue: Catalogue, published: Path, damages: list[Damage]
) -> None:
    for damage, _ in damages:
        damage(catalogue, published)
    found = problems(catalogue)
    for _, complaint in damages:
        assert any(complaint in problem for problem in found), found


def test_rows_that_do_not_follow_from_the_transcript_are_named_and_mended(
    catalogue: Catalogue, published: Path
) -> None:
    with catalogue.writing() as connection:
        connection.execute(CORRECTIONS.delete().where(CORRECTIONS.c.id == "C7"))
    (problem,) = problems(catalogue)
    assert problem.startswith(f"{ID}: its corrections are not those of its transcript")
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
    assert "the index: is damaged: `tapelog archive reindex`" in problems(catalogue)
    list(reindex(catalogue))
    assert problems(catalogue) == []
