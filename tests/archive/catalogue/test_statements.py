"""Count the SQL statements of saving and publishing: no row is read or written twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.ingest import ingest
from archive.check import check
from archive.database.connection import Catalogue
from archive.database.index_tables import PASSAGES, TOKENS, WORDS
from archive.database.tables import CORRECTIONS, RECORDINGS, SPEAKERS
from archive.publishing.republish import republish
from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.undo import Undo

ID = EXAMPLE.recording.id
RUNS = apply_edits(EXAMPLE, ()).run_by_turn
AT = "2026-05-05T08:00:00+00:00"

_TABLE = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE)\b.*?\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.S
)


@contextmanager
def counted(catalogue: Catalogue) -> Iterator[Counter[str]]:
    """Count statements by verb and table, such as "SELECT edits"."""
    counts: Counter[str] = Counter()

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        text = statement.replace("UPDATE ", "UPDATE INTO ", 1)
        found = _TABLE.match(text)
        if found:
            counts[f"{found[1]} {found[2]}"] += 1

    event.listen(catalogue.engine, "before_cursor_execute", note)
    try:
        yield counts
    finally:
        event.remove(catalogue.engine, "before_cursor_execute", note)


def filled(catalogue: Catalogue) -> Catalogue:
    folder = catalogue.archive / "published" / ID
    ingest(catalogue, EXAMPLE, folder)
    folder.mkdir(parents=True)
    (folder / "audio.m4a").write_bytes(b"sound")
    republish(catalogue, ID)
    return catalogue


def save(catalogue: Catalogue, change: Change) -> None:
    base = load_snapshot(catalogue, ID).revision
    append(catalogue, ID, NewEdit(change, "Ann", AT, base))


def writes(counts: Counter[str]) -> dict[str, int]:
    return {what: n for what, n in counts.items() if not what.startswith("SELECT")}


def test_saving_an_edit_reads_each_table_once_and_writes_only_changes(catalogue: Catalogue) -> None:
    filled(catalogue)
    save(catalogue, SetName("S3", "Ada Bell"))
    base = load_snapshot(catalogue, ID).revision
    with counted(catalogue) as counts:
        change = AssignSpeaker((RUNS["T8"],), "S2")
        append(catalogue, ID, NewEdit(change, "Ann", AT, base))
    reads = {what: n for what, n in counts.items() if what.startswith("SELECT")}
    tables = ("recordings", "transcripts", "edit_hashes", "voiceprints")
    assert {name: reads[f"SELECT {name}"] for name in tables} == dict.fromkeys(tables, 1)
    assert reads["SELECT edits"] == 2  # the last edit, and the new one for its hash
    assert writes(counts) == {
        "INSERT edits": 1,
        "INSERT edit_hashes": 1,
        "UPDATE recordings": 1,
        f"DELETE {PASSAGES.name}": 1,
        f"DELETE {TOKENS}": 1,
        f"INSERT {PASSAGES.name}": 1,
        f"INSERT {TOKENS}": 1,
        f"INSERT {WORDS.name}": 1,
    }


def test_saving_on_an_older_revision_checks_conflicts_once(catalogue: Catalogue) -> None:
    filled(catalogue)
    save(catalogue, SetName("S3", "Ada Bell"))
    with counted(catalogue) as counts:
        append(catalogue, ID, NewEdit(DecideCorrections(("C7",), True), "Ben", AT, 0))
    assert counts["SELECT edits"] == 3  # and the edits since the base revision
    assert counts["SELECT transcripts"] == 2


def test_publishing_writes_no_unchanged_row(catalogue: Catalogue) -> None:
    filled(catalogue)
    save(catalogue, SetName("S3", "Ada Bell"))
    save(catalogue, AssignSpeaker((RUNS["T8"],), "S1"))
    save(catalogue, Undo("E1"))
    with counted(catalogue) as counts:
        republish(catalogue, ID)
    assert writes(counts) == {"INSERT transcripts": 1, "UPDATE recordings": 1}
    assert list(check(catalogue)) == []


def test_publishing_repairs_wrong_rows(catalogue: Catalogue) -> None:
    filled(catalogue)
    with catalogue.writing() as connection:
        connection.execute(SPEAKERS.update().where(SPEAKERS.c.id == "S1").values(person=None))
        connection.execute(SPEAKERS.delete().where(SPEAKERS.c.id == "S2"))
        connection.execute(CORRECTIONS.update().values(score=0.0))
        connection.execute(RECORDINGS.update().values(doubts=99))
        connection.execute(PASSAGES.update().where(PASSAGES.c.turn == "T3").values(text="wrong"))
        connection.execute(WORDS.delete())
    assert list(check(catalogue)) != []
    republish(catalogue, ID)
    assert list(check(catalogue)) == []
    with catalogue.reading() as connection:
        people = connection.execute(SPEAKERS.select().where(SPEAKERS.c.id == "S1")).one()
    assert people.person is not None
