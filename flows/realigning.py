"""Correct an old text by a finished transcript; models are loaded only if needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from archive.database.timestamps import current_time
from archive.storage.published import read_transcript
from archive.storage.sounds import find_sound
from audio.recognizers.recognizer import DEFAULT, RecognizerOptions
from audio.recognizers.table import create_recognizer, recognizer_options
from audio.sound.recording import Sound, load_sound, probe
from flows import progress
from flows.old_text import read_old_text
from flows.recipe import SoundSteps, TranscriptInputs, align_reference, write_transcript
from flows.request import read_cast, read_text
from speakers.cast import CastMember
from speakers.context import find_rare_words
from speakers.spell import spell_names
from transcripts.attribution.voice_labels import VoiceLabel
from transcripts.compose import compose
from transcripts.corrections.acoustics import AcousticFits
from transcripts.corrections.thresholds import Thresholds
from transcripts.errors import UserError
from transcripts.languages.table import language_of
from transcripts.provenance import StepTiming
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.realign import MIN_MATCH
from transcripts.transcript import (
    AlignedWords,
    Diarization,
    RecognitionResult,
    Speaker,
    Transcript,
    Turn,
    Word,
)

S = TypeVar("S")
T = TypeVar("T")
Progress = Callable[[float], None]

SAME_LENGTH = 1.0
"""Seconds by which the lengths of two files of one recording may differ, because MP3 adds a little
silence at both ends."""


@dataclass(frozen=True, slots=True)
class RealignTask:
    """An old text, and the transcript by which to correct it.

    If `sound` is None, only the two texts are compared.
    """

    transcript_path: Path
    reference: Path
    sound: Path | None = None
    context: tuple[Path, ...] = ()
    cast: Path | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    verbatim: bool = False


def realign_transcript(task: RealignTask) -> Transcript:
    """Correct the reference by a finished transcript; return the transcript with the new words.

    The transcript's words are used as recognized words; its voices and names are kept.
    Differences are rescored with the audio if `sound` is given. Raises UserError if a file cannot
    be used, or if the reference belongs to another recording.
    """
    transcript = read_transcript(task.transcript_path)
    if transcript.withheld:
        raise UserError(
            f"parts of {task.transcript_path} are withheld, so it cannot be realigned: "
            "process the recording with `tapelog process RECORDING --transcript TEXT`"
        )
    if not transcript.recording.has_sound:
        raise UserError(
            f"{task.transcript_path} was adopted without a recording, so nobody heard its words: "
            "process the recording with `tapelog process RECORDING --transcript TEXT`"
        )
    heard = RecognitionResult(
        tuple(w for turn in transcript.turns for w in turn.words), transcript.provenance.omitted
    )
    language, members = language_of(transcript), _list_members(transcript, task)
    context = tuple(read_text(path, "context") for path in task.context)
    inputs = TranscriptInputs(
        recording=transcript.recording,
        heard=heard,
        voices=_rebuild_diarization(transcript),
        language=language,
        reference=read_old_text(task.reference, "reference"),
        vocabulary=find_rare_words(context, language, members),
        events=tuple(event for event in transcript.events if event.origin == "heard"),
    )
    alignment, match = align_reference(inputs)
    if match < MIN_MATCH:
        raise UserError(
            f"only {match:.0%} of the words of {task.reference} are in {task.transcript_path}: it "
            "seems to belong to another recording; use the text of this one"
        )
    recording = OpenedRecording.open(task.sound, transcript) if task.sound else None
    results = write_transcript(
        inputs,
        alignment,
        SoundSteps(recording.rescore, recording.score_acoustic_fit, recording.time_words)
        if recording
        else None,
        partial(_keep_speakers, transcript),
        task.thresholds,
        task.verbatim,
        lambda attributed, speaking, labels: spell_names(
            attributed, language, speaking, lambda turns: transcript.speakers, members, context
        ),
    )
    return compose(
        results,
        replace(
            transcript.provenance,
            tapelog=version("tapelog"),
            created=current_time(),
            options=replace(
                transcript.provenance.options,
                transcript=task.reference.name,
                verbatim=task.verbatim,
            ),
            steps=(*transcript.provenance.steps, *(recording.steps if recording else ())),
        ),
    )


def published_sound(transcript_path: Path) -> Path | None:
    """Return the audio file that was published with a transcript; None if it is missing."""
    return find_sound(transcript_path if transcript_path.is_dir() else transcript_path.parent)


def _list_members(old_transcript: Transcript, task: RealignTask) -> tuple[CastMember, ...]:
    """List the cast, and the named speakers of the transcript who are not in it."""
    members = read_cast(task.cast, language_of(old_transcript)) if task.cast else ()
    known = {member.name for member in members}
    named = (
        CastMember(s.name, s.role)
        for s in old_transcript.speakers
        if s.name and s.name not in known
    )
    return (*members, *named)


def _rebuild_diarization(old_transcript: Transcript) -> Diarization:
    """Rebuild the diarization from the transcript."""
    speech = tuple(segment.span for segment in old_transcript.voices)
    return Diarization(speech, old_transcript.voices, old_transcript.voices)


def _keep_speakers(
    old_transcript: Transcript,
    turns: Sequence[Turn],
    _voices: Diarization,
    _labels: tuple[VoiceLabel, ...],
) -> tuple[Speaker, ...]:
    """Keep the speakers, and add an unnamed speaker for each voice that had no words before."""
    known = {voice for speaker in old_transcript.speakers for voice in speaker.voices}
    new = dict.fromkeys(turn.voice for turn in turns if turn.voice not in known)
    numbers = (
        int(s.id.lstrip("S")) for s in old_transcript.speakers if s.id.lstrip("S").isdecimal()
    )
    first = max(numbers, default=0) + 1
    return (
        *old_transcript.speakers,
        *(Speaker(f"S{n}", (v,)) for n, v in enumerate(new, start=first)),
    )


@dataclass
class OpenedRecording:
    """The recording of a transcript, and the options of the recognizer that transcribed it.

    The audio and the models are loaded when a step first needs them.
    """

    path: Path
    options: RecognizerOptions
    steps: list[StepTiming] = field(default_factory=list)

    @classmethod
    def open(cls, path: Path, old_transcript: Transcript) -> OpenedRecording:
        """Open a recording; raises UserError if the transcript belongs to another one."""
        seconds = probe(path).seconds
        if abs(seconds - old_transcript.recording.duration) > SAME_LENGTH:
            raise UserError(
                f"{path} lasts {seconds:.1f} s, but the transcript's recording lasts "
                f"{old_transcript.recording.duration:.1f} s: pass the transcribed recording"
            )
        made = old_transcript.provenance.options
        options = recognizer_options(
            made.recognizer or DEFAULT, made.model or "base", made.language or "en"
        )
        return cls(path, options)

    def rescore(self, candidate_sets: Sequence[CandidateSet]) -> tuple[tuple[float, ...], ...]:
        """Return the log-likelihoods of all candidates.

        If there are no candidates, no model is loaded.
        """
        rescore = create_recognizer(self.options).rescore
        return (
            self._run_step("rescore candidates", rescore, candidate_sets) if candidate_sets else ()
        )

    def score_acoustic_fit(
        self, candidate_sets: Sequence[CandidateSet], recognized: Sequence[Word]
    ) -> AcousticFits:
        """Score the candidates by the acoustic model alone, if it supports the language."""
        from audio.acoustics.fit import score_candidates

        def rate(
            sound: Sound, candidate_sets: Sequence[CandidateSet], report: Progress
        ) -> AcousticFits:
            return score_candidates(
                sound, candidate_sets, recognized, self.options.language, report
            )

        return (
            self._run_step("score acoustic fit", rate, candidate_sets)
            if candidate_sets
            else AcousticFits()
        )

    def time_words(self, words: Sequence[Word]) -> AlignedWords | None:
        """Find the exact time of each word, and the probability of a comma after it.

        Returns None if the reference and the recognized text agree on all words.
        """
        if all(word.origin == "both" for word in words):
            return None
        from audio.acoustics.edges import align

        def find(sound: Sound, words: Sequence[Word], report: Progress) -> AlignedWords:
            recognizer = create_recognizer(self.options)
            return align(recognizer, sound, words, self.options.language, report)

        return self._run_step("align words", find, words)

    def _run_step(
        self,
        name: str,
        function: Callable[[Sound, Sequence[S], Progress], T],
        items: Sequence[S],
    ) -> T:
        with progress.report_step(name) as report:
            began = time.perf_counter()
            result = function(load_sound(self.path), items, report)
        self.steps.append(StepTiming(name, round(time.perf_counter() - began, 3)))
        return result
