"""Publish a transcript as files: all formats, audio for the page, and a manifest.

Withheld words are not rendered, and withheld sound is silenced. The complete sound and adopted text
of such a recording are stored in the archive's folder `originals`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from archive.storage.files import local_copy, published_folder, storage_of
from archive.storage.manifest import MANIFEST, PAGE, read_listed_files
from archive.storage.originals import originals_folder, store_originals
from archive.storage.published import TRANSCRIPT, find_source, source_name
from archive.storage.sounds import find_sound
from audio.scratch import scratch_folder
from audio.sound.browser_copy import silenced_copy
from audio.sound.silence import Silence
from transcripts.errors import UserError
from transcripts.formats import html, repairs, repairs_html
from transcripts.formats import json as transcript_json
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import chosen_formats
from transcripts.transcript import Transcript
from transcripts.withheld_times import find_silent_times, find_tone_times
from transcripts.withholding import remove_withheld

SILENCED = "sound"
"""A key in the manifest of a recording with silenced sound; its value is a hash of the original
sound and the silenced times.
"""

Source = tuple[str, bytes]
"""The file-name suffix and the bytes of a transcript that was adopted."""


def publish(
    transcript: Transcript,
    audio: Path | None,
    folder: Path,
    source: Source | None = None,
    archive: Path | None = None,
) -> tuple[Path, ...]:
    """Publish a transcript's files in `folder`, with `audio` in a format that browsers can play.

    `audio` is None for a transcript without a recording.

    `source` is the adopted transcript; by default it is taken from the previous publication. If
    something is withheld, the originals are stored in `archive`, and the source is not published.
    If everything is withheld, the folder has only a manifest.

    Files of the previous publication that are no longer made are removed; other files in the folder
    are left alone. Returns the published files. Raises UserError if space or write permission is
    missing; on a local disk nothing has changed then (see `Storage.replace_folder`).
    """
    folder = folder.absolute()
    if transcript.withheld:
        return _publish_partly(transcript, audio, folder, source, archive)
    files = _list_files(transcript, audio)
    if source is not None:
        files[source_name(source[0])] = source[1]
    elif kept := _find_former_source(transcript, audio, folder, archive):
        files[kept.name] = kept
    return _write_folder(transcript, folder, files)


def _find_former_source(
    transcript: Transcript, audio: Path | None, folder: Path, archive: Path | None
) -> Path | None:
    stored = find_source(originals_folder(archive, transcript.recording.id)) if archive else None
    beside = find_source(audio.parent) if audio else None
    return beside or find_source(folder) or stored


def _publish_partly(
    transcript: Transcript,
    audio: Path | None,
    folder: Path,
    source: Source | None,
    archive: Path | None,
) -> tuple[Path, ...]:
    """Store the originals, then publish the parts that are not withheld."""
    recording = transcript.recording.id
    if archive is None:
        raise UserError(f"parts of {recording} are withheld: publish it from its archive")
    original = store_originals(archive, recording, audio, source or find_source(folder))
    made = _write_shown(transcript, remove_withheld(transcript), original, folder)
    if audio and audio.parent == folder and audio not in made:  # no manifest lists it
        audio.unlink(missing_ok=True)
    former = published_folder(archive, recording).absolute()
    if former != folder and read_listed_files(former):  # the folder used before `--out`
        _write_folder(transcript, former, {})
    return made


def publish_on_site(transcript: Transcript, archive: Path, folder: Path) -> tuple[Path, ...]:
    """Write files for the reading room to `folder`, with the parts limited to on-site use.

    Closed parts are withheld there, too. Raises UserError if no part of the recording is limited to
    on-site use, if all of it is closed, or if `folder` is a published one.
    """
    recording = transcript.recording.id
    if not any(mark.level == "on-site" for mark in transcript.withheld):
        raise UserError(
            f"no part of {recording} is limited to on-site use: use its published files"
        )
    shown = remove_withheld(transcript, reading_room=True)
    if shown is None:
        raise UserError(f"{recording} is closed: it is withheld from the reading room, too")
    original = find_sound(originals_folder(archive, recording))
    if original is None and shown.recording.has_sound:
        raise UserError(f"publish {recording} first: `tapelog archive publish {recording}`")
    same = storage_of(folder) is storage_of(archive)
    inside = same and folder.absolute().is_relative_to(archive.absolute())
    if inside or (folder / MANIFEST).exists():
        raise UserError(f"{folder} has published files: choose an empty folder outside the archive")
    return _write_shown(transcript, shown, original, folder.absolute())


def _write_shown(
    transcript: Transcript, shown: Transcript | None, original: Path | None, folder: Path
) -> tuple[Path, ...]:
    """Write the files of `shown`, the publishable transcript, with withheld sound silenced."""
    with scratch_folder() as scratch:
        header: dict[str, object] = {}
        files: dict[str, bytes | Path] = {}
        if shown is not None and original is None:
            files = _list_files(shown, None)
        elif shown is not None and original is not None:
            silence = Silence(find_silent_times(shown), find_tone_times(shown))
            header = {SILENCED: _build_sound_key(original, silence)}
            sound = _make_silenced_sound(original, silence, folder, header, scratch)
            files = _list_files(shown, sound)
        return _write_folder(transcript, folder, files, header)


def _build_sound_key(original: Path, silence: Silence) -> str:
    """Return a hash that changes when the published sound of a recording must be made again."""
    digest = read_listed_files(original.parent)[original.name].sha256
    spans = [(span.start, span.end) for span in silence.spans]
    tones = [(span.start, span.end) for span in silence.tones]
    return hashlib.sha256(f"{digest} {spans}{tones or ''}".encode()).hexdigest()


def _make_silenced_sound(
    original: Path,
    silence: Silence,
    folder: Path,
    header: Mapping[str, object],
    scratch: Path,
) -> Path:
    """Return the published sound if it was made with the same key; else make it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        manifest = {}
    found = find_sound(folder)
    if found is not None and manifest.get(SILENCED) == header[SILENCED]:
        return found
    with local_copy(original) as file:
        return silenced_copy(file, scratch / "audio.mp3", silence)


def _list_files(shown: Transcript, audio: Path | None) -> dict[str, bytes | Path]:
    """Return the files of a publication: the rendered formats, and the sound if there is one."""
    name = f"audio{audio.suffix.lower()}" if audio else None
    made = render_files(shown, name)
    texts = {name: t.encode() if isinstance(t, str) else t for name, t in made.items()}
    return {**texts, name: audio} if name and audio else {**texts}


def _write_folder(
    transcript: Transcript,
    folder: Path,
    files: Mapping[str, bytes | Path],
    header: Mapping[str, object] | None = None,
) -> tuple[Path, ...]:
    about = {**build_manifest_header(transcript), **(header or {})}
    storage_of(folder).replace_folder(folder, files, about)
    return tuple(folder / name for name in (*files, MANIFEST))


def render_files(shown: Transcript, audio_name: str | None) -> Mapping[str, str | bytes]:
    """Render a publishable transcript in the formats chosen for it; return contents by file name.

    transcript.json and the pages are always included.
    """
    options = RenderOptions(sound_file=audio_name)
    texts: dict[str, str | bytes] = {
        TRANSCRIPT: transcript_json.render(shown),
        **{kind.file: kind.render(shown, options) for kind in chosen_formats(shown)},
    }
    if shown.corrections or shown.unspoken or shown.edited:
        texts["repairs.html"] = repairs_html.render(shown, audio_name, PAGE)
        texts["repairs.txt"] = repairs.render(shown)
    return {**texts, PAGE: html.render(shown, audio_name, tuple(texts))}


def build_manifest_header(transcript: Transcript) -> Mapping[str, object]:
    """Return the header of a manifest, which describes the transcript.

    The hash of an adopted text with withheld parts is left out, as in the published transcript.
    """
    about = transcript.recording
    is_hidden = bool(transcript.withheld) and not about.has_sound
    return {
        "schema": "tapelog.manifest/1",
        "recording": {"id": about.id, "sha256": "" if is_hidden else about.sha256},
        "revision": transcript.provenance.options.revision or 0,
        "tapelog": transcript.provenance.tapelog,
        "created": transcript.provenance.created,
    }
