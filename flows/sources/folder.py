"""Find recordings in a folder, with the text files beside them.

    interview.mp3               the recording
    interview.txt               the old text; or docx, odt, rtf, vtt, srt, pdf
    interview.context*.txt      documents: interview.context.txt, interview.context-2.txt
    interview.cast.txt          the people expected

File names match regardless of case. Subfolders are searched too, except hidden ones, system folders
of network drives, and folders that tapelog published. Links to files are followed, links to folders
are not.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flows.sources import settled
from flows.sources.arrival import (
    EMPTY,
    Arrival,
    Found,
    Refusal,
    Waiting,
    find_read_problem,
    printable_path,
)
from flows.sources.extensions import (
    OLD_TEXTS,
    OTHER,
    SOUND,
    UNFINISHED,
    UNREAD_TEXTS,
    split_extension,
)
from flows.sources.urls import Location, Url, list_objects
from transcripts.errors import UserError

_PUBLISHED = frozenset({"transcript.json", "manifest.json"})

_NETWORK_DRIVES = ("@eadir", "@recycle", "@tmp", "#recycle", "#snapshot")
_SYSTEMS = ("$recycle.bin", "__macosx", "lost+found", "system volume information")
"""Folders that network drives and operating systems create for themselves."""


def folder(
    path: Location, *, settle: float = settled.SECONDS, wait: Callable[[float], None] = time.sleep
) -> Iterator[Found]:
    """Yield every recording in a folder, sorted by name; files still being written are `Waiting`.

    The folder may be a URL of an object store. Raises UserError if the folder does not exist, or
    the store does not answer.
    """
    if isinstance(path, Url):
        return _search_store(path)
    root = path.expanduser().absolute()
    if not root.is_dir():
        kind = "is a file, not a folder" if root.exists() else "does not exist"
        raise UserError(f"the folder {path} {kind}: check the path")
    return settled.separate_unfinished(_search_folder(root), settle, wait)


def _search_folder(folder_path: Path) -> Iterator[Found]:
    try:
        with os.scandir(folder_path) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield Refusal(printable_path(folder_path), f"the folder cannot be read: {error.strerror}")
        return
    if {entry.name for entry in entries} >= _PUBLISHED:
        return
    files = {e.name: Path(e.path) for e in entries if _is_searched(e) and _is_file(e)}
    yield from _find_recordings(folder_path, files)
    for entry in entries:
        if _is_searched(entry) and entry.is_dir(follow_symlinks=False):
            yield from _search_folder(Path(entry.path))


def _search_store(place: Url) -> Iterator[Found]:
    """Yield the recordings below a URL; files of unknown extensions are not opened."""
    for below, files in list_objects(place):
        parts = below.text.removeprefix(place.text).split("/")
        if files.keys() >= _PUBLISHED or not all(map(_is_searched_name, parts)):
            continue
        searched = {name: url for name, (url, _) in files.items() if _is_searched_name(name)}
        for each in _find_recordings(below, searched):
            if isinstance(each, Arrival) and files[each.file.name][1] == 0:
                yield Refusal(str(each.file), EMPTY)
            else:
                yield each


def _is_searched(entry: os.DirEntry[str]) -> bool:
    return _is_searched_name(entry.name)


def _is_searched_name(name: str) -> bool:
    hidden = name.startswith(".") or name.endswith("~")
    return not hidden and name.casefold() not in _NETWORK_DRIVES + _SYSTEMS


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # such as a link to itself; a later attempt to read it reports the error
        return True


def _find_recordings(folder_path: Location, files: Mapping[str, Location]) -> Iterator[Found]:
    texts = _TextFiles(files)
    for name, path in files.items():
        stem, extension = split_extension(name)
        if extension in UNFINISHED and split_extension(stem)[1] not in OTHER:
            yield Waiting(path, "is a download or a copy that has not finished")
        elif any(f"{name}.{more}" in files for more in UNFINISHED):
            continue  # an empty file that a browser created to reserve the name
        elif extension not in OTHER and (extension in SOUND or _has_audio(path)):
            refused = find_read_problem(path) if isinstance(path, Path) else None
            yield (
                Refusal(printable_path(path), refused)
                if refused
                else texts.arrival(folder_path, path, stem)
            )


class _TextFiles:
    """The text files of a folder, looked up by the name of their recording."""

    def __init__(self, files: Mapping[str, Location]) -> None:
        self._texts: dict[str, Location] = {}
        self._context: dict[str, list[Location]] = {}
        self._unused: dict[str, list[Location]] = {}
        self._old: dict[str, dict[str, Location]] = {}
        for name, path in files.items():
            stem, extension = split_extension(name.casefold())
            if extension in UNREAD_TEXTS:
                self._unused.setdefault(stem, []).append(path)
            if extension in OLD_TEXTS:
                self._old.setdefault(stem, {}).setdefault(extension, path)
            if extension == "txt":
                self._texts.setdefault(stem, path)
                of, context, _ = stem.rpartition(".context")
                if context:
                    self._context.setdefault(of, []).append(path)

    def arrival(self, folder_path: Location, path: Location, stem: str) -> Arrival:
        """Return a recording with the text files that belong to it."""
        name = stem.casefold()
        found = self._old.get(name, {})
        old = [found[extension] for extension in OLD_TEXTS if extension in found]
        return Arrival(
            file=path,
            origin="folder",
            where=str(folder_path),
            transcript=old[0] if old else None,
            unused=tuple(sorted([*self._unused.get(name, ()), *old[1:]], key=str)),
            context=tuple(self._context.get(name, ())),
            cast=self._texts.get(f"{name}.cast"),
        )


def _has_audio(path: Location) -> bool:
    """Check whether a file with an unknown extension contains audio, by opening it.

    Files in an object store are not opened, and count as having no audio.
    """
    if isinstance(path, Url):
        return False
    from audio.sound.decode import AudioReader

    try:
        with AudioReader(path, rate=16_000):
            return True
    except UserError:
        return False
