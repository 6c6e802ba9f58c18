"""Rewrite rarer forms of speaker labels as "Name: ", the form that is read everywhere.

The forms are "[Ada Lane] Good morning.", "HOST – Good morning.", "interviewer: Good morning.",
"A.L. Good morning." and "Ada Lane <ada@x.org>: Good morning.". Sentences and stage directions may
begin in the same way. All forms but the last are therefore read only in a text whose passages often
begin with recurring names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from transcripts.languages.language import word_set
from transcripts.text.speaker_labels import CLOCK, NAME, OPENERS

_LEAST_NAMES, _LEAST_SHARE = 2, 0.25
"""A form is read if this many names recur, and begin this share of all passages."""

_SURE_SHARE = 0.5
"""At this share, a word of a name may also occur in lower case, as in "HOST – I am your host."."""

_BEFORE = rf"(?P<before>[ \t]*(?:{CLOCK}[ \t]+)?)"
_FEW_WORDS = r"(?P<name>(?!\d)\w[\w.'’-]*(?: [\w.'’#&-]+){0,4}?)"
_EMAIL = re.compile(
    rf"{_BEFORE}(?P<name>[^\W\d][^\n\[\]()<>:]{{0,60}}?) ?"
    r"[<\[(](?:mailto:)?[^\s<>()\[\]@]{1,64}@[^\s<>()\[\]@]{1,100}[>\])][ \t]*:[ \t]*"
)
_BRACKETS = re.compile(rf"{_BEFORE}\[{_FEW_WORDS}\]:?[ \t]+(?=\S)")
_DASH = re.compile(rf"{_BEFORE}{_FEW_WORDS} (?:[–—-]|--)[ \t]+(?=\S)")
_LOWER_CASE = re.compile(rf"{_BEFORE}{_FEW_WORDS}:(?:[ \t]+(?=\S)|[ \t]*$)")
_INITIALS = re.compile(rf"{_BEFORE}(?P<name>(?:[A-Z]\. ?){{1,2}}[A-Z]\.)[ \t]+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALIZED = re.compile(NAME)
_ENDS_SENTENCE = re.compile(r"[.?!…:;\"”’)\]—–-]\s*$")
_SOUNDS = word_set(
    "applause laughter laughs laughing music crosstalk inaudible unintelligible indistinct noise "
    "unclear silence pause singing cheering video audio clip recording soundbite break end"
)


def rewrite_labels(passages: Sequence[str]) -> list[str]:
    """Return lines or passages with their labels in the form "Name: "; a blank line is "".

    A name in lower case gets capital letters. Takes time in proportion to the length.
    """
    lines = [_EMAIL.sub(r"\g<before>\g<name>: ", p, count=1) if "@" in p else p for p in passages]
    for pattern, is_name in (
        (_BRACKETS, _is_name),
        (_DASH, _is_name),
        (_LOWER_CASE, _is_lower),
        (_INITIALS, _is_name),
    ):
        lines = _rewrite_form(lines, pattern, is_name)
    return lines


def _rewrite_form(
    lines: list[str], pattern: re.Pattern[str], is_name: Callable[[str], bool]
) -> list[str]:
    """Rewrite the labels of one form, if the text uses this form."""
    found = [
        match if match and is_name(match["name"]) else None for match in map(pattern.match, lines)
    ]
    counts = Counter(match["name"] for match in found if match)
    recurring = {name for name, count in counts.items() if count > 1}
    if len(recurring) < _LEAST_NAMES:
        return lines
    share = sum(counts[name] for name in recurring) / _count_passages(lines)
    if share < _LEAST_SHARE or (share < _SURE_SHARE and _occur_in_lower_case(recurring, lines)):
        return lines
    return [
        f"{match['before']}{_capitalize(match['name'])}: {line[match.end() :]}"
        if match and (match["name"] in recurring or pattern is _BRACKETS)
        else line
        for line, match in zip(lines, found, strict=True)
    ]


def _is_name(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    known = OPENERS.intersection(words[:1]) or _SOUNDS.intersection(words)
    return bool(_CAPITALIZED.fullmatch(text)) and not known


def _is_lower(text: str) -> bool:
    return text.islower() and text.split()[0] not in OPENERS and len(text.split()) <= 3


def _capitalize(name: str) -> str:
    return " ".join(w[:1].upper() + w[1:] for w in name.split()) if name.islower() else name


def _count_passages(lines: Sequence[str]) -> int:
    """Count the lines that begin a sentence; other lines continue the line before them."""
    filled = [line for line in lines if line.strip()]
    return 1 + sum(bool(_ENDS_SENTENCE.search(before)) for before, _ in pairwise(filled))


def _occur_in_lower_case(names: Collection[str], lines: Sequence[str]) -> bool:
    """Check whether the text uses a capitalized word of a name as an ordinary word."""
    words = {word.lower() for name in names if not name.islower() for word in _WORD.findall(name)}
    return any(word in words for line in lines for word in _WORD.findall(line) if word.islower())
