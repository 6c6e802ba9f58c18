"""The people whom the user expects in a recording, from a file with one person a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from transcripts.errors import UserError
from transcripts.languages.language import Language

# Longer than any name with a role that we could find; a line beyond it is a pasted paragraph.
LONGEST_LINE = 120
MOST_NAME_WORDS = 8

_LINK = re.compile(r"://|www\.|@")


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the cast, and the role that the user gives, if any; `also` are further ones."""

    name: str
    role: str | None = None
    also: tuple[str, ...] = ()


def parse_cast(text: str, language: Language) -> tuple[Member, ...]:
    """Read `Name` or `Name: role, role` from each line; blank lines and # comments are skipped.

    Raises UserError for a line that names nobody, with its number and content.
    """
    phrases = phrases_of(language)
    members: dict[str, Member] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        content = line.split("#", 1)[0].strip()
        if content:
            member = _member(content, number, phrases)
            members.setdefault(member.name.casefold(), member)
    return tuple(members.values())


def _member(content: str, number: int, phrases: Phrases) -> Member:
    fault = _fault(content)
    if fault:
        shown = content if len(content) <= 60 else content[:57] + "..."
        raise UserError(
            f"cast file, line {number}: {shown!r} {fault}; write one person a line, "
            "as 'Name' or 'Name: role'"
        )
    name, _, role = content.partition(":")
    # "author and director": roles after the first count where they are known ones.
    first, *more = _several(phrases).split(role)
    also = dict.fromkeys(filter(None, map(phrases.roles.known, more)))
    return Member(" ".join(name.split()), phrases.roles.normalize(first), tuple(also))


def _fault(content: str) -> str | None:
    name, _, role = content.partition(":")
    if _LINK.search(content):
        return "is a link, not a person"
    if content.count(":") > 1:
        return "has more than one colon"
    if not any(c.isalpha() for c in name):
        return "has no name"
    if ":" in content and not any(c.isalpha() for c in role):
        return "has no role after the colon"
    if len(content) > LONGEST_LINE or len(name.split()) > MOST_NAME_WORDS:
        return "is too long for a name"
    return None


def _several(phrases: Phrases) -> re.Pattern[str]:
    """Match what stands between the roles of one person."""
    words = (re.escape(word) for word in phrases.vocabulary.conjunctions if word.isalpha())
    return re.compile("|".join([",", "/", "&", *(rf"\b{word}\b" for word in words)]))
