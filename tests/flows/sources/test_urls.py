"""Recordings behind URLs: which are accepted, listed, downloaded, resumed and removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.database.connection import Catalogue
from archive.storage.errors import MissingFile, StorageFault, Unreachable
from archive.storage.objects import ObjectStorage
from flows.batches.intake import list_source_items
from flows.sources import cache
from flows.sources.arrival import Arrival, Found, Refusal
from flows.sources.cache import discard, local_copy
from flows.sources.http_client import RequestFailed
from flows.sources.identify import IdentifiedArrival, identify
from flows.sources.manifest import manifest
from flows.sources.urls import Url, parse_source, parse_url
from tests.flows.sources.podcasts import SOUND, Podcaster, podcaster, redirect, whole
from transcripts.errors import UserError


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache of downloaded recordings."""
    monkeypatch.setenv("TAPELOG_CACHE", str(tmp_path / "copies"))
    return tmp_path / "copies"


@pytest.fixture
def server() -> Iterator[Podcaster]:
    with podcaster() as running:
        yield running


def put(url: str, data: bytes = SOUND) -> Url:
    """Write an object to the store; return its URL."""
    from archive.storage.files import parse_location

    ObjectStorage().write(parse_location(url), data)
    return Url(url)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd",
        "memory://tapes/one.mp3",
        "zip://one.mp3::https://example.org/all.zip",
        "https:///one.mp3",
        "github://one:two@main/tapes",
        "https://ann:secret@example.org/one.mp3",
    ],
)
def test_other_urls_are_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_url(text)
    assert "secret" not in str(refused.value)


def test_a_source_is_a_path_or_a_url() -> None:
    assert parse_source("tapes") == Path("tapes").absolute()
    assert parse_source("s3://tapes/new/") == Url("s3://tapes/new")
    assert Url("https://example.org/a%20b.mp3?key=1").name == "a b.mp3"
    assert Url("s3://tapes/a b?.mp3").name == "a b?.mp3"


def test_a_list_names_urls(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(
        "file,transcript,context\n"
        "s3://tapes/one.mp3,https://example.org/one.txt,s3://tapes/a.txt|s3://tapes/b.txt\n"
        "file:///etc/passwd,,\n"
        "s3://tapes/one.mp3,,\n"
    )
    arrival, *refused = manifest(listed, settle=0)
    assert isinstance(arrival, Arrival)
    assert (arrival.file, arrival.transcript) == (
        Url("s3://tapes/one.mp3"),
        Url("https://example.org/one.txt"),
    )
    assert arrival.context == (Url("s3://tapes/a.txt"), Url("s3://tapes/b.txt"))
    assert arrival.request_fields["recording"] == arrival.file
    assert [each.reason for each in refused if isinstance(each, Refusal)] == [
        "file file:///etc/passwd cannot be read: recordings come from folders and from URLs that "
        "begin with http://, https://, s3://, gs://, az://, sftp://",
        "s3://tapes/one.mp3 is already listed in line 2",
    ]


def test_a_list_on_the_web_names_no_private_address(server: Podcaster, copies: Path) -> None:
    server.pages["/tapes/list.csv"] = whole(
        b"file\none.mp3\nhttp://169.254.169.254/key.mp3\n/etc/passwd\n../two.mp3\n"
        b"https://example.org/far.mp3\ns3://tapes/one.mp3\n",
        "text/csv",
    )
    place = Url(f"{server.address}/tapes/list.csv")
    found = list(manifest(place, settle=0))
    assert [each.file for each in found if isinstance(each, Arrival)] == [
        Url(f"{server.address}/tapes/one.mp3"),
        Url("https://example.org/far.mp3"),
    ]
    assert len([each for each in found if isinstance(each, Refusal)]) == 4
    server.pages["/tapes/list.csv"] = whole(b"file\ntwo.mp3\n", "text/csv", etag='"2"')
    (changed,) = manifest(place, settle=0)
    assert isinstance(changed, Arrival)
    assert changed.file.name == "two.mp3"


def test_an_address_is_downloaded_once_and_resumed(server: Podcaster, copies: Path) -> None:
    server.pages["/one.mp3"] = whole(SOUND, breaks=1)
    url = Url(f"{server.address}/one.mp3")
    for _ in range(2):
        with local_copy(url) as copy:
            assert (copy.name, copy.read_bytes()) == ("one.mp3", SOUND)
    ranges = [headers.get("range") for _, headers in server.asked]
    assert ranges == [None, f"bytes={len(SOUND) // 2}-"]
    assert files_in(copies) == [".complete", "one.mp3"]
    discard(url)
    assert files_in(copies) == []


def test_an_address_without_sound_is_refused(server: Podcaster, copies: Path) -> None:
    server.pages["/page.mp3"] = whole(b"<html>log in</html>", "text/html")
    with (
        pytest.raises(RequestFailed, match="web page"),
        local_copy(Url(f"{server.address}/page.mp3")),
    ):
        pass
    with pytest.raises(RequestFailed, match="404"), local_copy(Url(f"{server.address}/gone.mp3")):
        pass


def test_a_public_address_leads_to_no_private_one(
    server: Podcaster, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages["/one.mp3"] = redirect("http://127.0.0.1:9/key")
    monkeypatch.setattr("flows.sources.http_client.is_local_by_name", lambda a: "key" in a)
    monkeypatch.setattr("flows.sources.public_addresses.is_public", lambda _: True)
    with (
        pytest.raises(RequestFailed, match="private address"),
        local_copy(Url(f"{server.address}/one.mp3")),
    ):
        pass


def test_a_bucket_is_listed_like_a_folder(address: str) -> None:
    for name in ("one.mp3", "one.txt", "one.cast.txt", "old/two.wav", ".hidden/three.wav"):
        put(f"{address}/{name}")
    put(f"{address}/empty.mp3", b"")
    put(f"{address}/done/transcript.json")
    put(f"{address}/done/manifest.json")
    put(f"{address}/done/audio.mp3")
    put(f"{address}/unknown.xyz")
    found = list(list_source_items(address))
    assert [str(each.where) for each in found if isinstance(each, Refusal)] == [
        f"{address}/empty.mp3"
    ]
    arrivals = [each for each in found if isinstance(each, Arrival)]
    assert [each.file for each in arrivals] == [
        Url(f"{address}/one.mp3"),
        Url(f"{address}/old/two.wav"),
    ]
    assert arrivals[0].transcript == Url(f"{address}/one.txt")
    assert arrivals[0].cast == Url(f"{address}/one.cast.txt")


def test_a_web_folder_cannot_be_listed() -> None:
    with pytest.raises(UserError, match="write a list"):
        list(list_source_items("https://example.org/tapes"))


def test_an_interrupted_object_is_resumed(
    address: str, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = put(f"{address}/one.mp3")
    monkeypatch.setattr(cache, "BLOCK_BYTES", 1000)
    requested: list[int] = []
    read = ObjectStorage.read_range

    def read_range(self: ObjectStorage, path: Path, start: int, end: int) -> bytes:
        requested.append(start)
        if len(requested) == 3:
            raise Unreachable("the store is away")
        return read(self, path, start, end)

    monkeypatch.setattr(ObjectStorage, "read_range", read_range)
    with pytest.raises(Unreachable), local_copy(url):
        pass
    with local_copy(url) as copy:
        assert copy.read_bytes() == SOUND
    assert requested[:5] == [0, 1000, 2000, 2000, 3000]
    assert files_in(copies) == [".complete", "one.mp3"]


def test_a_changed_object_is_read_again(address: str, copies: Path, archive: Catalogue) -> None:
    url = put(f"{address}/one.mp3")

    def look() -> list[Any]:
        items: list[Found] = [Arrival(url, "folder", address)]
        return list(identify(archive, items))

    (first,) = look()
    assert isinstance(first, IdentifiedArrival)
    discard(url)
    (same,) = look()
    assert same.sha256 == first.sha256
    assert files_in(copies) == []  # its hash is known
    put(str(url), SOUND + b"more")
    (changed,) = look()
    assert changed.sha256 != first.sha256
    (gone,) = identify(archive, [Arrival(Url(f"{address}/gone.mp3"), "folder", address)])
    assert isinstance(gone, Refusal)
    assert "does not exist" in gone.reason


def test_copies_are_bounded(address: str, copies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPELOG_CACHE_GB", "0.00025")  # two recordings, and not three
    one, two, three = (put(f"{address}/{name}.mp3") for name in ("one", "two", "three"))
    with local_copy(one) as used:
        with local_copy(two) as copy:
            os.utime(used.parent, (1e9, 1e9))
            os.utime(copy.parent, (2e9, 2e9))
        with local_copy(three):
            assert used.exists()
            assert not copy.exists()
    put(f"{address}/large.mp3", SOUND * 3)
    with (
        pytest.raises(RequestFailed, match="TAPELOG_CACHE_GB"),
        local_copy(Url(f"{address}/large.mp3")),
    ):
        pass
    monkeypatch.setenv("TAPELOG_CACHE_GB", "0.00015")
    with local_copy(one), pytest.raises(StorageFault, match="in use"), local_copy(two):
        pass


def test_a_missing_object_is_named(address: str, copies: Path) -> None:
    with pytest.raises(MissingFile, match=r"gone\.mp3"), local_copy(Url(f"{address}/gone.mp3")):
        pass
