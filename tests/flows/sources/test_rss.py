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


def test_items_without_audio_are_skipped() -> None:
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


def test_the_best_transcript_type_is_chosen() -> None:
    kinds = ("text/html", "application/srt", "Text/VTT; charset=utf-8", "application/pdf")
    texts = "".join(f'<p:transcript url="{n}" type="{kind}"/>' for n, kind in enumerate(kinds))
    item = ITEM.replace("<item>", '<item xmlns:p="https://podcastindex.org/namespace/1.0">')
    assert only(item.replace("</item>", f"{texts}</item>")).transcript == (
        "https://host/programme/2",
        "text/vtt",
    )


@pytest.mark.parametrize("when", ["", "yesterday", "Tue, 99 May 1987 23:30:00 -99999999"])
def test_an_invalid_date_is_ignored(when: str) -> None:
    assert only(ITEM.replace("Tue, 05 May 1987 23:30:00 -0500", when)).date is None


def test_blanks_around_addresses_are_dropped() -> None:
    item = ITEM.replace('"a.mp3"', '" a.mp3\n "')
    assert only(item).sound == "https://host/programme/a.mp3"


@pytest.mark.parametrize(
    ("url", "media", "extension"),
    [
        ("play?id=7", "application/octet-stream", "sound"),
        ("play.php", "", "sound"),
        ("play", "mp3", "mp3"),
        ("play", ".MP3", "mp3"),
        ("a.mp3", "binary/octet-stream", "mp3"),
    ],
)
def test_sound_with_a_type_that_says_little(url: str, media: str, extension: str) -> None:
    item = only(ITEM.replace("a.mp3", url).replace("audio/mpeg", media))
    assert (item.sound, item.extension) == (f"https://host/programme/{url}", extension)


@pytest.mark.parametrize(("url", "media"), [("a.pdf", ""), ("a.jpg", "application/octet-stream")])
def test_a_file_that_is_no_sound_by_its_name(url: str, media: str) -> None:
    item = ITEM.replace("a.mp3", url).replace("audio/mpeg", media)
    assert parse(feed(item), "https://host/", "text/xml").items == ()


MEDIA = '<item xmlns:m="http://search.yahoo.com/mrss/"><guid>g</guid>{}</item>'


@pytest.mark.parametrize(
    "content",
    [
        '<m:content url=" b.mp3" type="audio/mpeg"/>',
        '<m:content url="b.mp3" medium="audio"/>',
        '<m:content url="c.jpg" medium="image"/><m:content url="b.mp3" type="audio/mpeg"/>',
        '<m:group><m:content url="b.mp3" type="audio/mpeg"/></m:group>',
    ],
)
def test_sound_in_media_content(content: str) -> None:
    assert only(MEDIA.format(content)).sound == "https://host/programme/b.mp3"


def test_a_picture_in_media_content_is_ignored() -> None:
    item = MEDIA.format('<m:content url="show?id=1" medium="image"/>')
    assert parse(feed(item), "https://host/", "text/xml").items == ()


def test_a_title_that_is_escaped_twice() -> None:
    item = ITEM.replace("Tea &amp; toast", "Tea &amp;amp; toast &amp;#8211; R&amp;B; AT&amp;T")
    assert only(item).title == "Tea & toast – R&B; AT&T"


@pytest.mark.parametrize(
    ("feed_language", "language", "wanted"),
    [("en-us", None, "en"), ("es", None, "es"), ("es", "en", "en"), ("fr", None, "es")],
)
def test_the_transcript_in_the_language_spoken_is_taken(
    feed_language: str, language: str | None, wanted: str
) -> None:
    texts = "".join(
        f'<p:transcript url="{code}" type="{kind}" language="{code}"/>'
        for code, kind in (("es", "text/plain"), ("en", "text/vtt"))
    )
    item = ITEM.replace("<item>", '<item xmlns:p="https://podcastindex.org/namespace/1.0">')
    data = feed(
        f"<language>{feed_language}</language>" + item.replace("</item>", f"{texts}</item>")
    )
    (read,) = parse(data, "https://host/", "text/xml", language).items
    assert read.transcript
    assert read.transcript[0] == f"https://host/{wanted}"


PIECES = st.sampled_from(
    [*ITEM.replace("<", "\0<").split("\0"), "<", "&", "]]>", "<!DOCTYPE x>", "\0", "<rss>", '"']
)


@given(st.lists(PIECES, max_size=30))
def test_no_feed_causes_a_traceback(pieces: list[str]) -> None:
    for data in (feed("".join(pieces)), "".join(pieces).encode()):
        with suppress(UserError):
            parse(data, "https://host/", "text/xml")


@given(st.binary(max_size=99))
def test_no_response_causes_a_traceback(data: bytes) -> None:
    with suppress(UserError):
        parse(data, "https://host/", "text/xml; charset=what")
