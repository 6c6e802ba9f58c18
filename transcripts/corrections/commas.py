"""Commas that neither text has and English wants: between main clauses, and around an address.

For texts whose own commas were stripped. A recogniser writes most of the rest, but leaves these out
where nobody paused.
"""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.text.normalize import plain

# Words of a clause before "and he": shorter ones are often no clause ("you and I").
_CLAUSE = 5

_JOINS = frozenset({"and", "but", "so"})
_SUBJECTS = frozenset(["i", "you", "he", "she", "it", "we", "they", "there"])
# Those whom one speaks to are named after such a word ("thank you, Ingrid", "yes, Marcus").
_ADDRESSED = frozenset(
    ["you", "yes", "no", "hello", "hi", "welcome", "thanks", "morning", "afternoon", "evening"]
)


def missing_comma(words: Sequence[str], at: int, names: frozenset[str]) -> bool:
    """Tell whether a comma is wanted behind word `at` of texts that have none there.

    `words` are as published so far, with marks; from `at` on they are bare. `names` are plain.
    """
    if at + 1 >= len(words):
        return False
    return _between_clauses(words, at) or _around_address(words, at, names)


def _between_clauses(words: Sequence[str], at: int) -> bool:
    if plain(words[at + 1]) not in _JOINS or at + 2 >= len(words):
        return False
    subject = plain(words[at + 2]).split("'")[0]
    return subject in _SUBJECTS and _since_mark(words, at) >= _CLAUSE


def _since_mark(words: Sequence[str], at: int) -> int:
    """Count the words from the last mark up to and with word `at`."""
    count = 1
    while count <= at and words[at - count][-1:].isalnum():
        count += 1
    return count


def _around_address(words: Sequence[str], at: int, names: frozenset[str]) -> bool:
    """Before a name behind "you" or "yes", and behind such a name."""
    if _is_name(words[at + 1], names):
        return plain(words[at]) in _ADDRESSED and not _is_name(words[at], names)
    first = at
    while first >= 0 and _is_name(words[first], names) and words[first][-1:].isalnum():
        first -= 1
    return 0 <= first < at and words[first][-1:] == "," and plain(words[first]) in _ADDRESSED


def _is_name(word: str, names: frozenset[str]) -> bool:
    return word[:1].isupper() and plain(word) in names
