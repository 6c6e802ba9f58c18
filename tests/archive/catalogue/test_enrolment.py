"""Voices are enrolled, disabled by later edits, and deleted."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from archive.catalogue.candidates import EnrolmentCandidate, find_enrolment_candidates
from archive.catalogue.current import load_snapshot
from archive.catalogue.enrolment import (
    TurnEmbedding,
    build_enrolment_batch,
    enrol,
    find_pending_enrolments,
    load_known_voices,
)
from archive.catalogue.people import (
    allow_enrolment,
    collect_stored_data,
    find_person,
    forget_voice,
    list_people,
)
from archive.check import check
from archive.database.connection import Catalogue
from archive.database.tables import VOICEPRINTS
from speakers.voiceprints.enrol import usable_seconds
from tests.archive.catalogue.test_append import AT, ID, decide, entered, give
from tests.lamplight import EXAMPLE
from transcripts.edits.change import Change
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.speakers import SetName, SetRole
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.voices import AssignVoice
from transcripts.errors import UserError
from transcripts.transcript import Transcript

MODEL = "m"

PLAIN = replace(
    EXAMPLE, speakers=(replace(EXAMPLE.speakers[0], confidence=0.9), *EXAMPLE.speakers[1:])
)
"""The example with a host of whom the machine is certain."""


def teach(catalogue: Catalogue, recording: str = ID) -> int:
    """Do the same as `tapelog people learn`, with embeddings derived from the times of turns."""
    given = build_enrolment_batch(catalogue, recording, MODEL)
    shares = [TurnEmbedding(g, usable_seconds(g.spans), _print(g)) for g in given.candidates]
    return enrol(catalogue, given, shares, MODEL)


def _print(ground: EnrolmentCandidate) -> tuple[float, ...]:
    return math.cos(ground.turn.start), math.sin(ground.turn.start)


def as_values(catalogue: Catalogue, without: str | None = None) -> tuple[Any, ...]:
    """Return the known voices as exactly comparable values."""
    known = load_known_voices(catalogue, MODEL, without)
    return tuple(
        (name, known.embeddings[n].tobytes(), float(known.seconds[n]))
        for n, name in enumerate(known.people)
    )


def enrolled_turns(catalogue: Catalogue) -> dict[str, int]:
    return {one.name: one.enrolled_turns for one in list_people(catalogue) if one.enrolled_turns}


def names(catalogue: Catalogue) -> list[str]:
    return [name for name, *_ in as_values(catalogue)]


def turns(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the enrolled turns by the edit that confirmed them."""
    found: dict[str, list[str]] = {}
    for ground in find_enrolment_candidates(load_snapshot(catalogue, ID)):
        found.setdefault(f"E{ground.edit}", []).append(ground.turn.id)
    return {edit: sorted(ids) for edit, ids in found.items()}


def test_unconfirmed_voices_are_not_enrolled(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    assert find_pending_enrolments(catalogue, MODEL) == (ID,)
    assert teach(catalogue) == 0
    assert find_pending_enrolments(catalogue, MODEL) == ()
    decide(catalogue, SetRole("S3", "guest"))
    decide(catalogue, RewriteWord(3, "This"))
    assert find_pending_enrolments(catalogue, MODEL) == (ID,)
    assert teach(catalogue) == 0


@pytest.mark.parametrize(
    ("change", "person_", "taught"),
    [
        (SetName("S3", "Ada Bell"), "Ada Bell", ["T11", "T14"]),
        (AssignVoice("V3", "S3"), "Ifeoma Castellan", ["T11", "T14"]),
        (give("T7", "S3"), "Ifeoma Castellan", ["T7"]),
    ],
)
def test_a_confirmed_name_enrols_long_clean_turns(
    catalogue: Catalogue, change: Change, person_: str, taught: list[str]
) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, change)
    assert turns(catalogue) == {"E1": taught}
    assert teach(catalogue) == len(taught)
    assert names(catalogue) == [person_]
    assert as_values(catalogue, without=ID) == ()
    assert list(check_voices(catalogue)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"vector": b""},
        {"vector": b"\0\0\x80\x3f\0"},
        {"vector": b"\0\0\x80\x7f" * 2},
        {"vector": np.array([0.6, 0.802], "<f4").tobytes()},
        {"seconds": 9999.0},
        {"seconds": 0.0},
    ],
)
def test_a_damaged_voiceprint_is_reported(
    catalogue: Catalogue, changed: dict[str, bytes | float]
) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert teach(catalogue) > 0
    assert not [p for p in check(catalogue) if "voiceprint " in str(p)]
    with catalogue.writing() as connection:
        connection.execute(update(VOICEPRINTS).values(changed))
    assert [p for p in check(catalogue) if "is damaged: restore a backup" in str(p)]


def check_voices(catalogue: Catalogue) -> list[str]:
    return [str(p) for p in check(catalogue) if "voiceprints" in str(p)]


def test_enrolling_again_changes_nothing(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    once = as_values(catalogue)
    assert teach(catalogue) == 0
    decide(catalogue, SetRole("S1", "guest"))
    assert teach(catalogue) == 0
    assert as_values(catalogue) == once


def test_undoing_an_edit_disables_only_its_embeddings(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    before = as_values(catalogue)
    decide(catalogue, give("T7", "S3"))
    assert teach(catalogue) == 1
    assert as_values(catalogue) != before
    decide(catalogue, Undo("E2"))
    assert as_values(catalogue) == before
    teach(catalogue)
    assert as_values(catalogue) == before
    decide(catalogue, Redo("E2"))
    assert enrolled_turns(catalogue) == {"Ada Bell": 3}
    decide(catalogue, Undo("E1"))
    assert as_values(catalogue) == ()
    assert check_voices(catalogue) == []


def test_reassigned_turns_no_longer_count_for_the_former_person(
    catalogue: Catalogue,
) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    before = as_values(catalogue)
    decide(catalogue, give("T11", "S1"))
    assert enrolled_turns(catalogue) == {"Ada Bell": 1}
    teach(catalogue)
    assert names(catalogue) == ["Ada Bell", "Marian Whitlock"]
    decide(catalogue, Undo("E2"))
    assert as_values(catalogue) == before
    decide(catalogue, SetName("S3", "Ada Beller"))
    assert as_values(catalogue) == ()


def test_machine_names_are_enrolled_only_above_a_strict_threshold(catalogue: Catalogue) -> None:
    entered(catalogue, EXAMPLE)
    assert set(turns(catalogue)) == {"ENone"}
    assert teach(catalogue) > 0
    assert names(catalogue) == ["Marian Whitlock"]
    entered(catalogue, PLAIN)
    assert as_values(catalogue) == ()
    assert check_voices(catalogue) == []


def test_an_edit_overrides_enrolment_by_the_machine(catalogue: Catalogue) -> None:
    entered(catalogue, EXAMPLE)
    teach(catalogue)
    before = as_values(catalogue)
    decide(catalogue, SetName("S1", "Mary Whit"))
    assert as_values(catalogue) == ()
    decide(catalogue, Undo("E1"))
    assert as_values(catalogue) == before


def test_an_equal_new_run_keeps_the_enrolment(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    before = as_values(catalogue)
    entered(catalogue, replace(PLAIN, unwritten=()))
    assert as_values(catalogue) == before
    assert teach(catalogue) == 0
    entered(catalogue, _later(PLAIN, 0.05))
    assert as_values(catalogue) == ()
    assert teach(catalogue) == 2


def _later(transcript: Transcript, seconds_: float) -> Transcript:
    """Return the transcript with slightly later times, as another model would produce."""
    moved = tuple(
        replace(
            turn,
            start=turn.start + seconds_,
            end=turn.end + seconds_,
            words=tuple(
                replace(w, start=w.start + seconds_, end=w.end + seconds_) for w in turn.words
            ),
        )
        for turn in transcript.turns
    )
    heard = tuple(
        replace(s, start=s.start + seconds_, end=s.end + seconds_) for s in transcript.voices
    )
    return replace(transcript, turns=moved, voices=heard)


def test_a_forgotten_person_is_not_enrolled_until_allowed(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    before = as_values(catalogue)
    assert find_person(catalogue, "Ada Bell").enrolled_turns == 2
    assert forget_voice(catalogue, "Ada Bell", AT) == 2
    assert collect_stored_data(catalogue, "Ada Bell")["voice"] == []
    decide(catalogue, give("T7", "S3"))
    assert teach(catalogue) == 0
    with catalogue.reading() as connection:
        assert connection.execute(VOICEPRINTS.select()).all() == []
    assert find_person(catalogue, "Ada Bell").refused_at == AT
    allow_enrolment(catalogue, "Ada Bell")
    decide(catalogue, Undo("E2"))
    teach(catalogue)
    assert as_values(catalogue) == before


def test_forget_removes_the_voice_from_the_disk(catalogue: Catalogue) -> None:
    if catalogue.engine.dialect.name != "sqlite":
        return
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    with catalogue.reading() as connection:
        vectors = connection.scalars(select(VOICEPRINTS.c.vector)).all()

    def on_the_disk(vector: bytes) -> bool:
        return any(vector in path.read_bytes() for path in catalogue.archive.glob("catalogue*"))

    assert all(map(on_the_disk, vectors))
    forget_voice(catalogue, "Ada Bell", AT)
    assert not any(map(on_the_disk, vectors))


def test_people_are_listed_and_exported_completely(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    known = {p.name: p for p in list_people(catalogue)}
    assert set(known) == {"Ada Bell", "Marian Whitlock", "Tobias Aurelian-Grey"}
    assert (known["Ada Bell"].roles, known["Ada Bell"].recording_count) == (("director",), 1)
    assert known["Marian Whitlock"].enrolled_turns == 0
    kept = collect_stored_data(catalogue, "Ada Bell")
    assert [spoken["recording"] for spoken in kept["speaks_in"]] == [ID]
    assert [share["because"] for share in kept["voice"]] == ["edit E1", "edit E1"]
    assert np.linalg.norm(kept["voice"][0]["print"]) == pytest.approx(1, abs=1e-5)
    for ask in (collect_stored_data, find_person, allow_enrolment):
        with pytest.raises(UserError, match="has nobody called 'Nobody'"):
            ask(catalogue, "Nobody")


def test_damaged_rows_are_reported(catalogue: Catalogue) -> None:
    entered(catalogue, PLAIN)
    decide(catalogue, SetName("S3", "Ada Bell"))
    teach(catalogue)
    with catalogue.writing() as connection:
        connection.execute(VOICEPRINTS.update().values(live=False))
    assert check_voices(catalogue) != []
