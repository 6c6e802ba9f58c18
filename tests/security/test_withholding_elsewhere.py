"""Withheld words are in no bag, clip, harvest, manifest, bucket or other database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.publishing.republish import ingest_and_publish
from archive.site.build import build
from archive.site.options import SiteOptions
from archive.storage.files import parse_location, published_folder
from flows.cli import main
from tests.archive.catalogue.postgres import server as postgres_server
from tests.lamplight import EXAMPLE
from tests.leaks import files_in, leaks, unique_transcript
from tests.security.test_withholding import (
    PASSAGE,
    RATE_HZ,
    WITHHELD,
    in_formats,
    leaking,
    sound_of,
    tape,
    words_of,
)

__all__ = ["tape"]

ID = EXAMPLE.recording.id
TIMES = f"{PASSAGE.start:.3f}-{PASSAGE.end:.3f}"
HARVESTED = SiteOptions("River Archive", "https://river.example/archive", "ann@river.example")
EVERY = {word for turn in range(16) for word in words_of(turn)} | {"Whitlock", "Lamplight"}


@pytest.fixture
def archive(tmp_path: Path, tape: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    place = tmp_path / "archive"
    made = in_formats(unique_transcript(), "all")
    ingest_and_publish(made, tape, published_folder(place, ID), place)
    return place


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*map(str, arguments)])
    return done.exit_code, done.output


def harvested(archive: Path, place: Path) -> dict[str, bytes]:
    with open_catalogue(archive) as catalogue:
        build(catalogue, place, HARVESTED)
    return files_in(place)


def test_a_harvest_has_no_withheld_word_and_no_closed_recording(archive: Path) -> None:
    place = archive.parent / "site"
    before = harvested(archive, place)
    harvest = [name for name in before if name.startswith("oai")]
    assert harvest
    assert any(ID.encode() in before[name] for name in harvest)
    assert run("withhold", ID, TIMES, "--archive", archive)[0] == 0
    assert leaking(harvested(archive, place), WITHHELD) == {}
    assert run("withhold", ID, "--archive", archive)[0] == 0
    assert leaking(harvested(archive, place), EVERY | {ID}) == {}


def test_a_bag_has_no_withheld_word_and_a_closed_recording_no_bag(archive: Path) -> None:
    out = archive.parent / "bag"
    assert run("archive", "--archive", archive, "bag", ID, "--out", out)[0] == 0
    assert leaking(files_in(out), WITHHELD)
    assert run("withhold", ID, TIMES, "--archive", archive, "--reason", "zxsecretreason")[0] == 0
    out = archive.parent / "bag without"
    assert run("archive", "--archive", archive, "bag", ID, "--out", out)[0] == 0
    assert leaking(files_in(out), WITHHELD | {"zxsecretreason"}) == {}
    assert run("withhold", ID, "--archive", archive)[0] == 0
    closed = archive.parent / "bag closed"
    status, printed = run("archive", "--archive", archive, "bag", ID, "--out", closed)
    assert status == 1
    assert "is withheld" in printed
    assert not leaks(printed.encode(), EVERY)


def test_a_clip_has_neither_the_words_nor_the_sound(archive: Path) -> None:
    assert run("withhold", ID, TIMES, "--archive", archive)[0] == 0
    out = archive.parent / "clips"
    around = f"{PASSAGE.start - 4:.1f}-{PASSAGE.end + 4:.1f}"
    status, printed = run("clip", published_folder(archive, ID), around, "--out", out, "--fade", 0)
    assert status == 0, printed
    made = files_in(out)
    assert leaking(made, WITHHELD) == {}
    assert not leaks(printed.encode(), WITHHELD)
    sound = sound_of(next(out.glob("*.wav")))
    window = RATE_HZ // 2
    levels = [np.abs(sound[n : n + window]).max() for n in range(0, len(sound) - window, window)]
    silent = sum(level < 0.001 for level in levels) * window / RATE_HZ
    assert silent >= PASSAGE.end - PASSAGE.start - 1.0


def test_a_list_of_the_published_folder_has_nothing_withheld(archive: Path) -> None:
    assert run("withhold", ID, TIMES, "--archive", archive)[0] == 0
    out = archive.parent / "list.csv"
    assert run("manifest", archive / "published", out)[0] == 0
    assert not leaks(out.read_bytes(), WITHHELD | {"whitlock"})
    texts = archive.parent / "list-texts"
    assert leaking(files_in(texts) if texts.exists() else {}, WITHHELD) == {}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.mark.server
def test_no_object_of_a_bucket_has_a_withheld_word(
    objects: None,
    postgres: str,
    tape: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.objects import bucket

    monkeypatch.setenv("TAPELOG_DATABASE", postgres)
    archive = parse_location(f"{bucket()}/tapelog")
    made = in_formats(unique_transcript(), "all")
    folder = archive / "published" / ID
    ingest_and_publish(made, tape, folder, archive)
    assert any(leaks(path.read_bytes(), WITHHELD) for path in folder.iterdir())
    status, printed = run("withhold", ID, TIMES, "--archive", archive)
    assert status == 0, printed
    published = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert leaking(published, WITHHELD) == {}
    (tmp_path / "audio.mp3").write_bytes(published["audio.mp3"])
    sound = sound_of(tmp_path / "audio.mp3")
    first, last = round(PASSAGE.start * RATE_HZ), round(PASSAGE.end * RATE_HZ)
    assert np.abs(sound[first:last]).max() < 0.001
    with open_catalogue(archive) as catalogue:
        build(catalogue, tmp_path / "site", HARVESTED)
        assert list(check(catalogue)) == []
    assert leaking(files_in(tmp_path / "site"), WITHHELD) == {}
    assert run("withhold", ID, "--archive", archive)[0] == 0
    assert {path.name for path in folder.iterdir()} == {"manifest.json"}
    assert not leaks((folder / "manifest.json").read_bytes(), EVERY)
