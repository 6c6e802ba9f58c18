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
from flows.sources.feed_limits import check_limits
from flows.sources.http_client import redacted
from flows.sources.texts import KINDS
from transcripts.errors import UserError

_EXTENSIONS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/ogg": "ogg"}


_Link = tuple[str, str]
"""An address, "" where there is none, and the media type of what is there."""


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

    Raises UserError if it is no feed. Items without sound are passed over.
    """
    import feedparser

    check_limits(data)
    # As a stream: feedparser takes bare bytes for the name of a file, if there is such a file. It
    # is not told the address: it would put that before a guid, and a feed that moves had new ones.
    headers = {"content-type": media}
    found = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    if not found.get("version"):
        beginning = data[:40].decode("utf-8", "replace")
        raise UserError(f"{redacted(address)} is no podcast feed: it begins with {beginning!r}")
    transcripts = _transcripts(data)
    if len(transcripts) != len(found.entries):
        transcripts = [_last_transcript(entry) for entry in found.entries]
    both = zip(found.entries, transcripts, strict=True)
    items = [_item(entry, texts, address) for entry, texts in both]
    return Channel(_line(found.feed.get("title")), tuple(item for item in items if item))


def _item(entry: Any, transcripts: Iterable[_Link], base: str) -> Item | None:
    enclosures = (_link(link.get("href"), link) for link in entry.get("enclosures", ()))
    sound, media = next((link for link in enclosures if _sounds(link)), ("", ""))
    if not sound:
        return None
    address = _resolved(base, sound)
    known = [(_resolved(base, to), kind) for to, kind in transcripts if to and kind in KINDS]
    return Item(
        guid=entry.get("id") or address,
        sound=address,
        extension=_extension(sound, media),
        title=_line(entry.get("title")),
        date=_date(entry),
        transcript=min(known, key=lambda text: KINDS.index(text[1]), default=None),
    )


def _link(address: str | None, attributes: Any) -> _Link:
    media = attributes.get("type") or ""
    return address or "", media.partition(";")[0].strip().lower()


def _resolved(base: str, address: str) -> str:
    """Return an address in full; one that is none stays, so that it can be named."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _sounds(link: _Link) -> bool:
    address, media = link
    return bool(address) and (media.startswith(("audio/", "video/")) or _ending(address) in SOUND)


def _extension(address: str, media: str) -> str:
    of_media = _EXTENSIONS.get(media) or (mimetypes.guess_extension(media) or "").lstrip(".")
    return next((found for found in (_ending(address), of_media) if found in SOUND), "sound")


def _ending(address: str) -> str:
    try:
        return split(urlsplit(address).path)[1]
    except ValueError:
        return ""


def _transcripts(data: bytes) -> list[list[_Link]]:
    """Return the transcripts of each item: feedparser keeps only the last."""
    try:
        items = list(ElementTree.fromstring(data).iter("item"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    return [
        [_link(child.get("url"), child) for child in item if child.tag.endswith("}transcript")]
        for item in items
    ]


def _last_transcript(entry: Any) -> list[_Link]:
    found = entry.get("podcast_transcript") or {}
    return [_link(found.get("url"), found)]


def _line(text: str | None) -> str | None:
    return one_line(text) or None if text else None


def _date(entry: Any) -> Date | None:
    """Return the day of broadcast where the broadcaster is, not in Greenwich."""
    try:
        return parsedate_to_datetime(entry.get("published", "")).date()
    except (ValueError, TypeError, OverflowError):
        parsed = entry.get("published_parsed")
    try:
        return Date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None
