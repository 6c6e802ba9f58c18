"""Convert the transcripts that podcasters publish to plain text, one line for each turn.

Supports the formats of the tag `podcast:transcript` of the podcast namespace. Times are dropped,
because recognition finds where the words are.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

from flows.sources.page_text import page_text

KINDS = (
    "text/plain",
    "text/vtt",
    "application/x-subrip",
    "application/srt",
    "application/json",
    "text/html",
)
"""Media types that can be read; those that preserve the most come first."""

_TIMES = re.compile(r"^\s*(?:\d+:)?\d+:\d\d(?:[.,]\d+)?\s*-->")
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_VOICE = re.compile(r"^<v(?:\.[^\s>]*)? ([^<>]+)>")
_TAG = re.compile(r"</?(?:b|c|font|i|lang|rt|ruby|s|u|v|[\d:.]+)(?:[\s.][^<>]*)?>", re.IGNORECASE)
_LABEL = re.compile(r"^(.{1,60}:)\n", re.MULTILINE)  # "Ann:" on a line of its own
_Said = tuple[str, str]
"""The speaker ("" if unknown) and the text."""


def plain(text: str, kind: str) -> str:
    """Return a transcript as plain text; ValueError if it does not match its media type.

    Time and memory are proportional to the length of the text, whatever it contains.
    """
    found = _plain(text, kind)
    if not any(map(str.isalnum, found)):
        raise ValueError("it has no words")
    return found


def _plain(text: str, kind: str) -> str:
    if kind == "text/html":
        return _of_page(text)
    if _PAGE.match(text):
        raise ValueError("it is a web page")
    if kind == "text/plain":
        return text
    said = _segments(text) if kind == "application/json" else _cues(text)
    return "".join(f"{line}\n" for line in _turns(said))


def _cues(text: str) -> Iterator[_Said]:
    """Yield the cues of WebVTT and SubRip: blocks that contain a line with times."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        times = next((n for n, line in enumerate(lines) if _TIMES.match(line)), None)
        if times is not None:
            cue = " ".join(lines[times + 1 :])
            voice = _VOICE.match(cue)
            yield html.unescape(voice[1]) if voice else "", html.unescape(_TAG.sub("", cue))


def _segments(text: str) -> Iterator[_Said]:
    """Yield the segments of a JSON transcript in the format of the podcast namespace."""
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("its JSON is nested too deeply") from None
    if not isinstance(found, dict) or not isinstance(found.get("segments"), list):
        raise ValueError("no segments")
    for segment in found["segments"]:
        if isinstance(segment, dict):
            yield str(segment.get("speaker") or ""), str(segment.get("body") or "")


def _turns(said: Iterable[_Said]) -> Iterator[str]:
    """Join consecutive cues of one speaker."""
    speaker, words = "", list[str]()
    for who, what in said:
        if who and who != speaker:
            yield from _turn(speaker, words)
            speaker, words = who, []
        words += what.split()
    yield from _turn(speaker, words)


def _turn(speaker: str, words: list[str]) -> Iterator[str]:
    if words:
        label = f"{' '.join(speaker.split())}: " if speaker else ""
        yield label + " ".join(words)


def _of_page(text: str) -> str:
    lines = (" ".join(line.split()) for line in page_text(text).split("\n"))
    return _LABEL.sub(r"\1 ", "".join(f"{line}\n" for line in lines if line))
