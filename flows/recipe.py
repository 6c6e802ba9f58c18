"""Turn recognized words and an old text into attributed words, step by step.

The steps that need the audio are passed in as callables. Runs with cached steps, realigning a
finished transcript, and tests without models all use this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.attribution.attribute import Attribution, attribute
from transcripts.attribution.turn_pieces import TurnPiece, cut_turns, find_doubtful_voices
from transcripts.attribution.voice_labels import VoiceLabel, count_voice_labels
from transcripts.attribution.voice_splits import split_reasons
from transcripts.compose import RunResults
from transcripts.corrections.acoustics import AcousticFits, Acoustics
from transcripts.corrections.respell import SpelledName, respell_names, undo_name_changes
from transcripts.corrections.thresholds import Thresholds
from transcripts.corrections.write_words import TimeWords, WrittenWords, write_words
from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.realign import MIN_MATCH, Alignment, align_without_reference, realign
from transcripts.realignment.reference_marks import (
    doubt_unsure_words,
    events_of_marks,
    marks_by_word,
)
from transcripts.sound_events import SoundEvent
from transcripts.source_transcript import Mark, SourceTranscript
from transcripts.transcript import (
    Diarization,
    Reason,
    RecognitionResult,
    Recording,
    Speaker,
    Turn,
    Word,
)

LogLikelihoods = Sequence[Sequence[float]]
"""The natural log-likelihood of each candidate in each set."""


NameSpeakers = Callable[
    [tuple[Turn, ...], Diarization, tuple[VoiceLabel, ...]], tuple[Speaker, ...]
]
"""A function that names the voices of turns; its last argument counts the words of each voice under
each speaker label of the reference.
"""


SpellNames = Callable[[Attribution, Diarization, tuple[VoiceLabel, ...]], tuple[SpelledName, ...]]
"""A function that finds misspelt names in attributed words. It gets the whole attribution in place
of the turns; its other arguments are those of a `NameSpeakers`.
"""


@dataclass(frozen=True, slots=True)
class SoundSteps:
    """The steps that need the audio.

    `rescore` computes the log-likelihoods of candidates. `score_acoustic_fit` scores candidates
    with the acoustic model alone; its second argument is the recognized words, because candidates
    refer to them by position. `split_voices` splits a voice that is really two people, by the turns
    of the reference; if it is None, no voice is split.
    """

    rescore: Callable[[tuple[CandidateSet, ...]], LogLikelihoods]
    score_acoustic_fit: Callable[[tuple[CandidateSet, ...], tuple[Word, ...]], AcousticFits]
    time_words: TimeWords
    split_voices: Callable[[tuple[TurnPiece, ...]], Diarization] | None = None


@dataclass(frozen=True, slots=True)
class TranscriptInputs:
    """The inputs of a transcript: the recording, its recognized words, voices and language.

    `reference` is the old text, if there is one; `vocabulary` holds names and rare words that may
    have been said. `events` are the sound events that were detected.
    """

    recording: Recording
    heard: RecognitionResult
    voices: Diarization
    language: Language
    reference: str | SourceTranscript | None = None
    vocabulary: tuple[str, ...] = ()
    events: tuple[SoundEvent, ...] = ()


def align_reference(inputs: TranscriptInputs) -> tuple[Alignment, float]:
    """Align the reference with the recognized words; also return how much of it was found.

    The second value is a share from 0 to 1. If the reference belongs to another recording, the
    alignment contains only recognized words.
    """
    heard = inputs.heard.words
    if inputs.reference is None:
        return align_without_reference(heard, inputs.language), 1.0
    alignment = realign(inputs.reference, heard, inputs.language, inputs.vocabulary)
    if alignment.match_share < MIN_MATCH:
        return align_without_reference(heard, inputs.language), alignment.match_share
    return alignment, alignment.match_share


def write_transcript(
    inputs: TranscriptInputs,
    alignment: Alignment,
    sound: SoundSteps | None,
    name_speakers: NameSpeakers,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
    spell_names: SpellNames | None = None,
) -> RunResults:
    """Run all steps from the alignment to named speakers.

    The steps rescore, choose, time and punctuate the words; split voices at turns; attribute the
    words to voices; spell names as `spell_names` decides; and name the speakers. If `sound` is
    None, only the two texts are compared, and words keep their recognized times.
    """
    log_likelihoods, acoustics = None, None
    if sound and alignment.reference_words:
        log_likelihoods = sound.rescore(alignment.candidate_sets)
        fits = sound.score_acoustic_fit(alignment.candidate_sets, alignment.recognized_words)
        acoustics = Acoustics.combine(fits, inputs.voices)
    time_words, duration = sound.time_words if sound else None, inputs.recording.duration
    written = write_words(
        alignment, time_words, log_likelihoods, thresholds, verbatim, acoustics, duration
    )
    words, corrected = written.words, written.text
    marks: Sequence[tuple[int, Mark]] = ()
    if isinstance(inputs.reference, SourceTranscript) and corrected.reference_words:
        marks = tuple(marks_by_word(inputs.reference, inputs.language))
        words = doubt_unsure_words(words, corrected.source_indices, marks)
    breaks, relabelled = corrected.turn_breaks, corrected.relabelled_breaks
    voices = inputs.voices
    attributed = attribute(words, voices, inputs.language, breaks, relabelled)
    if sound and sound.split_voices:
        pieces = cut_turns(words, attributed.voices, breaks, relabelled)
        if find_doubtful_voices(pieces):
            voices = sound.split_voices(pieces)
            attributed = attribute(words, voices, inputs.language, breaks, relabelled)
    labels = count_voice_labels(words, attributed.voices, corrected.speaker_labels)
    if spell_names and alignment.reference_words:
        written = WrittenWords(words, corrected)
        before = attributed.with_texts(undo_name_changes(written, inputs.language))
        if spelled := spell_names(before, voices, labels):
            written = respell_names(written, spelled, inputs.language, thresholds, verbatim)
            words, corrected = written.words, written.text
            attributed = attribute(words, voices, inputs.language, breaks, relabelled)
    named = name_speakers(attributed.turns, voices, labels)
    split = split_reasons(inputs.voices, voices, words, attributed.voices, breaks)
    return RunResults(
        recording=inputs.recording,
        recognition=inputs.heard,
        diarization=voices,
        punctuated=corrected,
        words=words,
        attribution=attributed,
        speakers=tuple(_with_reasons(speaker, split) for speaker in named),
        language=inputs.language,
        events=(
            *inputs.events,
            *events_of_marks(words, corrected.source_indices, marks, inputs.events),
        ),
    )


def _with_reasons(speaker: Speaker, by_voice: Mapping[str, Reason]) -> Speaker:
    """Add the reasons for a speaker's voices to the reasons for the speaker's name."""
    own = (by_voice[voice] for voice in speaker.voices if voice in by_voice)
    return replace(speaker, reasons=(*speaker.reasons, *own))
