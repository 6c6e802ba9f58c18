"""The main flow: a recording becomes a published transcript that says who said what, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from prefect import flow

from archive.files import published_folder
from archive.publish import publish
from audio.checkpoints.models import DEFAULTS, identity, listed
from audio.sound.clips import browser_copy
from audio.sound.recording import Source, probe, recording_id
from audio.voices.diarize import DiarizeOptions
from audio.words.align import AlignOptions
from audio.words.recognize import RecognizeOptions
from audio.words.weigh import WeighOptions
from flows import progress, steps
from flows.artifacts import show_in_prefect
from flows.request import Request, read_cast, read_text
from flows.step import Done
from speakers.cast import Member
from speakers.context import rare_words
from speakers.name import name
from transcripts.attribution.attribute import attribute
from transcripts.compose import Pieces, compose
from transcripts.corrections.correct import Corrected, correct
from transcripts.errors import UserError
from transcripts.realignment.realign import ENOUGH, realign
from transcripts.transcript import Heard, Provenance, Recording, Transcript, UsedModel
from transcripts.transcript import Step as TakenStep

T = TypeVar("T")


@dataclass
class Logbook:
    """What a run notes down on its way: how long each step took, and what the user should know."""

    steps: list[TakenStep] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def __call__(self, done: Done[T]) -> T:
        """Note a step's time and pass on its value."""
        self.steps.append(TakenStep(done.step, done.seconds))
        return done.value


@dataclass(frozen=True, slots=True)
class Papers:
    """The texts that came with the recording."""

    reference: str | None
    context: tuple[str, ...]
    cast: tuple[Member, ...]

    @classmethod
    def of(cls, request: Request) -> Papers:
        """Read them; raises UserError for one that cannot be read."""
        return cls(
            reference=read_text(request.transcript, "transcript") if request.transcript else None,
            context=tuple(read_text(path, "context") for path in request.context),
            cast=read_cast(request.cast) if request.cast else (),
        )


@flow(name="process", persist_result=False)
def process(request: Request) -> Transcript:
    """Publish the transcript of one recording; raises UserError for what the user can mend."""
    log = Logbook()
    papers = Papers.of(request)
    source = probe(request.recording)
    models = _models(request)
    log.notices.extend(source.notices)
    vocabulary = rare_words(papers.context, papers.cast)

    speech = log(steps.FIND_SPEECH(source))
    heard = log(steps.HEAR_WORDS(source, speech, _recognize_options(request, vocabulary)))
    if not heard.words:
        raise UserError(f"no speech was found in {source.path}: nothing to publish")
    voices = log(steps.TELL_VOICES_APART(source, _diarize_options(request)))
    corrected = _repair(source, heard, papers.reference, vocabulary, request, log)
    words = log(
        steps.TIME_WORDS(source, corrected.words, AlignOptions(request.model, request.language))
    )
    turns = attribute(words, voices, corrected.breaks)
    speakers = name(turns, voices, papers.cast, papers.context)
    transcript = compose(
        Pieces(
            recording=_recording(source, request),
            heard=heard,
            voices=voices,
            corrected=corrected,
            words=words,
            turns=turns,
            speakers=speakers,
        ),
        _provenance(request, models, heard, log),
    )
    _publish(transcript, source, request)
    show_in_prefect(transcript)
    return transcript


def _repair(
    source: Source,
    heard: Heard,
    reference: str | None,
    vocabulary: tuple[str, ...],
    request: Request,
    log: Logbook,
) -> Corrected:
    """Lay the reference over the heard words and mend it; without one the heard words are it."""
    if reference is None:
        return Corrected(heard.words)
    alignment = realign(reference, heard.words, vocabulary)
    if alignment.match < ENOUGH:
        log.notices.append(
            f"only {alignment.match:.0%} of the words of {request.transcript} were found in the "
            "sound, so it seems to be of another recording: the heard words are published instead"
        )
        return Corrected(heard.words)
    weights = log(
        steps.WEIGH_WORDINGS(
            source, alignment.questions, WeighOptions(request.model, request.language)
        )
    )
    return correct(alignment, weights, verbatim=request.verbatim)


def _recognize_options(request: Request, vocabulary: tuple[str, ...]) -> RecognizeOptions:
    return RecognizeOptions(model=request.model, language=request.language, names=vocabulary)


def _diarize_options(request: Request) -> DiarizeOptions:
    least, most = request.voice_counts
    pipeline = str(request.pipeline) if request.pipeline else None
    return DiarizeOptions(least or 1, most, pipeline)


def _recording(source: Source, request: Request) -> Recording:
    return Recording(
        id=recording_id(source.sha256),
        sha256=source.sha256,
        file=source.path.name,
        duration=source.seconds,
        title=request.title,
        programme=request.programme,
        date=request.date.isoformat() if request.date else None,
    )


def _provenance(
    request: Request, models: tuple[UsedModel, ...], heard: Heard, log: Logbook
) -> Provenance:
    options = request.model_dump(mode="json", exclude={"archive", "out"}, exclude_none=True)
    return Provenance(
        tapelog=version("tapelog"),
        models=models,
        options=options,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        steps=tuple(log.steps),
        notices=tuple(log.notices),
        omitted=heard.omitted,
    )


def _models(request: Request) -> tuple[UsedModel, ...]:
    """Have every model there before the work begins; raises UserError where one cannot be had."""
    names = (request.model, *DEFAULTS[1:])
    if any(check.state == "missing" and check.model.name in names for check in listed()):
        with progress.step("fetch models") as report:
            for n, name in enumerate(names, start=1):
                identity(name)
                report(n / len(names))
    return tuple(identity(name) for name in names)


def _publish(transcript: Transcript, source: Source, request: Request) -> None:
    folder = request.out or published_folder(request.archive, transcript.recording.id)
    with TemporaryDirectory(prefix="tapelog-") as scratch:
        audio = browser_copy(source.path, Path(scratch) / "audio")
        publish(transcript, audio, folder)
