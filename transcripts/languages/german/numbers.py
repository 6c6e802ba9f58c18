"""Parse German numbers: "siebenundachtzig" is 87, "neunzehnhundertsiebenundachtzig" is 1987."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from transcripts.languages.language import Number, Numbers

_LONGEST = 4
"""Largest number of words in a number ("zwei Millionen dreihunderttausend" has three)."""

_SCALES = frozenset({"tausend", "million", "millionen", "milliarde", "milliarden"})

_PART = re.compile(
    r"(ein|eins|eine|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig"
    r"|dreißig|hundert|tausend|million|milliarde)"
)

_ARTICLES = frozenset({"ein", "eine", "einen", "einem", "einer", "eines"})
"""Words that mean "a" far more often than 1."""

_CENTURIES = range(11, 20)

_MOST_ORDINAL = 31
"""The last day of a month; larger ordinals are rarely said."""


def read_number(words: Sequence[str], index: int) -> Number | None:
    """Read the number, in words or digits, that begins at `words[index]`, or return None."""
    if words[index] in _build_ordinals():
        return Number(str(_build_ordinals()[words[index]]), 1)
    if words[index] in _ARTICLES or not (words[index].isdecimal() or _PART.search(words[index])):
        return None
    for end in range(min(len(words), index + _LONGEST), index, -1):
        if end - index > 1 and words[end - 1] not in _SCALES and words[end - 2] not in _SCALES:
            continue
        value = _parse_number(tuple(words[index:end]))
        if value is not None:
            return Number(str(value), end - index)
    return None


@cache
def _build_ordinals() -> dict[str, int]:
    """Map the ordinals from "erste" on, with all endings ("dritten"), to their numbers."""
    from num2words import num2words

    stems = {num2words(n, lang="de", to="ordinal"): n for n in range(1, _MOST_ORDINAL + 1)}
    return {f"{stem}{ending}": n for stem, n in stems.items() for ending in ("", *"nrsm")}


@lru_cache(1 << 14)
def _parse_number(words: tuple[str, ...]) -> int | None:
    from text_to_num import text2num

    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if words[0].isdecimal():
        scale = _parse_number(words[1:])
        return None if scale is None or len(words) != 2 else int(words[0]) * scale
    try:
        return int(text2num(" ".join(words), "de"))
    except ValueError:
        return None


_DIGITS = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d+)(?![\w.,]*\d)")


def spell_numbers(text: str) -> str:
    """Write the whole numbers in a text as words, as they are read aloud; "1987" is a year."""
    return _DIGITS.sub(_spell_match, text)


def _spell_match(match: re.Match[str]) -> str:
    from num2words import num2words

    value = int(match[1].replace(".", ""))
    year = len(match[1]) == 4 and value // 100 in _CENTURIES
    return str(num2words(value, lang="de", to="year" if year else "cardinal"))


NUMBERS = Numbers(
    digits=r"\d[\d.]*(?:,\d+)?",
    thousands=".",
    scales=_SCALES,
    read=read_number,
    spell=spell_numbers,
)
