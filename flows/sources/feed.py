"""Download the new episodes of a podcast feed to a folder, once each and at a limited rate."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from archive.database.connection import Catalogue
from archive.queue.arrivals import load_published_facts
from archive.queue.feeds import (
    Episode,
    FeedVersion,
    load_feed_version,
    load_known_episodes,
    store_episode,
    store_feed_version,
)
from archive.storage.files import write_atomically
from flows.sources.arrival import Arrival, Refusal
from flows.sources.download import download
from flows.sources.http_client import (
    DEFAULT_POLICY,
    HttpClient,
    RequestFailed,
    RetryPolicy,
    check_address,
    redacted,
)
from flows.sources.rss import Channel, Item, parse
from flows.sources.texts import to_plain_text
from flows.sources.transcript_version import MOST_RECHECKS, TranscriptVersion, is_due
from transcripts.errors import UserError

_MOST_BYTES = 50 * 10**6
"""The maximum size of a feed in bytes, enough for 10,000 episodes with their notes."""

_MOST_TRANSCRIPT_BYTES = 5 * 10**6
"""The maximum size of an episode's transcript in bytes, enough for a day of speech as HTML."""

_DUPLICATE_GUID = "two episodes of this feed have the guid {!r}: ask its publisher to fix that"

_NAME_BYTES = 100
"""The maximum size of a title in a file name in bytes; file systems limit whole names to 255."""


def feed(
    address: str,
    catalogue: Catalogue,
    folder: Path,
    *,
    newest: int | None = None,
    language: str | None = None,
    policy: RetryPolicy = DEFAULT_POLICY,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Arrival | Refusal]:
    """Yield every episode of a feed, including those it no longer lists; download the new ones.

    Downloads go to a subfolder of `folder` named after the programme. `newest` limits the pass to
    that many entries from the top of the feed. An episode that the server fails to deliver is
    refused, and the next pass requests it again. Raises UserError if there is no feed or the disk
    is full.
    """
    with HttpClient(policy, wait, origin=address) as client:
        try:
            address = address.strip()
            check_address(address)
            feed_pass = _FeedPass(
                redacted(address), catalogue, folder.expanduser().absolute(), client
            )
            last = (
                load_feed_version(catalogue, feed_pass.feed, newest)
                if feed_pass.is_complete
                else FeedVersion()
            )
            found = _request_feed(client, address, last, language)
        except RequestFailed as failed:
            raise UserError(f"the feed {redacted(address)} cannot be read: {failed}") from None
        if found is not None:
            now, channel = found
            yield from feed_pass.episodes(replace(channel, items=channel.items[:newest]))
            if not feed_pass.missing:
                store_feed_version(catalogue, feed_pass.feed, newest, now)
        yield from feed_pass.unlisted()


def _request_feed(
    client: HttpClient, address: str, last: FeedVersion, language: str | None
) -> tuple[FeedVersion, Channel] | None:
    """Request a feed; return it with its version, or None if it has not changed since `last`."""
    conditions = {"If-None-Match": last.etag, "If-Modified-Since": last.modified}
    headers = {name: value for name, value in conditions.items() if value and value.isascii()}

    def attempt() -> tuple[httpx.Headers, str, bytes] | None:
        with client.stream(address, headers) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return None
            return response.headers, str(response.url), _read_body(client, response)

    answer = client.with_retries(attempt)
    if answer is None:
        return None
    headers_, place, data = answer
    channel = parse(data, place, headers_.get("content-type", "application/rss+xml"), language)
    return FeedVersion(headers_.get("etag"), headers_.get("last-modified")), channel


def _read_body(client: HttpClient, response: httpx.Response, max_bytes: int = _MOST_BYTES) -> bytes:
    """Read and decompress a body; raises RequestFailed if it has more than `max_bytes` bytes."""
    data = bytearray()
    for piece in client.body(response):
        data += piece
        if len(data) > max_bytes:
            raise RequestFailed(f"it has more than {max_bytes / 1e6:.0f} MB")
    return bytes(data)


class _FeedPass:
    """One pass through a feed; `missing` is true if the server failed to deliver something."""

    def __init__(self, feed: str, catalogue: Catalogue, folder: Path, client: HttpClient) -> None:
        self.feed, self.catalogue, self.folder, self.client = feed, catalogue, folder, client
        self.missing = False
        self._known = dict(load_known_episodes(catalogue, feed))
        self._seen: dict[str, str] = {}
        self._rechecks = 0

    @property
    def is_complete(self) -> bool:
        """Check whether every known episode is on disk or was published."""
        return all(map(self._is_available, self._known.values()))

    def episodes(self, channel: Channel) -> Iterator[Arrival | Refusal]:
        """Yield the episodes that the feed lists now."""
        for item in channel.items:
            sound = self._seen.get(item.guid)
            if sound is not None:
                if sound != item.sound:
                    yield self._build_refusal(item, _DUPLICATE_GUID.format(item.guid))
                continue
            self._seen[item.guid] = item.sound
            try:
                episode = self._load_episode(item, channel.programme)
            except RequestFailed as failed:
                yield self._build_refusal_of_episode(item, str(failed))
                continue
            yield from self._add_transcript(item, episode)

    def unlisted(self) -> Iterator[Arrival | Refusal]:
        """Yield known episodes that the feed no longer lists; all if the feed has not changed."""
        for guid, episode in list(self._known.items()):
            if guid not in self._seen:
                yield from self._recheck_transcript(episode, episode.title or guid, None)
                yield from self._deliver(episode)

    def _load_episode(self, item: Item, programme: str | None) -> Episode:
        """Return an episode; download its audio file unless that is on disk or was published."""
        episode = self._known.get(item.guid)
        if episode is None or not self._is_available(episode):
            path = (
                self.folder
                / _to_slug(programme or urlsplit(self.feed).netloc)
                / _build_file_name(item)
            )
            sha256 = download(self.client, item.sound, path)
            episode = Episode(item.guid, str(path), sha256)
        date = item.date.isoformat() if item.date else None
        return self._store_if_changed(
            replace(episode, title=item.title, programme=programme, date=date)
        )

    def _is_available(self, episode: Episode) -> bool:
        """Check whether the audio file is on disk or was published."""
        return Path(episode.file).is_file() or bool(
            load_published_facts(self.catalogue, episode.sha256)
        )

    def _add_transcript(self, item: Item, episode: Episode) -> Iterator[Arrival | Refusal]:
        address, kind = item.transcript or (None, "")
        if address is not None and address != episode.transcript_url:
            try:
                found = self._download_transcript(address, kind)
            except RequestFailed as failed:
                yield self._build_refusal_of_episode(
                    item, f"its transcript {redacted(address)}: {failed}"
                )
            else:
                path = Path(episode.file).with_suffix(".txt")
                former = TranscriptVersion.read(path)
                if path.is_file() and former is not None and not former.is_unedited(path):
                    yield self._build_refusal_for_edited(path, item.title or item.guid)
                elif found:
                    _store_transcript(path, *found)
                episode = replace(episode, transcript=str(path), transcript_url=address)
        elif address is not None:
            yield from self._recheck_transcript(episode, item.title or item.guid, kind)
        yield from self._deliver(self._store_if_changed(episode))

    def _recheck_transcript(
        self, episode: Episode, title: str, kind: str | None
    ) -> Iterator[Refusal]:
        """Download a known transcript again if the server has a newer version.

        If somebody has edited the stored text, it is kept, and each newer version is reported once.
        `kind` is the media type in the feed; None means the type of the stored version.
        """
        path = Path(episode.transcript or "")
        if not episode.transcript_url or not path.is_file() or not is_due(path):
            return
        former = TranscriptVersion.read(path)
        if (former is None and kind is None) or self._rechecks >= MOST_RECHECKS:
            return
        self._rechecks += 1
        kind = kind or (former.kind if former else "")
        conditions = former.conditions if former else {}
        try:
            found = self._download_transcript(episode.transcript_url, kind, conditions)
        except RequestFailed:
            found = None  # keep the stored text; the next pass requests it again
        if found is None:
            if former:
                former.store(path)
            return
        text, version = found
        is_own = path.read_text(encoding="utf-8") == text
        if is_own or (former is not None and former.is_unedited(path)):
            _store_transcript(path, text, version)
            return
        version.store(path)
        if former is None or former.sha256 != version.sha256:
            yield self._build_refusal_for_edited(path, title)

    def _build_refusal_for_edited(self, path: Path, title: str) -> Refusal:
        return Refusal(
            f"{self.feed}, {title}",
            f"its transcript was corrected, but {path} was edited here and is kept: copy the "
            "corrections into it",
        )

    def _download_transcript(
        self, address: str, kind: str, conditions: Mapping[str, str] = {}
    ) -> tuple[str, TranscriptVersion] | None:
        """Download a transcript as plain text; return None if it has not changed."""

        def attempt() -> tuple[bytes, httpx.Headers] | None:
            with self.client.stream(address, conditions) as response:
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    return None
                is_complete = _read_body(self.client, response, _MOST_TRANSCRIPT_BYTES)
                return is_complete, response.headers

        answer = self.client.with_retries(attempt)
        if answer is None:
            return None
        data, headers = answer
        try:
            text = to_plain_text(data.decode("utf-8-sig"), kind)
        except ValueError as error:
            raise RequestFailed(f"it is not readable as {kind} in UTF-8 ({error})") from None
        return text, TranscriptVersion.from_text(text, kind, headers)

    def _store_if_changed(self, episode: Episode) -> Episode:
        if self._known.get(episode.guid) != episode:
            store_episode(self.catalogue, self.feed, episode)
            self._known[episode.guid] = episode
        return episode

    def _deliver(self, episode: Episode) -> Iterator[Arrival]:
        """Yield an episode, unless its audio file was deleted after publication."""
        file = Path(episode.file)
        if file.is_file():
            text = Path(episode.transcript) if episode.transcript else None
            yield Arrival(
                file=file,
                origin="feed",
                where=self.feed,
                transcript=text if text and text.is_file() else None,
                title=episode.title,
                programme=episode.programme,
                date=episode.date,
            )

    def _build_refusal_of_episode(self, item: Item, reason: str) -> Refusal:
        self.missing = True
        return self._build_refusal(item, reason)

    def _build_refusal(self, item: Item, reason: str) -> Refusal:
        return Refusal(f"{self.feed}, {item.title or item.guid}", reason)


def _store_transcript(path: Path, text: str, version: TranscriptVersion) -> None:
    write_atomically(path, text)
    version.store(path)


def _build_file_name(item: Item) -> str:
    """Return a unique, readable file name: date, title, and 8 hex digits of the guid's hash."""
    own = hashlib.sha256(item.guid.encode("utf-8", "replace")).hexdigest()[:8]
    parts = (item.date.isoformat() if item.date else "", _to_slug(item.title or ""), own)
    return f"{'-'.join(part for part in parts if part)}.{item.extension}"


def _to_slug(text: str) -> str:
    words = "-".join(re.findall(r"\w+", text))
    return words.encode()[:_NAME_BYTES].decode(errors="ignore")
