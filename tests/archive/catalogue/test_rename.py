"""Rename and merge people in every recording, and undo these changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from archive.catalogue.current import load_snapshot
from archive.catalogue.people import find_person, forget_voice, list_people
from archive.catalogue.rename import (
    NameDecision,
    RenameResult,
    merge_people,
    rename_person,
    undo_rename,
)
from archive.check import check
from archive.database.connection import Catalogue
from tests.archive.catalogue.test_append import AT, ID, decide, entered, give
from tests.archive.catalogue.test_enrolment import names, teach
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.errors import UserError
from transcripts.transcript import Transcript

Call = Callable[[Catalogue, NameDecision], RenameResult]
HOST, GUEST = "Marian Whitlock", "Tobias Aurelian-Grey"
OTHER = "r-other"
SURE = replace(
    EXAMPLE, speakers=tuple(replace(s, confidence=0.9 if s.name else 0) for s in EXAMPLE.speakers)
)


def two(catalogue: Catalogue, other: Transcript = SURE) -> list[Transcript]:
    """Ingest two recordings with the same people."""
    entered(catalogue, SURE)
    entered(
        catalogue, replace(other, recording=replace(other.recording, id=OTHER, sha256="b" * 64))
    )
    return transcripts(catalogue)


def transcripts(catalogue: Catalogue) -> list[Transcript]:
    return [load_snapshot(catalogue, name).applied.transcript for name in (ID, OTHER)]


def problems(catalogue: Catalogue) -> list[str]:
    """Return all problems except unpublished edits."""
    return [str(p) for p in check(catalogue) if "was not published" not in p.description]


def said(former: str, name: str) -> NameDecision:
    return NameDecision(former, name, "Ann", AT)


def called(transcript: Transcript) -> dict[str, str | None]:
    return {speaker.id: speaker.name for speaker in transcript.speakers}


def test_a_person_is_renamed_in_all_recordings_and_back(catalogue: Catalogue) -> None:
    before = two(catalogue)
    decide(catalogue, SetName("S1", HOST))
    teach(catalogue)
    assert names(catalogue) == [HOST]
    done = rename_person(catalogue, said(HOST, "Marian Ives"))
    assert (done.changed_recordings, done.unchanged_recordings) == (tuple(sorted((ID, OTHER))), ())
    assert [called(t)["S1"] for t in transcripts(catalogue)] == ["Marian Ives"] * 2
    assert (
        load_snapshot(catalogue, OTHER).edits[-1].why == f"{HOST} is Marian Ives, in all recordings"
    )
    assert find_person(catalogue, "Marian Ives").recording_count == 2
    assert HOST not in [known.name for known in list_people(catalogue)]
    # The voice is enrolled under the new name and, after the undo, under the former name.
    assert names(catalogue) == []
    teach(catalogue)
    assert names(catalogue) == ["Marian Ives"]
    assert (
        undo_rename(catalogue, said(HOST, "Marian Ives")).changed_recordings
        == done.changed_recordings
    )
    assert names(catalogue) == [HOST]
    assert transcripts(catalogue)[1] == before[1]
    assert not problems(catalogue)


def test_an_uncertain_name_is_not_renamed(catalogue: Catalogue) -> None:
    doubtful = (replace(SURE.speakers[0], confidence=0.5), *SURE.speakers[1:])
    two(catalogue, replace(SURE, speakers=doubtful))
    done = rename_person(catalogue, said(HOST, "Marian Ives"))
    assert (done.changed_recordings, done.unchanged_recordings) == ((ID,), (OTHER,))
    assert [called(t)["S1"] for t in transcripts(catalogue)] == ["Marian Ives", HOST]


def test_two_people_are_merged_and_separated_again(catalogue: Catalogue) -> None:
    two(catalogue)
    decide(catalogue, give("T5", "S2"))  # by hand, to the speaker who will be merged
    decide(catalogue, give("T4", "S2"))  # by hand, although it is the turn's own voice
    decide(catalogue, AddSpeaker(GUEST, "caller"))
    decide(catalogue, give("T16", "SE3"))
    before = transcripts(catalogue)
    done = merge_people(catalogue, said(GUEST, HOST))
    assert done.changed_recordings == tuple(sorted((ID, OTHER)))
    for now, former in zip(transcripts(catalogue), before, strict=True):
        theirs = {s.id for s in former.speakers if s.name == GUEST}
        moved = [t.id for t in former.turns if t.speaker in theirs]
        assert {t.speaker for t in now.turns if t.id in moved} == {"S1"}
        rest = [(t.id, t.speaker) for t in former.turns if t.id not in moved]
        assert rest == [(t.id, t.speaker) for t in now.turns if t.id not in moved]
        assert GUEST not in called(now).values()
    assert not problems(catalogue)
    undo_rename(catalogue, said(GUEST, HOST))
    assert transcripts(catalogue) == before
    assert not problems(catalogue)
    with pytest.raises(UserError, match="was not renamed to"):
        undo_rename(catalogue, said(GUEST, HOST))


def test_merging_renames_people_in_recordings_without_the_other(catalogue: Catalogue) -> None:
    alone = replace(
        SURE,
        speakers=tuple(
            replace(s, name="M. Whitlock") if s.id == "S1" else s for s in SURE.speakers
        ),
    )
    two(catalogue, alone)
    assert merge_people(catalogue, said("M. Whitlock", HOST)).changed_recordings == (OTHER,)
    assert called(transcripts(catalogue)[1])["S1"] == HOST
    assert len(load_snapshot(catalogue, OTHER).edits) == 1


def test_a_refusal_of_enrolment_survives_a_rename(catalogue: Catalogue) -> None:
    two(catalogue)
    decide(catalogue, SetName("S1", HOST))
    forget_voice(catalogue, HOST, AT)
    rename_person(catalogue, said(HOST, "Marian Ives"))
    assert find_person(catalogue, "Marian Ives").refused_at == AT
    assert teach(catalogue) == 0
    with pytest.raises(
        UserError, match=f"'Marian Ives' refused a voiceprint, but '{GUEST}' did not"
    ):
        merge_people(catalogue, said("Marian Ives", GUEST))
    with pytest.raises(UserError, match="'Marian Ives' refused"):
        merge_people(catalogue, said(GUEST, "Marian Ives"))
    assert voices_of(catalogue) == []


def voices_of(catalogue: Catalogue) -> list[str]:
    return [known.name for known in list_people(catalogue) if known.enrolled_turns]


@pytest.mark.parametrize(
    ("former", "name", "reason"),
    [
        ("Nobody", "Ada Bell", "the archive has nobody called 'Nobody'"),
        (HOST, GUEST, f"the archive already has '{GUEST}': if they are the same person"),
        (HOST, HOST, "use two different names"),
        (HOST, "?", "'\\?' is not a valid name"),
        (HOST, "Ada  Bell", "'Ada  Bell' is not a valid name"),
    ],
)
def test_invalid_names_are_refused(
    catalogue: Catalogue, former: str, name: str, reason: str
) -> None:
    two(catalogue)
    with pytest.raises(UserError, match=reason):
        rename_person(catalogue, said(former, name))
    with pytest.raises(UserError):
        undo_rename(catalogue, said(former, name))
    assert load_snapshot(catalogue, ID).revision == 0
    with pytest.raises(UserError, match="has nobody called 'Ada Bell'"):
        merge_people(catalogue, said(HOST, "Ada Bell"))


@pytest.mark.parametrize("call", [rename_person, merge_people])
@pytest.mark.parametrize("at", [1, 2])
def test_an_interrupted_decision_is_continued(catalogue: Catalogue, call: Call, at: int) -> None:
    """A repeated command continues where it was killed; after a complete run it changes nothing."""
    two(catalogue)
    name = GUEST if call is merge_people else "Marian Ives"
    decision = said(HOST, name)
    saved = []

    def interrupt(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO edits"):
            if len(saved) == at:
                raise KeyboardInterrupt
            saved.append(statement)

    event.listen(catalogue.engine, "before_cursor_execute", interrupt)
    with contextlib.suppress(KeyboardInterrupt):
        call(catalogue, decision)
    event.remove(catalogue.engine, "before_cursor_execute", interrupt)
    assert len(saved) == at
    assert sum(len(load_snapshot(catalogue, r).edits) for r in (ID, OTHER)) == at
    assert len(call(catalogue, decision).changed_recordings) in (1, 2)
    edits = [len(load_snapshot(catalogue, recording).edits) for recording in (ID, OTHER)]
    assert call(catalogue, decision).changed_recordings == tuple(sorted((ID, OTHER)))
    assert [len(load_snapshot(catalogue, recording).edits) for recording in (ID, OTHER)] == edits
    assert HOST not in [known.name for known in list_people(catalogue)]
    assert all(name in called(t).values() for t in transcripts(catalogue))
    assert problems(catalogue) == []


def test_a_name_that_somebody_else_has_is_still_refused(catalogue: Catalogue) -> None:
    """After a rename was undone, a person still cannot get a name that somebody else has."""
    two(catalogue)
    rename_person(catalogue, said(HOST, "Marian Ives"))
    undo_rename(catalogue, said(HOST, "Marian Ives"))
    with pytest.raises(UserError, match="the archive already has"):
        rename_person(catalogue, said(HOST, GUEST))
