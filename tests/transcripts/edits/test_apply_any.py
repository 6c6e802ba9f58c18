"""Properties of any edits in any order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from tests.transcripts.edits.decisions import changes, made, sequences
from transcripts.edits.apply import Applied, affected_parts, apply_edits
from transcripts.edits.baseline import Baseline
from transcripts.edits.change import Change, Edit
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.formats import json as transcript_json
from transcripts.transcript import Transcript

pytestmark = pytest.mark.slow

MACHINE = apply_edits(EXAMPLE, ())


def holds(applied: Applied) -> None:
    """Check the invariants of a transcript."""
    t = applied.transcript
    names = [turn.id for turn in t.turns]
    people = {speaker.id for speaker in t.speakers}
    assert len(set(names)) == len(names)
    assert [turn.start for turn in t.turns] == sorted(turn.start for turn in t.turns)
    for turn in t.turns:
        assert turn.text == " ".join(word.text for word in turn.words)
        assert turn.speaker in people
        assert set(turn.overlaps) <= set(names) - {turn.id}
        assert turn.start <= turn.end
    assert {c.turn for c in t.corrections} <= set(names)
    assert {u.after_turn for u in t.unspoken} <= {*names, None}
    for named in (*t.corrections, *t.unspoken, *t.unwritten):
        assert named.word_ranges
        assert all(0 <= first <= last <= len(t.words) for first, last in named.word_ranges)
    assert t.scores.words == sum(len(turn.words) for turn in t.turns)
    assert t.scores.corrections_applied == sum(c.status == "applied" for c in t.corrections)
    voices = [voice for speaker in t.speakers for voice in speaker.voices]
    assert len(set(voices)) == len(voices)
    transcript_json.parse(transcript_json.render(t))


@settings(max_examples=60)
@given(edits=sequences(EXAMPLE, 12))
def test_any_edits_leave_a_valid_transcript_and_replay_identically(
    edits: tuple[Edit, ...],
) -> None:
    applied = apply_edits(EXAMPLE, edits)
    holds(applied)
    again = apply_edits(transcript_json.parse(transcript_json.render(EXAMPLE)), list(edits))
    assert transcript_json.render(again.transcript) == transcript_json.render(applied.transcript)


@settings(max_examples=150)
@given(edits=sequences(EXAMPLE, 12), steps=st.lists(st.integers(1, 4), min_size=12, max_size=12))
def test_incremental_replay_gives_the_same_result(
    edits: tuple[Edit, ...], steps: list[int]
) -> None:
    ground, at, former = Baseline.from_transcript(EXAMPLE), 0, None
    for step in steps:
        at += step
        anew = apply_edits(EXAMPLE, edits[:at])
        former = apply_edits(EXAMPLE, edits[:at], ground, former)
        assert former == anew
        assert repr(former.transcript) == repr(anew.transcript)  # unlike ==, tells 1 from 1.0
        if at >= len(edits) + step:  # further steps would add no edit, either
            break
    back = apply_edits(EXAMPLE, edits[:2], ground, former)
    assert back == apply_edits(EXAMPLE, edits[:2])


@settings(max_examples=50)
@given(edits=sequences(EXAMPLE, 10), order=st.randoms(use_true_random=False))
def test_edits_that_are_all_undone_leave_the_machine_s_transcript(
    edits: tuple[Edit, ...], order: object
) -> None:
    own = [edit for edit in edits if not isinstance(edit.change, Undo | Redo)]
    undone = [edit.id for edit in own]
    order.shuffle(undone)  # type: ignore[attr-defined]
    undos = [made(20 + n, Undo(name)) for n, name in enumerate(undone)]
    applied = apply_edits(EXAMPLE, [*edits, *undos])
    assert transcript_json.render(applied.transcript) == transcript_json.render(EXAMPLE)
    draft = applied.state.materialized.draft
    assert (draft.comments, draft.assignee) == ({}, None)


@settings(max_examples=40)
@given(machine=odd_transcripts(), data=st.data())
def test_odd_transcripts_are_edited_like_others(machine: Transcript, data: st.DataObject) -> None:
    machine = replace(machine, scores=apply_edits(machine, ()).transcript.scores)
    assert apply_edits(machine, ()).transcript == machine
    edits, ground = data.draw(sequences(machine, 5)), Baseline.from_transcript(machine)
    applied = apply_edits(machine, edits)
    assert apply_edits(machine, edits, ground, apply_edits(machine, edits[:-1], ground)) == applied
    for turn in applied.transcript.turns:
        assert turn.text == " ".join(word.text for word in turn.words)
    assert {t.speaker for t in applied.transcript.turns} <= {
        s.id for s in applied.transcript.speakers
    }


@settings(max_examples=150)
@given(first=changes(EXAMPLE), second=changes(EXAMPLE))
def test_independent_edits_commute(first: Change, second: Change) -> None:
    assume(not isinstance(first, Undo | Redo) and not isinstance(second, Undo | Redo))
    one, other = made(1, first, "Ann"), made(2, second, "Ben")
    if affected_parts(one, MACHINE).conflict(affected_parts(other, MACHINE)) is None:
        forth = apply_edits(EXAMPLE, [one, other]).transcript
        back = apply_edits(EXAMPLE, [other, one]).transcript
        assert forth == back


@settings(max_examples=40)
@given(data=st.data())
def test_assigning_a_turn_changes_no_other(data: st.DataObject) -> None:
    edits = data.draw(sequences(EXAMPLE, 4))
    before = apply_edits(EXAMPLE, edits)
    if not before.run_by_turn:
        return
    name = data.draw(st.sampled_from(sorted(before.run_by_turn)))
    speaker = data.draw(st.sampled_from([s.id for s in before.transcript.speakers]))
    given_ = apply_edits(
        EXAMPLE, [*edits, made(30, AssignSpeaker((before.run_by_turn[name],), speaker))]
    )
    known = {t.id: t for t in before.transcript.turns}
    now = {t.id: t for t in given_.transcript.turns}
    assert set(now) == set(known)
    assert now[name].speaker == speaker
    assert {k: t for k, t in now.items() if k != name} == {
        k: t for k, t in known.items() if k != name
    }
    assert now[name] == replace(known[name], speaker=speaker, confidence=now[name].confidence)
