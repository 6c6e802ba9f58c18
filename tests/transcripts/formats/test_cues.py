from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from tests.lamplight import EXAMPLE
from tests.lamplight import words as spoken
from tests.odd_transcripts import odd_transcripts
from transcripts.formats.cues import Cue, CueLimits, cues_in_order, cut_into_cues
from transcripts.transcript import Transcript, Turn, Word


def said(text: str) -> Turn:
    words = spoken("", 0.0, 14.0, text)
    return Turn("T1", "S1", "V1", 0.0, words[-1].end, text, 1.0, words)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "We went to see Ifeoma Castellan because she had asked us to",
            [("We went to see Ifeoma Castellan", "because she had asked us to")],
        ),
        (
            "It was built by Dr. Ngozi Adeyemi Brown in one winter",
            [("It was built",), ("by Dr. Ngozi Adeyemi Brown", "in one winter")],
        ),
        ("The light went out. Nobody came.", [("The light went out. Nobody came.",)]),
    ],
)
def test_cues_are_split_as_expected(text: str, lines: list[tuple[str, ...]]) -> None:
    assert [cue.lines for cue in cut_into_cues(said(text), CueLimits(line_length=32))] == lines


@pytest.mark.parametrize(
    "name",
    [
        "Charles de Gaulle",
        "Vincent van Gogh",
        "Rosa van der Velde",
        "Anna de la Cruz",
        "J. R. R. Tolkien",
        "Ursula K. Le Guin",
        "St. John Rivers",
    ],
)
@pytest.mark.parametrize("before", range(1, 6))
def test_a_name_is_never_cut(name: str, before: int) -> None:
    text = f"{'so many ' * before}of us met {name} and talked for hours with nobody near"
    for limit in range(20, 40):
        lines = [
            line
            for cue in cut_into_cues(said(text), CueLimits(line_length=limit))
            for line in cue.lines
        ]
        assert any(name in line for line in lines), lines


def test_a_cut_is_made_at_a_long_pause() -> None:
    words = spoken("", 0.0, 14.0, "I have never told this") + spoken("", 9.0, 14.0, "to anybody")
    text = " ".join(word.text for word in words)
    turn = Turn("T1", "S1", "V1", 0.0, words[-1].end, text, 1.0, words)
    assert [cue.start for cue in cut_into_cues(turn, CueLimits(line_length=65))] == [0.0, 9.0]


def test_a_word_longer_than_a_line_is_cut() -> None:
    turn = Turn("T1", "S1", "V1", 0.0, 2.0, "x" * 50, 1.0, (Word("x" * 50, 0.0, 2.0),))
    (cue,) = cut_into_cues(turn, CueLimits(line_length=32))
    assert cue.lines == ("x" * 32, "x" * 18)


@given(odd_transcripts())
def test_every_cut_keeps_the_limits_and_the_words(transcript: Transcript) -> None:
    for limit in (32, 65):
        for turn in transcript.turns:
            found = cut_into_cues(turn, CueLimits(line_length=limit))
            assert "".join("".join(c.lines) for c in found).replace(" ", "") == turn.text.replace(
                " ", ""
            )
            assert all(len(cue.lines) <= 2 for cue in found)
            assert all(len(line) <= limit for cue in found for line in cue.lines)


@given(odd_transcripts())
def test_cues_come_in_order_and_last(transcript: Transcript) -> None:
    found = cues_in_order(transcript, CueLimits(line_length=65))
    assert all(cue.start < cue.end for cue in found)
    assert all(a.start <= b.start for a, b in pairwise(found))


def test_overlapping_turns_have_overlapping_cues() -> None:
    found = {cue.turn.id: cue for cue in cues_in_order(EXAMPLE, CueLimits(line_length=65))}
    assert found["T5"].start < found["T4"].end


def test_cues_of_estimated_times_can_be_read() -> None:
    """A sentence that was typed into the time of one word is shown longer; later cues wait."""
    before = spoken("", 0.0, 12.0, "So we came to the harbour.")
    typed = spoken("", before[-1].end, 200.0, "Nobody knew that the ferry had left an hour before.")
    later = spoken("", typed[-1].end, 8.0, "We waited until the morning, in the cold.")
    last = spoken("", later[-1].end + 3, 200.0, "And then another one arrived after all.")
    words = (*before, *typed, *later, *last)
    text = " ".join(word.text for word in words)
    turn = Turn("T1", "S1", "V1", 0.0, words[-1].end, text, 1.0, words)
    found = cues_in_order(replace(EXAMPLE, turns=(turn,)), CueLimits(line_length=32))
    fast = [
        c for c in cut_into_cues(turn, CueLimits(line_length=32)) if _characters_a_second(c) > 22
    ]
    assert len(fast) == 2
    assert max(map(_characters_a_second, found)) < 20.01
    assert all(a.end <= b.start + 0.001 for a, b in pairwise(found))
    assert all(cue.start - cue.words[0].start <= 1.5 for cue in found)


def _characters_a_second(cue: Cue) -> float:
    return sum(map(len, cue.lines)) / (cue.end - cue.start)
