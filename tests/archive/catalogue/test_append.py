from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from archive.catalogue.append import Conflict, NewEdit, append
from archive.catalogue.current import Snapshot, load_snapshot
from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.database.connection import FILE, Catalogue
from archive.database.tables import CORRECTIONS, EDITS, PEOPLE, RECORDINGS, SPEAKERS, TRANSCRIPTS
from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.speakers import SetName, SetRole
from transcripts.edits.kinds.turns import SplitTurn
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.voices import AssignVoice
from transcripts.errors import UserError
from transcripts.ranges import WordRange
from transcripts.transcript import Transcript

ID = EXAMPLE.recording.id
RUNS = apply_edits(EXAMPLE, ()).run_by_turn
AT = "2026-05-05T08:00:00+00:00"


def entered(catalogue: Catalogue, transcript: Transcript = EXAMPLE) -> Snapshot:
    folder = catalogue.archive / "published" / transcript.recording.id
    return ingest(catalogue, transcript, folder)


def decide(
    catalogue: Catalogue, change: Change, base: int | None = None, author: str = "Ann"
) -> Snapshot:
    if base is None:
        base = load_snapshot(catalogue, ID).revision
    return append(catalogue, ID, NewEdit(change, author, AT, base))


def give(turn: str, speaker: str) -> AssignSpeaker:
    return AssignSpeaker((RUNS[turn],), speaker)


def test_ingesting_stores_a_transcript_once(catalogue: Catalogue) -> None:
    assert entered(catalogue).transcript == EXAMPLE
    later = replace(EXAMPLE.provenance, created="2026-06-01T00:00:00+00:00", steps=())
    again = entered(catalogue, replace(EXAMPLE, provenance=later))
    assert (again.revision, again.run) == (0, 1)
    with catalogue.reading() as connection:
        (row,) = connection.execute(select(RECORDINGS)).all()
        assert (row.title, row.doubts, row.folder) == (
            EXAMPLE.recording.title,
            3,
            f"published/{ID}",
        )
        people = connection.execute(
            select(SPEAKERS.c.id, PEOPLE.c.name)
            .outerjoin(PEOPLE, PEOPLE.c.id == SPEAKERS.c.person)
            .order_by(SPEAKERS.c.id)
        ).all()
        assert [tuple(p) for p in people] == [(s.id, s.name) for s in EXAMPLE.speakers]


def test_cached_transcripts_are_not_stale(catalogue: Catalogue) -> None:
    entered(catalogue)
    with open_catalogue(catalogue.archive, _url(catalogue)) as elsewhere:
        for n, turn in enumerate(["T5", "T8", "T12", "T16"]):
            now = decide((catalogue, elsewhere)[n % 2], give(turn, "S1"), base=max(0, n - 1))
            assert (
                now.transcript
                == replayed(catalogue, now)
                == load_snapshot(elsewhere, ID).transcript
            )
        ingest(elsewhere, replace(EXAMPLE, voices=()), catalogue.archive / "published" / ID)
        assert load_snapshot(catalogue, ID).transcript == load_snapshot(elsewhere, ID).transcript
        assert not load_snapshot(catalogue, ID).transcript.voices


def test_a_restored_backup_overrides_the_cache(tmp_path: Path) -> None:
    with open_catalogue(tmp_path, f"sqlite:///{tmp_path / FILE}") as catalogue:
        entered(catalogue)
        decide(catalogue, give("T5", "S1"))
        with closing(connect(tmp_path / FILE)) as file, closing(connect(":memory:")) as kept:
            file.backup(kept)
            decide(catalogue, give("T8", "S1"))
            kept.backup(file)
        with open_catalogue(tmp_path, _url(catalogue)) as elsewhere:
            decide(elsewhere, give("T12", "S1"))
        now = load_snapshot(catalogue, ID)
        assert now.transcript == replayed(catalogue, now)
        assert [edit.change for edit in now.edits] == [give("T5", "S1"), give("T12", "S1")]


def replayed(catalogue: Catalogue, now: Snapshot) -> Transcript:
    """Read the transcript through a new connection without caches."""
    with open_catalogue(catalogue.archive, _url(catalogue)) as another:
        return load_snapshot(another, ID, now.revision).transcript


def _url(catalogue: Catalogue) -> str:
    return catalogue.engine.url.render_as_string(hide_password=False)


def test_edits_and_derived_rows_are_stored(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, SetName("S3", "Ada Bell"))
    now = decide(catalogue, DecideCorrections(("C7",), True), author="Ben")
    assert (now.revision, [edit.id for edit in now.edits]) == (2, ["E1", "E2"])
    assert now.transcript.speakers[2].name == "Ada Bell"
    assert now.transcript.provenance.options.revision == 2
    assert now.transcript.provenance.created == AT
    assert "Corrected by Ann, Ben (version 2)" in now.transcript.provenance.notices
    assert load_snapshot(catalogue, ID).transcript == now.transcript
    assert load_snapshot(catalogue, ID, 1).transcript.speakers[2].name == "Ada Bell"
    assert load_snapshot(catalogue, ID, 0).transcript == EXAMPLE
    with catalogue.reading() as connection:
        row = connection.execute(select(RECORDINGS)).one()
        assert (row.revision, row.edits, row.doubts) == (2, 2, 1)
        name = select(PEOPLE.c.name).join(SPEAKERS, PEOPLE.c.id == SPEAKERS.c.person)
        assert connection.scalar(name.where(SPEAKERS.c.id == "S3")) == "Ada Bell"
        status = select(CORRECTIONS.c.status).where(CORRECTIONS.c.id == "C7")
        assert connection.scalar(status) == "applied"


def test_an_undo_adds_an_edit(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, give("T8", "S3"))
    decide(catalogue, SetName("S1", "Ada Bell"))
    now = decide(catalogue, Undo("E1"))
    assert now.revision == 3
    assert now.transcript.turns == EXAMPLE.turns
    assert now.transcript.speakers[0].name == "Ada Bell"
    with pytest.raises(UserError, match="E1 is undone already"):
        decide(catalogue, Undo("E1"))
    with pytest.raises(UserError, match="has no edit E9"):
        decide(catalogue, Undo("E9"))


def test_concurrent_editors_do_not_overwrite_each_other(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, give("T8", "S3"), base=0)
    decide(catalogue, give("T9", "S3"), base=0, author="Ben")
    decide(catalogue, SetName("S2", "Ada Bell"), base=0, author="Cy")
    for change in (give("T8", "S2"), AssignVoice("V1", "S3"), SplitTurn(RUNS["T8"][0])):
        with pytest.raises(
            Conflict, match=r"Ann changed the same turn in revision 1 \(assign-speaker\)"
        ):
            decide(catalogue, change, base=0, author="Ben")
    with pytest.raises(Conflict, match="Cy changed the name of S2 in revision 3"):
        decide(catalogue, SetName("S2", "Jo"), base=1)
    with pytest.raises(Conflict, match="Ben changed the same turn"):
        decide(catalogue, Redo("E2"), base=1)
    now = decide(catalogue, give("T8", "S1"), base=3, author="Ben")
    assert (now.revision, len(now.edits)) == (4, 4)
    with catalogue.reading() as connection:
        assert len(connection.execute(select(EDITS)).all()) == 4


@pytest.mark.parametrize(
    ("decision", "complaint"),
    [
        (
            NewEdit(SetName("S9", "Jo"), "Ann", AT, 0),
            r"\(set-name\) cannot be applied: there is no sp",
        ),
        (NewEdit(AssignSpeaker(((0, 999),), "S1"), "Ann", AT, 0), "no words 0 to 999"),
        (NewEdit(SplitTurn(1), "  ", AT, 0), "needs an author"),
        (NewEdit(SplitTurn(1), "Ann", AT, 1), "has no revision 1: the newest is 0"),
    ],
)
def test_invalid_edits_are_refused_and_not_stored(
    catalogue: Catalogue, decision: NewEdit, complaint: str
) -> None:
    entered(catalogue)
    with pytest.raises(UserError, match=complaint):
        append(catalogue, ID, decision)
    assert load_snapshot(catalogue, ID).revision == 0
    with pytest.raises(UserError, match="no recording 'r-0'"):
        append(catalogue, "r-0", decision)


@pytest.mark.slow
def test_twenty_concurrent_editors_lose_no_edit(catalogue: Catalogue) -> None:
    entered(catalogue)
    words = [RUNS["T2"][0] + n for n in range(20)]
    turns = [t.id for t in EXAMPLE.turns]
    changes: list[Change] = [SetRole(f"S{n % 4 + 1}", f"role {n}") for n in range(4)]
    changes += [give(turn, "S1") for turn in turns]

    def work(job: tuple[int, Change]) -> str:
        try:
            return decide(catalogue, job[1], base=0, author=f"editor {job[0]}").edits[-1].author
        except Conflict:
            return "refused"

    with ThreadPoolExecutor(20) as pool:
        done = list(pool.map(work, enumerate([*changes, RewriteWord(words[3], "so")])))
    now = load_snapshot(catalogue, ID)
    assert [edit.id for edit in now.edits] == [f"E{n}" for n in range(1, 21)]
    assert {edit.author for edit in now.edits} == set(done) - {"refused"}
    assert done.count("refused") == 1
    assert not now.unapplied
    with catalogue.reading() as connection:
        revisions = connection.scalars(select(EDITS.c.revision).order_by(EDITS.c.revision)).all()
    assert revisions == list(range(1, 21))


SAVE = """
import itertools, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from transcripts.edits.kinds.speakers import SetRole
with open_catalogue(Path({archive!r}), {url!r}) as catalogue:
    for n in itertools.count():
        decision = NewEdit(SetRole("S1", f"role {{n}}"), "Ann", "2026", n)
        print(append(catalogue, {recording!r}, decision).revision, flush=True)
"""


@pytest.mark.slow
def test_a_killed_program_saves_an_edit_completely_or_not_at_all(
    catalogue: Catalogue, database: str | None
) -> None:
    entered(catalogue)
    code = SAVE.format(
        root=str(Path(__file__).parents[3]),
        archive=str(catalogue.archive),
        url=database,
        recording=ID,
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(5)]
    process.kill()
    said += [int(line) for line in process.communicate(timeout=60)[0].split()]
    now = load_snapshot(catalogue, ID)
    assert now.revision in (said[-1], said[-1] + 1)
    assert now.transcript.speakers[0].role == f"role {now.revision - 1}"
    assert [p.description for p in check(catalogue)] == [
        f"was not published: run `tapelog archive publish {ID}`"
    ]


def test_a_new_run_keeps_applicable_edits_and_reports_the_others(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, SetName("S2", "Ada Bell"))
    decide(catalogue, give("T8", "S3"))
    decide(catalogue, RewriteWord(RUNS["T16"][0] + 2, "an honour."))
    late = EXAMPLE.turns[0]
    swap = {"S1": "S2", "S2": "S1", "V1": "V2", "V2": "V1"}

    def moved(ranges: tuple[WordRange, ...]) -> tuple[WordRange, ...]:
        return tuple(own.shifted(-len(late.words)) for own in ranges)

    again = replace(
        EXAMPLE,
        speakers=tuple(
            replace(s, id=swap.get(s.id, s.id), voices=tuple(swap.get(v, v) for v in s.voices))
            for s in EXAMPLE.speakers
        ),
        turns=tuple(
            replace(t, speaker=swap.get(t.speaker, t.speaker), voice=swap.get(t.voice, t.voice))
            for t in EXAMPLE.turns[1:-1]
        ),
        corrections=tuple(
            replace(c, word_ranges=moved(c.word_ranges)) for c in EXAMPLE.corrections[1:]
        ),
        unspoken=tuple(replace(u, word_ranges=moved(u.word_ranges)) for u in EXAMPLE.unspoken[:1]),
        unwritten=tuple(replace(u, word_ranges=moved(u.word_ranges)) for u in EXAMPLE.unwritten),
        voices=(),
    )
    now = entered(catalogue, again)
    assert (now.revision, now.run) == (4, 2)
    assert [(u.edit.id, u.reason) for u in now.unapplied] == [
        ("E3", "the new run does not have “a” at 104.6 s")
    ]
    people = {s.id: s.name for s in now.transcript.speakers}
    assert (people["S1"], people["S2"]) == ("Ada Bell", "Marian Whitlock")
    assert next(t for t in now.transcript.turns if t.id == "T8").speaker == "S3"
    assert late.text not in {t.text for t in now.transcript.turns}
    assert load_snapshot(catalogue, ID, 3).transcript.turns[0].text == late.text
    with pytest.raises(Conflict, match="processed again at revision 4"):
        decide(catalogue, give("T9", "S3"), base=3)
    assert decide(catalogue, Undo("E2")).transcript.turns[6].speaker == "S2"


def test_edits_and_transcripts_are_immutable_in_sql(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, SetName("S1", "Jo"))
    for statement in (
        EDITS.delete(),
        EDITS.update().values(author="Eve"),
        TRANSCRIPTS.update().values(document=b""),
    ):
        with pytest.raises(DBAPIError, match="is never changed"), catalogue.writing() as connection:
            connection.execute(statement)


def test_sqlite_allows_readers_during_a_write(catalogue: Catalogue) -> None:
    if catalogue.engine.dialect.name == "sqlite":
        with catalogue.reading() as connection:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert {p.name.split("-")[0] for p in catalogue.archive.iterdir()} == {"catalogue.sqlite"}
