from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import made, sequences
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change, Edit
from transcripts.edits.history import rebase_edits, resolve_undos
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.rewrite import RewriteWord, RewriteWords
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.turns import MoveBoundary, SplitTurn
from transcripts.edits.kinds.voices import AssignVoice
from transcripts.transcript import Correction, Transcript, Turn, Unspoken, Unwritten, Word

RUNS = apply_edits(EXAMPLE, ()).run_by_turn
T7, T8 = RUNS["T7"], RUNS["T8"]
T = TypeVar("T", Correction, Unspoken, Unwritten)


def heard_later(turn: Turn, by: float) -> Turn:
    words = tuple(replace(w, start=w.start + by, end=w.end + by) for w in turn.words)
    return replace(turn, start=turn.start + by, end=turn.end + by, words=words)


def moved(values: Sequence[T]) -> tuple[T, ...]:
    """Renumber word ranges for the other run, in which T1 has one word more and T8 is missing."""
    return tuple(
        replace(
            value,
            word_ranges=tuple(
                own.shifted((own.first > 2) - (own.first > T8[0])) for own in value.word_ranges
            ),
        )
        for value in values
    )


def another_run() -> Transcript:
    """Return the result of a better model.

    T8 is missing, T1 has one word more, and all times are slightly later.
    """
    turns = [heard_later(turn, 0.1) for turn in EXAMPLE.turns if turn.id != "T8"]
    more = Word("live", 3.9, 4.1)
    words = (*turns[0].words[:3], more, *turns[0].words[3:])
    turns[0] = replace(turns[0], words=words, text=" ".join(w.text for w in words))
    renumbered = [replace(turn, id=f"T{n}", overlaps=()) for n, turn in enumerate(turns, start=1)]
    return replace(
        EXAMPLE,
        turns=tuple(renumbered),
        corrections=moved(EXAMPLE.corrections[1:9]),
        unspoken=moved(EXAMPLE.unspoken),
        unwritten=moved(EXAMPLE.unwritten),
    )


LATEST = another_run()


@pytest.mark.parametrize(
    ("former", "latest"),
    [
        (AssignSpeaker((T7,), "S3"), AssignSpeaker(((T7[0] + 1, T7[1] + 1),), "S3")),
        (AssignSpeaker((RUNS["T1"],), "S2"), AssignSpeaker(((0, 12),), "S2")),
        (AssignSpeaker((T7, T8, RUNS["T9"]), "S2"), "the new run does not have “Right.” at 45.1 s"),
        (SplitTurn(T7[0] + 3), SplitTurn(T7[0] + 4)),
        (RewriteWord(T8[0], "Quite."), "the new run does not have “Right.” at 45.1 s"),
        (RewriteWords(((T8[0], "Quite."),)), "the new run does not have “Right.” at 45.1 s"),
        (MoveBoundary(T7[0], T7[0] + 2), MoveBoundary(T7[0] + 1, T7[0] + 3)),
        (DecideCorrections(("C7",), True), DecideCorrections(("C7",), True)),
        (DecideCorrections(("C13",), True), "the new run does not have correction C13"),
        (SetName("S2", "Jo"), SetName("S2", "Jo")),
        (AssignVoice("V2", "SE4"), AssignVoice("V2", "SE4")),
        (AddSpeaker("Jo"), AddSpeaker("Jo")),
    ],
)
def test_an_edit_is_rebased_or_reports_missing_words(former: Change, latest: Change | str) -> None:
    rebased = rebase_edits([made(1, former)], EXAMPLE, LATEST)
    if isinstance(latest, str):
        assert [u.reason for u in rebased.lost] == [latest]
    else:
        assert [edit.change for edit in rebased.edits] == [latest]


def test_merged_voices_are_not_renamed() -> None:
    merged = replace(
        EXAMPLE,
        turns=tuple(
            replace(t, voice="V1", speaker="S1") if t.speaker == "S3" else t for t in EXAMPLE.turns
        ),
        speakers=EXAMPLE.speakers[:2],
    )
    rebased = rebase_edits(
        [made(1, SetName("S3", "Jo")), made(2, AssignVoice("V3", "S2"))], EXAMPLE, merged
    )
    assert [u.reason for u in rebased.lost] == [
        "the new run has no single speaker with most of the words of S3",
        "the new run has no single voice with most of the words of V3",
    ]


@pytest.mark.slow
@settings(max_examples=15)
@given(edits=sequences(EXAMPLE, 6))
def test_the_same_run_again_loses_nothing(edits: tuple[Edit, ...]) -> None:
    counting = [
        u
        for u in resolve_undos(edits).edits
        if u not in {x.edit for x in apply_edits(EXAMPLE, edits).unapplied}
    ]
    rebased = rebase_edits(counting, EXAMPLE, EXAMPLE)
    again = apply_edits(EXAMPLE, rebased.edits)
    assert not rebased.lost
    assert again.transcript == apply_edits(EXAMPLE, counting).transcript
