"""Lists of any length contain every recording and person once, on pages of limited size."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings

from archive.site import lists, person
from archive.site.entries import (
    File,
    build_entry,
    decode_entry,
    encode_entry,
    sort_newest_first,
    sort_oldest_first,
)
from archive.site.folder import SiteFolder
from archive.site.options import SiteOptions
from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.transcript import Transcript

ONE = build_entry(EXAMPLE, [File("audio.mp3", 12)])
MANY = sort_newest_first(
    replace(
        ONE,
        id=f"r-{n:012}",
        title=f"Number {n}",
        date=f"{1950 + n % 3}-01-01",
        speakers=(replace(ONE.speakers[0], name=f"Guest Num{n:03}x", label=f"Guest Num{n:03}x"),),
    )
    for n in range(450)
)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lists")
    lists.write_lists(SiteFolder(place, {}, rebuild=True), MANY, SiteOptions("River Archive"))
    return place


@pytest.mark.parametrize(
    ("folder", "pages", "rows"),
    [("programmes/evening-pages", 5, 450), ("dates/1951", 2, 150), ("people", 2, 450)],
)
def test_long_lists_have_pages(listed: Path, folder: str, pages: int, rows: int) -> None:
    found = sorted((listed / folder).glob("*.html"))
    assert len(found) == pages
    links: list[str] = []
    for path in found:
        text = path.read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert len(text) < 80_000
        steps = re.findall(f'href="[./]*/{folder}/([^"/]*)"', text)
        assert len(set(steps) | {path.name}) == pages
        kind = r"people/([^/\"]+)/" if folder == "people" else r"<h2><a href=\"[^\"]*/(r-\d+)/"
        links += re.findall(kind, text)
    assert len(links) == len(set(links)) == rows


def test_the_home_page_lists_the_newest(listed: Path) -> None:
    text = (listed / "index.html").read_text(encoding="utf-8")
    assert re.findall('<time datetime="([^"]*)"', text) == ["1952-01-01"] * 8
    assert "450 recordings" in text
    assert len(text) < 40_000


def test_people_are_sorted_by_last_name() -> None:
    names = ("Zoe Abel", "Ada Zorn Jr.", "Bo Ekman", "Plato")
    speakers = tuple(replace(ONE.speakers[0], name=name) for name in names)
    found = lists.list_people([replace(ONE, speakers=speakers)])
    assert [p.name for p in found] == ["Zoe Abel", "Bo Ekman", "Plato", "Ada Zorn Jr."]
    assert [p.letter for p in found] == ["A", "E", "P", "Z"]


def test_a_frequent_speaker_has_pages_by_year(tmp_path: Path) -> None:
    speaker = replace(ONE.speakers[0], word_count=person.WORDS // 2, turn_count=1)
    entries = sort_oldest_first(
        replace(ONE, id=f"r-{n}", date=f"{1950 + n}-01-01", speakers=(speaker,)) for n in range(5)
    )
    (found,) = lists.list_people(entries)
    keys = {one.id: "" for one in entries}
    folder = SiteFolder(tmp_path, {}, rebuild=True)
    person.write_person_pages(folder, found, entries, keys, SiteOptions())
    pages = sorted(folder.pages)
    assert pages == [f"people/marian-whitlock/{n}.html" for n in ("2", "3", "index")]
    text = (tmp_path / pages[0]).read_text(encoding="utf-8")
    labels = re.findall(r"<li><(?:a|b)[^>]*>(\d{4}(?:–\d{4})?)</", text)
    assert labels[:3] == ["1950–1951", "1952–1953", "1954"]
    assert re.findall('<section class="appearance c1" id="([^"]*)"', text) == ["r-2", "r-3"]


@given(odd_transcripts())
@settings(max_examples=50)
def test_an_entry_survives_serialization(transcript: Transcript) -> None:
    made = build_entry(transcript, [File("audio.m4a", 1)])
    assert decode_entry(encode_entry(made)) == made
    ends = [end for _, left, right in made.bars for end in (left, right)]
    assert ends == sorted(ends)
    assert all(0 <= end <= 1000 for end in ends)
