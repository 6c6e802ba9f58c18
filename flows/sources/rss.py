"""Parse a podcast feed: episodes with the addresses of their audio and transcripts."""

from __future__ import annotations

import html
import io
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from flows.request import one_line
from flows.sources.extensions import OTHER, SOUND, split_extension
from flows.sources.feed_limits import check_limits
from flows.sources.http_client import redacted
from flows.sources.texts import KINDS
from transcripts.errors import UserError
from transcripts.identifiers import LONGEST_TITLE, without_hidden

_EXTENSIONS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/ogg": "ogg"}


_UNTYPED = frozenset(("", "application/octet-stream", "binary/octet-stream"))
"""Media types that do not reveal the content."""

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")

_Link = tuple[str, str]
"""An address ("" if missing) and the media type of its content."""

_TranscriptLink = tuple[_Link, str]
"""A transcript and its language ("" if the feed does not name it)."""


@dataclass(frozen=True, slots=True)
class Item:
    """An episode of a feed; `transcript` is an address with its media type."""

    guid: str
    sound: str
    extension: str
    title: str | None
    date: Date | None
    transcript: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: the programme's name, and its episodes in the feed's order."""

    programme: str | None
    items: tuple[Item, ...]


def parse(data: bytes, address: str, media: str, language: str | None = None) -> Channel:
    """Parse a feed that was downloaded from `address`, without any requests.

    Of several transcripts, the one in `language` is used, or else the one in the feed's language.
    Items without audio are skipped. Raises UserError if the data is not a feed.
    """
    import feedparser

    check_limits(data)
    # The feed is passed as a stream, because feedparser would open a file if the bytes were the
    # name of a file. feedparser does not get the address of the feed, because it would put the
    # address before each guid, and after a move of the feed every episode would count as new.
    headers = {"content-type": media}
    found = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    if not found.get("version"):
        beginning = data[:40].decode("utf-8", "replace")
        raise UserError(f"{redacted(address)} is not a podcast feed: it begins with {beginning!r}")
    transcripts = _parse_transcripts(data)
    if len(transcripts) != len(found.entries):
        transcripts = [
            [_build_transcript_link(entry.get("podcast_transcript") or {})]
            for entry in found.entries
        ]
    spoken = language or found.feed.get("language")
    both = zip(found.entries, transcripts, strict=True)
    items = [
        _build_item(entry, _choose_by_language(texts, spoken), address) for entry, texts in both
    ]
    return Channel(_clean_title(found.feed.get("title")), tuple(item for item in items if item))


def _build_item(entry: Any, transcripts: Iterable[_Link], base: str) -> Item | None:
    links = [_build_link(link.get("href"), link) for link in entry.get("enclosures", ())]
    links += [_build_media_link(content) for content in entry.get("media_content", ())]
    sound, media = next((link for link in links if _is_audio(link)), ("", ""))
    if not sound:
        return None
    address = _resolve_address(base, sound)
    known = [(_resolve_address(base, to), kind) for to, kind in transcripts if to and kind in KINDS]
    return Item(
        guid=entry.get("id") or address,
        sound=address,
        extension=_choose_extension(sound, media),
        title=_clean_title(entry.get("title")),
        date=_parse_broadcast_day(entry),
        transcript=min(known, key=lambda text: KINDS.index(text[1]), default=None),
    )


def _build_link(address: str | None, attributes: Any) -> _Link:
    media = attributes.get("type") or ""
    return (address or "").strip(), media.partition(";")[0].strip().lower()


def _build_media_link(attributes: Any) -> _Link:
    """Return a `media:content` as a link; its medium replaces a missing type."""
    address, media = _build_link(attributes.get("url"), attributes)
    medium = (attributes.get("medium") or "").strip().lower()
    return address, media if media not in _UNTYPED or not medium else f"{medium}/"


def _resolve_address(base: str, address: str) -> str:
    """Return an absolute address; an invalid one is returned unchanged, for the error message."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _is_audio(link: _Link) -> bool:
    address, media = link
    ending = _suffix_of_address(address)
    typed = media.startswith(("audio/", "video/")) or media.lstrip(".") in SOUND
    untyped = media in _UNTYPED and ending not in OTHER
    return bool(address) and (typed or untyped or ending in SOUND)


def _choose_extension(address: str, media: str) -> str:
    of_media = _EXTENSIONS.get(media) or (mimetypes.guess_extension(media) or media).lstrip(".")
    return next(
        (found for found in (_suffix_of_address(address), of_media) if found in SOUND), "sound"
    )


def _suffix_of_address(address: str) -> str:
    try:
        return split_extension(urlsplit(address).path)[1]
    except ValueError:
        return ""


def _parse_transcripts(data: bytes) -> list[list[_TranscriptLink]]:
    """Return all transcripts of each item; feedparser would return only the last one."""
    try:
        items = list(ElementTree.fromstring(data).iter("item"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    return [
        [_build_transcript_link(child) for child in item if child.tag.endswith("}transcript")]
        for item in items
    ]


def _build_transcript_link(attributes: Any) -> _TranscriptLink:
    return _build_link(attributes.get("url"), attributes), attributes.get("language") or ""


def _choose_by_language(texts: Iterable[_TranscriptLink], spoken: str | None) -> list[_Link]:
    """Return the transcripts in the spoken language; if there are none, return all.

    A transcript without a language counts as being in the feed's language.
    """
    wanted = _parse_primary_language(spoken or "")
    known = [
        (link, _parse_primary_language(language)) for link, language in texts if link[1] in KINDS
    ]
    right = [link for link, language in known if wanted in ("", language) or not language]
    return right or [link for link, _ in known]


def _parse_primary_language(language: str) -> str:
    """Return the primary language of a tag, such as "en" for en-GB."""
    return re.split("[-_]", language.strip().lower())[0]


def _clean_title(text: str | None) -> str | None:
    """Return a title on one line; entities that were escaped twice are resolved."""
    if not text:
        return None
    title = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return one_line(without_hidden(" ".join(title.split()))[:LONGEST_TITLE]) or None


def _parse_broadcast_day(entry: Any) -> Date | None:
    """Return the day of broadcast in the broadcaster's time zone, not in UTC."""
    try:
        return parsedate_to_datetime(entry.get("published", "")).date()
    except (ValueError, TypeError, OverflowError):
        parsed = entry.get("published_parsed")
    try:
        return Date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None
