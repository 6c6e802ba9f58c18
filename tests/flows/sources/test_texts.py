from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.texts import KINDS, to_plain_text
from tests.lamplight import EXAMPLE
from transcripts.formats import srt, vtt

VTT = """WEBVTT

NOTE nothing to say

STYLE
::cue { color: red }

1
00:01.000 --> 00:02.000 align:left
<v Ann Lee>We sailed <i>at</i> dawn,
fish &amp; chips aboard.

00:00:02.000 --> 00:00:03.000
<v Ann Lee>And back.

00:00:03.500 --> 00:00:04.000
<v.loud Tom>Never!
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
We <i>sailed</i>

2
00:00:02,000 --> 00:00:03,000
at dawn.
""".replace("\n", "\r\n")
SEGMENTS = """{"version": "1.0.0", "segments": [
 {"speaker": "Ann", "startTime": 0.5, "body": "We sailed"},
 {"speaker": "Ann", "startTime": 0.9, "body": "at dawn."},
 {"body": "So it was."}, 7,
 {"speaker": "Tom", "body": "Never!"}]}"""
PAGE = """<html><head><title>Notes</title><style>p {}</style></head><body>
<cite>Ann:</cite><time>0:01</time><p>We sailed
at dawn.</p><p>Tea &amp; toast.<br>Aboard.</p></body>"""

ANN = "Ann Lee: We sailed at dawn, fish & chips aboard. And back.\nTom: Never!\n"


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("text/plain", "Any  text.\n", "Any  text.\n"),
        ("text/vtt", VTT, ANN),
        ("text/vtt", VTT.replace("\n", "\r\n"), ANN),
        ("application/x-subrip", SRT, "We sailed at dawn.\n"),
        ("application/srt", SRT, "We sailed at dawn.\n"),
        ("application/json", SEGMENTS, "Ann: We sailed at dawn. So it was.\nTom: Never!\n"),
        ("text/html", PAGE, "Ann: We sailed at dawn. Tea & toast. Aboard.\n"),
    ],
)
def test_every_kind_becomes_plain_text(kind: str, text: str, wanted: str) -> None:
    assert to_plain_text(text, kind) == wanted


@pytest.mark.parametrize("kind", ["text/vtt", "application/srt"])
def test_what_tapelog_publishes_can_be_read_back(kind: str) -> None:
    written = (vtt if kind == "text/vtt" else srt).render(EXAMPLE)
    words = (
        to_plain_text(written, kind).replace("‹", "<").replace("›", ">").split()
    )  # SubRip has no <
    said = [word for turn in EXAMPLE.turns for word in turn.text.split()]
    assert set(said) <= set(words)


@pytest.mark.parametrize("text", ["", "[]", '{"segments": 7}', "{"])
def test_json_that_is_no_transcript_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_plain_text(text, "application/json")


@given(st.sampled_from([kind for kind in KINDS if kind != "application/json"]), st.text())
def test_plain_text_contains_only_words_of_the_source(kind: str, text: str) -> None:
    with suppress(ValueError):
        assert any(map(str.isalnum, to_plain_text(text, kind)))


def test_subrip_without_milliseconds() -> None:
    assert to_plain_text(SRT.replace(",000", ""), "application/srt") == "We sailed at dawn.\n"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/vtt", "WEBVTT\n\n"),
        ("text/vtt", PAGE),
        ("text/plain", "<!DOCTYPE html><p>Not found</p>"),
        ("text/plain", " \n--\n"),
        ("application/json", '{"segments": []}'),
        ("text/html", "<html><body></body></html>"),
    ],
)
def test_a_transcript_without_words_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"no words|web page|form that is not known"):
        to_plain_text(text, kind)
