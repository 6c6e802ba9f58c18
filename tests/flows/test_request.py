from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.request import Request, read_text
from transcripts.errors import UserError
from transcripts.formats.table import ALWAYS, BY_NAME


def asked(**more: object) -> Request:
    return Request.model_validate({"recording": "a.mp3", "archive": "archive", **more})


@pytest.mark.parametrize(
    ("given", "counts"), [("3", (3, 3)), ("2-4", (2, 4)), (" 1 ", (1, 1)), (None, (None, None))]
)
def test_speakers_is_a_number_or_a_range(
    given: str | None, counts: tuple[int | None, int | None]
) -> None:
    assert asked(speakers=given).voice_counts == counts


def test_a_programme_is_one_however_its_letters_are_encoded() -> None:
    composed, split = "Caf\u00e9 K\u00f6ln", "Cafe\u0301 Ko\u0308ln"
    assert asked(programme=split).programme == asked(programme=composed).programme == composed


@pytest.mark.parametrize(
    ("given", "date"), [("1987", "1987"), ("c. 1987", "1987~"), (date(1987, 5, 5), "1987-05-05")]
)
def test_a_date_may_be_known_in_part(given: object, date: str) -> None:
    assert asked(date=given).date == date


@pytest.mark.parametrize(
    ("given", "formats"),
    [
        (None, None),
        ("vtt", ("vtt",)),
        (" docx, vtt,docx ", ("docx", "vtt")),
        ("json,html,repairs", ()),  # these are always published
        ("all", tuple(name for name in BY_NAME if name not in ALWAYS)),
        (("csv",), ("csv",)),
    ],
)
def test_formats_are_listed_or_all(given: object, formats: tuple[str, ...] | None) -> None:
    assert asked(formats=given).formats == formats


@pytest.mark.parametrize(("given", "wrong"), [("vtt,word", "word"), ("", ""), ("all,vtt", "all")])
def test_an_unknown_format_is_named_in_the_error(given: str, wrong: str) -> None:
    with pytest.raises(UserError, match=f"--formats: {wrong!r} is not a format; use all, or some"):
        asked(formats=given)


@pytest.mark.parametrize("given", ["0", "four", "4-2", "2-", "-3", "51", "1.5", "", "٣", "1\n2"])
def test_an_invalid_number_of_voices_is_named_in_the_error(given: str) -> None:
    with pytest.raises(UserError, match="--speakers") as caught:
        asked(speakers=given)
    assert repr(given) in str(caught.value)


@pytest.mark.parametrize("given", ["2010-09-15", " 2010-09-15\n", date(2010, 9, 15)])
def test_a_date_is_a_day(given: object) -> None:
    assert asked(date=given).date == "2010-09-15"


@pytest.mark.parametrize("given", ["", "15.9.2010", "2010-02-30", "last spring"])
def test_an_invalid_date_is_named_in_the_error(given: str) -> None:
    with pytest.raises(UserError, match="--date"):
        asked(date=given)


def test_a_request_survives_serialization_by_prefect() -> None:
    request = asked(speakers="2-4", date="2010-09-15", title="A/B", context=["a.txt"])
    assert Request.model_validate_json(request.model_dump_json()) == request


def test_a_title_is_one_line_of_legible_text() -> None:
    assert asked(title=" The\n\tferry \udce9 ").title == "The ferry \N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("what", ["recording", "transcript", "cast", "pipeline", "archive", "out"])
def test_a_path_that_is_not_utf8_is_reported(what: str) -> None:
    with pytest.raises(UserError, match="is not valid UTF-8: rename it"):
        asked(**{what: Path("Caf\udce9.ogg")})


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
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


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1252"])
def test_a_text_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("It’s a café.".encode(encoding))
    assert read_text(path, "transcript") == "It’s a café."


def test_a_missing_text_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        read_text(tmp_path / "none.txt", "context")
    with pytest.raises(UserError, match="is a folder"):
        read_text(tmp_path, "context")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04\x14", "a Word or OpenDocument file"),
        (b"\xd0\xcf\x11\xe0\xa1", "an old Word file"),
        (b"{\\rtf1 Hello.}", "an RTF file"),
    ],
)
def test_a_document_is_named_for_what_it_is(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(data)
    with pytest.raises(UserError, match=f"is {kind}, not plain text") as error:
        read_text(path, "transcript")
    assert "iconv" not in str(error.value)
