"""`tapelog search`, as a reader uses it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from archive.publishing.republish import ingest_and_publish
from flows.cli import main
from tests.command import Ran
from tests.lamplight import EXAMPLE

ID = EXAMPLE.recording.id


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a folder")
    audio = folder / "copy.m4a"
    audio.write_bytes(b"sound")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TAPELOG_DATABASE", raising=False)
        ingest_and_publish(EXAMPLE, audio, folder / "published" / ID, folder)
    return folder


def search(archive: Path, *arguments: str, color: bool = False) -> Ran:
    words = ["search", "--archive", str(archive), *arguments]
    done = CliRunner(env={"TAPELOG_DATABASE": ""}).invoke(main, words, color=color)
    return Ran(done.exit_code, done.stdout, done.stderr)


def test_a_hit_shows_speaker_source_quote_and_page(archive: Path) -> None:
    who, quote, page = search(archive, "skerrow light").out.splitlines()
    assert who == (
        "Marian Whitlock, host · The Keeper Who Wouldn’t Leave · Evening Pages · 1987-11-04 · 0:31"
    )
    assert quote.strip() == EXAMPLE.turns[5].text
    address = urlsplit(page.strip())
    assert (address.scheme, address.fragment) == ("file", "t=31.1")
    assert Path(unquote(address.path)) == archive / "published" / ID / "index.html"
    assert Path(unquote(address.path)).is_file()


def test_matches_are_underlined_on_a_terminal(archive: Path) -> None:
    assert "\x1b[1m\x1b[4mSkerrow light\x1b[0m" in search(archive, "skerrow light", color=True).out


def test_programs_get_json(archive: Path) -> None:
    found = json.loads(search(archive, "skerow", "--speaker", "Whitlock", "--json").out)
    (hit,) = found["hits"]
    assert found["following"] is None
    assert found["spellings"] == [{"asked": "skerow", "searched": "skerrow"}]
    ((start, end),) = hit["marks"]
    assert hit["quote"][start:end] == "Skerrow"
    assert (hit["recording"], hit["turn"], hit["role"]) == (ID, "T6", "host")
    assert hit["page"].endswith(f"/{ID}/index.html#t={hit['moment']:.1f}")


def test_pages_follow_on_one_another(archive: Path) -> None:
    whole = search(archive, "the", "--limit", "50")
    first = search(archive, "the", "--limit", "1")
    assert first.complaint.startswith("more: --after ")
    place = first.complaint.removeprefix("more: --after ")
    rest = search(archive, "the", "--limit", "50", "--after", place)
    assert first.out + rest.out == whole.out
    assert (whole.err, rest.err) == ("", "")


def test_no_matches_and_empty_queries_are_reported(archive: Path, tmp_path: Path) -> None:
    nothing = search(archive, "xylophone")
    assert (nothing.status, nothing.out, nothing.err) == (0, "", "no matches\n")
    for arguments, complaint in (
        ((), "nothing to search for"),
        (("sea", "--from", "spring"), "'spring' is not a date"),
        (("sea", "--from", "1960", "--to", "1950"), "1960 is later than 1950"),
        (("a*",), "would match too much"),
    ):
        ran = search(archive, *arguments)
        assert (ran.status, ran.err.count("\n")) == (1, 1)
        assert complaint in ran.complaint
    assert "there is no archive at" in search(tmp_path / "none", "sea").complaint


@pytest.mark.parametrize("times", ["zeroblob(0)", "x'ff'", "substr(times, 1, 4)"])
def test_a_passage_without_its_times_is_named_in_one_line(archive: Path, times: str) -> None:
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        database.execute(f"UPDATE passages SET times = {times}")
    ran = search(archive, "skerrow light")
    assert (ran.status, ran.out) == (1, "")
    assert ran.complaint.startswith("tapelog: the search index of ")
    assert "is damaged: run `tapelog archive reindex`" in ran.complaint
    done = CliRunner().invoke(main, ["archive", "--archive", str(archive), "reindex"])
    assert done.exit_code == 0, done.output
    assert search(archive, "skerrow light").status == 0
