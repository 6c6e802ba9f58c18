"""One test suite for all storages: a local disk and a bucket behave the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from archive.storage.errors import MissingFile
from archive.storage.files import parse_location, storage_of
from archive.storage.local import LocalStorage
from archive.storage.manifest import MANIFEST
from archive.storage.objects import ObjectStorage
from archive.storage.protocol import Storage
from archive.storage.published import verify

HEADER = {"schema": "test/1"}


@pytest.fixture(params=["local", "objects"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An empty storage root: a local folder, or a prefix in a new bucket."""
    if request.param == "local":
        folder = tmp_path / "archive"
        folder.mkdir()
        return folder
    return parse_location(request.getfixturevalue("address"))


@pytest.fixture
def storage(root: Path) -> Storage:
    found = storage_of(root)
    assert isinstance(found, LocalStorage if isinstance(root, Path) else ObjectStorage)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def listed(folder: Path) -> dict[str, str]:
    rows = json.loads((folder / MANIFEST).read_bytes())["files"]
    return {row["name"]: row["sha256"] for row in rows}


def check_published(folder: Path, files: Mapping[str, bytes]) -> None:
    """Assert that a folder holds exactly these files and a matching manifest."""
    found = contents(folder)
    del found[MANIFEST]
    assert found == files
    assert listed(folder) == {n: hashlib.sha256(data).hexdigest() for n, data in files.items()}
    assert not verify(folder)


def test_a_path_is_resolved_once(storage: Storage, root: Path) -> None:
    assert storage.resolve(root) == root
    assert storage.is_folder(root)


def test_checks_leave_no_files(storage: Storage, root: Path) -> None:
    storage.check_reachable(root)
    storage.check_writable(root)
    storage.check_free_space(root, 1)
    storage.make_folder(root / "new")
    storage.check_writable(root / "new")
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_a_file_is_written_read_and_replaced(storage: Storage, root: Path) -> None:
    path = root / "waves" / "one.dat"
    storage.make_folder(path.parent)
    storage.write(path, "wävé".encode())
    assert contents(path.parent) == {"one.dat": "wävé".encode()}
    before = storage.info(path)
    assert before.size == 6
    assert storage.read_range(path, 1, 3) == "ä".encode()
    assert storage.read_range(path, 4, 99) == "é".encode()
    opened = storage.open_version(path)
    assert opened.info == before
    assert b"".join(opened.read(1, 3)) == "ä".encode()
    storage.write(path, b"other!")
    after = storage.info(path)
    assert (after.size, path.read_bytes()) == (6, b"other!")
    assert after.version != before.version
    assert storage.info(path) == after


def test_a_file_that_is_missing_is_named(storage: Storage, root: Path) -> None:
    with pytest.raises(MissingFile, match="none"):
        storage.info(root / "none")
    with pytest.raises(MissingFile, match="none"):
        storage.read_range(root / "none", 0, 1)
    with pytest.raises(MissingFile, match="none"):
        storage.open_version(root / "none")


def test_a_local_copy_has_the_same_bytes(storage: Storage, root: Path, tmp_path: Path) -> None:
    path = root / "tape.wav"
    storage.write(path, b"sound")
    with storage.local_copy(path) as copy:
        assert isinstance(copy, Path)
        assert (copy.name, copy.read_bytes()) == ("tape.wav", b"sound")
    storage.link_or_download(path, tmp_path / "here.wav")
    assert (tmp_path / "here.wav").read_bytes() == b"sound"
    assert path.read_bytes() == b"sound"
    assert isinstance(storage.local_folder(root), Path)


def test_a_folder_is_published_with_a_manifest(
    storage: Storage, root: Path, tmp_path: Path
) -> None:
    audio = tmp_path / "audio.mp3"
    audio.write_bytes(b"sound" * 100)
    folder = root / "published" / "r1"
    storage.replace_folder(folder, {"a.txt": b"one", "audio.mp3": audio}, HEADER)
    check_published(folder, {"a.txt": b"one", "audio.mp3": b"sound" * 100})
    assert json.loads((folder / MANIFEST).read_bytes())["schema"] == "test/1"
    assert audio.exists()


def test_publishing_again_replaces_its_own_files_only(
    storage: Storage, root: Path, tmp_path: Path
) -> None:
    audio = tmp_path / "audio.mp3"
    audio.write_bytes(b"sound")
    folder = root / "published" / "r1"
    storage.replace_folder(folder, {"a.txt": b"one", "b.txt": b"b", "audio.mp3": audio}, HEADER)
    storage.write(folder / "mine.txt", b"keep")
    again = {"a.txt": b"two", "audio.mp3": folder / "audio.mp3"}
    storage.replace_folder(folder, again, HEADER)
    found = contents(folder)
    assert (found.pop("mine.txt"), found.pop(MANIFEST) != b"") == (b"keep", True)
    assert found == {"a.txt": b"two", "audio.mp3": b"sound"}
    assert verify(folder).extra == ("mine.txt",)


def test_a_manifest_cannot_remove_files_outside(storage: Storage, root: Path) -> None:
    folder = root / "published" / "r1"
    storage.make_folder(folder)
    storage.write(folder.parent / "precious", b"keep")
    rows = {"files": [{"name": "../precious", "bytes": 4, "sha256": ""}]}
    storage.write(folder / MANIFEST, json.dumps(rows).encode())
    storage.replace_folder(folder, {"a.txt": b"one"}, HEADER)
    check_published(folder, {"a.txt": b"one"})
    assert (folder.parent / "precious").read_bytes() == b"keep"


def test_a_staged_folder_is_moved_in_and_back(storage: Storage, root: Path) -> None:
    target = root / "published" / "r1"
    with storage.staging(root) as stage:
        staged = stage / "published" / "r1"
        storage_of(staged).replace_folder(staged, {"a.txt": b"one"}, HEADER)
        storage.move_in(staged, target)
        check_published(target, {"a.txt": b"one"})
        storage.move_back(target, staged)
        assert not target.exists()
        storage.move_in(staged, target)
    assert not stage.exists()
    check_published(target, {"a.txt": b"one"})
    assert [path.name for path in root.iterdir()] == ["published"]
