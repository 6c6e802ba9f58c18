"""The turns that a person has heard or changed."""

from __future__ import annotations

import pytest

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import made
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_heard import MarkHeard
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.undo import Undo
from transcripts.edits.reviewed import joined_spans, reviewed_turns

FOUR, FIVE = EXAMPLE.turns[3], EXAMPLE.turns[4]


@pytest.mark.parametrize(
    ("change", "turns"),
    [
        (MarkHeard(((FOUR.start, FOUR.end),)), {"T4"}),
        (MarkHeard(((FOUR.start, FOUR.start + 0.5 * FOUR.span.duration),)), set()),
        (MarkHeard(((FOUR.start - 1, FIVE.end),)), {"T4", "T5"}),
        (RewriteWord(0, "At"), {"T1"}),
        (AssignSpeaker(((0, 11),), "S2"), {"T1"}),
        (DecideCorrections(("C7",), accept=True), {"T7"}),
    ],
)
def test_heard_and_changed_turns_are_counted(change: Change, turns: set[str]) -> None:
    assert reviewed_turns(apply_edits(EXAMPLE, [made(1, change)])) == turns
    assert reviewed_turns(apply_edits(EXAMPLE, [made(1, change), made(2, Undo("E1"))])) == set()


def test_two_halves_of_a_turn_are_the_whole_turn() -> None:
    middle = (FOUR.start + FOUR.end) / 2
    halves = [MarkHeard(((FOUR.start, middle),)), MarkHeard(((middle, FOUR.end),))]
    edits = [made(n, half) for n, half in enumerate(halves, start=1)]
    assert reviewed_turns(apply_edits(EXAMPLE, edits[:1])) == set()
    assert reviewed_turns(apply_edits(EXAMPLE, edits)) == {"T4"}


def test_spans_that_meet_are_joined() -> None:
    assert joined_spans([(4.0, 5.0), (0.0, 2.0), (1.0, 1.5), (2.0, 3.0)]) == [
        (0.0, 3.0),
        (4.0, 5.0),
    ]


@pytest.mark.parametrize("spans", [(), ((2.0, 2.0),), ((-1.0, 2.0),), ((0.0, 9999.0),)])
def test_what_is_not_a_part_of_the_recording_is_refused(
    spans: tuple[tuple[float, float], ...],
) -> None:
    assert apply_edits(EXAMPLE, [made(1, MarkHeard(spans))]).unapplied
