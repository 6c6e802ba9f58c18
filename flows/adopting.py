"""Enter a transcript of somebody else into the archive as it is; no model is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from archive.publishing.republish import ingest_and_publish
from archive.storage.files import check_free_space, check_writable, published_folder
from audio.sound.recording import probe, recording_id
from flows.old_text import notices_of, read_old_text
from flows.publishing import playable
from flows.request import read_bytes
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
    """A transcript, its recording, and what is known about it."""

    transcript: Path
    recording: Path
    archive: Path
    language: str = "en"
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    formats: tuple[str, ...] | None = None


def adopt_transcript(asked: Adoption) -> tuple[Transcript, Path]:
    """Publish a timed transcript without listening; return it and the folder of its files.

    Earlier edits of the recording are kept, as after another run. Raises UserError if one of the
    files cannot be used.
    """
    source = read_old_text(asked.transcript)
    sound = probe(asked.recording)
    check_writable(asked.archive)
    check_free_space(asked.archive, asked.recording.stat().st_size)
    recording = Recording(
        id=recording_id(sound.sha256),
        sha256=sound.sha256,
        file=sound.path.name,
        duration=sound.seconds,
        title=asked.title or source.title,
        programme=asked.programme,
        date=asked.date,
    )
    provenance = Provenance(
        tapelog=version("tapelog"),
        models=(),
        options=RunOptions(
            language=asked.language,
            formats=asked.formats,
            recording=sound.path.name,
            transcript=asked.transcript.name,
        ),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        steps=(),
        notices=(*sound.notices, *notices_of(source), _HOW.format(asked.transcript.name)),
    )
    try:
        made = adopt(source, recording, provenance)
    except UserError as error:
        raise UserError(f"transcript {asked.transcript}: {error}") from None
    folder = published_folder(asked.archive, recording.id)
    with playable(sound.path) as audio:
        file = BY_NAME[source.form].suffix, read_bytes(asked.transcript, "transcript")
        return ingest_and_publish(made, audio, folder, asked.archive, file), folder


_HOW = "the words, names and times are those of {}; the recording was not listened to"
