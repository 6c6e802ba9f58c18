"""Test attribution with scenes that are written as text.

A column is a tenth of a second, `=` is an active voice, and `|` begins a turn of the old text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.attribution.attribute import attribute
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Diarization, SpeakerSegment, Turn, Word

MARGIN = 4


@dataclass(frozen=True)
class Scene:
    words: tuple[Word, ...]
    voices: Diarization
    breaks: frozenset[int]


def scene(picture: str) -> Scene:
    """Parse a scene: a line of `=` for each voice (V1, V2, ...) and a line of words."""
    stretches: list[SpeakerSegment] = []
    words: list[Word] = []
    breaks: set[int] = set()
    for line in picture.splitlines():
        head, body = line[:MARGIN].strip(), line[MARGIN:]
        if head:
            runs = re.finditer("=+", body)
            stretches += [SpeakerSegment(head, m.start() / 10, m.end() / 10) for m in runs]
        for found in re.finditer(r"\S+", "" if head else body):
            if found.group()[0] == "|":
                breaks.add(len(words))
            words.append(Word(found.group().strip("|"), found.start() / 10, found.end() / 10))
    return Scene(tuple(words), heard(stretches), frozenset(breaks))


def heard(stretches: list[SpeakerSegment]) -> Diarization:
    stretches = sorted(stretches, key=lambda s: s.start)
    return Diarization(tuple(s.span for s in stretches), tuple(stretches), tuple(stretches))


def said(turns: tuple[Turn, ...]) -> list[str]:
    return [f"{t.voice}: {t.text}" for t in turns]


PICTURES = {
    "each word by the sound, not each sentence": (
        """
V1  =====================
V2                       ==================
    And then it sank? And   nobody saw it go.
""",
        ["V1: And then it sank?", "V2: And nobody saw it go."],
    ),
    "the edge of a voice is off by 0.2 s, the sentence is not": (
        """
V1  ======================
V2                        =================
    And nobody saw it go. It was Sunday.
""",
        ["V1: And nobody saw it go.", "V2: It was Sunday."],
    ),
    "a word in the gap goes with its sentence": (
        """
V1  ==================
V2                            =============
    And nobody saw it    go.  It was Sunday.
""",
        ["V1: And nobody saw it go.", "V2: It was Sunday."],
    ),
    "a slip of the diarizer inside a phrase changes nothing": (
        """
V1  ===========     =======================
V2             =====
    The keeper of the lamp was asleep by then.
""",
        ["V1: The keeper of the lamp was asleep by then."],
    ),
    "a real change inside a phrase is heard": (
        """
V1  ========================
V2                          =============================
    The keeper of the lamp   was long asleep by then they say
""",
        ["V1: The keeper of the lamp", "V2: was long asleep by then they say"],
    ),
    "an aside beside the speaker is a turn of its own, and the speaker's stays one": (
        """
V1  =========================================
V2                     ======
    The ferry left at  Right. six that morning.
""",
        ["V1: The ferry left at six that morning.", "V2: Right."],
    ),
    "a speaker who stops for an aside goes on in a turn of their own": (
        """
V1  ====================         ================
V2                       =======
    The ferry left then, Mm-hmm. and it was full.
""",
        ["V1: The ferry left then,", "V2: Mm-hmm.", "V1: and it was full."],
    ),
    "under a short overlap, words that no listener says stay with the speaker": (
        """
V1  =====================================
V2                     ====
    The ferry left at six  that morning.
""",
        ["V1: The ferry left at six that morning."],
    ),
    "the archive's text knows of an aside that the diarizer missed": (
        """
V1  ============================        =================
V2                                                        =====
    Did it go at six?  |Exactly. |And who was on it?     |Nobody.
""",
        ["V1: Did it go at six?", "V2: Exactly.", "V1: And who was on it?", "V2: Nobody."],
    ),
    "the archive's text is not believed against the sound": (
        """
V1  ============================================
V2                                               =====
    The ferry left |at six that foggy morning.  |Nobody.
""",
        ["V1: The ferry left at six that foggy morning.", "V2: Nobody."],
    ),
    "a new paragraph of one voice is a new turn": (
        """
V1  ==============================
    It left at six. |Nobody saw it.
""",
        ["V1: It left at six.", "V1: Nobody saw it."],
    ),
    "a break in mid-sentence of one voice is none": (
        """
V1  ==============================
    It left at |six. Nobody saw it.
""",
        ["V1: It left at six. Nobody saw it."],
    ),
    "after a question and a pause, the archive's text may know of an answer": (
        """
V1  ===============        =================
    Did it go then?        |At six. It left.
""",
        ["V1: Did it go then?", "V1: At six. It left."],
    ),
    "a long silence ends a turn": (
        """
V1  ================                                   ===============
    It left at six.                                    Nobody saw it.
""",
        ["V1: It left at six.", "V1: Nobody saw it."],
    ),
    "far from any voice, the nearest": (
        """
V1  =====
V2                                              ====
    It left                          so        late.
""",
        ["V1: It left", "V2: so late."],
    ),
    "nobody heard": (
        """
    It left at six.
""",
        ["V1: It left at six."],
    ),
}


@pytest.mark.parametrize("why", PICTURES)
def test_words_are_attributed_to_voices(why: str) -> None:
    picture, expected = PICTURES[why]
    drawn = scene(picture)
    assert said(attribute(drawn.words, drawn.voices, ENGLISH, drawn.breaks).turns) == expected


def test_no_words_make_no_turns() -> None:
    assert attribute((), heard([SpeakerSegment("V1", 0.0, 1.0)]), ENGLISH).turns == ()


def test_overlapping_speech_is_two_turns_whose_spans_overlap() -> None:
    drawn = scene(
        """
V1  ==========================
V2                      =======================
    The ferry left at six.   No, it left at seven.
"""
    )
    first, second = attribute(drawn.words, drawn.voices, ENGLISH).turns
    assert (first.voice, second.voice) == ("V1", "V2")
    assert first.span.overlap(second.span) == pytest.approx(0.6)
    assert (first.overlaps, second.overlaps) == (("T2",), ("T1",))


def test_a_turn_around_an_aside_overlaps_it() -> None:
    picture, _ = PICTURES[
        "an aside beside the speaker is a turn of its own, and the speaker's stays one"
    ]
    drawn = scene(picture)
    speaker, listener = attribute(drawn.words, drawn.voices, ENGLISH).turns
    assert speaker.start < listener.start < listener.end < speaker.end
    assert (speaker.overlaps, listener.overlaps) == (("T2",), ("T1",))


def test_confidence_falls_where_two_voices_are_heard_alike() -> None:
    clear = scene("V1  =====\nV2           ===\n    Ferry")
    mixed = scene("V1  =====\nV2  =====    ===\n    Ferry")
    sure, unsure = (
        attribute(s.words, s.voices, ENGLISH).turns[0].confidence for s in (clear, mixed)
    )
    assert sure > 0.9
    assert unsure == pytest.approx(0.5, abs=0.1)


def test_without_any_voice_nothing_is_sure() -> None:
    assert attribute((Word("Hello.", 0.0, 0.5),), heard([]), ENGLISH).turns[0].confidence == 0.0


# ---------------------------------------------------------------- properties

VOICES = st.lists(
    st.builds(
        lambda voice, start, length: SpeakerSegment(voice, start, start + length),
        st.sampled_from(["V1", "V2", "V3"]),
        st.floats(0, 30),
        st.floats(0.05, 8),
    ),
    max_size=12,
)
WORDS = st.lists(
    st.tuples(
        st.sampled_from(["so", "Right.", "late,", "why?", "Yeah,", "tide", "gone."]),
        st.floats(0, 0.8),
        st.floats(0, 5),
    ),
    max_size=30,
)


def in_a_row(parts: list[tuple[str, float, float]]) -> tuple[Word, ...]:
    """Return consecutive words, made of (text, duration, pause before the word)."""
    words, at = [], 0.0
    for text, length, pause in parts:
        words.append(Word(text, at + pause, at + pause + length))
        at += pause + length
    return tuple(words)


@given(WORDS.map(in_a_row), VOICES, st.frozensets(st.integers(0, 29)))
def test_every_word_is_in_exactly_one_turn(
    words: tuple[Word, ...], stretches: list[SpeakerSegment], breaks: frozenset[int]
) -> None:
    turns = attribute(words, heard(stretches), ENGLISH, breaks).turns
    assert Counter(id(w) for t in turns for w in t.words) == Counter(id(w) for w in words)
    assert [t.id for t in turns] == [f"T{n}" for n in range(1, len(turns) + 1)]
    assert [t.start for t in turns] == sorted(t.start for t in turns)
    for turn in turns:
        assert turn.text == " ".join(w.text for w in turn.words)
        assert turn.start <= turn.words[0].start
        assert turn.words[-1].end <= turn.end
        assert 0 <= turn.confidence <= 1


@given(WORDS.map(in_a_row), VOICES)
def test_overlaps_are_mutual_and_are_overlaps(
    words: tuple[Word, ...], stretches: list[SpeakerSegment]
) -> None:
    turns = {t.id: t for t in attribute(words, heard(stretches), ENGLISH).turns}
    for turn in turns.values():
        for other in turn.overlaps:
            assert turn.id in turns[other].overlaps
            assert turn.start < turns[other].end
            assert turns[other].start < turn.end


@given(WORDS.map(in_a_row), VOICES, st.permutations(["V1", "V2", "V3"]))
def test_the_names_of_voices_do_not_matter(
    words: tuple[Word, ...], stretches: list[SpeakerSegment], names: list[str]
) -> None:
    other = dict(zip(["V1", "V2", "V3"], names, strict=True))
    renamed = [replace(s, voice=other[s.voice]) for s in stretches]
    turns = attribute(words, heard(stretches), ENGLISH).turns
    again = attribute(words, heard(renamed), ENGLISH).turns
    if stretches:
        assert [(other[t.voice], t.text) for t in turns] == [(t.voice, t.text) for t in again]


def test_every_word_has_the_voice_of_its_turn() -> None:
    shown = scene(
        """
V1  ================      =====
V2                  =====
    And then it sank? So? Yes.
"""
    )
    found = attribute(shown.words, shown.voices, ENGLISH)
    assert found.voices == ("V1", "V1", "V1", "V1", "V2", "V1")
    assert attribute([], shown.voices, ENGLISH).voices == ()
