"""Read the expected people of a recording from a cast file with one person per line."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass

from speakers.cast_line import split_line, strip_markup
from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from transcripts.errors import UserError
from transcripts.languages.language import Language

# Maximum number of characters of a line that names a person; a longer line is a pasted paragraph.
LONGEST_LINE = 120
MOST_NAME_WORDS = 8

_LINK = re.compile(r"://|www\.")
_NAME_COLUMN, _ROLE_COLUMN = "name", "role"
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class CastMember:
    """An expected person: the name, the main role or None, and any further roles."""

    name: str
    role: str | None = None
    further_roles: tuple[str, ...] = ()


def parse_cast(text: str, language: Language) -> tuple[CastMember, ...]:
    """Read one person from each line: `Name`, `Name: role, role`, and other common forms.

    Blank lines and # comments are skipped; list bullets and e-mail addresses are removed. If the
    first line is `name,role`, the file is read as a table. If a person is listed twice, the roles
    are joined.

    Raises UserError, with the line's number and content, for a line without a person.
    """
    phrases = phrases_of(language)
    lines = [
        (number, content)
        for number, line in enumerate(_compose_accents(text).splitlines(), start=1)
        if (content := line.split("#", 1)[0].strip())
    ]
    members: dict[str, CastMember] = {}
    for number, content in _convert_table_to_lines(lines):
        member = _parse_member(content, number, phrases)
        known = members.get(member.name.casefold())
        members[member.name.casefold()] = _merge_members(known, member) if known else member
    return tuple(members.values())


def _compose_accents(text: str) -> str:
    """Compose accents (NFC), so that both encodings of "Zoë" are the same name."""
    return unicodedata.normalize("NFC", text.lstrip("\ufeff"))


def _convert_table_to_lines(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Turn the rows of a table with the columns `name` and `role` into `Name: role`."""
    for separator in _SEPARATORS if lines else "":
        columns = [name.strip().casefold() for name in _split_cells(lines[0][1], separator)]
        if len(columns) > 1 and _NAME_COLUMN in columns:
            return [
                (number, _format_row(_split_cells(line, separator), columns))
                for number, line in lines[1:]
            ]
    return lines


def _split_cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])


def _format_row(cells: list[str], columns: list[str]) -> str:
    values = dict(zip(columns, map(str.strip, cells), strict=False))
    name, role = values.get(_NAME_COLUMN, ""), values.get(_ROLE_COLUMN, "")
    return f"{name}: {role}" if role else name


def _merge_members(first_member: CastMember, second_member: CastMember) -> CastMember:
    """Merge two cast members with the same name: the roles of both, without duplicates."""
    roles = dict.fromkeys(
        filter(
            None,
            (
                first_member.role,
                *first_member.further_roles,
                second_member.role,
                *second_member.further_roles,
            ),
        )
    )
    return CastMember(first_member.name, next(iter(roles), None), tuple(roles)[1:])


def _parse_member(content: str, number: int, phrases: Phrases) -> CastMember:
    text = strip_markup(content)
    line = split_line(text, phrases)
    fault = _find_fault(content, text, line.name) or line.fault
    if fault:
        shown = content if len(content) <= 60 else content[:57] + "..."
        raise UserError(
            f"cast file, line {number}: {shown!r} {fault}; write one person per line, "
            "as 'Name' or 'Name: role'"
        )
    # In "author and director", the part after "and" counts only if it is a known role.
    first, *more = _compile_role_separators(phrases).split(line.roles)
    role = phrases.roles.normalize(first)
    also = dict.fromkeys(filter(None, map(phrases.roles.role_in_phrase, more)))
    also.pop(role or "", None)
    return CastMember(line.name, role, tuple(also))


def _find_fault(content: str, text: str, name: str) -> str | None:
    before, colon, role = text.partition(":")
    if _LINK.search(text) or ("@" in content and not any(c.isalpha() for c in text)):
        return "is a link, not a person"
    if text.count(":") > 1:
        return "has more than one colon"
    if not any(c.isalpha() for c in before) or not any(c.isalpha() for c in name):
        return "has no name"
    if colon and not any(c.isalpha() for c in role):
        return "has no role after the colon"
    if len(content) > LONGEST_LINE or len(name.split()) > MOST_NAME_WORDS:
        return "is too long for a name"
    return None


def _compile_role_separators(phrases: Phrases) -> re.Pattern[str]:
    """Compile a pattern for the separators between roles."""
    words = (re.escape(word) for word in phrases.vocabulary.conjunctions if word.isalpha())
    return re.compile("|".join([",", "/", "&", ";", *(rf"\b{word}\b" for word in words)]))
