from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakers.cast import Member, parse_cast
from transcripts.errors import UserError
from transcripts.languages.english.language import LANGUAGE as ENGLISH


def test_names_and_roles() -> None:
    text = (
        "\ufeff# who is expected\nAnna Berg\n\n  Bo  Lindqvist : Novelist  \n"
        "Dr. Zoë O'Neill: host # live\n"
    )
    assert parse_cast(text, ENGLISH) == (
        Member("Anna Berg"),
        Member("Bo Lindqvist", "author"),
        Member("Dr. Zoë O'Neill", "host"),
    )


def test_a_person_twice_is_one() -> None:
    assert parse_cast("Anna Berg: host\nanna berg\n", ENGLISH) == (Member("Anna Berg", "host"),)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("12345", "no name"),
        (": host", "no name"),
        ("Anna Berg:", "no role"),
        ("Anna: host: live", "more than one colon"),
        ("https://example.org/cast", "link"),
        ("anna@example.org", "link"),
        ("Anna Berg " * 20, "too long"),
        ("This line is a sentence that somebody pasted here", "too long"),
    ],
)
def test_a_stray_line_is_named(line: str, fault: str) -> None:
    with pytest.raises(UserError) as error:
        parse_cast(f"Bo Lindqvist\n{line}\n", ENGLISH)
    message = str(error.value)
    assert "line 2" in message
    assert fault in message
    assert line[:20].strip() in message
    assert "\n" not in message


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        members = parse_cast(text, ENGLISH)
    except UserError:
        return
    assert all(any(c.isalpha() for c in m.name) for m in members)


def test_several_roles() -> None:
    (member,) = parse_cast("Ann Lee: author, host and beekeeper", ENGLISH)
    assert (member.role, member.also) == ("author", ("host",))
