from __future__ import annotations

from pathlib import Path

import pytest

from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.table import RECOGNIZERS, create_recognizer
from audio.recognizers.whisper.language import window_starts
from audio.sound.recording import load_sound
from transcripts.errors import UserError
from transcripts.transcript import Span

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    ("speech", "starts"),
    [
        ([], []),
        ([Span(2.0, 12.0)], [2.0]),
        ([Span(10.0, 40.0), Span(100.0, 130.0)], [10.0, 100.0]),
        ([Span(0.0, 600.0)], [0.0, 100.0, 200.0, 300.0, 400.0, 500.0]),
    ],
)
def test_windows_are_spread_over_the_speech(speech: list[Span], starts: list[float]) -> None:
    assert list(window_starts(speech)) == pytest.approx(starts)


@pytest.mark.models
@pytest.mark.parametrize("name", RECOGNIZERS)
@pytest.mark.parametrize(
    ("file", "language"),
    [("tests/german/interview.mp3", "de"), ("examples/interview.mp3", "en")],
)
def test_the_language_of_a_recording(name: str, file: str, language: str) -> None:
    sound = load_sound(ROOT / file)
    recognizer = create_recognizer(RecognizerOptions("base", recognizer=name))
    shares: list[float] = []
    found = recognizer.detect_language(sound, [Span(5.0, sound.seconds)], shares.append)
    assert found.code_if_sure() == language
    assert shares[-1] == 1.0


@pytest.mark.models
@pytest.mark.parametrize("name", RECOGNIZERS)
def test_a_model_of_one_language_detects_none(name: str) -> None:
    sound = load_sound(ROOT / "tests/german/interview.mp3")
    recognizer = create_recognizer(RecognizerOptions("tiny.en", recognizer=name))
    with pytest.raises(UserError, match=r"tiny\.en supports only English"):
        recognizer.detect_language(sound, [Span(5.0, sound.seconds)], lambda _: None)
