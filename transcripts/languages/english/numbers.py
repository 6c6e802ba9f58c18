"""Parse spoken English numbers: "nineteen ninety-nine" is 1999."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcripts.languages.language import Number, Numbers

_UNIT_WORDS = "zero one two three four five six seven eight nine"
_TEEN_WORDS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
_TEENS = {word: value for value, word in enumerate(_TEEN_WORDS.split(), start=10)}
_TENS = {word: 10 * value for value, word in enumerate(_TENS_WORDS.split(), start=2)}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    "hundredth": 100,
    "thousandth": 1000,
} | {
    word + "th": value
    for word, value in {**_UNITS, **_TEENS}.items()
    if word not in {"one", "two", "three", "five", "eight", "nine", "twelve", "zero"}
}
_ORDINALS |= {word.removesuffix("y") + "ieth": value for word, value in _TENS.items()}
_DECADES = {word.removesuffix("y") + "ies": value for word, value in _TENS.items()}
_SMALL = _UNITS | _TEENS | _TENS

# Years in these centuries are read in two halves ("twenty ten"); "forty twenty" is two numbers.
_CENTURIES = range(13, 21)


def read_number(words: Sequence[str], index: int) -> Number | None:
    """Read the number that begins at `words[index]`; None if no number begins there.

    `words` are in lower case and without punctuation.
    """
    first = words[index]
    if first == "a" and index + 1 < len(words) and words[index + 1] in {"hundred", *SCALES}:
        rest = _read_cardinal(words, index + 1)
        return _extend_cardinal(words, index, rest[0], rest[1])
    if first in _ORDINALS:
        return Number(format_ordinal(_ORDINALS[first]), 1)
    if first in _DECADES:
        return Number(f"{_DECADES[first]}s", 1)
    if first.isdecimal() or first in _SMALL or first == "hundred" or first in SCALES:
        value, end = _read_cardinal(words, index)
        return _extend_cardinal(words, index, value, end)
    return None


def format_ordinal(value: int) -> str:
    """Write 21 as "21st"."""
    tail = (
        "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    )
    return f"{value}{tail}"


def _extend_cardinal(words: Sequence[str], index: int, value: int, end: int) -> Number:
    """Extend a cardinal by the words after it.

    They may be the second half of a year, a decade, an ordinal, or decimals.
    """
    following = words[end] if end < len(words) else ""
    tens = value if value in _CENTURIES else 0
    if tens and following in _DECADES:
        return Number(f"{100 * tens + _DECADES[following]}s", end + 1 - index)
    if tens and following in _TEENS | _TENS:
        half, end = _read_cardinal(words, end)
        return Number(str(100 * tens + half), end - index)
    if tens and following == "oh" and end + 1 < len(words) and words[end + 1] in _UNITS:
        return Number(str(100 * tens + _UNITS[words[end + 1]]), end + 2 - index)
    if (
        value % 10 == 0
        and value % 100
        and _ORDINALS.get(following, 10) < 10
        and following != "second"
    ):
        return Number(format_ordinal(value + _ORDINALS[following]), end + 1 - index)
    if following == "point" and end + 1 < len(words) and words[end + 1] in _UNITS:
        return _read_decimals(words, index, value, end + 1)
    return Number(str(value), end - index)


def _read_decimals(words: Sequence[str], index: int, value: int, end: int) -> Number:
    digits = ""
    while end < len(words) and words[end] in _UNITS:
        digits += str(_UNITS[words[end]])
        end += 1
    return Number(f"{value}.{digits}", end - index)


def _read_cardinal(words: Sequence[str], index: int) -> tuple[int, int]:
    """Read a whole number in words or digits; return its value and the index after it."""
    total, current, room = 0, 0, 10**15
    end = index
    while end < len(words):
        word = words[end]
        joined = word == "and" and room < 10**15 and current + total >= 100
        if joined and end + 1 < len(words) and words[end + 1] in _SMALL:
            end += 1
            word = words[end]
        if word in _SMALL and _SMALL[word] < room and not (current and word == "zero"):
            current += _SMALL[word]
            room = 10 if word in _TENS else 1
        elif word.isdecimal() and end == index:
            current, room = int(word), 1
        elif word == "hundred" and current < 100 and (current or end == index):
            current, room = max(current, 1) * 100, 100
        elif word in SCALES and (current or end == index) and SCALES[word] > 0:
            total, current, room = total + max(current, 1) * SCALES[word], 0, 1000
        else:
            break
        end += 1
    return total + current, end


_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(st|nd|rd|th)?(?![\w.,]*\d)")


_MOST_DIGITS = 30
"""Numbers with more digits are not written in words; num2words has no names beyond 306 digits."""


def spell_numbers(text: str) -> str:
    """Write the whole numbers in a text as words, as they are read aloud; "1987" is a year.

    A number with more than `_MOST_DIGITS` digits is not changed.
    """
    return _DIGITS.sub(_spell_match, text)


def _spell_match(match: re.Match[str]) -> str:
    from num2words import num2words

    if len(match[1]) > _MOST_DIGITS:
        return match[0]
    value = int(match[1].replace(",", ""))
    year = len(match[1]) == 4 and value // 100 in _CENTURIES and value not in range(2000, 2010)
    form = "ordinal" if match[2] else "year" if year else "cardinal"
    return str(num2words(value, to=form)).replace(",", "").replace("oh-", "oh ")


NUMBERS = Numbers(
    digits=r"\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|s)?",
    thousands=",",
    scales=frozenset(SCALES),
    read=read_number,
    spell=spell_numbers,
)
