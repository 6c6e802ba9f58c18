from __future__ import annotations

import pytest

from tests.lamplight import EXAMPLE
from transcripts.edits import edit as e
from transcripts.edits.apply import apply
from transcripts.edits.sentence import sentences

NOW = apply(EXAMPLE, ())
T4, T7 = NOW.runs["T4"], NOW.runs["T7"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (e.Give((T4,), "S3"), "gave “Thank you, Marian.” to Ifeoma Castellan"),
        (
            e.Give((T7,), "S4"),
            f"gave “Well, less than my mother believes. …” ({T7[1] - T7[0]} words) to Clip",
        ),
        (e.Give((T4,), "S9"), "gave “Thank you, Marian.” to speaker S9"),
        (e.Release((T4,)), "gave “Thank you, Marian.” back to the voice that was heard"),
        (e.GiveVoice("V2", "S1"), "gave the voice V2 to Marian Whitlock everywhere"),
        (e.AddSpeaker("Jo Fane"), "added Jo Fane"),
        (e.Name("S2", "Jo Fane"), "named speaker S2 Jo Fane"),
        (e.Name("S2", None), "took the name of speaker S2 away"),
        (e.Role("S1", "reporter"), "made Marian Whitlock the reporter"),
        (e.Role("S1", None), "took the role of Marian Whitlock away"),
        (e.MergeVoices("V2", "V5"), "made the voices V2 and V5 one"),
        (e.SplitVoice((T4,)), "made “Thank you, Marian.” a voice of its own"),
        (e.Split(T4[0] + 2), "began a turn at “Marian.”"),
        (e.Join((T4[0], T4[1])), "made one turn of “Thank you, Marian.”"),
        (
            e.Move(T4[0], T4[0] + 1),
            "moved where a turn begins, from “Thank” to “you,”",
        ),
        (e.Rewrite(T4[0], "Thanks"), "wrote “Thanks”"),
        (e.Rewrite(T4[0], ""), "took a word out"),
        (e.Reword(((T4[0], "Thanks"), (T4[0] + 1, ""))), "wrote “Thanks”"),
        (e.Reword(((T4[0], "Thanks"), (T4[0] + 2, "Ann  Lee."))), "wrote “Thanks”, “Ann Lee.”"),
        (e.Reword(((T4[0], ""), (T4[0] + 1, " "))), "took 2 words out"),
        (e.Decide(("C7",), True), "accepted the correction of “hands” to “hounds”"),
        (e.Decide(("C7", "C13"), False), "rejected 2 corrections"),
        (e.Mark((T4,), "not speech"), "marked “Thank you, Marian.” as no speech"),
        (e.Undo("E3"), "undid E3"),
        (e.Redo("E3"), "did E3 again"),
    ],
)
def test_every_edit_is_told_in_plain_words(change: e.Change, said: str) -> None:
    assert sentences([e.Edit("E1", change, "Ann", "2026")], NOW) == (said,)


def test_every_kind_is_told() -> None:
    assert len(e.KINDS) == 17  # one more kind needs one more row above
