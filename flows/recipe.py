"""The recipe: from recognized words and an old text to attributed words, step by step.

The steps that need the sound are passed in as plain callables, so the same recipe serves runs with
cached steps, realigning a finished transcript, and tests without models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transcripts.attribution.attribute import attribute
from transcripts.compose import RunResults
from transcripts.corrections.acoustics import AcousticFits, Acoustics
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.corrections.thresholds import Thresholds
from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.realign import MIN_MATCH, Alignment, align_without_reference, realign
from transcripts.source_transcript import SourceTranscript
from transcripts.transcript import (
    AlignedWords,
    Diarization,
    RecognitionResult,
    Recording,
    Speaker,
    Turn,
    Word,
)

LogLikelihoods = Sequence[Sequence[float]]
"""The natural log-likelihood of each candidate of each question."""


@dataclass(frozen=True, slots=True)
class SoundSteps:
    """The steps of the recipe that need the sound.

    `rescore` computes the log-likelihoods of candidates. `fit` scores them by an acoustic model
    alone; it also takes the recognized words, into which the candidates' positions point.
    `time_words` finds the exact times of words and the probability of a comma after each; None
    keeps the rough times.
    """

    rescore: Callable[[tuple[CandidateSet, ...]], LogLikelihoods]
    fit: Callable[[tuple[CandidateSet, ...], tuple[Word, ...]], AcousticFits]
    time_words: Callable[[tuple[Word, ...]], AlignedWords | None]


@dataclass(frozen=True, slots=True)
class TranscriptInputs:
    """What is known before the first decision: the recording, its words, voices and language.

    `reference` is the old text, if there is one; `vocabulary` holds names and rare words that may
    have been said.
    """

    recording: Recording
    heard: RecognitionResult
    voices: Diarization
    language: Language
    reference: str | SourceTranscript | None = None
    vocabulary: tuple[str, ...] = ()


def align_reference(material: TranscriptInputs) -> tuple[Alignment, float]:
    """Return the alignment of the reference with the recognized words, and the share found.

    A reference of another recording is ignored: the alignment then has recognized words only.
    """
    heard = material.heard.words
    if material.reference is None:
        return align_without_reference(heard, material.language), 1.0
    alignment = realign(material.reference, heard, material.language, material.vocabulary)
    if alignment.match < MIN_MATCH:
        return align_without_reference(heard, material.language), alignment.match
    return alignment, alignment.match


def write_transcript(
    material: TranscriptInputs,
    alignment: Alignment,
    sound: SoundSteps | None,
    name_speakers: Callable[[tuple[Turn, ...]], tuple[Speaker, ...]],
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
) -> RunResults:
    """Rescore, choose words, time them, punctuate, attribute and name.

    Without `sound`, only the two texts are compared, and words keep their recognized times.
    """
    log_likelihoods, acoustics = None, None
    if sound and alignment.words:
        log_likelihoods = sound.rescore(alignment.candidate_sets)
        fits = sound.fit(alignment.candidate_sets, alignment.recognized)
        acoustics = Acoustics.combine(fits, material.voices)
    chosen = choose_words(alignment, log_likelihoods, thresholds, verbatim, acoustics)
    timed = sound.time_words(chosen.words) if sound else None
    corrected = punctuate(chosen, timed.comma_probabilities if timed else None)
    words = timed.with_texts(corrected.words) if timed else corrected.words
    attributed = attribute(
        words,
        material.voices,
        material.language,
        corrected.turn_breaks,
        corrected.relabelled_breaks,
    )
    return RunResults(
        recording=material.recording,
        recognition=material.heard,
        diarization=material.voices,
        punctuated=corrected,
        words=words,
        attribution=attributed,
        speakers=name_speakers(attributed.turns),
        language=material.language,
    )
