"""Read a podcast feed: its episodes, each with a sound and perhaps a transcript to download."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from flows.request import one_line
from flows.sources.extensions import SOUND, split
from flows.sources.polite import shown
from flows.sources.texts import KINDS
from transcripts.errors import UserError

_EXTENSIONS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/ogg": "ogg"}


@dataclass(frozen=True, slots=True)
class Item:
    """An episode as a feed has it; `transcript` is the address and the media type of one."""

    guid: str
    sound: str
    extension: str
    title: str | None
    date: Date | None
    transcript: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: the programme's name, and the episodes in the order of the feed."""

    programme: str | None
    items: tuple[Item, ...]


def parse(data: bytes, address: str, media: str) -> Channel:
    """Read a feed that came from an address with a media type; nothing is asked of the network.

    Raises UserError where it is no feed. Items without sound are passed over.
    """
    import feedparser

    # As a stream: feedparser takes bare bytes for the name of a file, if there is such a file. It
    # is not told the address: it would put that before a guid, and a feed that moves had new ones.
    headers = {"content-type": media}
    found = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    if not found.get("version"):
        beginning = data[:40].decode("utf-8", "replace")
        raise UserError(f"{shown(address)} is no podcast feed: it begins with {beginning!r}")
    transcripts = _transcripts(data)
    if len(transcripts) != len(found.entries):
        transcripts = [_last_transcript(entry) for entry in found.entries]
    both = zip(found.entries, transcripts, strict=True)
    items = [_item(entry, texts, address) for entry, texts in both]
    return Channel(_line(found.feed.get("title")), tuple(item for item in items if item))


def _item(entry: Any, transcripts: Iterable[tuple[str, str]], base: str) -> Item | None:
    sound = next((link for link in entry.get("enclosures", ()) if _sounds(link)), None)
    if sound is None:
        return None
    known = [(urljoin(base, url), kind) for url, kind in transcripts if kind in KINDS]
    return Item(
        guid=entry.get("id") or sound["href"],
        sound=urljoin(base, sound["href"]),
        extension=_extension(sound),
        title=_line(entry.get("title")),
        date=_date(entry),
        transcript=min(known, key=lambda text: KINDS.index(text[1]), default=None),
    )


def _sounds(link: Any) -> bool:
    media = link.get("type", "").split("/")[0]
    return bool(link.get("href")) and (
        media in ("audio", "video") or split(urlsplit(link["href"]).path)[1] in SOUND
    )


def _extension(link: Any) -> str:
    media = link.get("type", "")
    of_media = _EXTENSIONS.get(media) or (mimetypes.guess_extension(media) or "").lstrip(".")
    for extension in (split(urlsplit(link["href"]).path)[1], of_media):
        if extension in SOUND:
            return extension
    return "sound"


def _transcripts(data: bytes) -> list[list[tuple[str, str]]]:
    """Give address and media type of each item's transcripts: feedparser keeps only the last."""
    try:
        items = ElementTree.fromstring(data).iter("item")
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    return [
        [
            (child.get("url", ""), child.get("type", ""))
            for child in item
            if child.tag.endswith("}transcript") and child.get("url")
        ]
        for item in items
    ]


def _last_transcript(entry: Any) -> list[tuple[str, str]]:
    found = entry.get("podcast_transcript") or {}
    return [(found["url"], found.get("type", ""))] if found.get("url") else []


def _line(text: str | None) -> str | None:
    return one_line(text) or None if text else None


def _date(entry: Any) -> Date | None:
    """Give the day of broadcast where the broadcaster is, not in Greenwich."""
    try:
        return parsedate_to_datetime(entry.get("published", "")).date()
    except (ValueError, TypeError):
        parsed = entry.get("published_parsed")
        return Date(*parsed[:3]) if parsed else None
