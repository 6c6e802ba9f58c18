"""Find a text in words, and replace it word by word, so that all other words keep their times."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from transcripts.edits.draft import Draft
from transcripts.edits.sounds_like import find_words_that_sound_like

_EDGE = r"[^\W_]"
"""A letter or a digit; whole words may not be next to one."""


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A text to find in other texts.

    With `whole`, parts of words are not found. With `case`, upper and lower case must be as typed.
    With `sounds`, words that sound like the text are found, too.
    """

    find: str
    whole: bool = True
    case: bool = False
    sounds: bool = False

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return, in order, the ranges of characters at which this pattern occurs in `text`."""
        if self.sounds:
            return find_words_that_sound_like(text, self.find)
        return [match.span() for match in self.pattern.finditer(text)] if self.pattern else []

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The regular expression for the text to find; None if the text to find has no words.

        Any white space may be between the words.
        """
        words = r"\s+".join(map(re.escape, self.find.split()))
        if not words:
            return None
        whole = f"(?<!{_EDGE}){words}(?!{_EDGE})" if self.whole else words
        return re.compile(whole, re.NOFLAG if self.case else re.IGNORECASE)


def replace_passages_in_words(
    words: Sequence[str], hits: Sequence[tuple[int, int]], replacement: str
) -> list[str]:
    """Replace passages and return as many texts as there are `words`.

    Each hit is a range of characters in the words joined with spaces. If the replacement has more
    words than the hit, the last word of the hit gets all remaining words; if it has fewer words,
    some words of the hit become empty.
    """
    changed, starts = list(words), compute_word_starts(words)
    for begin, end in reversed(hits):
        first, last = find_words_of_hit(starts, (begin, end))
        start = starts[first]
        passage = " ".join(changed[first : last + 1])
        tokens = (passage[: begin - start] + replacement + passage[end - start :]).split()
        for n in range(first, last):
            changed[n] = tokens[n - first] if n - first < len(tokens) else ""
        changed[last] = " ".join(tokens[last - first :])
    return changed


def compute_word_starts(words: Sequence[str]) -> list[int]:
    """Return the index of each word's first character in the words joined with spaces."""
    return list(accumulate((len(word) + 1 for word in words[:-1]), initial=0))


def find_words_of_hit(starts: Sequence[int], hit: tuple[int, int]) -> tuple[int, int]:
    """Return the indices of the first and the last word of a hit."""
    return bisect_right(starts, hit[0]) - 1, bisect_left(starts, hit[1]) - 1


def find_inserted_words(draft: Draft, numbers: Sequence[int]) -> frozenset[int]:
    """Return the indices of the inserted words of a turn.

    `numbers` has the machine's number of each word of the turn; an inserted word has the number of
    the word before it.
    """
    found, at = set[int](), 0
    while at < len(numbers):
        n = numbers[at]
        count = len(draft.inserted.get(n, ()))
        last = at
        while last < len(numbers) and numbers[last] == n:
            last += 1
        found.update(range(last - count, last))
        at = last
    return frozenset(found)


def find_rewritten_words(
    numbers: Sequence[int], before: Sequence[str], after: Sequence[str], skipped: frozenset[int]
) -> Iterator[tuple[int, str]]:
    """Yield the numbers of changed words with their new texts, without the words in `skipped`."""
    texts: dict[int, tuple[list[str], list[str]]] = {}
    for at, (n, old, new) in enumerate(zip(numbers, before, after, strict=True)):
        if at not in skipped:
            former, now = texts.setdefault(n, ([], []))
            former.append(old)
            now += [new] if new else []
    yield from ((n, " ".join(now)) for n, (former, now) in texts.items() if former != now)
