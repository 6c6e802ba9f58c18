from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site import addresses
from archive.site.options import checked_url
from transcripts.errors import UserError


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Kazuo Ishiguro", "kazuo-ishiguro"),
        ("Evening Pages", "evening-pages"),
        ("1987", "1987"),
        ("Ifeoma Castellan", "ifeoma-castellan"),
    ],
)
def test_simple_names_become_readable_folders(name: str, folder: str) -> None:
    assert addresses.to_slug(name) == folder


@pytest.mark.parametrize(
    ("one", "other"),
    [("José Lima", "Jose Lima"), ("Ian McEwan", "Ian Mcewan"), ("李白", "杜甫"), ("A/B", "A B")],
)
def test_similar_names_have_different_folders(one: str, other: str) -> None:
    assert addresses.to_slug(one) != addresses.to_slug(other)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_name_becomes_a_safe_unique_folder(one: str, other: str) -> None:
    assert set(addresses.to_slug(one)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(addresses.to_slug(one)) < 70
    assert (one == other) == (addresses.to_slug(one) == addresses.to_slug(other))


@pytest.mark.parametrize(
    "url", ["river.example", "ftp://river.example", "https://", "https://a/?b"]
)
def test_an_incomplete_url_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="--url https://host/folder"):
        checked_url(url)


def test_a_trailing_slash_is_ignored() -> None:
    assert checked_url("https://river.example/a/") == "https://river.example/a"
