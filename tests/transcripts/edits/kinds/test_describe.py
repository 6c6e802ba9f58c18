from __future__ import annotations

import pytest

from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change, Edit
from transcripts.edits.history import describe_edits
from transcripts.edits.kinds.assign_speaker import AssignSpeaker, UnassignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord, RewriteWords
from transcripts.edits.kinds.speakers import AddSpeaker, SetName, SetRole
from transcripts.edits.kinds.turns import JoinTurns, MoveBoundary, SplitTurn
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.voices import AssignVoice, MergeVoices, SplitVoice

NOW = apply_edits(EXAMPLE, ())
T4, T7 = NOW.run_by_turn["T4"], NOW.run_by_turn["T7"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (AssignSpeaker((T4,), "S3"), "assigned “Thank you, Marian.” to Ifeoma Castellan"),
        (
            AssignSpeaker((T7,), "S4"),
            f"assigned “Well, less than my mother believes. …” ({T7[1] - T7[0]} words) to Clip",
        ),
        (AssignSpeaker((T4,), "S9"), "assigned “Thank you, Marian.” to a removed speaker"),
        (UnassignSpeaker((T4,)), "returned “Thank you, Marian.” to the detected speaker"),
        (AssignVoice("V2", "S1"), "assigned the voice V2 to Marian Whitlock everywhere"),
        (AddSpeaker("Jo Fane"), "added Jo Fane"),
        (SetName("S2", "Jo Fane"), "named a speaker Jo Fane"),
        (SetName("S2", None), f"removed the name of {EXAMPLE.speakers[1].label}"),
        (SetRole("S1", "reporter"), "set the role of Marian Whitlock to reporter"),
        (SetRole("S1", None), "removed the role of Marian Whitlock"),
        (MergeVoices("V2", "V5"), "merged the voices V2 and V5"),
        (SplitVoice((T4,)), "made “Thank you, Marian.” a voice of its own"),
        (SplitTurn(T4[0] + 2), "split a turn before “Marian.”"),
        (JoinTurns((T4[0], T4[1])), "joined “Thank you, Marian.” into one turn"),
        (
            MoveBoundary(T4[0], T4[0] + 1),
            "moved the beginning of a turn from “Thank” to “you,”",
        ),
        (RewriteWord(T4[0], "Thanks"), "wrote “Thanks”"),
        (RewriteWord(T4[0], ""), "removed a word"),
        (RewriteWords(((T4[0], "Thanks"), (T4[0] + 1, ""))), "wrote “Thanks”"),
        (RewriteWords(((T4[0], "Thanks"), (T4[0] + 2, "Ann  Lee."))), "wrote “Thanks”, “Ann Lee.”"),
        (RewriteWords(((T4[0], ""), (T4[0] + 1, " "))), "removed 2 words"),
        (DecideCorrections(("C7",), True), "accepted the correction of “hands” to “hounds”"),
        (DecideCorrections(("C7", "C13"), False), "rejected 2 corrections"),
        (MarkPassage((T4,), "not speech"), "marked “Thank you, Marian.” as not speech"),
        (Undo("E3"), "undid E3"),
        (Redo("E3"), "redid E3"),
    ],
)
def test_every_edit_is_described_in_plain_words(change: Change, said: str) -> None:
    assert describe_edits([Edit("E1", change, "Ann", "2026")], NOW) == (said,)
