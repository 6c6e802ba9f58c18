"""Odd feeds cost little time and memory, and affect no other episode."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from flows.sources.feed_limits import check_limits
from flows.sources.http_client import CHUNK_BYTES, RequestFailed, decompressed
from flows.sources.rss import parse
from flows.sources.texts import to_plain_text
from transcripts.errors import UserError
from transcripts.sources.page_text import page_text

SECONDS = 5.0
"""Processor time of a test: quadratic algorithms would take minutes."""


@pytest.fixture(autouse=True)
def _quickly() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < 4 * SECONDS


def response(body: bytes, encoding: str) -> httpx.Response:
    return httpx.Response(200, headers={"content-encoding": encoding}, stream=_Bytes(body))


class _Bytes(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.body), 1000):
            yield self.body[at : at + 1000]


def test_a_chain_of_encodings_is_refused() -> None:
    bomb = gzip.compress(gzip.compress(gzip.compress(bytes(50 * 2**20))))
    assert len(bomb) < 1000
    for encoding in ("gzip, gzip, gzip", "gzip,gzip", "br", "deflate, gzip", "zstd"):
        with pytest.raises(RequestFailed, match="encoding that was not requested"):
            list(decompressed(response(bomb, encoding)))


def test_one_gzip_is_unpacked_piece_by_piece() -> None:
    bomb = gzip.compress(bytes(200 * 2**20))
    tracemalloc.start()
    try:
        got = 0
        for piece in decompressed(response(bomb, "gzip")):
            assert len(piece) <= CHUNK_BYTES
            got += len(piece)
            if got > 10 * 2**20:
                break
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()
    assert b"".join(decompressed(response(gzip.compress(b"hello"), "gzip"))) == b"hello"
    assert b"".join(decompressed(response(b"hello", ""))) == b"hello"
    with pytest.raises(RequestFailed, match="invalid gzip"):
        list(decompressed(response(b"hello", "gzip")))


FEED = b"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>%s</channel></rss>"

HEAVY = {
    "depth": FEED % (b"<a>" * 200_000 + b"</a>" * 200_000),
    "attributes": FEED % (b"<item " + b" ".join(b"a%d='x'" % n for n in range(100_000)) + b"/>"),
    "one attribute": FEED % (b"<item a='" + b"x" * 1_100_000 + b"'/>"),
    "entities": b"<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss><channel/></rss>",
    "unclosed": FEED % (b"<v " * 50_000),
    "unclosed comments": FEED % (b"<!--" * 50_000),
    "long tag": FEED % (b"<v a=a " * 50_000 + b">"),
    "broken and large": FEED % (b"<b>x" * 1_500_000),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_an_expensive_feed_is_refused(kind: str) -> None:
    with pytest.raises(UserError, match="ask its publisher to fix it"):
        check_limits(HEAVY[kind])


def test_an_ordinary_feed_is_read() -> None:
    item = b"<item><title>A &amp; B</title><enclosure url='/a.mp3' type='audio/mpeg'/></item>"
    broken = item.replace(b"&amp;", b"&nbsp; &")
    strange = item.replace(b"<title>", b"<pubDate>Tue, 99 Foo 99999 99:99</pubDate><title>")
    for items in (item, item + broken, strange + item):
        found = parse(FEED % items, "https://example.org/feed", "application/rss+xml")
        assert len(found.items) == items.count(b"<item>")


MOST_TEXT = 200_000
"""Characters of each text: quadratic algorithms would take half a minute."""

TEXTS = {
    "<v ": "<v " * 350_000,
    "<!--": "<!--" * 250_000,
    "<": "<" * 1_000_000,
    "attributes": "<p " + 'a="b" ' * 180_000 + ">hello</p>",
    "quotes": "<a \"'" * 250_000,
    "quotes and ends": '<"><' * 250_000,
    "depth": "<div>" * 200_000,
    "script": "<script>" * 120_000,
    "entities": "&amp" * 250_000,
    "times": "1:" * 500_000,
    "blank lines": "\n \t" * 300_000,
    "cues": "\n\n00:01.000 --> 00:02.000\n<v " * 30_000,
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["text/html", "text/vtt", "application/srt", "text/plain"])
def test_an_expensive_transcript_takes_linear_time(text: str, kind: str) -> None:
    began = time.process_time()
    with contextlib.suppress(ValueError):  # a text without words is refused, in the same time
        to_plain_text(TEXTS[text][:MOST_TEXT], kind)
    assert time.process_time() - began < 4 * SECONDS


@pytest.mark.parametrize(
    "value", ["[" * 100_000, '{"a":' * 100_000, '{"segments": "x"}', "1" * 9999]
)
def test_odd_json_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_plain_text(value, "application/json")
    odd = json.dumps({"segments": [None, 1, {"body": None}, {"body": "Hello", "speaker": ["x"]}]})
    assert "Hello" in to_plain_text(odd, "application/json")


def test_visible_text_of_a_web_page() -> None:
    page = (
        "<html><head><title>no</title></head><body><p title='a>b'>Ann: 1 &lt; 2</p>"
        "<!-- no > --><script>if (a < b) { no() }</script><STYLE>no</STYLE>"
        "<p class=x>Tom: 3 < 4<br>and &amp; so</p></body></html>"
    )
    assert page_text(page).split("\n") == ["", "Ann: 1 < 2", "Tom: 3 < 4", "and & so"]
