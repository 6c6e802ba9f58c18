"""Define the protocol of recognizers, and their options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:  # the command line reads the defaults and should not import numpy
    from audio.recognizers.detected import DetectedLanguage
    from audio.sound.recording import Sound
    from transcripts.provenance import UsedModel
    from transcripts.realignment.candidates import CandidateSet
    from transcripts.transcript import (
        AlignedWords,
        RecognitionResult,
        Span,
        Word,
    )

Progress = Callable[[float], None]
"""Called with the share of a step that is done, 0 to 1."""

DEFAULT = "whisper"


@dataclass(frozen=True, slots=True)
class RecognizerOptions:
    """The name of a recognizer, the model it loads (a name or a path), and the spoken language.

    `version` is the recognizer's version. All four are part of the keys of cached steps.
    """

    model: str = "base"
    language: str = "en"
    recognizer: str = DEFAULT
    version: int = 1


DEFAULTS = RecognizerOptions()


class Recognizer(Protocol):
    """Detects the language, transcribes, rescores candidate wordings, and aligns given words.

    Creating one is cheap, because models and their libraries are loaded by the methods that need
    them. All times are seconds from the start of `sound`.
    """

    version: ClassVar[int]
    """Raise this when results change, so that results cached under the old version are not used."""

    def __init__(self, options: RecognizerOptions) -> None: ...

    def models(self) -> tuple[UsedModel, ...]:
        """Fetch and identify the models, by the sha256 of their files.

        Raises UserError for a model that does not exist or cannot be downloaded.
        """
        ...

    def detect_language(
        self, sound: Sound, speech: Sequence[Span], progress: Progress
    ) -> DetectedLanguage:
        """Detect which language is spoken; the language of the options is ignored.

        Raises UserError if the model knows only one language, or if there is no speech.
        """
        ...

    def recognize(
        self,
        sound: Sound,
        speech: Sequence[Span],
        vocabulary: Sequence[str],
        progress: Progress,
    ) -> RecognitionResult:
        """Transcribe `speech`: words with times and confidence, in order of start.

        `vocabulary` are names and rare words that may occur, most important first. Raises UserError
        if the model does not support the language.
        """
        ...

    def rescore(
        self, sound: Sound, candidate_sets: Sequence[CandidateSet], progress: Progress
    ) -> tuple[tuple[float, ...], ...]:
        """Compute the natural log-likelihood of every candidate of every set.

        Only differences between the candidates of one set are meaningful.
        """
        ...

    def align(self, sound: Sound, words: Sequence[Word], progress: Progress) -> AlignedWords:
        """Find the exact times of words, and the probability of a comma after each.

        The words have rough times: off by some tenths of a second, or missing (`end` not after
        `start`). The result has the same words in the same order.
        """
        ...
