from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.catalogue.arrivals import arrive, arrived, published
from archive.catalogue.enter import enter
from archive.catalogue.feeds import (
    Episode,
    Version,
    episodes,
    keep_episode,
    keep_version,
    version,
)
from archive.catalogue.open import Catalogue, open_catalogue
from archive.transfer import export_archive, import_archive
from tests.lamplight import EXAMPLE

FEED, OTHER = "https://host/feed", "https://host/other"
ONE = Episode("1", "/feeds/one.mp3", "a" * 64, "One", "Open Air", "1987-05-05")
NOW = Version('"7"', "Tue, 05 May 1987 10:00:00 GMT")


def test_episodes_are_kept_by_feed_and_guid(catalogue: Catalogue) -> None:
    assert episodes(catalogue, FEED) == {}
    two = replace(ONE, guid="2", title=None, date=None, transcript="/feeds/two.txt")
    for feed, episode in ((FEED, ONE), (FEED, two), (OTHER, ONE)):
        keep_episode(catalogue, feed, episode)
    keep_episode(catalogue, FEED, replace(ONE, title="One, again"))
    assert episodes(catalogue, FEED) == {"1": replace(ONE, title="One, again"), "2": two}
    assert episodes(catalogue, OTHER) == {"1": ONE}


def test_the_version_is_that_of_so_many_episodes(catalogue: Catalogue) -> None:
    keep_version(catalogue, FEED, 5, NOW)
    assert version(catalogue, FEED, 5) == NOW
    assert version(catalogue, FEED, None) == version(catalogue, FEED, 6) == Version()
    keep_version(catalogue, FEED, None, NOW)
    keep_episode(catalogue, FEED, ONE)
    assert version(catalogue, FEED, None) == NOW
    keep_version(catalogue, FEED, None, Version())
    assert version(catalogue, FEED, None) == Version()


def test_what_is_known_of_sources_moves_with_the_archive(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    path, sha256 = Path("/tapes/one.wav"), EXAMPLE.recording.sha256
    enter(catalogue, EXAMPLE, catalogue.archive / "published" / EXAMPLE.recording.id)
    known = replace(ONE, sha256=sha256)
    keep_episode(catalogue, FEED, known)
    keep_episode(catalogue, FEED, replace(ONE, guid="2", sha256="b" * 64))
    keep_version(catalogue, FEED, None, NOW)
    arrive(catalogue, path, sha256, frozenset({"title One"}), "2026-05-05")
    arrive(catalogue, Path("/tapes/two.wav"), "b" * 64, frozenset({"title Two"}), "2026-05-05")
    export_archive(catalogue, tmp_path / "all.tar")
    with open_catalogue(tmp_path / "new", f"sqlite:///{tmp_path}/new.sqlite") as new:
        import_archive(new, tmp_path / "all.tar")
        assert episodes(new, FEED) == {"1": replace(known, file="", transcript=None)}
        assert version(new, FEED, None) == Version()  # it is read once more, from the beginning
        assert published(new, sha256) == (frozenset({"title One"}),)
        assert arrived(new, [path]) == {}
        assert published(new, "b" * 64) == ()
