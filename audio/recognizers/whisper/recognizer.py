"""Implement the recognizer for Whisper; torch is imported by the first method that needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from audio.checkpoints.models import model_identity
from audio.recognizers.detected import DetectedLanguage
from audio.recognizers.recognizer import Progress, RecognizerOptions
from audio.sound.recording import Sound
from transcripts.provenance import UsedModel
from transcripts.realignment.candidates import CandidateSet
from transcripts.transcript import (
    AlignedWords,
    RecognitionResult,
    Span,
    Word,
)


class WhisperRecognizer:
    """The recognizer for checkpoints of openai-whisper; see `Recognizer` for the methods."""

    version: ClassVar[int] = 1

    def __init__(self, options: RecognizerOptions) -> None:
        self.options = options

    def models(self) -> tuple[UsedModel, ...]:
        """Fetch and identify the checkpoint."""
        return (model_identity(self.options.model),)

    def detect_language(
        self, sound: Sound, speech: Sequence[Span], progress: Progress
    ) -> DetectedLanguage:
        """Detect which language is spoken, from windows spread over the speech."""
        from audio.recognizers.whisper.language import detect_language

        return detect_language(sound, speech, self.options.model, progress)

    def recognize(
        self, sound: Sound, speech: Sequence[Span], vocabulary: Sequence[str], progress: Progress
    ) -> RecognitionResult:
        """Transcribe the words in `speech`, with times and confidence."""
        from audio.recognizers.whisper.transcribe import transcribe

        return transcribe(sound, speech, self.options, vocabulary, progress)

    def rescore(
        self, sound: Sound, candidate_sets: Sequence[CandidateSet], progress: Progress
    ) -> tuple[tuple[float, ...], ...]:
        """Compute the natural log-likelihood of every candidate of every set."""
        from audio.recognizers.whisper.rescore import rescore

        return rescore(sound, candidate_sets, self.options, progress)

    def align(self, sound: Sound, words: Sequence[Word], progress: Progress) -> AlignedWords:
        """Find the exact times of words, and the probability of a comma after each."""
        from audio.recognizers.whisper.align import align

        return align(sound, words, self.options, progress)
