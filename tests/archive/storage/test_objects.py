"""An archive on object storage, by the S3 protocol."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.database.connection import Catalogue
from archive.publishing.publish import publish, render_files
from archive.publishing.republish import ingest_and_publish, republish
from archive.storage.files import (
    check_writable,
    parse_location,
    storage_of,
)
from archive.storage.manifest import MANIFEST
from archive.storage.published import read_transcript, verify
from archive.transfer import export_archive, import_archive
from tests.archive.publishing.test_publish import NAMES, OTHER
from tests.conftest import ROOT
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import SetName
from transcripts.errors import UserError

ID = EXAMPLE.recording.id
SOUND = b"sound" * 1000


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "copy.m4a"
    path.write_bytes(SOUND)
    return path


@pytest.fixture
def catalogue(
    address: str, database: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Catalogue]:
    url = database or f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
    monkeypatch.setenv("TAPELOG_DATABASE", url)
    with open_catalogue(parse_location(address)) as opened:
        yield opened


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_url_needs_a_database(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with (
        pytest.raises(UserError, match="TAPELOG_DATABASE=postgresql://"),
        open_catalogue(parse_location(address)),
    ):
        pass


def test_a_missing_bucket_is_reported(objects: None) -> None:
    with pytest.raises(UserError, match=r"s3://nowhere/tapelog .*check the address"):
        check_writable(parse_location("s3://nowhere/tapelog"))


def test_only_changed_files_are_uploaded_again(address: str, audio: Path) -> None:
    folder = parse_location(address) / "published" / "r1"
    given = publish(EXAMPLE, audio, folder)
    assert {path.name for path in given} == names(folder) == NAMES
    assert not verify(folder)
    assert read_transcript(folder) == EXAMPLE
    (folder / "mine.txt").write_bytes(b"keep")
    mark = storage_of(folder).info(folder / "audio.m4a")
    publish(OTHER, folder / "audio.m4a", folder)
    assert storage_of(folder).info(folder / "audio.m4a") == mark
    assert read_transcript(folder) == OTHER
    wav = audio.rename(audio.with_suffix(".wav"))
    publish(OTHER, wav, folder)
    assert names(folder) == NAMES - {"audio.m4a"} | {"audio.wav", "mine.txt"}
    assert verify(folder).extra == ("mine.txt",)


def test_an_archive_is_edited_published_checked_and_moved(
    catalogue: Catalogue, audio: Path, tmp_path: Path
) -> None:
    folder = catalogue.archive / "published" / ID
    ingest_and_publish(EXAMPLE, audio, folder, catalogue.archive)
    change = SetName("S3", "Ada Bell")
    append(catalogue, ID, NewEdit(change, "Ann", "2026-05-05T08:00:00Z", 0, "the sleeve"))
    assert republish(catalogue, ID) == (1, folder)
    assert [s.name for s in read_transcript(folder).speakers][2] == "Ada Bell"
    assert list(check(catalogue)) == []
    assert export_archive(catalogue, tmp_path / "all.tar").files == len(NAMES)

    with open_catalogue(tmp_path / "here", f"sqlite:///{tmp_path / 'here.sqlite'}") as here:
        import_archive(here, tmp_path / "all.tar")
        assert list(check(here)) == []
    there = parse_location(f"{catalogue.archive}-again")
    with open_catalogue(there, f"sqlite:///{tmp_path / 'there.sqlite'}") as again:
        import_archive(again, tmp_path / "all.tar")
        assert list(check(again)) == []
        assert names(there / "published" / ID) == NAMES

    (folder / "transcript.vtt").unlink()
    (folder / "transcript.txt").write_bytes(b"another")
    (catalogue.archive / "published" / "r-stray" / "x").write_bytes(b"x")
    found = [str(problem) for problem in check(catalogue)]
    assert found == [
        f"{folder}/transcript.vtt: is missing",
        f"{folder}/transcript.txt: does not match its sha256",
        f"{catalogue.archive}/published/r-stray: belongs to no recording in the catalogue",
    ]


def test_a_failed_import_leaves_nothing_behind(
    catalogue: Catalogue, audio: Path, tmp_path: Path
) -> None:
    folder = catalogue.archive / "published" / ID
    ingest_and_publish(EXAMPLE, audio, folder, catalogue.archive)
    other = replace(EXAMPLE, recording=replace(EXAMPLE.recording, id="r-zz"))
    ingest_and_publish(other, audio, folder.with_name("r-zz"), catalogue.archive)
    export_archive(catalogue, tmp_path / "all.tar")
    there = parse_location(f"{catalogue.archive}-again")
    (there / "published" / "r-zz" / "x").write_bytes(b"x")
    with open_catalogue(there, f"sqlite:///{tmp_path / 'there.sqlite'}") as again:
        with pytest.raises(UserError, match="r-zz exists but is not in the catalogue"):
            import_archive(again, tmp_path / "all.tar")
        assert names(there / "published") == {"r-zz"}
        assert names(there / "published" / "r-zz") == {"x"}


WRITE = """
import sys
sys.path.insert(0, {root!r})
from archive.storage.files import write_atomically
from archive.storage.files import parse_location
path = parse_location({path!r})
while True:
    for byte in {bytes!r}:
        write_atomically(path, bytes([byte]) * 3_000_000)
"""


def test_killed_writers_leave_one_complete_file(address: str) -> None:
    path = parse_location(address) / "big"
    path.write_bytes(b"0" * 3_000_000)
    codes = [WRITE.format(root=str(ROOT), path=str(path), bytes=each) for each in (b"ab", b"cd")]
    writers = [subprocess.Popen([sys.executable, "-c", code]) for code in codes]
    try:
        seen: set[bytes] = set()
        until = time.monotonic() + 60
        while len(seen) < 4 and time.monotonic() < until:
            data = storage_of(path).read_range(path, 0, 3_000_000)
            assert data == data[:1] * 3_000_000
            seen.add(data[:1])
        assert len(seen) >= 3
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    data = path.read_bytes()
    assert data == data[:1] * 3_000_000


PUBLISH = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from archive.storage.files import parse_location
from archive.publishing.publish import publish
from tests.archive.publishing.test_publish import EXAMPLE, OTHER
while True:
    for transcript in (OTHER, EXAMPLE):
        publish(transcript, Path({audio!r}), parse_location({folder!r}))
"""


def test_a_killed_publisher_leaves_complete_files_and_a_telling_manifest(
    address: str, audio: Path
) -> None:
    folder = parse_location(address) / "published" / "r1"
    publish(EXAMPLE, audio, folder)
    before = storage_of(folder).info(folder / MANIFEST)
    code = PUBLISH.format(root=str(ROOT), audio=str(audio), folder=str(folder))
    writer = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 60
    while storage_of(folder).info(folder / MANIFEST) == before:
        assert time.monotonic() < until
    writer.kill()
    writer.wait()
    shas = {row["name"]: row["sha256"] for row in _rows(folder)}
    for name in NAMES - {MANIFEST, "audio.m4a"}:
        data = (folder / name).read_bytes()
        whole = [render_files(each, "audio.m4a")[name] for each in (EXAMPLE, OTHER)]
        assert data in [each.encode() if isinstance(each, str) else each for each in whole]
        changed = hashlib.sha256(data).hexdigest() != shas[name]
        assert changed == (name in verify(folder).changed)
    publish(OTHER, folder / "audio.m4a", folder)
    assert not verify(folder)
    assert read_transcript(folder) == OTHER


def _rows(folder: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((folder / MANIFEST).read_bytes())["files"]
    return rows
