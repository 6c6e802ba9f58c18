"""Publish a transcript as files: all formats, audio for the page, and a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive.storage.files import storage_of
from archive.storage.manifest import MANIFEST
from archive.storage.published import PAGE, TRANSCRIPT, source_in, source_name
from transcripts.formats import html, repairs, repairs_html
from transcripts.formats import json as transcript_json
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import chosen_formats
from transcripts.transcript import Transcript

Source = tuple[str, bytes]
"""The file-name suffix and the bytes of a transcript that was adopted."""


def publish(
    transcript: Transcript, audio: Path, folder: Path, source: Source | None = None
) -> tuple[Path, ...]:
    """Publish a transcript's files in `folder`, with `audio` in a format that browsers can play.

    `source` is the adopted transcript; by default it is taken from the previous publication. Files
    of the previous publication that are no longer made are removed; other files in the folder are
    left alone. Returns the published files. Raises UserError if space or write permission is
    missing; on a local disk, nothing has changed then (see `Storage.replace_folder`).
    """
    folder = folder.absolute()
    audio_name = f"audio{audio.suffix.lower()}"
    files: dict[str, bytes | Path] = {
        name: made.encode() if isinstance(made, str) else made
        for name, made in render_files(transcript, audio_name).items()
    }
    files[audio_name] = audio
    if source is not None:
        files[source_name(source[0])] = source[1]
    elif kept := source_in(audio.parent) or source_in(folder):
        files[kept.name] = kept
    storage_of(folder).replace_folder(folder, files, manifest_header(transcript))
    return tuple(folder / name for name in (*files, MANIFEST))


def render_files(transcript: Transcript, audio_name: str) -> Mapping[str, str | bytes]:
    """Render a transcript in the formats chosen for it; return the contents by file name.

    transcript.json and the pages are always included.
    """
    options = RenderOptions(sound=audio_name)
    texts: dict[str, str | bytes] = {
        TRANSCRIPT: transcript_json.render(transcript),
        **{kind.file: kind.render(transcript, options) for kind in chosen_formats(transcript)},
    }
    if transcript.corrections or transcript.unspoken or transcript.edited:
        texts["repairs.html"] = repairs_html.render(transcript, audio_name, PAGE)
        texts["repairs.txt"] = repairs.render(transcript)
    return {**texts, PAGE: html.render(transcript, audio_name, tuple(texts))}


def manifest_header(transcript: Transcript) -> Mapping[str, object]:
    """Return the header of a manifest, which describes the transcript."""
    return {
        "schema": "tapelog.manifest/1",
        "recording": {"id": transcript.recording.id, "sha256": transcript.recording.sha256},
        "revision": transcript.provenance.options.revision or 0,
        "tapelog": transcript.provenance.tapelog,
        "created": transcript.provenance.created,
    }
