from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import made, sequences
from transcripts.edits import edit as e
from transcripts.edits.apply import apply
from transcripts.edits.live import live
from transcripts.edits.rebase import rebase
from transcripts.transcript import Transcript, Turn, Word

RUNS = apply(EXAMPLE, ()).runs
T7, T8 = RUNS["T7"], RUNS["T8"]


def heard_later(turn: Turn, by: float) -> Turn:
    words = tuple(replace(w, start=w.start + by, end=w.end + by) for w in turn.words)
    return replace(turn, start=turn.start + by, end=turn.end + by, words=words)


def another_run() -> Transcript:
    """What a better machine makes: T8 unheard, a word more in T1, everything a little later."""
    turns = [heard_later(turn, 0.1) for turn in EXAMPLE.turns if turn.id != "T8"]
    more = Word("live", 3.9, 4.1)
    words = (*turns[0].words[:3], more, *turns[0].words[3:])
    turns[0] = replace(turns[0], words=words, text=" ".join(w.text for w in words))
    renumbered = [replace(turn, id=f"T{n}", overlaps=()) for n, turn in enumerate(turns, start=1)]
    return replace(EXAMPLE, turns=tuple(renumbered), corrections=EXAMPLE.corrections[1:9])


LATEST = another_run()


@pytest.mark.parametrize(
    ("former", "latest"),
    [
        (e.Give((T7,), "S3"), e.Give(((T7[0] + 1, T7[1] + 1),), "S3")),
        (e.Give((RUNS["T1"],), "S2"), e.Give(((0, 12),), "S2")),
        (e.Give((T7, T8, RUNS["T9"]), "S2"), "the new run does not have “Right.” at 45.1 s"),
        (e.Split(T7[0] + 3), e.Split(T7[0] + 4)),
        (e.Rewrite(T8[0], "Quite."), "the new run does not have “Right.” at 45.1 s"),
        (e.Reword(((T8[0], "Quite."),)), "the new run does not have “Right.” at 45.1 s"),
        (e.Move(T7[0], T7[0] + 2), e.Move(T7[0] + 1, T7[0] + 3)),
        (e.Decide(("C7",), True), e.Decide(("C7",), True)),
        (e.Decide(("C13",), True), "the new run does not have correction C13"),
        (e.Name("S2", "Jo"), e.Name("S2", "Jo")),
        (e.GiveVoice("V2", "SE4"), e.GiveVoice("V2", "SE4")),
        (e.AddSpeaker("Jo"), e.AddSpeaker("Jo")),
    ],
)
def test_an_edit_finds_its_words_again_or_says_what_is_gone(
    former: e.Change, latest: e.Change | str
) -> None:
    rebased = rebase([made(1, former)], EXAMPLE, LATEST)
    if isinstance(latest, str):
        assert [u.reason for u in rebased.lost] == [latest]
    else:
        assert [edit.change for edit in rebased.edits] == [latest]


def test_voices_that_became_one_are_not_named_by_guess() -> None:
    merged = replace(
        EXAMPLE,
        turns=tuple(
            replace(t, voice="V1", speaker="S1") if t.speaker == "S3" else t for t in EXAMPLE.turns
        ),
        speakers=EXAMPLE.speakers[:2],
    )
    rebased = rebase(
        [made(1, e.Name("S3", "Jo")), made(2, e.GiveVoice("V3", "S2"))], EXAMPLE, merged
    )
    assert [u.reason for u in rebased.lost] == [
        "the new run has no one speaker that says what S3 said",
        "the new run has no one voice that says what V3 said",
    ]


@settings(max_examples=15)
@given(edits=sequences(EXAMPLE, 6))
def test_the_same_run_again_loses_nothing(edits: tuple[e.Edit, ...]) -> None:
    counting = [
        u for u in live(edits).edits if u not in {x.edit for x in apply(EXAMPLE, edits).unapplied}
    ]
    rebased = rebase(counting, EXAMPLE, EXAMPLE)
    again = apply(EXAMPLE, rebased.edits)
    assert not rebased.lost
    assert again.transcript == apply(EXAMPLE, counting).transcript
