"""Marks of an old text, such as "[laughter]", become sound events and doubts at their times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.recipe import TranscriptInputs, align_reference, write_transcript
from tests.lamplight import EXAMPLE, RECORDING
from transcripts.compose import compose
from transcripts.languages.table import language
from transcripts.realignment.reference_marks import events_of_marks, marks_by_word
from transcripts.sound_events import SoundEvent
from transcripts.sources.table import read_source
from transcripts.transcript import (
    Diarization,
    RecognitionResult,
    Span,
    Speaker,
    SpeakerSegment,
    Transcript,
    Word,
)

SENTENCE = (
    "the keeper of the light lived alone on the rock for years and nobody came to see him there "
    "until the boat with my father landed in the spring of that year and he was gone"
)
SPOKEN = SENTENCE.split(" ")
ENGLISH = language("en")


def processed(text: str, heard: list[str], events: tuple[SoundEvent, ...] = ()) -> Transcript:
    """Write a transcript with one word a second, and half a second of silence after each word."""
    words = tuple(Word(w, float(n), n + 0.5, 0.9) for n, w in enumerate(heard))
    voice = (SpeakerSegment("V1", 0.0, float(len(words))),)
    inputs = TranscriptInputs(
        recording=replace(RECORDING, duration=float(len(words))),
        heard=RecognitionResult(words),
        voices=Diarization((Span(0.0, float(len(words))),), voice, voice),
        language=ENGLISH,
        reference=read_source(text.encode()),
        events=events,
    )
    alignment, _ = align_reference(inputs)
    results = write_transcript(inputs, alignment, None, lambda *found: (Speaker("S1", ("V1",)),))
    return compose(results, EXAMPLE.provenance)


def test_marks_are_events_between_the_words_beside_them() -> None:
    first, second = [*SPOKEN[:5], "[music]", *SPOKEN[5:12]], ["(LAUGHS)", *SPOKEN[12:20]]
    text = " ".join([*first, *second, "[inaudible]", *SPOKEN[20:], "(SOUNDBITE OF FILM)"])
    found = processed(f"ANN: {text}", SPOKEN)
    assert [(e.text, e.start, e.end, e.origin) for e in found.events] == [
        ("music", 4.5, 5.0, "reference"),
        ("laughter", 11.5, 12.0, "reference"),
        ("inaudible", 19.5, 20.0, "reference"),
        ("soundbite of film", 35.5, 35.5, "reference"),
    ]
    assert [word.text.strip(".,").lower() for word in found.words] == SPOKEN


def test_marks_in_a_passage_of_their_own() -> None:
    text = f"[music]\n\nANN: {' '.join(SPOKEN[:18])}\n\n[applause]\n\nTOM: {' '.join(SPOKEN[18:])}"
    found = processed(text, SPOKEN)
    assert [(e.text, e.start, e.end) for e in found.events] == [
        ("music", 0.0, 0.0),
        ("applause", 17.5, 18.0),
    ]


def test_a_sound_that_was_heard_is_one_event() -> None:
    heard = SoundEvent("music", 3.0, 5.0)
    found = processed(f"ANN: {' '.join([*SPOKEN[:5], '[music]', *SPOKEN[5:]])}", SPOKEN, (heard,))
    assert found.events == (heard,)


def test_an_unsure_word_is_doubtful_unless_it_was_recognized() -> None:
    text = " ".join([*SPOKEN[:21], "?Marlow?", *SPOKEN[21:]])
    missing = processed(f"ANN: {text}", SPOKEN)
    doubted = [w for w in missing.words if w.text.startswith("Marlow")]
    assert all(w.confidence <= 0.2 for w in doubted)
    confirmed = processed(f"ANN: {text}", [*SPOKEN[:21], "Marlow", *SPOKEN[21:]])
    (word,) = [w for w in confirmed.words if w.text.startswith("Marlow")]
    assert word.confidence > 0.5


def test_a_text_of_another_recording_has_no_marks_in_this_one() -> None:
    other = "Ships sail slowly over wide green seas [music] when captains sleep. " * 8
    assert processed(f"ANN: {other}", SPOKEN).events == ()


@pytest.mark.parametrize("index", [0, 3])
def test_marks_without_published_words_are_left_out(index: int) -> None:
    source = read_source(b"ANN: We sailed [music] at dawn.")
    ((_, mark),) = marks_by_word(source, ENGLISH)
    assert events_of_marks((), (), [(index, mark)]) == ()
