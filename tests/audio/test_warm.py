"""Results for a recording do not depend on recordings processed before."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.diarization.diarize import diarize
from audio.diarization.options import DiarizeOptions
from audio.diarization.segmentation import detect_speech
from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.whisper.transcribe import transcribe
from audio.sound.recording import load_sound
from transcripts.transcript import Diarization, RecognitionResult

DATA = Path(__file__).parent / "data"


def listened(name: str) -> tuple[RecognitionResult, Diarization]:
    """Decode a recording again, and recognize its words and voices."""
    sound = load_sound(DATA / name)
    words = transcribe(sound, detect_speech(sound), RecognizerOptions(model="tiny.en"))
    return words, diarize(sound, DiarizeOptions())


@pytest.mark.models
def test_results_do_not_depend_on_earlier_recordings() -> None:
    before = listened("censor.ogg")
    listened("three_voices.flac")
    assert listened("censor.ogg") == before
