"""Independent parsers read the feed and the sitemap."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from archive.site import feed
from archive.site.options import SiteOptions
from tests.archive.site.conftest import URL
from tests.lamplight import EXAMPLE

PODCAST = "{https://podcastindex.org/namespace/1.0}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def items(site: Path) -> list[ElementTree.Element]:
    return ElementTree.parse(site / "feed.xml").findall("channel/item")


def test_a_feed_reader_reads_it(site: Path) -> None:
    read = feedparser.parse((site / "feed.xml").read_bytes())
    assert not read.bozo
    assert read.version == "rss20"
    assert read.feed.title == "River Archive"
    assert [entry.title for entry in read.entries] == [
        "A Winter with the Skerrow Light",
        "What We Owe, & to <Whom>",
        "The Keeper Who Wouldn’t Leave",
        "Untitled reel 14",
    ]
    (sound,) = read.entries[2].enclosures
    assert sound.href == f"{URL}/recordings/{EXAMPLE.recording.id}/audio.wav"
    assert int(sound.length) == (site / sound.href.removeprefix(f"{URL}/")).stat().st_size
    assert read.entries[2].published_parsed[:3] == (1987, 11, 4)


def test_feed_links_to_transcripts_chapters_and_people_work(
    site: Path, items: list[ElementTree.Element]
) -> None:
    item = items[2]
    transcripts = {t.get("type"): t.get("url") for t in item.findall(f"{PODCAST}transcript")}
    assert set(transcripts) == {"text/vtt", "application/x-subrip", "text/plain", "text/html"}
    chapters = item.find(f"{PODCAST}chapters")
    assert chapters is not None
    people = item.findall(f"{PODCAST}person")
    assert [(p.text, p.get("role")) for p in people] == [
        ("Marian Whitlock", "host"),
        ("Tobias Aurelian-Grey", "guest"),
        ("Ifeoma Castellan", "guest"),
    ]
    places = [*transcripts.values(), chapters.get("url"), *(p.get("href") for p in people)]
    for place in places:
        file = str(place).removeprefix(f"{URL}/")
        assert (site / file / "index.html" if file.endswith("/") else site / file).is_file()


def test_the_sitemap_lists_every_page_once(site: Path) -> None:
    found = [loc.text or "" for loc in ElementTree.parse(site / "sitemap.xml").iter(f"{MAP}loc")]
    pages = [
        f"{URL}/{p.relative_to(site).as_posix().removesuffix('index.html')}"
        for p in site.rglob("*.html")
    ]
    assert sorted(found) == sorted(pages)


def test_a_large_site_has_several_sitemaps() -> None:
    maps = feed.render_sitemaps(
        ["a/index.html", "b/index.html", "c/1.html"], SiteOptions(url=URL), 2
    )
    assert set(maps) == {"sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"}
    index = [loc.text for loc in ElementTree.fromstring(maps["sitemap.xml"]).iter(f"{MAP}loc")]
    assert index == [f"{URL}/sitemap-1.xml", f"{URL}/sitemap-2.xml"]
