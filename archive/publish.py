"""Publish a transcript: its formats, the sound for the page, and a manifest; all or nothing."""

from __future__ import annotations

import glob
import os
import platform
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.files import TRANSCRIPT, check_room, check_writable, settle, unwritable, write_through
from archive.manifest import MANIFEST, listed, manifest, row
from archive.places import remote
from archive.upload import upload
from transcripts.formats import html, repairs, repairs_html
from transcripts.formats import json as transcript_json
from transcripts.formats.table import chosen
from transcripts.transcript import Transcript

PAGE = "index.html"


def publish(transcript: Transcript, audio: Path, folder: Path) -> tuple[Path, ...]:
    """Put a transcript's files into `folder`, and `audio`, which a browser can play, beside them.

    Everything is written to the same disk first and moved into place at the end, the manifest last:
    while a reader could see a mix of old and new files, the manifest's hashes tell. Files of an
    earlier publication that are no more are taken away; a file of another's stays. Gives the files.
    UserError when there is no room or no right to write; then nothing has changed. What a URL
    cannot do of that, `upload` says.
    """
    folder = folder.absolute()
    sound = f"audio{audio.suffix.lower()}"
    texts = {
        name: made.encode() if isinstance(made, str) else made
        for name, made in rendered(transcript, sound).items()
    }
    names = (*texts, sound, MANIFEST)
    if remote(folder):
        upload(transcript, texts, audio, sound, folder)
        return tuple(folder / name for name in names)
    check_writable(folder)
    check_room(folder, audio.stat().st_size + sum(map(len, texts.values())))
    try:
        with _stage(folder) as stage:
            for name, data in texts.items():
                write_through(stage / name, data)
            _copy(audio, stage / sound)
            rows = [row(name, stage / name) for name in names[:-1]]
            write_through(stage / MANIFEST, manifest(transcript, rows))
            with _alone_in(folder.parent):
                _settle(stage, folder, names)
    except OSError as error:
        raise unwritable(folder, error) from None
    return tuple(folder / name for name in names)


def rendered(transcript: Transcript, sound: str) -> Mapping[str, str | bytes]:
    """Write a transcript in the formats that were chosen for it, by file name.

    `sound` is the audio file's. transcript.json and the pages are always among them.
    """
    texts: dict[str, str | bytes] = {
        TRANSCRIPT: transcript_json.render(transcript),
        **{kind.file: kind.render(transcript) for kind in chosen(transcript)},
    }
    if transcript.corrections or transcript.unspoken:
        texts["repairs.html"] = repairs_html.render(transcript, sound, PAGE)
        texts["repairs.txt"] = repairs.render(transcript)
    return {**texts, PAGE: html.render(transcript, sound, tuple(texts))}


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """Give an empty folder on the disk of `folder`; it and what was made for it go at the end."""
    home = folder if folder.is_dir() else folder.parent
    made = [place for place in (home, *home.parents) if not place.exists()]
    _sweep(home)
    stage = home / f".publishing-{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        stage.mkdir(parents=True)
        yield stage
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        for place in made:
            with suppress(OSError):
                place.rmdir()
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what publishers on this machine have left that were killed at work."""
    for left in home.glob(f".publishing-{glob.escape(platform.node())}-*-*"):
        pid = left.name.split("-")[-2]
        if os.name == "posix" and pid.isdecimal() and not _alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


@contextmanager
def _alone_in(home: Path) -> Iterator[None]:
    """Let no other publisher move files in `home` meanwhile, where the system can see to that."""
    if os.name != "posix":
        yield
        return
    import fcntl

    handle = os.open(home, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _settle(stage: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Move the staged files into place, in one step where the folder is new."""
    settle(stage)
    if not folder.exists():
        stage.rename(folder)
    else:
        former = listed(folder).keys()
        for name in names:
            (stage / name).replace(folder / name)
        for name in former - set(names):
            (folder / name).unlink(missing_ok=True)
        settle(folder)
    settle(folder.parent)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
