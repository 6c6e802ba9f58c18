"""A site equals what the archive has published, after any number of updates."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.catalogue.rows import update_recording_columns
from archive.publishing.republish import republish
from archive.site import state
from archive.site.build import build
from archive.site.options import SiteOptions
from tests.archive.site.conftest import NAMED, TRANSCRIPTS, built, enter
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import SetName
from transcripts.errors import UserError

FIRST = EXAMPLE.recording.id


@pytest.fixture
def own(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the archive that the test may change."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    return Path(shutil.copytree(archive, tmp_path / "archive"))


def files(place: Path) -> dict[str, bytes]:
    """Read all files of a site except its state file, whose keys depend on times."""
    paths = [p for p in place.rglob("*") if p.is_file() and p.name != state.FILE]
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in paths}


def moments(place: Path) -> dict[str, int]:
    return {
        p.relative_to(place).as_posix(): p.stat().st_mtime_ns
        for p in place.rglob("*")
        if p.is_file()
    }


def rename(archive: Path, speaker: str, name: str) -> None:
    """Rename a speaker of the first recording, and publish the recording again."""
    with open_catalogue(archive) as catalogue:
        decision = NewEdit(SetName(speaker, name), "Ann", "2026-05-05T08:00:00Z", 0)
        append(catalogue, FIRST, decision)
        republish(catalogue, FIRST)


def withdraw(archive: Path, recording: str, revision: int | None = None) -> None:
    """Mark a recording as unpublished, or as published at a revision."""
    with open_catalogue(archive) as catalogue, catalogue.writing() as connection:
        update_recording_columns(connection, recording, published=revision)


def test_there_is_a_page_for_each_recording_programme_year_and_person(site: Path) -> None:
    pages = {p.relative_to(site).as_posix() for p in site.rglob("*.html")}
    assert {f"recordings/{t.recording.id}/index.html" for t in TRANSCRIPTS} < pages
    assert {"programmes/evening-pages/index.html", "programmes/river-talk/index.html"} < pages
    assert {f"dates/{year}/index.html" for year in ("1987", "1988", "undated")} < pages
    assert len([p for p in pages if p.startswith("people/")]) == 1 + 3
    assert {"index.html", "search/index.html"} < pages


def test_an_unchanged_archive_writes_nothing(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    assert built(own, place).rewritten_recordings == len(TRANSCRIPTS)
    before = moments(place)
    assert built(own, place).rewritten_recordings == 0
    after = moments(place)
    assert {path for path in before if before[path] != after[path]} == {state.FILE}


def test_a_changed_recording_updates_only_its_pages(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    built(own, place)
    before = moments(place)
    rename(own, "S3", "Ifeoma Adichie-Castellan")
    assert built(own, place).rewritten_recordings == 1
    after = moments(place)
    changed = {path for path in before if before[path] != after.get(path)}
    assert not {p for p in changed if p.startswith("recordings/") and FIRST not in p}
    assert not {p for p in changed if p.startswith(("assets", "programmes/river", "search/w"))}
    assert f"recordings/{FIRST}/index.html" in changed
    built(own, tmp_path / "anew")
    assert files(place) == files(tmp_path / "anew")


def test_the_site_search_follows_changed_words(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    built(own, place)
    turns = (replace(EXAMPLE.turns[3], text="Zephyrs abound."), *EXAMPLE.turns[4:])
    words = tuple(
        replace(word, text=text)
        for word, text in zip(turns[0].words, ("Zephyrs", "abound."), strict=False)
    )
    turns = (replace(turns[0], words=words), *turns[1:])
    enter(own, replace(EXAMPLE, turns=turns, corrections=(), unspoken=(), unwritten=()))
    built(own, place)
    number = next(
        n
        for n, row in enumerate(
            json.loads((place / "search/recordings.json").read_text())["recordings"]
        )
        if row[0] == FIRST
    )
    assert json.loads((place / "search/w/ze.json").read_text()) == {"zephyrs": [number]}
    built(own, tmp_path / "anew")
    assert files(place) == files(tmp_path / "anew")


def test_a_withdrawn_recording_disappears(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    built(own, place)
    gone = TRANSCRIPTS[2].recording
    withdraw(own, gone.id)
    assert built(own, place).removed_recordings == 1
    assert not [p for p in place.rglob("*") if gone.id in p.name]
    assert not (place / "programmes/river-talk").exists()
    assert not [p for p, data in files(place).items() if gone.id.encode() in data]
    withdraw(own, gone.id, 0)
    assert built(own, place).rewritten_recordings == 1
    built(own, tmp_path / "anew")
    assert files(place) == files(tmp_path / "anew")


def test_an_interrupted_build_is_repeated(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"

    def stop(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with open_catalogue(own) as catalogue:
        with pytest.raises(KeyboardInterrupt):
            build(catalogue, place, NAMED, stop)
        assert build(catalogue, place, NAMED).rewritten_recordings == len(TRANSCRIPTS)
    built(own, tmp_path / "anew")
    assert files(place) == files(tmp_path / "anew")


def test_concurrent_builds_are_refused(own: Path, tmp_path: Path) -> None:
    def build_another(done: int, of: int) -> None:
        built(own, tmp_path / "site")

    with (
        open_catalogue(own) as catalogue,
        pytest.raises(UserError, match="wait until it is done"),
    ):
        build(catalogue, tmp_path / "site", NAMED, build_another)


def test_a_damaged_state_causes_a_full_rebuild(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    built(own, place)
    (place / state.FILE).write_text("{")
    assert built(own, place).rewritten_recordings == len(TRANSCRIPTS)


def test_removed_files_are_written_again(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    built(own, place)
    before = files(place)
    (place / f"recordings/{FIRST}/turns.json").unlink()
    (place / "people/index.html").unlink()
    assert built(own, place).rewritten_recordings == 1
    assert files(place) == before


@pytest.mark.parametrize("there", ["folder", "file"])
def test_files_of_others_stay(own: Path, tmp_path: Path, there: str) -> None:
    place = tmp_path / "theirs"
    if there == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "index.html").write_text("mine")
    with pytest.raises(UserError, match="choose a"):
        built(own, place)
    assert (place if there == "file" else place / "index.html").read_text() == "mine"


def test_an_empty_folder_is_accepted(own: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    built(own, tmp_path / "site")
    assert (tmp_path / "site/index.html").exists()


def test_an_empty_archive_has_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    assert built(tmp_path / "archive", tmp_path / "site").recordings == 0
    assert "No recordings have been published yet" in (tmp_path / "site/index.html").read_text()


def test_without_a_url_there_is_no_feed_or_sitemap(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    built(own, place)
    assert (place / "feed.xml").exists()
    built(own, place, SiteOptions("River Archive"))
    assert not list(place.glob("*.xml"))
    texts = [p.read_text(encoding="utf-8") for p in place.rglob("*.html")]
    assert not [text for text in texts if "https://" in text or "feed.xml" in text]


def test_a_recording_without_files_still_has_a_page(own: Path, tmp_path: Path) -> None:
    shutil.rmtree(own / "published" / FIRST)
    built(own, tmp_path / "site")
    page = (tmp_path / f"site/recordings/{FIRST}/index.html").read_text(encoding="utf-8")
    assert "<audio" not in page
    assert "keeps a promise long after" in page


@pytest.mark.slow
def test_many_recordings_use_several_processes(own: Path, tmp_path: Path) -> None:
    built(own, tmp_path / "by one")
    told: list[tuple[int, int]] = []
    with open_catalogue(own) as catalogue:
        build(catalogue, tmp_path / "site", NAMED, lambda done, of: told.append((done, of)), 2)
    assert told == [(n, 4) for n in range(1, 5)]
    assert files(tmp_path / "site") == files(tmp_path / "by one")
