"""Publish to a URL: every file is put whole, the manifest last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive.manifest import MANIFEST, listed, manifest
from archive.manifest import row as row_of
from archive.places import local, look, put
from transcripts.transcript import Transcript


def upload(
    transcript: Transcript, texts: Mapping[str, bytes], audio: Path, sound: str, folder: Path
) -> None:
    """Put a transcript's files and its sound into the folder of a URL.

    Sound that is there already, as the manifest has it, stays where it is. Until the manifest is
    put its hashes say that the files do not belong together; putting them again mends that. Files
    of an earlier publication that are no more are taken away at the end. UserError where a file
    cannot be put.
    """
    former = listed(folder)
    rows = [row_of(name, data) for name, data in texts.items()]
    there = former.get(sound)
    if there and audio == folder / sound and look(audio)[0] == there.bytes:
        put(folder, texts)
        rows.append(there)
    else:
        with local(audio) as copy:
            put(folder, {**texts, sound: copy})
            rows.append(row_of(sound, copy))
    put(folder, {MANIFEST: manifest(transcript, rows)})
    for name in former.keys() - {row.name for row in rows}:
        (folder / name).unlink(missing_ok=True)
