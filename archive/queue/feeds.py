"""The state of podcast feeds: the version last read, and the downloaded episodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from archive.database.connection import Catalogue, upsert
from archive.database.tables import EPISODES, FEEDS


@dataclass(frozen=True, slots=True)
class FeedVersion:
    """The ETag and Last-Modified of the feed version that was read completely."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """A downloaded episode; `file` and `transcript` are paths, `date` is ISO 8601."""

    guid: str
    file: str
    sha256: str
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    transcript: str | None = None
    transcript_url: str | None = None


def load_feed_version(catalogue: Catalogue, feed: str, newest: int | None) -> FeedVersion:
    """Return the version last read with this limit on the number of episodes; empty if none was."""
    mine = select(FEEDS).where(FEEDS.c.url == _build_version_key(feed, newest))
    with catalogue.reading() as connection:
        row = connection.execute(mine).one_or_none()
    return FeedVersion(row.etag, row.modified) if row else FeedVersion()


def store_feed_version(
    catalogue: Catalogue, feed: str, newest: int | None, version: FeedVersion
) -> None:
    """Record that this version was read completely, or up to the limit of `newest` episodes."""
    with catalogue.writing() as connection:
        upsert(connection, FEEDS, [{"url": _build_version_key(feed, newest), **asdict(version)}])


def _build_version_key(feed: str, newest: int | None) -> str:
    """Return the key of a feed and its limit, because a higher limit requires reading it again."""
    return feed if newest is None else f"{feed} newest {newest}"


def load_known_episodes(catalogue: Catalogue, feed: str) -> Mapping[str, Episode]:
    """Return the downloaded episodes of a feed by guid."""
    with catalogue.reading() as connection:
        rows = connection.execute(select(EPISODES).where(EPISODES.c.feed == feed)).all()
    return {row.guid: _build_episode(row._asdict()) for row in rows}


def store_episode(catalogue: Catalogue, feed: str, episode: Episode) -> None:
    """Record a downloaded episode."""
    with catalogue.writing() as connection:
        known = select(FEEDS.c.url).where(FEEDS.c.url == feed)
        if connection.scalar(known) is None:
            upsert(connection, FEEDS, [{"url": feed, **asdict(FeedVersion())}])
        upsert(connection, EPISODES, [{"feed": feed, **asdict(episode)}])


def _build_episode(row: dict[str, Any]) -> Episode:
    del row["feed"]
    return Episode(**row)
