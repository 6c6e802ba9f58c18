"""Add a transcript made elsewhere to the archive as it is; no model is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from archive.catalogue.current import UnknownRecording, head
from archive.catalogue.open import open_catalogue
from archive.database.timestamps import current_time
from archive.publishing.republish import ingest_and_publish
from archive.storage.files import check_free_space, check_writable, published_folder
from audio.sound.recording import probe, recording_id
from flows.old_text import notices_of, read_old_text
from flows.publishing import playable
from flows.request import read_bytes
from flows.sources.extensions import SOUND, UNFINISHED, split
from transcripts.adopt import adopt
from transcripts.errors import UserError
from transcripts.provenance import Provenance
from transcripts.run_options import RunOptions
from transcripts.sources.table import BY_NAME
from transcripts.transcript import (
    Recording,
    Transcript,
)


@dataclass(frozen=True, slots=True)
class Adoption:
    """A transcript, its recording, and the known metadata."""

    transcript: Path
    recording: Path
    archive: Path
    language: str = "en"
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    formats: tuple[str, ...] | None = None


def adopt_transcript(adoption: Adoption) -> tuple[Transcript, Path]:
    """Publish a timed transcript with its recording, without processing the audio.

    Returns the transcript and the folder in which it was published. Edits of an earlier run of the
    recording are applied again. Raises UserError if one of the files cannot be used.
    """
    source = read_old_text(adoption.transcript)
    sound = probe(adoption.recording)
    check_writable(adoption.archive)
    check_free_space(adoption.archive, adoption.recording.stat().st_size)
    recording = Recording(
        id=recording_id(sound.sha256),
        sha256=sound.sha256,
        file=sound.path.name,
        duration=sound.seconds,
        title=adoption.title or source.title,
        programme=adoption.programme,
        date=adoption.date,
    )
    provenance = Provenance(
        tapelog=version("tapelog"),
        models=(),
        options=RunOptions(
            language=adoption.language,
            formats=adoption.formats,
            recording=sound.path.name,
            transcript=adoption.transcript.name,
        ),
        created=current_time(),
        steps=(),
        notices=(*sound.notices, *notices_of(source), _HOW.format(adoption.transcript.name)),
    )
    try:
        transcript = adopt(source, recording, provenance)
    except UserError as error:
        raise UserError(f"transcript {adoption.transcript}: {error}") from None
    folder = published_folder(adoption.archive, recording.id)
    with playable(sound.path) as audio:
        file = BY_NAME[source.form].suffix, read_bytes(adoption.transcript, "transcript")
        return ingest_and_publish(transcript, audio, folder, adoption.archive, file), folder


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """The result for one recording of a folder: where it was published, or why it was left out.

    `is_known` is true if the archive already has the recording, which is then left as it is.
    """

    file: Path
    published: Path | None = None
    why: str = ""
    is_known: bool = False


def adopt_folder(folder: Path, asked: Adoption) -> Iterator[FolderEntry]:
    """Adopt the transcripts of a folder that lie beside their recordings, under the same name.

    Subfolders are included, hidden files are not. Of several transcripts of a recording, one with
    labels is preferred. `asked` has the values that apply to all recordings. A recording that the
    archive already has is left as it is, so that another run continues where this one stopped.
    Raises UserError if the folder does not exist; a transcript that cannot be adopted is reported
    in an entry.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder: name one with recordings and transcripts")
    for recording, texts in _pairs(folder):
        try:
            yield _adopt_beside(recording, texts, asked)
        except UserError as error:
            yield FolderEntry(recording, why=str(error))


def recording_beside(transcript: Path) -> Path:
    """Return the recording beside a transcript, under the same name.

    Raises UserError if there is none.
    """
    for recording, texts in _pairs(transcript.absolute().parent):
        if transcript.absolute() in texts:
            return recording
    raise UserError(f"no recording lies beside {transcript} under its name: name the recording")


def _pairs(folder: Path) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Yield the recordings that have other files of the same name, in the order of their paths."""
    files: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(folder.absolute().rglob("*")):
        inside = path.relative_to(folder.absolute()).parts
        if path.is_file() and not any(part.startswith(".") for part in inside):
            files.setdefault((path.parent, split(path.name)[0].casefold()), []).append(path)
    for group in files.values():
        sounds = [path for path in group if split(path.name)[1] in SOUND]
        texts = tuple(path for path in group if split(path.name)[1] not in SOUND | UNFINISHED)
        if texts:
            yield from ((sound, texts) for sound in sounds)


def _adopt_beside(recording: Path, texts: Sequence[Path], asked: Adoption) -> FolderEntry:
    if _is_known(asked.archive, recording_id(probe(recording).sha256)):
        return FolderEntry(recording, why="the archive has this recording", is_known=True)
    chosen = _best_text(texts)
    _, published = adopt_transcript(replace(asked, transcript=chosen, recording=recording))
    return FolderEntry(chosen, published)


def _best_text(texts: Sequence[Path]) -> Path:
    """Choose the transcript that has times and, if possible, labels.

    If no transcript can be used, raises the error of the last one.
    """
    timed: list[tuple[bool, Path]] = []
    failure = UserError(f"{texts[0]} has no times, so it cannot be adopted")
    for path in texts:
        try:
            source = read_old_text(path)
        except UserError as error:
            failure = error
            continue
        if source.is_timed:
            timed.append((not any(turn.label for turn in source.turns), path))
    if not timed:
        raise failure
    return min(timed)[1]


def _is_known(archive: Path, recording: str) -> bool:
    with open_catalogue(archive) as catalogue, catalogue.reading() as connection:
        try:
            head(connection, recording)
        except UnknownRecording:
            return False
    return True


_HOW = "the words, names and times are those of {}; the recording was not listened to"
