"""Turns that the machine missed and an editor added."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import made, sequences
from transcripts.edits.added_turns import FIRST_ADDED_WORD, added_run
from transcripts.edits.apply import Applied, affected_parts, apply_edits
from transcripts.edits.change import Change
from transcripts.edits.confirmed import find_confirmed_turns
from transcripts.edits.estimated import words_with_estimated_times
from transcripts.edits.history import rebase_edits
from transcripts.edits.kinds.add_turn import AddTurn
from transcripts.edits.kinds.assign_speaker import AssignSpeaker, UnassignSpeaker
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.set_times import SetTimes
from transcripts.edits.kinds.speakers import AddSpeaker, RemoveSpeaker
from transcripts.edits.kinds.turns import JoinTurns, MoveBoundary, SplitTurn
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.voices import AssignVoice, MergeVoices
from transcripts.edits.kinds.withhold import WithholdPassage
from transcripts.formats.table import FORMATS, Format
from transcripts.transcript import Transcript, Turn

TEXT = "Nobody answered the door."
FIRST, LAST = added_run("E1", 4)
BEFORE, AFTER = next(
    (one, other)
    for one, other in zip(EXAMPLE.turns, EXAMPLE.turns[1:], strict=False)
    if other.start - one.end > 0.4
)
START = round(BEFORE.end + 0.1, 3)


def after(*changes: Change) -> Applied:
    edits = [made(n, change, "Anna") for n, change in enumerate(changes, 1)]
    applied = apply_edits(EXAMPLE, edits)
    assert not applied.unapplied
    return applied


def added(applied: Applied, name: str = "TE1") -> Turn:
    return next(turn for turn in applied.transcript.turns if turn.id == name)


def test_a_turn_is_added_between_others() -> None:
    applied = after(AddTurn(START, "S2", f"  {TEXT} "))
    turn = added(applied)
    assert (turn.text, turn.speaker, turn.voice, turn.confidence) == (TEXT, "S2", "", 1.0)
    assert turn.start == START
    assert all(a.end <= b.start for a, b in zip(turn.words, turn.words[1:], strict=False))
    ids = [each.id for each in applied.transcript.turns]
    assert ids.index("TE1") == ids.index(BEFORE.id) + 1
    assert [t for t in ids if t != "TE1"] == [t.id for t in EXAMPLE.turns]
    assert applied.transcript.voices == EXAMPLE.voices
    (passage,) = applied.transcript.edited
    assert (passage.before, passage.machine, passage.after) == ("", "", TEXT)
    assert (passage.author, passage.turn) == ("Anna", "TE1")
    words = [w.text for t in applied.transcript.turns for w in t.words]
    assert [words[n] for run in passage.word_ranges for n in run.numbers] == TEXT.split()


@pytest.mark.parametrize("start", [0.0, EXAMPLE.recording.duration])
def test_the_estimated_time_is_within_the_recording(start: float) -> None:
    turn = added(after(AddTurn(start, "S1", TEXT)))
    assert 0 <= turn.start < turn.end <= EXAMPLE.recording.duration


def test_a_turn_in_a_transcript_without_words() -> None:
    """The machine heard nothing at all."""
    empty = replace(EXAMPLE, turns=(), speakers=(), voices=(), corrections=(), unwritten=())
    empty = replace(empty, unspoken=(), edited=())
    edits = [made(1, AddSpeaker("Jo Fane")), made(2, AddTurn(5.0, "SE1", TEXT))]
    (turn,) = apply_edits(empty, edits).transcript.turns
    assert (turn.id, turn.text, turn.speaker) == ("TE2", TEXT, "SE1")


def test_its_words_are_edited_like_others() -> None:
    add = AddTurn(START, "S2", TEXT)
    assert added(after(add, RewriteWord(FIRST + 1, "had answered"))).text == (
        "Nobody had answered the door."
    )
    split = after(add, SplitTurn(FIRST + 2), AssignSpeaker(((FIRST + 2, LAST),), "S1"))
    assert (added(split).text, added(split, "TE1w2").text) == ("Nobody answered", "the door.")
    assert added(split, "TE1w2").speaker == "S1"
    joined = after(add, SplitTurn(FIRST + 2), JoinTurns((FIRST, LAST)))
    assert added(joined).text == TEXT
    moved = after(add, SplitTurn(FIRST + 2), MoveBoundary(FIRST + 2, FIRST + 1))
    assert added(moved).text == "Nobody"
    back = after(add, AssignSpeaker(((FIRST, LAST),), "S1"), UnassignSpeaker(((FIRST, LAST),)))
    assert added(back).speaker == "S2"
    gone = after(add, MarkPassage(((FIRST, LAST),), "not speech"))
    assert [t.text for t in gone.transcript.turns] == [t.text for t in EXAMPLE.turns]
    assert (gone.transcript.edited, gone.transcript.provenance.omitted) == (
        (),
        EXAMPLE.provenance.omitted,
    )


def test_no_edit_of_voices_changes_its_speaker() -> None:
    applied = after(AddTurn(START, "S2", TEXT), MergeVoices("V1", "V2"), AssignVoice("V2", "S1"))
    assert added(applied).speaker == "S2"


@pytest.mark.parametrize(
    "change",
    [
        AddTurn(-1.0, "S1", "yes"),
        AddTurn(EXAMPLE.end + 1, "S1", "yes"),
        AddTurn(1.0, "S99", "yes"),
        AddTurn(1.0, "S1", "  "),
        AddTurn(1.0, "S1", "no " * 1001),
    ],
)
def test_an_impossible_turn_is_refused(change: AddTurn) -> None:
    applied = apply_edits(EXAMPLE, [made(1, change)])
    assert applied.unapplied
    assert applied.transcript == EXAMPLE


@pytest.mark.parametrize(
    "change",
    [
        JoinTurns((len(EXAMPLE.words) - 1, FIRST + 1)),
        JoinTurns((FIRST, LAST + 1)),
        MoveBoundary(FIRST, FIRST + 1),
        MoveBoundary(FIRST, 3),
        MoveBoundary(3, FIRST),
        RewriteWord(LAST, "more"),
        SplitTurn(FIRST_ADDED_WORD),
        RemoveSpeaker("SE9"),
    ],
)
def test_an_edit_across_its_edges_is_refused(change: Change) -> None:
    edits = [made(1, AddTurn(START, "S2", TEXT)), made(2, change)]
    applied = apply_edits(EXAMPLE, edits)
    assert [each.edit.id for each in applied.unapplied] == ["E2"]
    assert applied.transcript == apply_edits(EXAMPLE, edits[:1]).transcript


def test_words_of_a_turn_that_is_undone_wait_until_it_is_redone() -> None:
    edits = [
        made(1, AddTurn(START, "S2", TEXT)),
        made(2, RewriteWord(FIRST, "Somebody")),
        made(3, Undo("E1")),
    ]
    undone = apply_edits(EXAMPLE, edits)
    assert [each.edit.id for each in undone.unapplied] == ["E2"]
    assert undone.transcript == EXAMPLE
    redone = apply_edits(EXAMPLE, [*edits, made(4, Redo("E1"))])
    assert added(redone).text == "Somebody answered the door."


def test_undoing_conflicts_with_an_edit_of_the_words() -> None:
    add = made(1, AddTurn(START, "S2", TEXT))
    seen = apply_edits(EXAMPLE, [add])
    rewrite = affected_parts(made(2, RewriteWord(FIRST, "Somebody")), seen)
    assert affected_parts(add, apply_edits(EXAMPLE, ())).conflict(rewrite) == "the same turn"


def test_measured_times_replace_the_estimates() -> None:
    applied = after(AddTurn(START, "S2", TEXT))
    draft = applied.state.materialized.draft
    assert words_with_estimated_times(draft) == list(range(FIRST, LAST))
    spans = [(START + 0.1 * n, START + 0.1 * n + 0.08) for n in range(4)]
    times = tuple(
        (FIRST + n, text, (round(1000 * a), round(1000 * b)))
        for n, (text, (a, b)) in enumerate(zip(TEXT.split(), spans, strict=True))
    )
    now = after(AddTurn(START, "S2", TEXT), SetTimes(times))
    assert [(w.start, w.end) for w in added(now).words] == [
        (pytest.approx(a), pytest.approx(b)) for a, b in spans
    ]
    assert words_with_estimated_times(now.state.materialized.draft) == []
    again = after(AddTurn(START, "S2", TEXT), SetTimes(times), RewriteWord(FIRST + 3, "old door."))
    assert words_with_estimated_times(again.state.materialized.draft) == [FIRST + 3]
    assert added(again).words[3].start == pytest.approx(spans[3][0])


def test_withheld_words_keep_their_estimated_times() -> None:
    """Measured times may lie outside the withheld passage; readers would then see the words."""
    add = AddTurn(START, "S2", TEXT)
    turn = added(after(add))
    withhold = WithholdPassage(turn.start, turn.end)
    later = (FIRST, "Nobody", (round(1000 * turn.end) + 2000, round(1000 * turn.end) + 2500))
    now = after(add, withhold, SetTimes((later,)))
    assert added(now).words == turn.words
    assert words_with_estimated_times(now.state.materialized.draft) == []


def test_an_added_turn_never_teaches_a_voice() -> None:
    changes = (AddTurn(START, "S2", TEXT), AssignSpeaker(((FIRST, LAST),), "S2"))
    edits = [made(n, change) for n, change in enumerate(changes, 1)]
    confirmed = find_confirmed_turns(apply_edits(EXAMPLE, edits), edits)
    assert "TE1" not in {each.turn.id for each in confirmed}


def heard_by_another_run(text: str) -> Transcript:
    """Return the result of a run that recognized a text where the turn was added."""
    words = tuple(
        replace(BEFORE.words[-1], text=t, start=START + n / 10, end=START + n / 10 + 0.08)
        for n, t in enumerate(text.split())
    )
    turn = replace(BEFORE, words=(*BEFORE.words, *words), text=f"{BEFORE.text} {text}")
    turns = [turn if each.id == BEFORE.id else each for each in EXAMPLE.turns]
    return replace(EXAMPLE, turns=tuple(turns))


def test_a_new_run_keeps_the_turn_unless_it_has_the_words_itself() -> None:
    edits = (made(1, AddTurn(START, "S2", TEXT)), made(2, RewriteWord(FIRST, "Somebody")))
    other = rebase_edits(edits, EXAMPLE, heard_by_another_run("well well"))
    assert (other.edits, other.lost) == (edits, ())
    same = rebase_edits(edits, EXAMPLE, heard_by_another_run("nobody answered the door"))
    assert [each.edit.id for each in same.lost] == ["E1"]
    assert "Nobody answered" in same.lost[0].reason


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_every_format_with_words_has_those_of_the_turn(kind: Format) -> None:
    machine = kind.render(EXAMPLE)
    edited = kind.render(after(AddTurn(START, "S2", TEXT)).transcript)
    if isinstance(machine, str) and isinstance(edited, str):
        assert ("Nobody" in edited) == ("answered" in machine)


@pytest.mark.slow
@settings(max_examples=40)
@given(edits=sequences(EXAMPLE, 5), start=st.floats(0, EXAMPLE.end))
def test_other_editors_leave_an_added_turn_as_it_is(edits: tuple, start: float) -> None:  # type: ignore[type-arg]
    """If Ann adds a turn after other edits by Ann and Ben, these edits do not change the turn."""
    add = made(40, AddTurn(start, "S2", TEXT))
    applied = apply_edits(EXAMPLE, [*edits, add])
    if add.id in {each.edit.id for each in applied.unapplied}:
        return
    turn = added(applied, "TE40")
    assert (turn.text, turn.speaker) == (TEXT, "S2")
    back = apply_edits(EXAMPLE, [*edits, add, made(41, Undo("E40"))])
    assert back.transcript == apply_edits(EXAMPLE, edits).transcript
