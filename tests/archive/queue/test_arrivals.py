from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalogue.ingest import ingest
from archive.database.connection import Catalogue
from archive.publishing.republish import ingest_and_publish
from archive.queue.arrivals import find_known_arrivals, load_published_facts, record_arrival
from archive.queue.digests import Digests, FileChanged, FileStat
from archive.storage.files import published_folder
from tests.lamplight import EXAMPLE

NOW = "2026-05-05T08:00:00+00:00"
A, B = "a" * 64, "b" * 64


def aged(path: Path, text: str) -> Path:
    """Write a file and set its modification time to an hour ago."""
    path.write_text(text)
    os.utime(path, ns=(path.stat().st_mtime_ns - 3600 * 10**9,) * 2)
    return path


class Reading:
    """Hash files as the catalogue does, and record the names of the files that were read."""

    def __init__(
        self, catalogue: Catalogue, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        self.catalogue, self.meanwhile, self.read = catalogue, meanwhile, list[str]()

    def __call__(self, *paths: Path) -> list[str]:
        with Digests(self.catalogue, paths, self._read, FileStat.at) as digests:
            return [digests(path) for path in paths]

    def _read(self, path: Path) -> str:
        self.read.append(path.name)
        self.meanwhile()
        return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_unchanged_file_is_hashed_once(catalogue: Catalogue, tmp_path: Path) -> None:
    one, two = aged(tmp_path / "one.wav", "sound"), aged(tmp_path / "two.wav", "other sound")
    reading = Reading(catalogue)
    first = reading(one, two, one)
    assert reading.read == ["one.wav", "two.wav"]
    assert reading(one, two, one) == first
    assert reading.read == ["one.wav", "two.wav"]
    aged(one, "longer sound")
    assert reading(two, one)[0] == first[1]
    assert reading.read == ["one.wav", "two.wav", "one.wav"]


def test_recently_changed_files_are_hashed_again(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "tape.wav"
    path.write_text("sound")
    reading = Reading(catalogue)
    assert reading(path) == reading(path)
    assert reading.read == ["tape.wav", "tape.wav"]


def test_a_file_that_changes_while_hashed_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    path = aged(tmp_path / "tape.wav", "sound")
    with pytest.raises(FileChanged):
        Reading(catalogue, lambda: aged(path, "sound and more"))(path)
    reading = Reading(catalogue)
    reading(path)
    assert reading.read == ["tape.wav"]


def test_hashes_are_saved_even_after_an_error(catalogue: Catalogue, tmp_path: Path) -> None:
    path = aged(tmp_path / "tape.wav", "sound")
    reading = Reading(catalogue)
    with pytest.raises(FileNotFoundError):
        reading(path, tmp_path / "gone.wav")
    reading(path)
    assert reading.read == ["tape.wav"]


def test_many_paths_take_several_statements(catalogue: Catalogue) -> None:
    paths = [Path(f"/tapes/{n}.wav") for n in range(33_000)]
    with Digests(catalogue, paths, str, FileStat.at):
        pass


def test_an_arrival_is_found_by_path_and_by_hash(catalogue: Catalogue) -> None:
    path, copy = Path("/tapes/one.wav"), Path("/tapes/copy of one.wav")
    facts = frozenset({"title Harbour Lights", f"transcript {B}"})
    assert load_published_facts(catalogue, A) == ()
    record_arrival(catalogue, path, A, facts, NOW)
    assert find_known_arrivals(catalogue, [path, copy]) == {str(path): (A, facts)}
    assert load_published_facts(catalogue, A) == (facts,)
    record_arrival(catalogue, path, A, frozenset({"title Other"}), NOW)
    record_arrival(catalogue, copy, A, facts, NOW)
    assert set(load_published_facts(catalogue, A)) == {facts, frozenset({"title Other"})}


def test_recordings_published_by_hand_have_no_facts(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = EXAMPLE.recording.sha256
    folder = published_folder(catalogue.archive, EXAMPLE.recording.id)
    ingest(catalogue, EXAMPLE, folder)
    assert load_published_facts(catalogue, sha256) == ()  # ingested, but not published yet
    url = catalogue.engine.url
    monkeypatch.setenv("TAPELOG_DATABASE", url.render_as_string(hide_password=False))
    (tmp_path / "copy.m4a").write_bytes(b"sound")
    ingest_and_publish(EXAMPLE, tmp_path / "copy.m4a", folder, catalogue.archive)
    assert load_published_facts(catalogue, sha256) == (frozenset(),)
