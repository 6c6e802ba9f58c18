"""Define the steps that use models, with their retries, time limits and versions.

Increase a step's version when its results or their types change, so that results cached by earlier
versions are not used. Models are loaded only when a step is computed; a fully cached run loads
none.
"""

from __future__ import annotations

from collections.abc import Callable

from audio.diarization.options import DiarizeOptions
from audio.recognizers.detected import DetectedLanguage
from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.table import create_recognizer
from audio.sound.recording import Source, load_sound
from flows.step import Step
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.corrections.acoustics import AcousticFits
from transcripts.realignment.candidates import CandidateSet
from transcripts.sound_events import SoundEvent
from transcripts.transcript import AlignedWords, Diarization, RecognitionResult, Span, Word

Progress = Callable[[float], None]


def _detect_speech(source: Source, *, progress: Progress) -> tuple[Span, ...]:
    from audio.diarization.segmentation import detect_speech

    return detect_speech(load_sound(source.path, source.soundtrack), progress=progress)


def _detect_language(
    source: Source, speech: tuple[Span, ...], options: RecognizerOptions, *, progress: Progress
) -> DetectedLanguage:
    sound = load_sound(source.path, source.soundtrack)
    return create_recognizer(options).detect_language(sound, speech, progress)


def _recognize_words(
    source: Source,
    speech: tuple[Span, ...],
    vocabulary: tuple[str, ...],
    options: RecognizerOptions,
    *,
    progress: Progress,
) -> RecognitionResult:
    return create_recognizer(options).recognize(
        load_sound(source.path, source.soundtrack), speech, vocabulary, progress
    )


def _diarize(source: Source, options: DiarizeOptions, *, progress: Progress) -> Diarization:
    from audio.diarization.diarize import diarize

    return diarize(load_sound(source.path, source.soundtrack), options, progress=progress)


def _split_voices(
    source: Source,
    pieces: tuple[TurnPiece, ...],
    voices: Diarization,
    max_voices: int | None,
    cast_size: int | None,
    *,
    progress: Progress,
) -> Diarization:
    from audio.diarization.turn_voices import split_by_turns

    sound = load_sound(source.path, source.soundtrack)
    return split_by_turns(sound, pieces, voices, max_voices, cast_size, progress)


def _rescore_candidates(
    source: Source,
    candidate_sets: tuple[CandidateSet, ...],
    options: RecognizerOptions,
    *,
    progress: Progress,
) -> tuple[tuple[float, ...], ...]:
    return create_recognizer(options).rescore(
        load_sound(source.path, source.soundtrack), candidate_sets, progress
    )


def _detect_events(
    source: Source, package: str, *, progress: Progress
) -> tuple[tuple[SoundEvent, ...], tuple[Span, ...]]:
    from audio.sound_events import find_events

    return find_events(load_sound(source.path, source.soundtrack), progress)


def _score_acoustic_fit(
    source: Source,
    candidate_sets: tuple[CandidateSet, ...],
    heard: tuple[Word, ...],
    language: str,
    *,
    progress: Progress,
) -> AcousticFits:
    from audio.acoustics.fit import score_candidates

    return score_candidates(
        load_sound(source.path, source.soundtrack),
        candidate_sets,
        heard,
        language,
        progress=progress,
    )


def _align_words(
    source: Source,
    words: tuple[Word, ...],
    comma_probabilities: tuple[float, ...],
    options: RecognizerOptions,
    *,
    progress: Progress,
) -> AlignedWords:
    from audio.acoustics.edges import align

    sound = load_sound(source.path, source.soundtrack)
    recognizer = create_recognizer(options)
    return align(recognizer, sound, words, options.language, progress, comma_probabilities)


DETECT_SPEECH = Step("detect speech", _detect_speech, version=2, timeout_per_second=5.0)
DETECT_EVENTS = Step("detect sound events", _detect_events, version=1, timeout_per_second=2.0)
DETECT_LANGUAGE = Step("detect language", _detect_language, version=2, timeout_per_second=10.0)
RECOGNIZE_WORDS = Step("recognize words", _recognize_words, version=4, timeout_per_second=30.0)
DIARIZE = Step("diarize", _diarize, version=3, timeout_per_second=10.0)
RESCORE_CANDIDATES = Step(
    "rescore candidates", _rescore_candidates, version=4, timeout_per_second=30.0
)
SCORE_ACOUSTIC_FIT = Step(
    "score acoustic fit", _score_acoustic_fit, version=2, timeout_per_second=10.0
)
ALIGN_WORDS = Step("align words", _align_words, version=6, timeout_per_second=10.0)
SPLIT_VOICES = Step("split voices", _split_voices, version=1, timeout_per_second=10.0)
