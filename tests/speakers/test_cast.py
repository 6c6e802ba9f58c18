from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakers.cast import CastMember, parse_cast
from transcripts.errors import UserError
from transcripts.languages.english.language import LANGUAGE as ENGLISH


def test_names_and_roles() -> None:
    text = (
        "\ufeff# who is expected\nAnna Berg\n\n  Bo  Lindqvist : Novelist  \n"
        "Dr. Zoë O'Neill: host # live\n"
    )
    assert parse_cast(text, ENGLISH) == (
        CastMember("Anna Berg"),
        CastMember("Bo Lindqvist", "author"),
        CastMember("Dr. Zoë O'Neill", "host"),
    )


def test_a_person_twice_is_one() -> None:
    assert parse_cast("Anna Berg: host\nanna berg\n", ENGLISH) == (CastMember("Anna Berg", "host"),)


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
    assert (member.role, member.further_roles) == ("author", ("host",))


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("Host: Nora Quist", CastMember("Nora Quist", "host")),
        ("Quist, Nora: host", CastMember("Nora Quist", "host")),
        ("Quist, Nora", CastMember("Nora Quist")),
        ("van der Meer, Ida: author", CastMember("Ida van der Meer", "author")),
        ("Nora Quist (host)", CastMember("Nora Quist", "host")),
        ("- Nora Quist: host", CastMember("Nora Quist", "host")),
        ("2. Nora Quist: host", CastMember("Nora Quist", "host")),
        ("* **Nora Quist**: host", CastMember("Nora Quist", "host")),
        ("Nora Quist - host", CastMember("Nora Quist", "host")),
        ("Nora Quist—author of two books", CastMember("Nora Quist", "author")),
        ("Nora Quist, host", CastMember("Nora Quist", "host")),
        ("Nora Quist, beekeeper", CastMember("Nora Quist", "beekeeper")),
        ("Nora Quist: host; producer", CastMember("Nora Quist", "host", ("producer",))),
        ("Nora Quist: author, author", CastMember("Nora Quist", "author")),
        ("Nora Quist <n.quist@example.org>: host", CastMember("Nora Quist", "host")),
        ("Nora Quist (nora@example.org)", CastMember("Nora Quist")),
        ("[Nora Quist](https://example.org/nora): host", CastMember("Nora Quist", "host")),
        ("Nora Quist, PhD: host", CastMember("Nora Quist", "host")),
        (", Nora Quist: host", CastMember("Nora Quist", "host")),
        ("Sir Olav Brandt OBE: director", CastMember("Sir Olav Brandt", "director")),
        ("Olav Brandt, Jr.: director", CastMember("Olav Brandt Jr.", "director")),
        ("Nora Quist (née Holm): host", CastMember("Nora Quist", "host")),
        ("Nora Quist (she/her)", CastMember("Nora Quist")),
        ("Jean-Luc O'Hara", CastMember("Jean-Luc O'Hara")),
    ],
)
def test_punctuation_around_a_name_is_removed(line: str, member: CastMember) -> None:
    assert parse_cast(line, ENGLISH) == (member,)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table(separator: str) -> None:
    rows = ("name", "role"), ("Nora Quist", "host"), ("Olav Brandt", "")
    text = "\n".join(separator.join(row) for row in rows)
    assert parse_cast(text, ENGLISH) == (
        CastMember("Nora Quist", "host"),
        CastMember("Olav Brandt"),
    )


def test_roles_of_a_person_who_is_named_twice_are_joined() -> None:
    text = "Zoe\u0308  Quist: host\nZO\u00cb QUIST: producer\nZo\u00eb Quist\n"
    assert parse_cast(text, ENGLISH) == (CastMember("Zo\u00eb Quist", "host", ("producer",)),)


def test_two_people_in_a_line_are_refused() -> None:
    with pytest.raises(UserError, match="several people"):
        parse_cast("Nora Quist, Olav Brandt", ENGLISH)
