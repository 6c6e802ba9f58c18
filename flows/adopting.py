"""Add a transcript made elsewhere to the archive as it is, with its recording or without."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from archive.catalogue.open import open_catalogue
from archive.catalogue.without_recording import (
    check_not_edited_without_recording,
    choose_id,
    find_item,
)
from archive.database.connection import Catalogue
from archive.database.timestamps import current_time
from archive.publishing.publish import Source
from archive.publishing.republish import ingest_into
from archive.storage.files import check_free_space, check_writable, published_folder
from audio.files import sha256_of
from audio.sound.browser_copy import browser_copy_in_background
from audio.sound.recording import Source as SoundFile
from audio.sound.recording import probe, recording_id
from flows.old_text import notices_of, read_old_text
from flows.request import read_bytes, read_cast, read_text
from flows.sources.extensions import SOUND, UNFINISHED, split_extension
from speakers.label import label
from speakers.text_speakers import with_labels, with_speakers
from transcripts.adopt import adopt
from transcripts.errors import UserError
from transcripts.formats.table import check_choice
from transcripts.languages.table import language
from transcripts.provenance import Provenance
from transcripts.run_options import RunOptions
from transcripts.source_transcript import SourceTranscript
from transcripts.sources.table import BY_NAME
from transcripts.transcript import Recording, Transcript


@dataclass(frozen=True, slots=True)
class Adoption:
    """A transcript, its recording if there is one, and the known metadata.

    `cast` and `context` help to find the speakers of a transcript without a recording.
    """

    transcript: Path
    recording: Path | None
    archive: Path
    cast: Path | None = None
    context: tuple[Path, ...] = ()
    language: str = "en"
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    published_formats: tuple[str, ...] | None = None


def adopt_transcript(adoption: Adoption) -> tuple[Transcript, Path]:
    """Publish a transcript, with its recording if there is one, without processing the audio.

    With a recording, the transcript must have times. Without a recording, the item is identified by
    the bytes of the transcript. Its speakers are then found as in `tapelog label` if the transcript
    has no labels, or if a cast or documents are given.

    Returns the transcript and the folder that it was published in. Edits that were made to an
    earlier run of the recording are applied again. Raises UserError if one of the files cannot be
    used.
    """
    transcript, source = _read_files(adoption, read_old_text(adoption.transcript))
    check_writable(adoption.archive)
    with open_catalogue(adoption.archive) as catalogue:
        return _publish(catalogue, adoption, transcript, source)


def _read_files(adoption: Adoption, source: SourceTranscript) -> tuple[Transcript, Source]:
    """Return the transcript to publish, and the bytes of its source with their suffix."""
    data = read_bytes(adoption.transcript, "transcript")
    if adoption.recording is None:
        recording, how = _describe_item_without_recording(adoption, source, data), _WITHOUT
        notices: tuple[str, ...] = ()
    else:
        sound = probe(adoption.recording)
        recording, how, notices = _build_recording(sound), _HOW_TO_ADOPT, sound.notices
    recording = replace(
        recording,
        title=adoption.title or source.title,
        programme=adoption.programme,
        date=adoption.date,
    )
    check_choice(adoption.published_formats or (), recording)
    provenance = Provenance(
        tapelog=_find_version(),
        models=(),
        options=RunOptions(
            language=adoption.language,
            formats=adoption.published_formats,
            recording=recording.file if recording.has_sound else None,
            transcript=adoption.transcript.name,
            cast=adoption.cast.name if adoption.cast else None,
            context=tuple(path.name for path in adoption.context) or None,
        ),
        created=current_time(),
        steps=(),
        notices=(*notices, *notices_of(source), how.format(adoption.transcript.name)),
    )
    try:
        transcript = _adopt_source(adoption, source, recording, provenance)
    except UserError as error:
        raise UserError(f"transcript {adoption.transcript}: {error}") from None
    return transcript, (BY_NAME[source.form].suffix, data)


@cache
def _find_version() -> str:
    """Return the version of tapelog, which takes milliseconds to look up."""
    return version("tapelog")


def _build_recording(sound: SoundFile) -> Recording:
    return Recording(
        id=recording_id(sound.sha256),
        sha256=sound.sha256,
        file=sound.path.name,
        duration=sound.seconds,
        parts=sound.parts,
    )


def _describe_item_without_recording(
    adoption: Adoption, source: SourceTranscript, data: bytes
) -> Recording:
    """Describe the item of a transcript without a recording; its id is a placeholder."""
    return Recording(
        id="T",
        sha256=hashlib.sha256(data).hexdigest(),
        file=adoption.transcript.name,
        duration=0.0,
        medium="timed-text" if source.is_timed else "text",
    )


def _adopt_source(
    adoption: Adoption, source: SourceTranscript, recording: Recording, provenance: Provenance
) -> Transcript:
    """Adopt the source with its labels, or with speakers that are found from its words."""
    is_asked = bool(adoption.cast or adoption.context)
    if recording.has_sound or (source.has_labels and not is_asked):
        return adopt(source, recording, provenance)
    spoken = language(adoption.language)
    labels = label(
        source,
        spoken,
        read_cast(adoption.cast, spoken) if adoption.cast else (),
        tuple(read_text(path, "context") for path in adoption.context),
    )
    labelled = with_labels(source, labels)
    return with_speakers(adopt(labelled, recording, provenance), labelled, labels)


def _publish(
    catalogue: Catalogue, adoption: Adoption, transcript: Transcript, source: Source
) -> tuple[Transcript, Path]:
    if adoption.recording is None:
        about = transcript.recording
        about = replace(about, id=choose_id(catalogue, about.sha256))
        transcript = replace(transcript, recording=about)
    folder = published_folder(adoption.archive, transcript.recording.id)
    if adoption.recording is None:
        check_free_space(adoption.archive, len(source[1]))
        return ingest_into(catalogue, transcript, None, folder, source), folder
    check_not_edited_without_recording(catalogue, source[1])
    check_free_space(adoption.archive, adoption.recording.stat().st_size)
    with browser_copy_in_background(adoption.recording) as copy:
        return ingest_into(catalogue, transcript, copy(), folder, source), folder


_Pair = tuple[Path | None, tuple[Path, ...]]
"""A recording and the other files with its name; or None and a transcript without a recording."""

_PART = 16
"""The number of recordings in the unit of work that a process gets."""


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """The result for one recording of a folder: where it was published, or why it was left out.

    `is_known` is true if the archive already has the recording, which is then left as it is.
    """

    file: Path
    published_folder: Path | None = None
    reason: str = ""
    is_known: bool = False


def adopt_folder(
    folder: Path, common_options: Adoption, *, without_recordings: bool = False
) -> Iterator[FolderEntry]:
    """Adopt the transcripts of a folder that have the same file name as a recording beside them.

    With `without_recordings`, files that have no recording are adopted, too, each as an item.
    Subfolders are included, hidden files are not. Of several transcripts of a recording, a
    transcript with labels is preferred. `common_options` are the options for all items; its
    transcript and recording are ignored. A recording that the archive already has is skipped, so
    that an interrupted call can be repeated. With many recordings, several processes share the
    work. Raises UserError if the folder does not exist. A transcript that cannot be adopted is
    reported in its entry.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder: use one with recordings and transcripts")
    pairs: list[_Pair] = list(_find_recordings_with_texts(folder, without_recordings))
    adopt_part = partial(_adopt_part, common_options=common_options)
    if len(pairs) <= _PART:
        yield from adopt_part(pairs)
        return
    pairs, copies = _separate_copies(pairs)
    parts = [pairs[n : n + _PART] for n in range(0, len(pairs), _PART)]
    with open_catalogue(common_options.archive):
        pass  # create the tables before several processes use them
    # The processes are spawned, because forked ones would inherit the threads of libraries.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for entries in pool.map(adopt_part, parts):
            yield from entries
    yield from adopt_part(copies)


def _separate_copies(pairs: Sequence[_Pair]) -> tuple[list[_Pair], list[_Pair]]:
    """Separate the first copy of each recording from further copies, which are adopted after it."""
    firsts: dict[str, _Pair] = {}
    copies = []
    for pair in pairs:
        try:
            digest = sha256_of(_file_of(pair))
        except OSError:  # adopting the file reports the error
            digest = str(_file_of(pair))
        if firsts.setdefault(digest, pair) is not pair:
            copies.append(pair)
    return list(firsts.values()), copies


def _file_of(pair: _Pair) -> Path:
    """Return the file whose hash identifies an item in the archive."""
    recording, texts = pair
    return recording or texts[0]


def _adopt_part(pairs: Sequence[_Pair], common_options: Adoption) -> list[FolderEntry]:
    """Adopt some recordings of a folder."""
    entries = []
    with open_catalogue(common_options.archive) as catalogue:
        for recording, texts in pairs:
            try:
                entries.append(_adopt_beside(catalogue, recording, texts, common_options))
            except UserError as error:
                entries.append(FolderEntry(recording or texts[0], reason=str(error)))
    return entries


def recording_beside(transcript: Path) -> Path | None:
    """Return the recording beside a transcript, under the same name; None if there is none."""
    for recording, texts in _find_recordings_with_texts(transcript.absolute().parent):
        if transcript.absolute() in texts:
            return recording
    return None


def _find_recordings_with_texts(folder: Path, without_recordings: bool = False) -> Iterator[_Pair]:
    """Yield each recording with the other files of the same name, in the order of the paths.

    With `without_recordings`, each file that has no recording is yielded, too, with None in place
    of the recording.
    """
    files: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(folder.absolute().rglob("*")):
        inside = path.relative_to(folder.absolute()).parts
        if path.is_file() and not any(part.startswith(".") for part in inside):
            files.setdefault((path.parent, split_extension(path.name)[0].casefold()), []).append(
                path
            )
    for group in files.values():
        sounds = [path for path in group if split_extension(path.name)[1] in SOUND]
        texts = tuple(
            path for path in group if split_extension(path.name)[1] not in SOUND | UNFINISHED
        )
        if texts:
            yield from ((sound, texts) for sound in sounds)
        if without_recordings and not sounds:
            yield from ((None, (text,)) for text in texts)


def _adopt_beside(
    catalogue: Catalogue, recording: Path | None, texts: Sequence[Path], common_options: Adoption
) -> FolderEntry:
    digest = probe(recording).sha256 if recording else sha256_of(texts[0])
    if find_item(catalogue, digest) is not None:
        return FolderEntry(recording or texts[0], reason="the archive has it", is_known=True)
    if recording:
        chosen, source = _choose_best_text(texts)
    else:
        chosen, source = texts[0], read_old_text(texts[0])
    adoption = replace(common_options, transcript=chosen, recording=recording)
    _, published = _publish(catalogue, adoption, *_read_files(adoption, source))
    return FolderEntry(chosen, published)


def _choose_best_text(texts: Sequence[Path]) -> tuple[Path, SourceTranscript]:
    """Choose the transcript that has times and, if possible, labels; also return its content.

    If no transcript can be used, raises the error of the last one.
    """
    timed: list[tuple[bool, Path, SourceTranscript]] = []
    failure = UserError(f"{texts[0]} has no times, so it cannot be adopted")
    for path in texts:
        try:
            source = read_old_text(path)
        except UserError as error:
            failure = error
            continue
        if source.is_timed:
            timed.append((not any(turn.label for turn in source.turns), path, source))
    if not timed:
        raise failure
    _, chosen, text = min(timed, key=lambda each: each[:2])
    return chosen, text


_HOW_TO_ADOPT = "the words, names and times are those of {}; the recording was not listened to"
_WITHOUT = "the words are those of {}; there is no recording"
