from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue.ingest import ingest
from archive.catalogue.rows import update_recording_columns
from archive.database.connection import Catalogue
from audio.sound.recording import recording_id
from flows.sources.arrival import Arrival, Found, Refusal, Waiting
from flows.sources.identify import IdentifiedArrival, identify, store_published
from tests.lamplight import EXAMPLE


@pytest.fixture
def tape(tmp_path: Path) -> Arrival:
    return arrival(old(tmp_path / "tape.wav", "sound"))


def old(path: Path, text: str) -> Path:
    """Write a file and set its modification time to an hour ago."""
    path.write_text(text)
    os.utime(path, ns=(path.stat().st_mtime_ns - 3600 * 10**9,) * 2)
    return path


def arrival(path: Path) -> Arrival:
    return Arrival(path, "folder", str(path.parent))


def look(archive: Catalogue, *found: Found, **options: str) -> list[IdentifiedArrival]:
    return [
        each for each in identify(archive, found, options) if isinstance(each, IdentifiedArrival)
    ]


def news(archive: Catalogue, *found: Found, **options: str) -> list[str]:
    return [each.status for each in look(archive, *found, **options)]


def done(archive: Catalogue, *found: Found, **options: str) -> None:
    """Record all arrivals as published."""
    for each in look(archive, *found, **options):
        if each.status in ("new", "changed"):
            store_published(archive, each)


def test_a_published_recording_is_done_and_not_read_again(
    archive: Catalogue, tape: Arrival, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = look(archive, tape)
    assert (first.status, first.recording) == ("new", recording_id(first.sha256))
    assert news(archive, tape) == ["new"]  # until it is recorded as published
    store_published(archive, first)
    monkeypatch.setattr(Path, "open", None)
    assert news(archive, tape) == ["done"]


def test_recordings_are_identified_by_their_bytes(
    archive: Catalogue, tape: Arrival, tmp_path: Path
) -> None:
    done(archive, tape)
    copy = arrival(Path(shutil.copy2(tape.file, tmp_path / "copy.wav")))
    assert news(archive, copy, tape) == ["done", "done"]
    old(tape.file, "other sound")
    assert news(archive, copy, tape) == ["done", "new"]


def test_a_copy_with_a_known_text_is_done(
    archive: Catalogue, tape: Arrival, tmp_path: Path
) -> None:
    text = old(tmp_path / "tape.txt", "old text")
    done(archive, replace(tape, transcript=text))
    copy = arrival(Path(shutil.copy2(tape.file, tmp_path / "copy.wav")))
    assert news(archive, copy) == ["done"]
    assert news(archive, replace(copy, transcript=text)) == ["done"]
    old(text, "corrected")
    assert news(archive, replace(copy, transcript=text)) == ["changed"]


def test_a_duplicate_in_one_pass_is_processed_once(
    archive: Catalogue, tape: Arrival, tmp_path: Path
) -> None:
    copy = arrival(Path(shutil.copy2(tape.file, tmp_path / "copy.wav")))
    assert news(archive, tape, copy) == ["new", "twice"]
    titled = replace(copy, title="Harbour Lights")
    assert news(archive, tape, titled, copy) == ["new", "new", "twice"]


CHANGES = {
    "title": {"title": "Harbour Lights"},
    "programme": {"programme": "Open Air"},
    "date": {"date": "1987-05-05"},
    "transcript": {"transcript": "old text"},
    "context": {"context": "a review"},
    "cast": {"cast": "Ann Lee"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_added_texts_are_a_change_and_removed_ones_are_not(
    archive: Catalogue, tape: Arrival, tmp_path: Path, name: str
) -> None:
    done(archive, tape)
    value = CHANGES[name][name]
    if name in ("transcript", "cast", "context"):
        value = old(tmp_path / f"{name}.txt", str(value))
    more = replace(tape, **{name: (value,) if name == "context" else value})
    assert news(archive, more) == ["changed"]
    keys = {each.key for each in look(archive, tape, more)}
    assert len(keys) == 2
    done(archive, more)
    assert news(archive, more, tape) == ["done", "done"]


def test_a_restored_earlier_text_is_a_change(
    archive: Catalogue, tape: Arrival, tmp_path: Path
) -> None:
    text = old(tmp_path / "tape.txt", "first")
    both = replace(tape, transcript=text)
    done(archive, both)
    old(text, "corrected")
    assert news(archive, both) == ["changed"]
    done(archive, both)
    old(text, "first")
    assert news(archive, both) == ["changed"]


def test_two_copies_with_different_texts_do_not_alternate(
    archive: Catalogue, tape: Arrival, tmp_path: Path
) -> None:
    copy = arrival(Path(shutil.copy2(tape.file, tmp_path / "copy.wav")))
    one, two = replace(tape, title="One"), replace(copy, title="Two")
    done(archive, one)
    assert news(archive, one, two) == ["done", "changed"]
    done(archive, two)
    assert news(archive, one, two) == ["done", "done"]


def test_another_option_is_a_change(archive: Catalogue, tape: Arrival) -> None:
    done(archive, tape, model="tiny")
    assert news(archive, tape, model="tiny") == ["done"]
    assert news(archive, tape, model="base") == ["changed"]


def test_recordings_published_by_hand_are_done_unless_texts_are_added(
    archive: Catalogue, tape: Arrival
) -> None:
    (found,) = look(archive, tape)
    recording = replace(EXAMPLE.recording, id=found.recording, sha256=found.sha256)
    ingest(archive, replace(EXAMPLE, recording=recording), tape.file.parent / "out")
    assert news(archive, tape) == ["new"]  # it was ingested, and then publishing failed
    with archive.writing() as connection:
        update_recording_columns(connection, found.recording, published=0)
    assert news(archive, replace(tape, title="Harbour Lights"), tape) == ["changed", "done"]
    assert news(archive, tape) == ["done"]


def test_refusals_pass_through_and_missing_files_are_refused(
    archive: Catalogue, tape: Arrival, tmp_path: Path
) -> None:
    refusal, waiting = Refusal("list.csv, line 3", "no"), Waiting(tape.file, "soon")
    lost = replace(tape, transcript=tmp_path / "gone.txt")
    found = list(identify(archive, [refusal, tape, waiting, lost]))
    assert [found[0], found[2]] == [refusal, waiting]
    assert isinstance(found[3], Refusal)
    assert found[3].reason.endswith("gone.txt cannot be read: No such file or directory")


def test_many_arrivals_take_several_queries(archive: Catalogue, tmp_path: Path) -> None:
    tapes = [arrival(old(tmp_path / f"{n:04}.wav", "the same sound")) for n in range(501)]
    assert news(archive, *tapes) == ["new"] + ["twice"] * 500
    done(archive, tapes[0])
    assert news(archive, *tapes) == ["done"] * 501
