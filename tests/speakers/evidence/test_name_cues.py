from __future__ import annotations

import pytest

from speakers.evidence.name_cues import NameCue, find_name_cues
from speakers.evidence.turn_sentences import read_turn
from speakers.phrases.english.phrases import PHRASES
from speakers.text.mentions import split_prose


def found(*turns: str) -> list[NameCue]:
    return list(
        find_name_cues(
            [
                read_turn(str(i), split_prose(said, PHRASES), PHRASES)
                for i, said in enumerate(turns)
            ],
            PHRASES,
        )
    )


def shares(cue: NameCue) -> dict[int, float]:
    return dict(cue.targets)


def test_the_person_asked_speaks_next() -> None:
    (cue,) = found("Ann Lee, do you like it?", "I do like it.", "So do I, very much.")
    assert cue.kind == "addressed"
    assert max(shares(cue), key=lambda turn: shares(cue)[turn]) == 1


def test_the_person_addressed_has_just_spoken() -> None:
    turns = ("It is the salt that I wonder about.", "Good question, Linda. Peter, what is it?")
    linda, peter = found(*turns, "It ends in the rivers, mostly.")
    assert (linda.name, peter.name) == ("Linda", "Peter")
    assert max(shares(linda), key=lambda turn: shares(linda)[turn]) == 0
    assert max(shares(peter), key=lambda turn: shares(peter)[turn]) == 2


def test_people_thanked_together_answer_in_that_order() -> None:
    first, second = found("Ann and Bob, thank you.", "Thanks a lot for it.", "It was a pleasure.")
    assert shares(first)[1] > shares(second)[1]
    assert shares(first)[2] < shares(second)[2]


@pytest.mark.parametrize(
    ("before", "sure"), [("Tom is Tom Moss, the screenwriter.", False), ("Who is next?", True)]
)
def test_a_repeated_name_addresses_nobody(before: str, sure: bool) -> None:
    cue = next(c for c in found(before, "Yes, Tom Moss.", "Right you are.") if c.turn == 1)
    assert (cue.probability > 0.5) == sure


def test_in_edited_text_a_backchannel_is_a_turn() -> None:
    heard = [
        read_turn("A", split_prose("Is it true, Ann?", PHRASES), PHRASES),
        read_turn("B", split_prose("Yes.", PHRASES), PHRASES),
    ]
    after = read_turn("C", split_prose("I doubt that it is.", PHRASES), PHRASES)
    (cue,) = find_name_cues([*heard, after], PHRASES)
    assert shares(cue)[2] == max(shares(cue).values())
    edited = [read_turn(p.voice, p.sentences, PHRASES, edited=True) for p in [*heard, after]]
    (cue,) = find_name_cues(edited, PHRASES)
    assert shares(cue)[1] == max(shares(cue).values())
