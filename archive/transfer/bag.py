"""Pack one recording as a bag (BagIt, RFC 8493) with PREMIS metadata, for preservation systems."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from archive.catalogue.current import Snapshot, load_snapshot, recording_row
from archive.catalogue.withholding import find_unpublishable
from archive.database.connection import Catalogue
from archive.database.timestamps import current_time
from archive.storage.errors import write_error
from archive.storage.manifest import MANIFEST, FileEntry, file_entry, read_listed_files
from archive.storage.published import verify
from archive.transfer import premis
from transcripts.errors import UserError
from transcripts.formats.provenance import title
from transcripts.withholding import remove_withheld

_PAYLOAD = "manifest-sha256.txt"


def write_bag(catalogue: Catalogue, recording: str, out: Path) -> int:
    """Write the published files of a recording to a new folder as a bag; return their number.

    The bag is written whole or not at all. Raises UserError if the recording is not published, if a
    published file is missing or has changed, or if the folder exists.
    """
    if out.exists():
        raise UserError(f"{out} exists: choose a new folder")
    with catalogue.reading() as connection:
        row = recording_row(connection, recording)
    if row.published is None:
        raise UserError(f"{recording} is not published: use `tapelog archive publish {recording}`")
    if recording in find_unpublishable(catalogue, recording):
        raise UserError(
            f"{recording} is withheld, or its published files still contain withheld parts: see "
            "`tapelog archive withheld`"
        )
    now = load_snapshot(catalogue, recording, row.published)
    folder = catalogue.folder(row.folder)
    found = verify(folder)
    if wrong := (*found.missing, *found.changed):
        raise UserError(
            f"{folder} has missing or changed files ({', '.join(wrong[:3])}): see "
            "`tapelog archive check`"
        )
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        payload = _copy_folder(folder, draft / "data")
        _write_tags(draft, now, payload)
        draft.rename(out)
    except OSError as error:
        raise write_error(out.parent, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(payload)


def _copy_folder(folder: Path, target: Path) -> list[FileEntry]:
    """Copy the published files; return them with their names in the bag."""
    target.mkdir(parents=True)
    entries = []
    for name in (*read_listed_files(folder), MANIFEST):
        with (folder / name).open("rb") as source, (target / name).open("xb") as copy:
            shutil.copyfileobj(source, copy)
        entries.append(replace(file_entry(name, target / name), name=f"data/{name}"))
    return entries


def _write_tags(bag: Path, snapshot: Snapshot, payload: list[FileEntry]) -> None:
    transcript, at = remove_withheld(snapshot.transcript), current_time()
    if transcript is None:
        raise UserError(f"{snapshot.transcript.recording.id} is withheld")
    recording = transcript.recording
    events = [
        *premis.build_events(transcript, snapshot.edits),
        *premis.build_packing_events([entry.name for entry in payload], at),
    ]
    information = {
        "External-Identifier": recording.id,
        "External-Description": title(recording),
        "Bagging-Date": at[:10],
        "Bag-Software-Agent": f"tapelog {version('tapelog')}",
        "Payload-Oxum": f"{sum(entry.bytes for entry in payload)}.{len(payload)}",
    }
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in information.items()),
        "metadata/premis.xml": premis.render(transcript, payload, events),
        _PAYLOAD: _format_manifest(payload),
    }
    (bag / "metadata").mkdir()
    for name, text in tags.items():
        (bag / name).write_text(text, encoding="utf-8", newline="")
    entries = [file_entry(name, text.encode()) for name, text in tags.items()]
    (bag / f"tag{_PAYLOAD}").write_text(_format_manifest(entries), encoding="utf-8", newline="")


def _format_manifest(entries: list[FileEntry]) -> str:
    return "".join(f"{entry.sha256}  {entry.name}\n" for entry in entries)
