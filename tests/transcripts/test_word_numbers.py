"""Words with equal texts and times are told apart by their numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.attribution.attribute import Attribution, attribute
from transcripts.compose import RunResults, compose
from transcripts.corrections.punctuate import PunctuatedText
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.provenance import Provenance
from transcripts.ranges import WordRange, numbers_in
from transcripts.text_change import TextChange, UnmatchedPassage
from transcripts.transcript import (
    Diarization,
    RecognitionResult,
    Recording,
    Speaker,
    SpeakerSegment,
    Transcript,
    Word,
)

VOICES = ("V1", "V2", "V3")


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Word, ...]:
    """Draw words with few different texts and times; many words last zero seconds."""
    words, at = [], 0.0
    for _ in range(draw(st.integers(1, 25))):
        at += draw(st.sampled_from([0.0, 0.0, 0.4, 4.0]))
        end = at + draw(st.sampled_from([0.0, 0.3]))
        text = draw(st.sampled_from(["Right.", "no", "yeah", "so?"]))
        words.append(Word(text, at, end, origin=draw(st.sampled_from(["both", "heard"]))))
        at = end
    return tuple(words)


@st.composite
def voices(draw: st.DrawFn) -> Diarization:
    """Draw voice activity; voices may overlap."""
    half_seconds = st.integers(0, 40).map(lambda n: n / 2)
    segments = []
    for name in draw(st.lists(st.sampled_from(VOICES), max_size=8)):
        start = draw(half_seconds)
        segments.append(SpeakerSegment(name, start, start + draw(st.sampled_from([0.3, 1.0, 6.0]))))
    return Diarization((), tuple(segments), tuple(segments))


def composed(words: tuple[Word, ...], heard: Diarization, attributed: Attribution) -> Transcript:
    """Compose a transcript that has changes and unspoken passages at every possible position.

    Every word and every pair of words has a change; an unspoken passage is at every position.
    """
    count = len(words)
    wide = [(n, last) for n in range(count) for last in (n + 1, n + 2) if last <= count]
    places = tuple(UnmatchedPassage("gone", n, n) for n in range(count + 1))
    return compose(
        RunResults(
            recording=Recording("R1", "0" * 64, "equal.ogg", 60.0),
            recognition=RecognitionResult(words),
            diarization=heard,
            punctuated=PunctuatedText(
                words,
                changes=tuple(
                    TextChange("case", "x", f"{n} {last}", 0.9, "applied", n, last)
                    for n, last in wide
                ),
                unspoken=places,
            ),
            words=words,
            attribution=attributed,
            speakers=tuple(Speaker(f"S{n}", (v,)) for n, v in enumerate(VOICES, start=1)),
            language=ENGLISH,
        ),
        Provenance("0", (), {}, "2026-01-01T00:00:00+00:00", ()),
    )


@settings(max_examples=80)
@given(words=spoken(), heard=voices(), data=st.data())
def test_equal_words_confuse_neither_turns_nor_corrections(
    words: tuple[Word, ...], heard: Diarization, data: st.DataObject
) -> None:
    breaks = frozenset(data.draw(st.lists(st.integers(1, len(words)), max_size=4)))
    attributed = attribute(words, heard, ENGLISH, breaks)
    assert sorted(n for run in attributed.word_indices for n in run) == list(range(len(words)))
    transcript = composed(words, heard, attributed)
    for turn, run in zip(attributed.turns, attributed.word_indices, strict=True):
        own = transcript.word_ranges[turn.id].slice_of(transcript.words)
        assert [id(word) for word in own] == [id(words[n]) for n in run]
    for correction in transcript.corrections:
        if correction.kind == "case":
            first, last = map(int, correction.after.split())
            about = [transcript.words[n] for n in numbers_in(correction.word_ranges)]
            assert [id(word) for word in about] == [id(word) for word in words[first:last]]
            assert correction.turn == turn_of(transcript, correction.word_ranges[0].first)


@given(words=spoken(), heard=voices())
def test_an_insertion_follows_the_word_spoken_before_it(
    words: tuple[Word, ...], heard: Diarization
) -> None:
    transcript = composed(words, heard, attribute(words, heard, ENGLISH))
    beginning, *others = transcript.unspoken
    assert (beginning.after_turn, beginning.word_ranges) == (None, (WordRange(0, 0),))
    for word, passage in zip(words, others, strict=True):
        (place,) = passage.word_ranges
        assert place.is_position
        assert transcript.words[place.first - 1] is word
        assert passage.after_turn == turn_of(transcript, place.first - 1)


def turn_of(transcript: Transcript, number: int) -> str:
    """Find the turn of a word."""
    return next(name for name, own in transcript.word_ranges.items() if number in own.numbers)
