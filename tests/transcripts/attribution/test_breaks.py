"""Test the report of breaks with conversations that are written as text.

Words are spoken evenly. `|` begins a turn of the old text; the old text lacks words with `~`.
"""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.attribution.attribute import attribute
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.text_change import TextChange
from transcripts.transcript import Diarization, SpeakerSegment, Word

PACE, GAP = 0.4, 0.1


def read(lines: list[tuple[str, str]]) -> tuple[tuple[Word, ...], Diarization, frozenset[int]]:
    """Make words, a diarization and breaks from pairs (voice, text)."""
    words: list[Word] = []
    spoken_by: list[str] = []
    breaks: set[int] = set()
    for voice, text in lines:
        for part in text.split():
            if "|" in part:
                breaks.add(len(words))
            start = len(words) * (PACE + GAP)
            origin = "heard" if "~" in part else "both"
            words.append(Word(part.strip("|~"), start, start + PACE, origin=origin))  # type: ignore[arg-type]
            spoken_by.append(voice)
    stretches = []
    for voice, group in groupby(range(len(words)), key=spoken_by.__getitem__):
        members = list(group)
        stretches.append(SpeakerSegment(voice, words[members[0]].start, words[members[-1]].end))
    voices = Diarization(tuple(s.span for s in stretches), tuple(stretches), tuple(stretches))
    return tuple(words), voices, frozenset(breaks)


def found(*lines: tuple[str, str]) -> tuple[TextChange, ...]:
    words, voices, breaks = read(list(lines))
    return attribute(words, voices, ENGLISH, breaks).break_changes


ASKED, TOLD = "Who wound the lamp that night?", "Nobody did, it went out at two."
MORE = "The keeper was at home."


def test_merged_turns_are_split() -> None:
    (change,) = found(("V1", ASKED), ("V2", TOLD), ("V1", f"|{MORE}"))
    assert (change.kind, change.status) == ("turn-break", "applied")
    assert change.before == "lamp that night? Nobody did, it"
    assert change.after == "lamp that night? ¶ Nobody did, it"
    assert (change.first, change.last) == (6, 6)
    assert change.score > 0.9


def test_a_break_inside_one_voice_is_joined() -> None:
    (change,) = found(("V1", "The keeper of |the lamp was at home."), ("V2", f"|{TOLD}"))
    assert change.before == "The keeper of ¶ the lamp was"
    assert "¶" not in change.after
    assert change.score > 0.9


def test_a_misplaced_break_is_moved() -> None:
    (change,) = found(("V1", ASKED), ("V2", "Nobody did, |it went out at two."))
    assert change.before == "lamp that night? Nobody did, ¶ it went out"
    assert change.after == "lamp that night? ¶ Nobody did, it went out"
    assert (change.first, change.last) == (6, 8)


MANY = [("V1", f"|{ASKED}"), ("V2", f"|{TOLD}")] * 6


def test_a_break_in_one_voice_is_a_paragraph_where_voices_change_at_all_others() -> None:
    (change,) = found(*MANY, ("V1", f"|{MORE} |{MORE}"))
    assert "¶" in change.before
    assert "¶" not in change.after
    assert change.status == "applied"


def test_breaks_in_one_voice_are_kept_where_two_people_may_be_one_voice() -> None:
    words, voices, breaks = read([*MANY[:4], ("V1", f"|{MORE} |{MORE} |{MORE} |{MORE}")])
    assert len(attribute(words, voices, ENGLISH, breaks).turns) == 8


def test_a_break_at_which_the_text_names_another_speaker_is_kept() -> None:
    words, voices, breaks = read([*MANY, ("V1", f"|{MORE} |{MORE}")])
    last = max(breaks)
    assert last not in {
        words.index(turn.words[0]) for turn in attribute(words, voices, ENGLISH, breaks).turns
    }
    told = attribute(words, voices, ENGLISH, breaks, frozenset({last})).turns
    assert last in {words.index(turn.words[0]) for turn in told}


RIGHT = [("V1", ASKED), ("V2", f"|{TOLD}"), ("V1", f"|{MORE}")]
UNTOLD = [("V1", ASKED), ("V2", TOLD)]
LACKING = [("V1", MORE), ("V2", "~Right. ~Yes."), ("V1", MORE), ("V2", f"|{TOLD}")]


@pytest.mark.parametrize("lines", [RIGHT, UNTOLD, LACKING])
def test_there_is_nothing_to_report(lines: list[tuple[str, str]]) -> None:
    """The text is right, has no turns, or lacks the words of a turn."""
    assert found(*lines) == ()


@given(
    st.lists(st.tuples(st.sampled_from(["V1", "V2", "V3"]), st.integers(1, 6)), min_size=1),
    st.sets(st.integers(1, 30)),
)
def test_reports_come_in_order_and_inside_the_text(
    lengths: list[tuple[str, int]], breaks: set[int]
) -> None:
    words, voices, _ = read([(voice, "so " * n) for voice, n in lengths])
    changes = attribute(
        words, voices, ENGLISH, frozenset(b for b in breaks if b < len(words))
    ).break_changes
    assert list(changes) == sorted(changes, key=lambda c: c.first)
    for change in changes:
        assert 0 < change.first <= change.last < len(words)
        assert change.before != change.after
        assert 0.0 <= change.score <= 1.0
