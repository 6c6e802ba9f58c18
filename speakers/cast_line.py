"""Split one line of a cast file into the name and the roles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speakers.phrases.phrases import Phrases, word_set

# Letters after a name ("Jane Doe, PhD"), in lower case and without full stops.
_POST_NOMINALS = word_set(
    "ba bsc cbe cpa dbe dphil esq frs jd kbe kc llb llm ma mba mbe md meng mfa mp mphil msc obe "
    "phd qc rn"
)
# Suffixes that are part of the name, with or without a comma before them.
_GENERATIONS = word_set("jr sr ii iii iv")

_BULLET = re.compile(r"^(?:[-*+•·‣–—]|\(?\d{1,3}[.)])\s+")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_EMAIL = re.compile(r"[<(\[]?(?:mailto:)?[^\s<>()\[\]:;,]+@[^\s<>()\[\]:;,]+[>)\]]?")
_EMPHASIS = re.compile(r"\*\*|__")
_DASH = re.compile(r"\s+[-–—]+\s+|\s*—\s*|\t+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# Text in parentheses after a name that is not a role: "née Jones", "she/her", "1950-2010".
_NO_ROLE = re.compile(
    r"^(?:n[ée]e?|born|geb|geborene?r?|aka|a\.k\.a|formerly|he|she|they)\b|\d", re.IGNORECASE
)
_MOST_GIVEN_NAMES = 3


@dataclass(frozen=True, slots=True)
class NameAndRoles:
    """A name, its roles as written (may be ""), and an error message or None."""

    name: str
    roles: str
    fault: str | None = None


def strip_markup(line: str) -> str:
    """Return a line without list bullets, emphasis, Markdown links and e-mail addresses."""
    text = _EMPHASIS.sub("", _BULLET.sub("", line.strip()))
    return _EMAIL.sub("", _MARKDOWN_LINK.sub(r"\1", text)).strip()


def split_line(text: str, phrases: Phrases) -> NameAndRoles:
    """Split a line like `Name: role`, `Role: Name`, `Name - role` or `Name (role)`."""
    name, colon, roles = text.partition(":")
    if colon and _are_roles(name, phrases) and not _are_roles(roles, phrases):
        name, roles = roles, name
    if not colon and (dash := _DASH.search(text)):
        name, roles = text[: dash.start()], text[dash.end() :]
    name, in_brackets = _split_off_brackets(name)
    name, after_comma, fault = _split_at_commas(name, phrases)
    name = _drop_postnominals(" ".join(name.split()))
    found = (roles.strip(), *in_brackets, after_comma)
    return NameAndRoles(name, ", ".join(filter(None, found)), fault)


def _are_roles(text: str, phrases: Phrases) -> bool:
    """Check whether a text consists of nothing but roles ("Host", "Author / Director")."""
    parts = [part.strip().casefold() for part in re.split(r"[,/&;]", text)]
    return all(part in phrases.roles.words for part in parts)


def _split_off_brackets(name: str) -> tuple[str, list[str]]:
    inside = [found.strip() for found in _BRACKETS.findall(name)]
    at_end = name.rstrip().endswith((")", "]"))
    roles = [text for text in inside[-1:] if at_end and text and not _NO_ROLE.search(text)]
    return _BRACKETS.sub(" ", name), roles


def _split_at_commas(name: str, phrases: Phrases) -> tuple[str, str, str | None]:
    """Split a name from the roles after its commas; the third value is an error message or None.

    `Lindqvist, Freya` becomes `Freya Lindqvist`. Letters after a name ("PhD") are dropped.
    """
    first, *more = (" ".join(part.split()) for part in name.strip(" ,").split(","))
    roles: list[str] = []
    for part in more:
        if _fold_word(part) in _GENERATIONS:
            first = f"{first} {part}"
        elif not part or _fold_word(part) in _POST_NOMINALS:
            continue
        elif phrases.roles.role_in_phrase(part) or part[0].islower() or roles:
            roles.append(part)
        elif _are_given_names(part, first):
            first = f"{part} {first}"
        else:
            return first, "", "seems to name several people"
    return first, ", ".join(roles), None


def _are_given_names(name_part: str, family: str) -> bool:
    """Check whether `name_part`, the text after a comma, is a person's given names."""
    short = len(family.split()) == 1 or family[0].islower()  # "van der Berg, Anna"
    return short and len(name_part.split()) <= _MOST_GIVEN_NAMES


def _drop_postnominals(name: str) -> str:
    """Drop letters after a name ("Gareth Penhallow OBE"), unless the whole line is in capitals."""
    parts = name.split()
    while len(parts) > 2 and _fold_word(parts[-1]) in _POST_NOMINALS and not name.isupper():
        parts.pop()
    return " ".join(parts)


def _fold_word(word: str) -> str:
    return word.replace(".", "").casefold().strip()
