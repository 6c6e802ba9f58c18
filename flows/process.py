"""Define the main flow, which processes a recording and publishes its transcript."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import TypeVar

from prefect import flow

from archive.catalogue.open import open_catalogue
from archive.catalogue.without_recording import check_not_edited_without_recording
from archive.database.timestamps import current_time
from archive.publishing.republish import ingest_and_publish
from archive.storage.files import published_folder
from audio.diarization.options import DiarizeOptions
from audio.recognizers.detected import DetectedLanguage
from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.table import create_recognizer, recognizer_options
from audio.sound.browser_copy import browser_copy_in_background
from audio.sound.recording import Source, probe, recording_id
from audio.sound_events import event_model, omit_words_in_music
from flows import steps
from flows.artifacts import show_in_prefect
from flows.enrolment import load_archive_knowledge
from flows.microphones import find_microphone_owners
from flows.models import Models, UsedModels
from flows.old_text import notices_of, read_old_text
from flows.recipe import SoundSteps, TranscriptInputs, align_reference, write_transcript
from flows.request import Request, read_bytes, read_cast, read_text
from flows.step import StepResult
from speakers.cast import CastMember
from speakers.context import find_rare_words
from speakers.name import name_voices
from speakers.spell import spell_names
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.attribution.voice_labels import VoiceLabel
from transcripts.compose import compose
from transcripts.corrections.reliability import reliability_notice
from transcripts.errors import UserError
from transcripts.languages.language import Language
from transcripts.languages.table import AUTO, DEFAULT, language
from transcripts.provenance import Provenance, StepTiming
from transcripts.realignment.copies import copies_notice
from transcripts.realignment.realign import MIN_MATCH, Alignment
from transcripts.realignment.source_times import source_times_notice
from transcripts.run_options import RunOptions
from transcripts.sound_events import SoundEvent
from transcripts.source_transcript import SourceTranscript
from transcripts.transcript import (
    Diarization,
    RecognitionResult,
    Recording,
    Speaker,
    Transcript,
    Turn,
)

T = TypeVar("T")


@dataclass
class RunLog:
    """The duration of each step of a run, and the notices for the user."""

    steps: list[StepTiming] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def __call__(self, done: StepResult[T]) -> T:
        """Record a step's time and return its value."""
        self.steps.append(StepTiming(done.step, done.seconds))
        return done.value


@dataclass(frozen=True, slots=True)
class InputTexts:
    """The texts that came with the recording."""

    reference: SourceTranscript | None
    context: tuple[str, ...]
    cast: tuple[CastMember, ...]

    @classmethod
    def from_request(cls, request: Request, spoken: Language) -> InputTexts:
        """Read the texts of a request; raises UserError if one cannot be read."""
        return cls(
            reference=read_old_text(request.transcript) if request.transcript else None,
            context=tuple(read_text(path, "context") for path in request.context),
            cast=read_cast(request.cast, spoken) if request.cast else (),
        )


@flow(name="process", persist_result=False)
def process(request: Request) -> Transcript:
    """Publish the transcript of one recording.

    Raises UserError for a problem that the user can fix.
    """
    transcript = publish_recording(request)
    show_in_prefect(transcript)
    return transcript


def publish_recording(request: Request, notices: Sequence[str] = ()) -> Transcript:
    """Run the pipeline without creating Prefect artifacts; the caller reports the result.

    `notices` are put before the notices of the run.
    """
    log = RunLog(notices=list(notices))
    source = probe(request.recording, request.soundtrack)
    log.notices.extend(source.notices)
    if request.transcript:
        with open_catalogue(request.archive) as catalogue:
            check_not_edited_without_recording(
                catalogue, read_bytes(request.transcript, "transcript")
            )
    # The copy for browsers is encoded while the models run. It takes one second per minute of sound
    # on one core, and the models leave enough time on the cores for it.
    with browser_copy_in_background(source.path, source.soundtrack) as copy:
        transcript = _transcribe(request, source, log)
        folder = request.out or published_folder(request.archive, transcript.recording.id)
        return ingest_and_publish(transcript, copy(), folder, request.archive)


def _transcribe(request: Request, source: Source, log: RunLog) -> Transcript:
    """Run the steps from the sound to the transcript with names."""
    detects = request.language == AUTO
    code = DEFAULT if detects else request.language
    options = recognizer_options(request.recognizer, request.model, code)
    models = Models.for_request(request, create_recognizer(options))
    speech = log(steps.DETECT_SPEECH(source, models.speech))
    if detects:
        detected = log(steps.DETECT_LANGUAGE(source, models.words, speech, options))
        code = _accept_language(detected, log)
        options = replace(options, language=code)
    spoken_language = language(code)
    texts = InputTexts.from_request(request, spoken_language)
    log.notices.extend(notices_of(texts.reference))
    vocabulary = find_rare_words(texts.context, spoken_language, texts.cast)
    knowledge = load_archive_knowledge(
        request.archive,
        recording_id(source.sha256),
        request.programme,
        by_voice=request.pipeline is None,
    )

    heard = log(steps.RECOGNIZE_WORDS(source, models.words, speech, vocabulary, options))
    if not heard.words:
        raise UserError(
            "; ".join(
                (f"no speech was found in {source.path}: nothing to publish", *source.notices)
            )
        )
    events: tuple[SoundEvent, ...] = ()
    if package := event_model():
        events, speech_beside_music = log(steps.DETECT_EVENTS(source, (), package))
        heard = omit_words_in_music(heard, events, speech_beside_music)
    voices = log(steps.DIARIZE(source, models.voices, _diarize_options(request)))
    inputs = TranscriptInputs(
        recording=_build_recording(source, request),
        heard=heard,
        voices=voices,
        language=spoken_language,
        reference=texts.reference,
        # The names that the archive knows are used only from here on. Recognition does not use
        # them, so its cached result stays valid when the archive learns more names.
        vocabulary=(*vocabulary, *knowledge.words),
        events=events,
    )

    def name(
        turns: tuple[Turn, ...], speaking: Diarization, labels: tuple[VoiceLabel, ...]
    ) -> tuple[Speaker, ...]:
        return name_voices(
            turns,
            spoken_language,
            speaking,
            cast=texts.cast,
            context=texts.context,
            known_voices=knowledge.voices,
            archive_spellings=knowledge.people,
            microphones=find_microphone_owners(source, speaking),
            old_labels=labels,
            least_speakers=request.voice_counts[0] or 1,
        )

    results = write_transcript(
        inputs,
        _align_reference(inputs, log),
        replace(
            _bind_sound_steps(source, models, options, heard, log),
            split_voices=_bind_voice_splitter(
                request, source, models, voices, len(texts.cast) or None, log
            ),
        ),
        name,
        request.thresholds,
        request.verbatim,
        lambda attributed, speaking, labels: spell_names(
            attributed,
            spoken_language,
            speaking,
            lambda turns: name(turns, speaking, labels),
            cast=texts.cast,
            context=texts.context,
            known_voices=knowledge.voices,
            archive_names=knowledge.people,
        ),
    )
    if notice := missing_voices_notice(request, {turn.voice for turn in results.attribution.turns}):
        log.notices.append(notice)
    return compose(results, _build_provenance(request, code, models.all, heard, log))


def _accept_language(detected: DetectedLanguage, log: RunLog) -> str:
    """Log the detected language and return its code; raises UserError if it is uncertain."""
    code = detected.code_if_sure()
    log.notices.append(
        f"the language spoken is {detected.name} ({code}), as detected in {detected.windows} "
        f"windows of speech: probability {detected.probability:.0%}"
    )
    return code


def missing_voices_notice(request: Request, speaking: Collection[str]) -> str | None:
    """Return a notice if fewer voices speak than `--speakers` requires, otherwise None."""
    least, _ = request.voice_counts
    if least is None or len(speaking) >= least:
        return None
    found = "1 voice speaks" if len(speaking) == 1 else f"{len(speaking)} voices speak"
    return (
        f"--speakers {request.speakers} requires more voices than were found: {found}; the "
        "missing ones speak too briefly, or sound too similar"
    )


def _align_reference(inputs: TranscriptInputs, log: RunLog) -> Alignment:
    """Align the reference with the recognized words; log a notice if they do not match."""
    alignment, match = align_reference(inputs)
    if match < MIN_MATCH:
        log.notices.append(
            f"only {match:.0%} of the words of the old text were found in the audio, so it "
            "seems to belong to another recording: the recognized words are published instead"
        )
    for notice in (
        copies_notice(alignment.copied_word_count),
        reliability_notice(alignment),
        source_times_notice(alignment),
    ):
        if notice:
            log.notices.append(notice)
    return alignment


def _bind_sound_steps(
    source: Source,
    models: Models,
    options: RecognizerOptions,
    heard: RecognitionResult,
    log: RunLog,
) -> SoundSteps:
    """Bind the cached steps to this recording and its models."""
    return SoundSteps(
        rescore=lambda asked: log(steps.RESCORE_CANDIDATES(source, models.words, asked, options)),
        score_acoustic_fit=lambda asked, heard: log(
            steps.SCORE_ACOUSTIC_FIT(source, models.acoustics, asked, heard, options.language)
        ),
        time_words=lambda words: log(
            steps.ALIGN_WORDS(
                source,
                (*models.words, *models.acoustics),
                words,
                heard.comma_probabilities if words == heard.words else (),
                options,
            )
        ),
    )


def _bind_voice_splitter(
    request: Request,
    source: Source,
    models: Models,
    voices: Diarization,
    expected: int | None,
    log: RunLog,
) -> Callable[[tuple[TurnPiece, ...]], Diarization] | None:
    """Bind the step that splits voices.

    If the user chose another diarization pipeline, the result is None, because that pipeline
    provides no embeddings to compare.
    """
    if request.pipeline:
        return None
    _, most = request.voice_counts
    return lambda pieces: log(
        steps.SPLIT_VOICES(source, models.voices, pieces, voices, most, expected)
    )


def _diarize_options(request: Request) -> DiarizeOptions:
    least, most = request.voice_counts
    pipeline = str(request.pipeline) if request.pipeline else None
    return DiarizeOptions(least or 1, most, pipeline)


def _build_recording(source: Source, request: Request) -> Recording:
    return Recording(
        id=recording_id(source.sha256),
        sha256=source.sha256,
        file=source.path.name,
        duration=source.seconds,
        title=request.title,
        programme=request.programme,
        date=request.date,
        parts=source.parts,
    )


def _build_provenance(
    request: Request, language: str, models: UsedModels, recognition: RecognitionResult, log: RunLog
) -> Provenance:
    options = request.model_dump(mode="json", exclude={"archive", "out"}, exclude_none=True)
    options["language"] = language
    for key in ("recording", "transcript", "cast", "pipeline"):
        if key in options:
            options[key] = PurePath(options[key]).name
    if Path(request.model).expanduser().is_file():
        options["model"] = PurePath(request.model).name
    options["context"] = [PurePath(path).name for path in options["context"]]
    return Provenance(
        tapelog=version("tapelog"),
        models=models,
        options=RunOptions.parse(options),
        created=current_time(),
        steps=tuple(log.steps),
        notices=tuple(log.notices),
        omitted=recognition.omitted,
    )
