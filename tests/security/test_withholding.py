"""What an archive withholds is in no published byte: files, sound, site, feed, indexes, search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.database.connection import Catalogue
from archive.publishing import republish
from archive.publishing.republish import ingest_and_publish
from archive.search.search import Query, search
from archive.site.build import build
from archive.site.options import SiteOptions
from archive.storage.files import published_folder
from archive.storage.originals import originals_folder
from archive.storage.published import find_source, read_transcript, verify
from archive.transfer import export_archive, import_archive
from audio.sound.decode import AudioReader
from flows.cli import main
from tests.audio import media
from tests.lamplight import EXAMPLE
from tests.leaks import files_in, leaks, unique_transcript
from transcripts.edits.kinds.withhold import WithholdPassage
from transcripts.formats.table import parse_choice
from transcripts.transcript import Transcript
from transcripts.withheld import MARK
from transcripts.withheld_times import find_silent_times

RATE_HZ = 16_000
ID = EXAMPLE.recording.id
SITE = SiteOptions("River Archive", "https://river.example/archive")
PASSAGE = EXAMPLE.turns[6]  # T7, "Well, less than my mother believes ..."
OLD_TEXT = b"the adopted transcript says zxwbcd"


def in_formats(made: Transcript, formats: str) -> Transcript:
    options = replace(made.provenance.options, formats=parse_choice(formats))
    return replace(made, provenance=replace(made.provenance, options=options))


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MP3 of noise, different at every time, whose tags name a speaker."""
    noise = np.random.default_rng(7).normal(0, 0.2, 112 * 44_100)
    soft = np.convolve(noise, np.ones(8) / 8, "same").astype(np.float32)[None]
    path = tmp_path_factory.mktemp("tape") / "copy.mp3"
    return media.write(path, soft, codec="libmp3lame", rate=44_100, bit_rate=128_000)


@pytest.fixture(params=["vtt,txt"])
def archive(
    request: pytest.FixtureRequest, tmp_path: Path, tape: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An archive with one adopted transcript; the recording is published in some of the formats."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    place = tmp_path / "archive"
    made = in_formats(unique_transcript(), request.param)
    ingest_and_publish(made, tape, published_folder(place, ID), place, ("txt", OLD_TEXT))
    return place


@pytest.fixture
def catalogue(archive: Path) -> Iterator[Catalogue]:
    with open_catalogue(archive) as opened:
        yield opened


def run(archive: Path, *arguments: object) -> str:
    done = CliRunner().invoke(main, [*map(str, arguments), "--archive", str(archive)])
    assert done.exit_code == 0, done.output
    return done.output


def words_of(turn: int) -> set[str]:
    return {word.text.rstrip(".,?!:") for word in unique_transcript().turns[turn].words}


WITHHELD = words_of(6) | words_of(7)
"""The words of the passage; somebody says one word of T8 in between."""


def site_of(catalogue: Catalogue, place: Path) -> dict[str, bytes]:
    build(catalogue, place, SITE)
    return files_in(place)


def leaking(files: dict[str, bytes], words: set[str]) -> dict[str, set[str]]:
    return {name: found for name, data in files.items() if (found := leaks(data, words))}


def sound_of(path: Path) -> NDArray[np.float32]:
    with AudioReader(path, RATE_HZ) as reader:
        return np.concatenate([chunk.mean(axis=0) for chunk in reader.chunks()])


def correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the correlation; 0 for silence."""
    power = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / power if power > 1e-9 else 0.0


@pytest.mark.parametrize("archive", ["all"], indirect=True)
def test_no_published_byte_has_a_withheld_word(archive: Path, catalogue: Catalogue) -> None:
    place = archive.parent / "site"
    former = leaking(site_of(catalogue, place), WITHHELD)
    assert f"recordings/{ID}/transcript.vtt" in former  # the search for leaks finds them
    assert any(name.startswith("search/w/") for name in former)
    times = f"{PASSAGE.start:.3f}-{PASSAGE.end:.3f}"
    out = run(archive, "withhold", ID, times, "--author", "zxauthor", "--reason", "zxsecretreason")
    assert f"{len(WITHHELD)} words" in out
    hidden = WITHHELD | {"zxsecretreason", "adopted transcript", "zxauthor"}
    folder = published_folder(archive, ID)
    assert leaking(files_in(folder), hidden) == {}
    assert leaking(site_of(catalogue, place), hidden) == {}
    assert not verify(folder)
    assert list(check(catalogue)) == []
    for word in sorted(WITHHELD)[:5]:
        hits = search(catalogue, Query(text=f'"{word}"')).hits  # it may search a similar word
        assert all(word not in hit.quote for hit in hits)
    assert search(catalogue, Query(text=sorted(words_of(5))[0])).hits
    assert MARK in (folder / "transcript.txt").read_text(encoding="utf-8")
    kept = {word.text for word in load_snapshot(catalogue, ID).transcript.words}
    assert {word.text for word in unique_transcript().words} == kept


@pytest.mark.parametrize("tone", [False, True])
def test_the_published_sound_is_withheld_there_and_unchanged_elsewhere(
    archive: Path, tape: Path, tone: bool
) -> None:
    times = f"{PASSAGE.start:.3f}-{PASSAGE.end:.3f}"
    run(archive, "withhold", ID, times, *(["--tone"] if tone else []))
    folder = published_folder(archive, ID)
    before, after = sound_of(tape), sound_of(folder / "audio.mp3")
    assert len(after) == pytest.approx(len(before), abs=RATE_HZ * 0.1)
    first, last = round(PASSAGE.start * RATE_HZ), round(PASSAGE.end * RATE_HZ)
    assert abs(correlation(before[first:last], after[first:last])) < 0.05
    if tone:
        spectrum = np.abs(np.fft.rfft(after[first:last])) ** 2
        hz = np.fft.rfftfreq(last - first, 1 / RATE_HZ)
        assert spectrum[np.abs(hz - 1000) < 5].sum() > 0.99 * spectrum.sum()
        assert np.abs(after[first:last]).max() == pytest.approx(0.1, rel=0.2)
    else:
        assert np.abs(after[first:last]).max() < 0.001
    for at in range(0, round(111 * RATE_HZ), 5 * RATE_HZ):
        part = slice(at, at + RATE_HZ)
        if at + RATE_HZ < first - RATE_HZ or at > last + RATE_HZ:
            assert correlation(before[part], after[part]) > 0.95, at
    assert find_silent_times(read_transcript(folder))[0].start == pytest.approx(
        PASSAGE.start, abs=0.01
    )


def test_the_editors_sound_and_the_adopted_file_are_kept_and_come_back(
    archive: Path, catalogue: Catalogue, tape: Path
) -> None:
    folder, originals = published_folder(archive, ID), originals_folder(archive, ID)
    before = files_in(folder)
    run(archive, "withhold", ID, "30-40")
    assert find_source(folder) is None
    assert (originals / "audio.mp3").read_bytes() == tape.read_bytes()
    run(archive, "withhold", ID, "50-60")  # from the originals, not from the silenced sound
    assert (originals / "old-text.txt").read_bytes() == OLD_TEXT
    run(archive, "release", ID, "E1", "E2")
    after = files_in(folder)
    assert after["audio.mp3"] == before["audio.mp3"] == tape.read_bytes()
    assert after["old-text.txt"] == OLD_TEXT
    assert after["transcript.txt"] == before["transcript.txt"]
    assert not originals.exists()
    assert [edit.kind for edit in load_snapshot(catalogue, ID).edits] == [
        "withhold-passage",
        "withhold-passage",
        "undo",
        "undo",
    ]


def test_a_withheld_recording_is_nowhere(archive: Path, catalogue: Catalogue) -> None:
    place = archive.parent / "site"
    site_of(catalogue, place)
    run(archive, "withhold", ID)
    every = {word for turn in range(16) for word in words_of(turn)} | {"Whitlock", "Lamplight"}
    folder = published_folder(archive, ID)
    assert set(files_in(folder)) == {"manifest.json"}
    assert leaking(files_in(folder), every) == {}
    site = site_of(catalogue, place)
    assert leaking(site, every | {ID}) == {}
    assert not any(ID in name or name.endswith(".mp3") for name in site)
    assert search(catalogue, Query(text=sorted(words_of(2))[0])).hits == ()
    assert list(check(catalogue)) == []
    run(archive, "release", ID)
    assert "audio.mp3" in files_in(folder)
    assert ID in str(site_of(catalogue, place).keys())


def test_a_pseudonym_replaces_the_name_in_every_published_byte(
    tmp_path: Path, tape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    archive = tmp_path / "archive"
    titled = replace(EXAMPLE.recording, title="Marian Whitlock asks", file="whitlock_1987.mp3")
    transcript = in_formats(replace(EXAMPLE, recording=titled), "all")
    ingest_and_publish(transcript, tape, published_folder(archive, ID), archive)
    with open_catalogue(archive) as catalogue:
        place = tmp_path / "site"
        site_of(catalogue, place)
        run(archive, "withhold", "--person", "Marian Whitlock", "--pseudonym", "Rosa Field")
        names = {"Marian", "Whitlock"}
        assert leaking(files_in(published_folder(archive, ID)), names) == {}
        site = site_of(catalogue, place)
        assert leaking(site, names) == {}
        assert not any("whitlock" in name for name in site)
        assert "people/rosa-field/index.html" in site
        speakers = load_snapshot(catalogue, ID).transcript.speakers
        assert "Marian Whitlock" in {speaker.name for speaker in speakers}
    spoken = next(w for w in EXAMPLE.words if w.text == "Whitlock.")
    first, last = round(spoken.start * RATE_HZ), round(spoken.end * RATE_HZ)
    sound = sound_of(published_folder(archive, ID) / "audio.mp3")
    assert np.abs(sound[first:last]).max() < 0.001


def test_a_new_run_and_an_edit_do_not_bring_withheld_words_back(
    archive: Path, catalogue: Catalogue, tape: Path
) -> None:
    run(archive, "withhold", ID, f"{PASSAGE.start:.3f}-{PASSAGE.end:.3f}")
    new = unique_transcript()
    turns = tuple(
        replace(
            t,
            words=tuple(replace(w, text=f"new{w.text}") for w in t.words),
            text=" ".join(f"new{w.text}" for w in t.words),
        )
        for t in new.turns
    )
    again = replace(EXAMPLE, turns=turns, corrections=(), unspoken=(), unwritten=())
    folder = published_folder(archive, ID)
    shown = ingest_and_publish(again, tape, folder, archive)
    assert shown.withheld
    assert leaking(files_in(folder), WITHHELD) == {}
    assert "newzx" in (folder / "transcript.txt").read_text(encoding="utf-8")


def test_a_publication_that_began_before_a_decision_is_repeated(
    archive: Path, catalogue: Catalogue, tape: Path
) -> None:
    before, folder = load_snapshot(catalogue, ID), published_folder(archive, ID)
    run(archive, "withhold", ID, f"{PASSAGE.start:.3f}-{PASSAGE.end:.3f}")
    republish._publish(catalogue, before, folder / "audio.mp3", folder)
    assert leaking(files_in(folder), WITHHELD) == {}
    assert (originals_folder(archive, ID) / "audio.mp3").read_bytes() == tape.read_bytes()
    assert list(check(catalogue)) == []


def test_a_site_leaves_out_what_is_not_yet_published_without_withheld_words(
    archive: Path, catalogue: Catalogue
) -> None:
    change = WithholdPassage(PASSAGE.start, PASSAGE.end)
    append(catalogue, ID, NewEdit(change, "Ann", "2026-05-05T08:00:00Z", 0))
    site = site_of(catalogue, archive.parent / "site")
    assert leaking(site, WITHHELD) == {}
    assert not any(ID in name for name in site)


def test_an_exported_archive_is_complete_and_imports_as_withheld(
    archive: Path, catalogue: Catalogue, tape: Path
) -> None:
    run(archive, "withhold", ID, f"{PASSAGE.start:.3f}-{PASSAGE.end:.3f}")
    export_archive(catalogue, archive.parent / "all.tar")
    place = archive.parent / "other"
    with open_catalogue(place) as other:
        import_archive(other, archive.parent / "all.tar")
        assert leaking(files_in(published_folder(place, ID)), WITHHELD) == {}
        assert list(check(other)) == []
    assert (originals_folder(place, ID) / "audio.mp3").read_bytes() == tape.read_bytes()
    run(place, "release", ID)
    sound = published_folder(place, ID) / "audio.mp3"
    assert sound.read_bytes() == tape.read_bytes()


def test_a_day_that_has_come_releases(archive: Path, catalogue: Catalogue) -> None:
    run(archive, "withhold", ID, "30-40", "--until", "2020-01-01")
    run(archive, "withhold", ID, "50-60", "--until", "2999-01-01")
    folder = published_folder(archive, ID)
    assert len(read_transcript(folder).withheld) == 2
    assert "E1 is released" in run(archive, "release", "--due")
    assert [entry.start for entry in read_transcript(folder).withheld] == [50.0]
    assert "nothing is due" in run(archive, "release", "--due")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["revision"] == 3
