"""Turns whose speakers an editor confirmed are found, with the edits that confirm them."""

from __future__ import annotations

import pytest

from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change, Edit
from transcripts.edits.confirmed import find_confirmed_turns
from transcripts.edits.history import resolve_undos
from transcripts.edits.kinds.assign_speaker import AssignSpeaker, UnassignSpeaker
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.speakers import AddSpeaker, SetName, SetRole
from transcripts.edits.kinds.turns import JoinTurns
from transcripts.edits.kinds.undo import Undo
from transcripts.edits.kinds.voices import AssignVoice, MergeVoices, SplitVoice

RUNS = apply_edits(EXAMPLE, ()).run_by_turn
T7, T8, T11 = RUNS["T7"], RUNS["T8"], RUNS["T11"]


def found(*changes: Change) -> dict[str, tuple[str, str]]:
    """Return turns with their person and the edit that confirms it."""
    edits = tuple(
        Edit(f"E{n}", change, "Ann", "2026-05-05T08:00:00+00:00")
        for n, change in enumerate(changes, start=1)
    )
    told = find_confirmed_turns(apply_edits(EXAMPLE, edits), resolve_undos(edits).edits)
    return {c.turn.id: (c.person, c.edit) for c in told}


ADA = dict.fromkeys(("T5", "T11", "T14"), ("Ada Bell", "E1"))
IFEOMA = dict.fromkeys(("T5", "T11", "T14"), ("Ifeoma Castellan", "E1"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], {}),
        ([SetRole("S3", "guest"), RewriteWord(T7[0], "So"), MergeVoices("V5", "V1")], {}),
        ([SetName("S3", " Ada  Bell ")], ADA),
        ([SetName("S3", "Ifeoma Castellan")], IFEOMA),
        ([SetName("S3", None)], {}),
        ([SetName("S3", "Ada Bell"), SetName("S3", "Bo")], dict.fromkeys(ADA, ("Bo", "E2"))),
        ([SetName("S3", "Ada Bell"), Undo("E1")], {}),
        ([SetName("S3", "Ada Bell"), SetName("S3", "Ada Bell")], ADA),
        ([AssignVoice("V3", "S3")], IFEOMA),
        ([AssignVoice("V4", "S4")], {}),
        ([AssignSpeaker((T8,), "S3")], {"T8": ("Ifeoma Castellan", "E1")}),
        ([AssignSpeaker((T8,), "S4")], {}),
        ([AssignSpeaker((T8,), "S3"), UnassignSpeaker((T8,))], {}),
        ([AssignSpeaker((T8,), "S3"), MarkPassage((T8,), "clip")], {}),
        (
            [AssignSpeaker((T8,), "S3"), AssignSpeaker((T8,), "S2")],
            {"T8": ("Tobias Aurelian-Grey", "E2")},
        ),
        (
            [SetName("S3", "Ada Bell"), AssignSpeaker((T11,), "S1")],
            {t: ADA[t] for t in ("T5", "T14")} | {"T11": ("Marian Whitlock", "E2")},
        ),
        ([AddSpeaker("Jo"), AssignSpeaker((T8,), "SE1")], {"T8": ("Jo", "E1")}),
        ([SplitVoice((T8,)), SetName("SE1", "Jo")], {"T8": ("Jo", "E2")}),
    ],
)
def test_a_turn_is_confirmed_by_the_first_edit_that_names_it(
    changes: list[Change], expected: dict[str, tuple[str, str]]
) -> None:
    assert found(*changes) == expected


def test_a_part_of_a_turn_is_confirmed_separately() -> None:
    half = (T7[0], T7[0] + 10)
    told = found(AssignSpeaker((half,), "S3"))
    assert list(told.values()) == [("Ifeoma Castellan", "E1")]
    joined = found(AssignSpeaker((half,), "S3"), JoinTurns(T7))
    assert joined == {}
