"""Store the complete sound and the adopted transcript of recordings with withheld parts.

The published sound of these recordings is silent where words are withheld. The complete sound is
stored in the archive's folder `originals`, which is never published, and removed when nothing is
withheld any more.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from archive.storage.files import storage_of
from archive.storage.manifest import read_listed_files
from archive.storage.published import find_source, require_audio, source_name
from archive.storage.sounds import find_sound
from transcripts.identifiers import check_identifier

ORIGINALS = "originals"
"""The folder, inside the archive, with a folder for each recording with withheld parts."""


def originals_folder(archive: Path, recording: str) -> Path:
    """Return the folder for the originals of a recording."""
    return archive / ORIGINALS / check_identifier(recording)


def find_original_sound(archive: Path, recording: str, published_folder: Path) -> Path | None:
    """Return the complete sound of a recording, for editors; None if it is missing."""
    return find_sound(originals_folder(archive, recording)) or find_sound(published_folder)


def require_original(archive: Path, recording: str, published_folder: Path) -> Path:
    """Return the complete sound of a recording; raises UserError if it is missing."""
    original = find_sound(originals_folder(archive, recording))
    return original or require_audio(published_folder, recording)


def store_originals(
    archive: Path, recording: str, sound: Path | None, source: tuple[str, bytes] | Path | None
) -> Path | None:
    """Store the originals of a recording, unless `sound` is the stored one; return the sound.

    `sound` is None for a transcript without a recording. `source` is an adopted transcript, as
    (suffix, bytes) or its file; None keeps the stored one.
    """
    folder = originals_folder(archive, recording)
    stored = folder / f"audio{sound.suffix.lower()}" if sound else None
    if sound is not None and sound == stored and source is None:
        return sound
    files: dict[str, bytes | Path] = {stored.name: sound} if stored and sound else {}
    source = source or find_source(folder)
    if isinstance(source, tuple):
        files[source_name(source[0])] = source[1]
    elif source is not None:
        files[source.name] = source
    storage = storage_of(folder)
    storage.make_folder(folder.parent)
    storage.replace_folder(folder, files, {"recording": {"id": recording}})
    return stored


def remove_originals(archive: Path, recording: str, published_folder: Path) -> None:
    """Remove the originals of a recording if the published files are the same, byte for byte.

    The files differ if another process published with withheld parts at the same time.
    """
    folder = originals_folder(archive, recording)
    originals, files = read_listed_files(folder), read_listed_files(published_folder)
    if not originals or any(files.get(name) != entry for name, entry in originals.items()):
        return
    for path in list(folder.iterdir()):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # an object store has no folders
        folder.rmdir()
