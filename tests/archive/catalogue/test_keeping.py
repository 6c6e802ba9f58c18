"""What is published, found, checked and carried away."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text, update

from archive.catalogue.check import check
from archive.catalogue.current import current
from archive.catalogue.find import Wanted, find, query
from archive.catalogue.migrate import migrate
from archive.catalogue.open import Catalogue, open_catalogue
from archive.catalogue.republish import enter_and_publish, republish
from archive.catalogue.tables import CORRECTIONS, RECORDINGS
from archive.files import read_transcript
from archive.transfer import export_archive, import_archive
from tests.archive.catalogue.test_append import ID, decide, entered, give
from tests.archive.catalogue.test_learn import as_values, teach
from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.edits.kinds.voices import MergeVoices, SplitVoice
from transcripts.errors import UserError
from transcripts.formats.table import BY_NAME
from transcripts.transcript import Transcript


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "copy.m4a"
    path.write_bytes(b"sound" * 1000)
    return path


@pytest.fixture
def published(
    catalogue: Catalogue, audio: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A recording in the archive, published."""
    if database:
        monkeypatch.setenv("TAPELOG_DATABASE", database)
    folder = catalogue.archive / "published" / ID
    assert enter_and_publish(EXAMPLE, audio, folder, catalogue.archive) == EXAMPLE
    return folder


def problems(catalogue: Catalogue) -> list[str]:
    return [str(problem) for problem in check(catalogue)]


def test_after_an_edit_every_file_is_published_again(catalogue: Catalogue, published: Path) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert "Ada Bell" not in (published / "transcript.vtt").read_text()
    assert republish(catalogue, ID) == (1, published)
    for name in ("transcript.vtt", "transcript.txt", "transcript.json", "index.html"):
        assert "ada bell" in (published / name).read_text().lower(), name
    assert "Corrected by Ann (version 1)" in (published / "index.html").read_text()
    assert json.loads((published / "manifest.json").read_text())["revision"] == 1
    assert read_transcript(published) == current(catalogue, ID).transcript
    assert (published / "audio.m4a").read_bytes() == b"sound" * 1000
    assert republish(catalogue, ID) == (1, published)
    assert problems(catalogue) == []
    assert current(catalogue, ID, 0).transcript == EXAMPLE


@pytest.mark.slow
def test_whatever_was_edited_can_be_published_in_every_format(
    catalogue: Catalogue, published: Path
) -> None:
    first, last = apply(EXAMPLE, ()).runs["T11"]
    for change in (
        RewriteWord(first, ""),
        DecideCorrections(("C7", "C13"), True),
        MarkPassage(((first + 4, first + 9),), "announcer"),
        MarkPassage(((last - 6, last),), "not speech"),
        SplitVoice(((first + 20, first + 30),)),
        AddSpeaker("<script>alert(1)</script>"),
        MergeVoices("V5", "V2"),
        SetName("S1", None),
    ):
        decide(catalogue, change)
    transcript = current(catalogue, ID).transcript
    assert all(kind.render(transcript) for kind in BY_NAME.values())
    republish(catalogue, ID)
    assert "<script>alert" not in (published / "index.html").read_text()
    assert problems(catalogue) == []


def test_a_new_run_publishes_the_edits_too(
    catalogue: Catalogue, published: Path, audio: Path
) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    again = replace(EXAMPLE, unwritten=())
    now = enter_and_publish(again, audio, published, catalogue.archive)
    assert (now.speakers[2].name, now.provenance.options.revision) == ("Ada Bell", 2)
    assert "Ada Bell" in (published / "transcript.srt").read_text()
    assert problems(catalogue) == []


def test_without_the_sound_it_says_so(catalogue: Catalogue, published: Path) -> None:
    (published / "audio.m4a").unlink()
    with pytest.raises(UserError, match="has no sound of r-5f2c9a71e0b4"):
        republish(catalogue, ID)


# Finding.


def many(number: int) -> Transcript:
    about = replace(
        EXAMPLE.recording,
        id=f"r-{number:03}",
        title=f"Tape {number}, 100% <b>",
        programme=["Evening Pages", None][number % 2],
        date=f"{1980 + number}-01-02",
    )
    made = replace(EXAMPLE.provenance, created=f"2026-05-{1 + number // 2:02}T00:00:00+00:00")
    corrections = () if number % 3 else EXAMPLE.corrections
    sure = tuple(replace(speaker, confidence=1.0) for speaker in EXAMPLE.speakers)
    return replace(
        EXAMPLE, recording=about, provenance=made, corrections=corrections, speakers=sure
    )


def test_recordings_are_found_a_page_at_a_time(catalogue: Catalogue) -> None:
    for number in range(12):
        entered(catalogue, many(number))
    seen, after = [], None
    for _ in range(4):
        page = find(catalogue, after=after, most=4)
        seen += [found.id for found in page.recordings]
        if (after := page.following) is None:
            break
    assert seen == [f"r-{number:03}" for number in reversed(range(12))]
    found = find(catalogue, most=1).recordings[0]
    assert found.speakers == ("Marian Whitlock", "Tobias Aurelian-Grey", "Ifeoma Castellan")
    decide_name = Wanted(speaker="Marian Whitlock", since="1984", until="1986")
    for wanted, numbers in (
        (Wanted(title="tape 7"), [7]),
        (Wanted(title="100%"), list(range(12))),
        (Wanted(title="_"), []),
        (Wanted(text="TAPE 7"), [7]),
        (Wanted(text="whitLOCK"), list(range(12))),
        (Wanted(text="/"), []),
        (Wanted(programme="Evening Pages", state="doubtful"), [0, 6]),
        (decide_name, [4, 5, 6]),
        (Wanted(speaker="Nobody"), []),
        (Wanted(state="unpublished"), list(range(12))),
    ):
        rows = find(catalogue, wanted).recordings
        assert [r.id for r in rows] == [f"r-{n:03}" for n in reversed(numbers)], wanted
    with pytest.raises(UserError, match="no place in the list"):
        find(catalogue, after="here")


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(programme="P"), Wanted(speaker="S", state="doubtful")]
)
def test_no_list_is_read_from_its_beginning(catalogue: Catalogue, wanted: Wanted) -> None:
    if catalogue.engine.dialect.name != "sqlite":
        return
    statement = query(wanted, "2026 r-1", 50).compile(
        catalogue.engine, compile_kwargs={"literal_binds": True}
    )
    with catalogue.reading() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    steps = " | ".join(row.detail for row in plan)
    assert "SCAN" not in steps
    assert "INDEX" in steps


# Checking.


def test_a_whole_archive_has_no_problems(catalogue: Catalogue, published: Path) -> None:
    assert problems(catalogue) == []
    for change in (give("T8", "S3"), DecideCorrections(("C7",), True), Undo("E1")):
        decide(catalogue, change)
    assert problems(catalogue) == []


def test_what_is_published_elsewhere_leaves_nothing_behind_unnoticed(
    catalogue: Catalogue, published: Path, audio: Path, tmp_path: Path
) -> None:
    enter_and_publish(EXAMPLE, audio, tmp_path / "out", catalogue.archive)
    (problem,) = problems(catalogue)
    assert (
        problem == f"{published}: is out of date, published in {tmp_path / 'out'} since: remove it"
    )
    assert export_archive(catalogue, tmp_path / "archive.tar").files == 10


def test_numbers_of_any_length_are_kept_as_they_are_published(
    catalogue: Catalogue, published: Path, audio: Path
) -> None:
    long = tuple(replace(c, score=c.score / 3, start=c.start / 3) for c in EXAMPLE.corrections)
    enter_and_publish(replace(EXAMPLE, corrections=long), audio, published, catalogue.archive)
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


# Carrying.


def test_an_archive_is_carried_whole(
    catalogue: Catalogue, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert teach(catalogue) > 2
    republish(catalogue, ID)
    file = tmp_path / "archive.tar"
    assert export_archive(catalogue, file).recordings == 1
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(tmp_path / "other") as other:
        assert import_archive(other, file).files == 10
        assert problems(other) == []
        assert current(other, ID) == current(catalogue, ID)
        assert as_values(other) == as_values(catalogue) != ()
        assert {p.name for p in (other.archive / "published" / ID).iterdir()} == {
            p.name for p in published.iterdir()
        }
        assert decide(other, Undo("E1")).revision == 2
        with pytest.raises(UserError, match="has recordings already"):
            import_archive(other, file)
        assert problems(other) == []
    with pytest.raises(UserError, match="has recordings already"):
        import_archive(catalogue, file)


def test_a_carried_archive_comes_back_to_the_same_kind_of_database(
    catalogue: Catalogue, published: Path, tmp_path: Path
) -> None:
    file = tmp_path / "archive.tar"
    export_archive(catalogue, file)
    with catalogue.writing() as connection:
        migrate(connection, "base")
        migrate(connection)
    published.rename(tmp_path / "away")
    assert import_archive(catalogue, file).recordings == 1
    assert problems(catalogue) == []
    entered(catalogue, many(1))  # new people get new numbers
    with pytest.raises(UserError, match="has recordings already"):
        import_archive(catalogue, file)


def test_a_damaged_file_changes_nothing(
    catalogue: Catalogue, published: Path, tmp_path: Path
) -> None:
    file = tmp_path / "archive.tar"
    export_archive(catalogue, file)
    whole = file.read_bytes()
    at = whole.index(b"WEBVTT")
    damaged = {
        "does not have its sha256": whole[:at] + b"webvtt" + whole[at + 6 :],
        "cut off": whole[: len(whole) // 2],
        "not an archive that tapelog exported": b"shopping list" * 99,
        "does not belong in an exported archive": _tar("published/../../x"),
    }
    with open_catalogue(tmp_path / "other", f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        for complaint, data in damaged.items():
            file.write_bytes(data)
            with pytest.raises(UserError, match=complaint):
                import_archive(other, file)
            assert find(other).recordings == ()
            assert not any(p.is_file() for p in (tmp_path / "other").rglob("*"))
        with pytest.raises(UserError, match="does not exist"):
            import_archive(other, tmp_path / "none.tar")


def _tar(name: str) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    return data.getvalue()


def test_a_damaged_archive_is_not_carried_away(
    catalogue: Catalogue, published: Path, tmp_path: Path
) -> None:
    (published / "transcript.srt").write_text("x")
    with pytest.raises(UserError, match="has changed since it was published"):
        export_archive(catalogue, tmp_path / "archive.tar")
    assert not list(tmp_path.glob("*archive.tar*"))
