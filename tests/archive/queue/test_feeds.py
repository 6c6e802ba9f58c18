from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.queue.arrivals import find_known_arrivals, load_published_facts, record_arrival
from archive.queue.feeds import (
    Episode,
    FeedVersion,
    load_feed_version,
    load_known_episodes,
    store_episode,
    store_feed_version,
)
from archive.transfer import export_archive, import_archive
from tests.lamplight import EXAMPLE

FEED, OTHER = "https://host/feed", "https://host/other"
ONE = Episode("1", "/feeds/one.mp3", "a" * 64, "One", "Open Air", "1987-05-05")
NOW = FeedVersion('"7"', "Tue, 05 May 1987 10:00:00 GMT")


def test_episodes_are_stored_by_feed_and_guid(catalogue: Catalogue) -> None:
    assert load_known_episodes(catalogue, FEED) == {}
    two = replace(ONE, guid="2", title=None, date=None, transcript="/feeds/two.txt")
    for feed, episode in ((FEED, ONE), (FEED, two), (OTHER, ONE)):
        store_episode(catalogue, feed, episode)
    store_episode(catalogue, FEED, replace(ONE, title="One, again"))
    assert load_known_episodes(catalogue, FEED) == {"1": replace(ONE, title="One, again"), "2": two}
    assert load_known_episodes(catalogue, OTHER) == {"1": ONE}


def test_the_feed_version_depends_on_the_limit(catalogue: Catalogue) -> None:
    store_feed_version(catalogue, FEED, 5, NOW)
    assert load_feed_version(catalogue, FEED, 5) == NOW
    assert (
        load_feed_version(catalogue, FEED, None)
        == load_feed_version(catalogue, FEED, 6)
        == FeedVersion()
    )
    store_feed_version(catalogue, FEED, None, NOW)
    store_episode(catalogue, FEED, ONE)
    assert load_feed_version(catalogue, FEED, None) == NOW
    store_feed_version(catalogue, FEED, None, FeedVersion())
    assert load_feed_version(catalogue, FEED, None) == FeedVersion()


def test_known_arrivals_survive_export_and_import(catalogue: Catalogue, tmp_path: Path) -> None:
    path, sha256 = Path("/tapes/one.wav"), EXAMPLE.recording.sha256
    ingest(catalogue, EXAMPLE, catalogue.archive / "published" / EXAMPLE.recording.id)
    known = replace(ONE, sha256=sha256)
    store_episode(catalogue, FEED, known)
    store_episode(catalogue, FEED, replace(ONE, guid="2", sha256="b" * 64))
    store_feed_version(catalogue, FEED, None, NOW)
    record_arrival(catalogue, path, sha256, frozenset({"title One"}), "2026-05-05")
    record_arrival(
        catalogue, Path("/tapes/two.wav"), "b" * 64, frozenset({"title Two"}), "2026-05-05"
    )
    export_archive(catalogue, tmp_path / "all.tar")
    with open_catalogue(tmp_path / "new", f"sqlite:///{tmp_path}/new.sqlite") as new:
        import_archive(new, tmp_path / "all.tar")
        assert load_known_episodes(new, FEED) == {"1": replace(known, file="", transcript=None)}
        assert (
            load_feed_version(new, FEED, None) == FeedVersion()
        )  # it is read again, from the beginning
        assert load_published_facts(new, sha256) == (frozenset({"title One"}),)
        assert find_known_arrivals(new, [path]) == {}
        assert load_published_facts(new, "b" * 64) == ()
