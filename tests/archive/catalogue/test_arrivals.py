from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.catalogue.arrivals import arrive, arrived, published
from archive.catalogue.enter import enter
from archive.catalogue.files import Changing, Look, known, learn
from archive.catalogue.open import Catalogue
from archive.catalogue.republish import enter_and_publish
from archive.files import published_folder
from tests.lamplight import EXAMPLE

NOW = "2026-05-05T08:00:00+00:00"
A, B = "a" * 64, "b" * 64


def aged(path: Path, text: str) -> Path:
    """A file that was changed an hour ago."""
    path.write_text(text)
    os.utime(path, ns=(path.stat().st_mtime_ns - 3600 * 10**9,) * 2)
    return path


def test_a_file_is_read_once_and_known_by_its_look(catalogue: Catalogue, tmp_path: Path) -> None:
    path = aged(tmp_path / "tape.wav", "sound")
    assert known(catalogue, [path]) == {}
    assert learn(catalogue, path, lambda p: A) == A
    assert known(catalogue, [path, tmp_path / "other"]) == {str(path): (Look.at(path), A)}
    aged(path, "another sound")
    assert known(catalogue, [path])[str(path)][0] != Look.at(path)
    learn(catalogue, path, lambda p: B)
    assert known(catalogue, [path])[str(path)][1] == B


def test_what_changed_a_moment_ago_is_not_trusted(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "tape.wav"
    path.write_text("sound")
    assert learn(catalogue, path, lambda p: A) == A
    assert known(catalogue, [path]) == {}


def test_a_file_that_changes_while_it_is_read_is_not_known(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    path = aged(tmp_path / "tape.wav", "sound")

    def reading(_: Path) -> str:
        aged(path, "sound and more")
        return A

    with pytest.raises(Changing):
        learn(catalogue, path, reading)
    assert known(catalogue, [path]) == {}


def test_more_paths_than_a_database_takes_parameters_in_a_program(catalogue: Catalogue) -> None:
    paths = [Path(f"/tapes/{n}.wav") for n in range(4_000)]
    assert known(catalogue, paths) == {}
    assert arrived(catalogue, paths) == {}


def test_an_arrival_is_known_by_its_path_and_by_its_bytes(catalogue: Catalogue) -> None:
    path, copy = Path("/tapes/one.wav"), Path("/tapes/copy of one.wav")
    facts = frozenset({"title Harbour Lights", f"transcript {B}"})
    assert published(catalogue, A) == ()
    arrive(catalogue, path, A, facts, NOW)
    assert arrived(catalogue, [path, copy]) == {str(path): (A, facts)}
    assert published(catalogue, A) == (facts,)
    arrive(catalogue, path, A, frozenset({"title Other"}), NOW)
    arrive(catalogue, copy, A, facts, NOW)
    assert set(published(catalogue, A)) == {facts, frozenset({"title Other"})}


def test_what_was_published_by_hand_is_known_without_facts(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = EXAMPLE.recording.sha256
    folder = published_folder(catalogue.archive, EXAMPLE.recording.id)
    enter(catalogue, EXAMPLE, folder)
    assert published(catalogue, sha256) == ()  # entered is not yet published
    url = catalogue.engine.url
    monkeypatch.setenv("TAPELOG_DATABASE", url.render_as_string(hide_password=False))
    (tmp_path / "copy.m4a").write_bytes(b"sound")
    enter_and_publish(EXAMPLE, tmp_path / "copy.m4a", folder, catalogue.archive)
    assert published(catalogue, sha256) == (frozenset(),)
