"""Every page is valid HTML, and every link resolves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
from hypothesis import given, settings

from archive.site import templates
from archive.site.entries import File, build_entry
from archive.site.options import SiteOptions
from tests.archive.site.conftest import URL
from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.chapters import find_chapters
from transcripts.formats import html
from transcripts.transcript import Transcript

LINK = re.compile(r'\b(?:href|src|action)="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')


def pages(site: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(site.rglob("*.html")):
        yield path, path.read_text(encoding="utf-8")


def test_every_page_is_valid(site: Path) -> None:
    found = list(pages(site))
    assert len(found) > 10
    for _, text in found:
        html5lib.HTMLParser(strict=True).parse(text)
        ids = ID.findall(text)
        assert len(ids) == len(set(ids))


def test_every_link_resolves_inside_the_folder(site: Path) -> None:
    for path, text in pages(site):
        for link in LINK.findall(text):
            parts = urlsplit(link)
            if link == "data:," or link.startswith(f"{URL}/"):
                continue
            assert not parts.scheme, link
            assert not parts.netloc, link
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            assert target.is_relative_to(site.resolve()), link
            if parts.fragment and target.suffix == ".html":
                leads(parts.fragment, target)


def leads(fragment: str, target: Path) -> None:
    """Check the fragment of a link: it must be a time, or the id of an element of the target."""
    ids = ID.findall(target.read_text(encoding="utf-8"))
    assert fragment in ids or re.fullmatch(r"t=\d+\.\d\d", fragment), (target, fragment)


def test_canonical_addresses_are_those_of_the_page(site: Path) -> None:
    for path, text in pages(site):
        (address,) = re.findall('<link rel="canonical" href="([^"]*)"', text)
        place = path.relative_to(site).as_posix().removesuffix("index.html")
        assert address == f"{URL}/{place}"


def test_every_turn_time_is_an_element_id(site: Path) -> None:
    text = (site / f"recordings/{EXAMPLE.recording.id}/index.html").read_text(encoding="utf-8")
    ids = set(ID.findall(text))
    assert {f"t={turn.start:.2f}" for turn in EXAMPLE.turns} <= ids
    person = (site / "people/marian-whitlock/index.html").read_text(encoding="utf-8")
    moments = set(re.findall(f'recordings/{EXAMPLE.recording.id}/index.html#([^"]*)"', person))
    assert moments == {f"t={t.start:.2f}" for t in EXAMPLE.turns if t.speaker == "S1"}
    assert moments < ids


def test_a_person_s_page_has_all_their_turns_in_order(site: Path) -> None:
    text = (site / "people/ifeoma-castellan/index.html").read_text(encoding="utf-8")
    said = re.findall('<p class="words" dir="auto">(.*?)</p>', text)
    hers = [turn.text for turn in EXAMPLE.turns if turn.speaker == "S3"]
    assert said == hers * 4
    titles = re.findall('-title"><a[^>]*>(.*?)</a>', text)
    assert titles == [
        "The Keeper Who Wouldn’t Leave",
        "What We Owe, &amp; to &lt;Whom&gt;",
        "A Winter with the Skerrow Light",
        "Untitled reel 14",
    ]


def test_lists_are_in_order_of_date(site: Path) -> None:
    text = (site / "programmes/evening-pages/index.html").read_text(encoding="utf-8")
    assert re.findall('<time datetime="([^"]*)"', text) == ["1988-02-17", "1987-11-04"]


@given(odd_transcripts())
@settings(max_examples=25)
def test_odd_texts_give_valid_pages(transcript: Transcript) -> None:
    one = build_entry(transcript, (File("audio.m4a", 1),))
    common = html.page_context(transcript)
    text = templates.render(
        "recording.html",
        "recordings/r/index.html",
        SiteOptions("<b>", URL),
        **common,
        audio="audio.m4a",
        beside=[],
        entry=one,
        chapters=find_chapters(transcript),
        revision=3,
    )
    html5lib.HTMLParser(strict=True).parse(text)
    row = {"title": "x", "kind": "Dates", "above": "dates/index.html", "steps": ()}
    text = templates.render(
        "listing.html",
        "dates/1/index.html",
        SiteOptions(),
        **row,
        entries=[one],
        count=1,
        seconds=9,
    )
    html5lib.HTMLParser(strict=True).parse(text)
