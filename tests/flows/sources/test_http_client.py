from __future__ import annotations

import pytest

from flows.sources.http_client import (
    HttpClient,
    RequestFailed,
    RetryableError,
    RetryPolicy,
    check_address,
    redacted,
)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://host/feed", "https://host/feed"),
        ("https://ann:secret@host:8080/feed", "https://host:8080/feed"),
        ("https://ann:s@cret@host/feed", "https://host/feed"),
        ("https://host/feed?mail=ann@host", "https://host/feed?mail=ann@host"),
        ("https://host/@ann/feed", "https://host/@ann/feed"),
        ("ann@host", "ann@host"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, wanted: str) -> None:
    assert redacted(address) == wanted


@pytest.mark.parametrize(
    "address",
    ["", "host/feed", "https://", "https:///feed", "file:///feed", "http://h\n/", "http://["],
)
def test_invalid_addresses_are_refused(address: str) -> None:
    with pytest.raises(RequestFailed, match="is not a web address"):
        check_address(address)


def test_retry_delays_and_final_errors() -> None:
    faults = [
        RetryableError("one"),
        RetryableError("two", after=50),
        RetryableError("three", after=5),
    ]
    waits: list[float] = []

    def attempt() -> str:
        if faults:
            raise faults.pop(0)
        return "at last"

    with HttpClient(
        RetryPolicy(retry_delays=(1, 20, 30), max_retry_after=60), waits.append
    ) as client:
        assert client.with_retries(attempt) == "at last"
        assert waits == [1, 50, 30]
        faults += [RetryableError("later", after=61)]
        with pytest.raises(RequestFailed, match="later"):
            client.with_retries(attempt)
        assert waits == [1, 50, 30]
        faults += [RetryableError(f"{n}") for n in range(4)]
        with pytest.raises(RequestFailed, match="3"):
            client.with_retries(attempt)
