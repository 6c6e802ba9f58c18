"""Write the files of a site for other programs: an RSS feed and sitemaps for search engines."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, register_namespace

from archive.site import addresses
from archive.site.entries import Entry, SpeakerEntry
from archive.site.options import SiteOptions
from archive.site.recording import CHAPTERS
from speakers.roles import find_role
from transcripts.formats.clock import clock
from transcripts.formats.xml import add_element, media_type, serialize_indented

ITEMS = 200
"""The maximum number of recordings in the feed: half a megabyte, which apps fetch every hour."""

MOST = 50_000
"""The maximum number of URLs in a sitemap (sitemaps.org); a larger site has several sitemaps."""

_PODCAST = "{https://podcastindex.org/namespace/1.0}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
for _prefix, _space in (("podcast", _PODCAST), ("itunes", _ITUNES), ("atom", _ATOM)):
    register_namespace(_prefix, _space.strip("{}"))

_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The UUID namespace for podcast:guid, defined by the podcast namespace."""

_TEXTS = {
    "transcript.vtt": "text/vtt",
    "transcript.srt": "application/x-subrip",
    "transcript.txt": "text/plain",
}


def render_feed(entries: Sequence[Entry], options: SiteOptions) -> str:
    """Render recordings as RSS 2.0 with the podcast namespace; `options.url` must be set."""
    url = options.url or ""
    rss = Element("rss", version="2.0")
    channel = add_element(rss, "channel")
    add_element(channel, "title", options.name)
    add_element(channel, "link", f"{url}/")
    add_element(channel, "description", f"{options.name}: recordings with their transcripts.")
    add_element(channel, "language", entries[0].language if entries else "en")
    add_element(channel, "generator", "tapelog")
    self = {"href": f"{url}/{addresses.FEED}", "rel": "self", "type": "application/rss+xml"}
    add_element(channel, f"{_ATOM}link", None, self)
    bare = f"{url}/{addresses.FEED}".partition("://")[2]
    add_element(channel, f"{_PODCAST}guid", str(uuid.uuid5(_PODCASTS, bare)))
    for entry in entries:
        _add_item(channel, entry, url)
    return serialize_indented(rss)


def render_sitemaps(
    paths: Iterable[str], options: SiteOptions, max_urls: int = MOST
) -> dict[str, str]:
    """Render the sitemaps; return them by file name.

    There is one sitemap of at most `max_urls` URLs, or several and an index of them.
    """
    found = [options.address(path) or "" for path in sorted(paths)]
    parts = [found[n : n + max_urls] for n in range(0, len(found), max_urls)]
    if len(parts) < 2:
        return {addresses.SITEMAP: _render_sitemap("urlset", "url", found)}
    names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    index = _render_sitemap("sitemapindex", "sitemap", [f"{options.url}/{name}" for name in names])
    maps = {
        name: _render_sitemap("urlset", "url", part)
        for name, part in zip(names, parts, strict=True)
    }
    return {addresses.SITEMAP: index, **maps}


def _add_item(channel: Element, entry: Entry, url: str) -> None:
    def whole(file: str) -> str:
        return f"{url}/{addresses.recording_path(entry.id, file)}"

    item = add_element(channel, "item")
    add_element(item, "title", entry.title)
    add_element(item, "link", whole(""))
    add_element(item, "guid", entry.id, {"isPermaLink": "false"})
    add_element(item, "description", entry.opening)
    if entry.programme:
        add_element(item, "category", entry.programme)
    if date := _parse_broadcast_day(entry.date):
        add_element(item, "pubDate", format_datetime(date))
    if sound := entry.sound:
        about = {"url": whole(sound.name), "length": str(sound.bytes)}
        add_element(item, "enclosure", None, {**about, "type": media_type(sound.name)})
    add_element(item, f"{_ITUNES}duration", clock(entry.duration))
    for file in entry.files:
        if file.name in _TEXTS:
            kind = {"url": whole(file.name), "type": _TEXTS[file.name]}
            add_element(item, f"{_PODCAST}transcript", None, {**kind, "language": entry.language})
    page = {"url": whole(""), "type": "text/html", "language": entry.language}
    add_element(item, f"{_PODCAST}transcript", None, page)
    chapters = {"url": whole(CHAPTERS), "type": "application/json+chapters"}
    add_element(item, f"{_PODCAST}chapters", None, chapters)
    for speaker in entry.speakers:
        _add_person(item, speaker, url)


def _add_person(item: Element, speaker: SpeakerEntry, url: str) -> None:
    """Add a speaker to an item, with the matching role of the Podcast Taxonomy."""
    part = find_role(speaker.role).podcast_taxonomy_role if speaker.role else "Guest"
    if speaker.name and part:
        href = f"{url}/{addresses.person_path(speaker.name).removesuffix('index.html')}"
        given = {"role": part.lower(), "group": "cast", "href": href}
        add_element(item, f"{_PODCAST}person", speaker.name, given)


def _parse_broadcast_day(text: str | None) -> datetime | None:
    """Parse the date of a broadcast; None unless the exact day is known."""
    try:
        return datetime.fromisoformat(text or "").replace(tzinfo=UTC)
    except ValueError:
        return None


def _render_sitemap(kind: str, child_tag: str, addresses: Sequence[str]) -> str:
    root = Element(kind, xmlns=_MAP.strip("{}"))
    for address in addresses:
        add_element(add_element(root, child_tag), "loc", address)
    return serialize_indented(root)
