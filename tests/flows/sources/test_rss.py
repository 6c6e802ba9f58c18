from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.rss import Channel, Item, parse
from transcripts.errors import UserError

ITEM = """<item><title>Tea &amp; toast</title><guid>g</guid>
<pubDate>Tue, 05 May 1987 23:30:00 -0500</pubDate>
<enclosure url="a.mp3" type="audio/mpeg"/></item>"""


def feed(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def only(items: str) -> Item:
    (item,) = parse(feed(items), "https://host/programme/feed.xml", "text/xml").items
    return item


def test_an_item() -> None:
    assert only(ITEM) == Item(
        guid="g",
        sound="https://host/programme/a.mp3",
        extension="mp3",
        title="Tea & toast",
        date=date(1987, 5, 5),
        transcript=None,
    )


def test_what_has_no_sound_is_passed_over() -> None:
    pages = "<item><title>News</title></item>" + ITEM.replace("a.mp3", "a.pdf").replace(
        "audio/mpeg", "application/pdf"
    )
    assert parse(feed(pages), "https://host/", "text/xml") == Channel("T", ())


@pytest.mark.parametrize(
    ("url", "media", "extension"),
    [
        ("a.MP3?x=1.html", "audio/mpeg", "mp3"),
        ("play.php?id=7", "audio/mpeg", "mp3"),
        ("play.php", "audio/x-m4a", "m4a"),
        ("play", "video/mp4", "mp4"),
        ("a.opus", "", "opus"),
        ("play", "audio/of-our-own", "sound"),
    ],
)
def test_the_extension_comes_from_the_address_or_the_media_type(
    url: str, media: str, extension: str
) -> None:
    assert only(ITEM.replace("a.mp3", url).replace("audio/mpeg", media)).extension == extension


def test_the_best_transcript_is_taken_by_its_type() -> None:
    kinds = ("text/html", "application/srt", "Text/VTT; charset=utf-8", "application/pdf")
    texts = "".join(f'<p:transcript url="{n}" type="{kind}"/>' for n, kind in enumerate(kinds))
    item = ITEM.replace("<item>", '<item xmlns:p="https://podcastindex.org/namespace/1.0">')
    assert only(item.replace("</item>", f"{texts}</item>")).transcript == (
        "https://host/programme/2",
        "text/vtt",
    )


@pytest.mark.parametrize("when", ["", "yesterday", "Tue, 99 May 1987 23:30:00 -99999999"])
def test_a_day_that_is_none(when: str) -> None:
    assert only(ITEM.replace("Tue, 05 May 1987 23:30:00 -0500", when)).date is None


PIECES = st.sampled_from(
    [*ITEM.replace("<", "\0<").split("\0"), "<", "&", "]]>", "<!DOCTYPE x>", "\0", "<rss>", '"']
)


@given(st.lists(PIECES, max_size=30))
def test_no_feed_is_a_program_error(pieces: list[str]) -> None:
    for data in (feed("".join(pieces)), "".join(pieces).encode()):
        with suppress(UserError):
            parse(data, "https://host/", "text/xml")


@given(st.binary(max_size=99))
def test_no_answer_is_a_program_error(data: bytes) -> None:
    with suppress(UserError):
        parse(data, "https://host/", "text/xml; charset=what")
