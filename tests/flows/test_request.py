from __future__ import annotations

from pathlib import Path

import pytest

from flows.request import Request, parse_speakers, read_text
from transcripts.errors import UserError


@pytest.mark.parametrize(
    ("given", "counts"), [("3", (3, 3)), ("2-4", (2, 4)), (" 1 ", (1, 1)), (None, (None, None))]
)
def test_speakers_is_a_number_or_a_range(
    given: str | None, counts: tuple[int | None, int | None]
) -> None:
    value = None if given is None else parse_speakers(given)
    request = Request(recording=Path("a.mp3"), archive=Path(), speakers=value)
    assert request.voice_counts == counts


@pytest.mark.parametrize("given", ["0", "four", "4-2", "2-", "-3", "51", "1.5", ""])
def test_what_is_no_number_of_voices_is_named_in_the_error(given: str) -> None:
    with pytest.raises(UserError, match="--speakers"):
        parse_speakers(given)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"It\x92s been", r"not UTF-8 \(byte 0x92 at position 2\)"),
        (b"PK\x03\x04\x00\x00", "not plain text"),
    ],
)
def test_a_text_that_cannot_be_used_says_why(tmp_path: Path, data: bytes, found: str) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(data)
    with pytest.raises(UserError, match=found) as caught:
        read_text(path, "transcript")
    assert str(path) in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(b"\xef\xbb\xbfGood evening.")
    assert read_text(path, "transcript") == "Good evening."


def test_a_missing_text_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        read_text(tmp_path / "none.txt", "context")
    with pytest.raises(UserError, match="is a folder"):
        read_text(tmp_path, "context")
