"""The table of recognizers, to which an installed package adds a third recognizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from audio.recognizers import table
from audio.recognizers.detected import DetectedLanguage
from audio.recognizers.recognizer import Progress, Recognizer, RecognizerOptions
from audio.recognizers.table import create_recognizer, recognizer_options, recognizers
from audio.sound.recording import Sound
from transcripts.errors import UserError
from transcripts.provenance import UsedModel
from transcripts.realignment.candidates import CandidateSet
from transcripts.transcript import (
    AlignedWords,
    RecognitionResult,
    Span,
    Word,
)


class EchoRecognizer:
    """A recognizer that returns the vocabulary, one name per second.

    It rates all wordings equally likely.
    """

    version: ClassVar[int] = 7

    def __init__(self, options: RecognizerOptions) -> None:
        self.options = options

    def models(self) -> tuple[UsedModel, ...]:
        return (UsedModel("echo", "0" * 64),)

    def detect_language(
        self, sound: Sound, speech: Sequence[Span], progress: Progress
    ) -> DetectedLanguage:
        return DetectedLanguage((("la", 1.0),), agreement=1.0, windows=1, name="Latin")

    def recognize(
        self, sound: Sound, speech: Sequence[Span], vocabulary: Sequence[str], progress: Progress
    ) -> RecognitionResult:
        progress(1.0)
        return RecognitionResult(
            tuple(Word(text, at, at + 0.5) for at, text in enumerate(vocabulary))
        )

    def rescore(
        self, sound: Sound, questions: Sequence[CandidateSet], progress: Progress
    ) -> tuple[tuple[float, ...], ...]:
        return tuple((0.0,) * len(question.candidates) for question in questions)

    def align(self, sound: Sound, words: Sequence[Word], progress: Progress) -> AlignedWords:
        return AlignedWords(tuple(words), (0.0,) * len(words))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with a recognizer, laid out as pip installs it."""
    about = tmp_path / "echo-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: echo\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{table.GROUP}]\necho = {__name__}:EchoRecognizer\n")
    monkeypatch.syspath_prepend(tmp_path)
    table._load_recognizer_class.cache_clear()
    yield
    table._load_recognizer_class.cache_clear()


@pytest.mark.usefixtures("installed")
def test_an_installed_package_adds_a_recognizer() -> None:
    assert list(recognizers()) == ["echo", *table.RECOGNIZERS]
    options = recognizer_options("echo", "tiny", "de")
    assert options == RecognizerOptions("tiny", "de", "echo", 7)
    recognizer = create_recognizer(options)
    silence = np.zeros(32_000, np.float32)
    sound = Sound(silence, silence[None])
    found = recognizer.recognize(sound, [Span(0, 2)], ("Ada", "Bell"), lambda share: None)
    assert [word.text for word in found.words] == ["Ada", "Bell"]
    assert recognizer.align(sound, found.words, lambda share: None).words == found.words


def test_an_unknown_recognizer_is_named_with_those_there_are() -> None:
    with pytest.raises(
        UserError, match=r"no recognizer 'ear': choose one of .*whisper, faster-whisper"
    ):
        recognizer_options("ear")


def test_a_recognizer_that_cannot_be_imported_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(table.RECOGNIZERS, "gone", "package_that_is_not_there:Gone")
    with pytest.raises(UserError, match=r"gone cannot be imported .*pip install 'tapelog\[gone\]'"):
        recognizer_options("gone")


@pytest.mark.parametrize("name", table.RECOGNIZERS)
def test_every_recognizer_of_the_table_can_be_created_without_models(name: str) -> None:
    recognizer: Recognizer = create_recognizer(recognizer_options(name))
    for method in ("models", "detect_language", "recognize", "rescore", "align"):
        assert callable(getattr(recognizer, method))
