"""Capitalize names in a text that is all upper case or all lower case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from itertools import pairwise

from speakers.phrases.phrases import Phrases

# A text uses both cases if the share of capitals among its letters is between these values.
FEW_CAPITALS, MOST_CAPITALS = 0.002, 0.7
# Least number of letters of a text that is recased; a shorter text may lack capitals by chance.
LEAST_LETTERS = 100

_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def build_recaser(text: str, names: Collection[str], phrases: Phrases) -> Callable[[str], str]:
    """Return a function that capitalizes names in parts of a text.

    If the text uses both cases, the function changes nothing. Otherwise it writes words in lower
    case and capitalizes `names`, common given names, and probable surnames: words that follow the
    same given name more than once, or in an introduction ("i am ann lee").
    """
    letters = sum(c.isalpha() for c in text)
    capitals = sum(c.isupper() for c in text)
    if letters < LEAST_LETTERS or FEW_CAPITALS * letters < capitals < MOST_CAPITALS * letters:
        return str
    whole = _compile_names_pattern(names)
    given = frozenset(name.split()[0].lower() for name in names if name.split())
    pairs = _count_words_after_given_names(text.lower(), given, phrases)

    def recase(part: str) -> str:
        low = part.lower()
        named = whole.sub(lambda m: _capitalize_name(m[0]), low) if whole else low
        return _capitalize_given_names(named, given, pairs, phrases)

    return recase


def _compile_names_pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """Compile a pattern for full names."""
    full = sorted((name.lower() for name in names), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, full))})\b") if full else None


def _count_words_after_given_names(
    text: str, given_names: Collection[str], phrases: Phrases
) -> Counter[tuple[str, str]]:
    """Count the words that follow given names."""
    words = [match[0] for match in _WORD.finditer(text)]
    return Counter((a, b) for a, b in pairwise(words) if _is_given_name(a, given_names, phrases))


def _is_given_name(word: str, given_names: Collection[str], phrases: Phrases) -> bool:
    known = phrases.vocabulary
    return (
        (word in given_names or phrases.given_names.is_given_name(word))
        and word not in known.ambiguous_names
        and not known.is_ordinary(word)
    )


def _capitalize_given_names(
    text: str, given_names: Collection[str], pairs: Counter[tuple[str, str]], phrases: Phrases
) -> str:
    words = list(_WORD.finditer(text))
    capital: set[int] = set()
    for i, match in enumerate(words):
        word = match[0]
        if word[0].isupper() or not _is_given_name(word.removesuffix("'s"), given_names, phrases):
            continue
        capital.add(match.start())
        after = words[i + 1] if i + 1 < len(words) else None
        if after is None or text[match.end() : after.start()] != " ":
            continue
        named = any(
            p.search(text[: match.start()].rstrip()) for p, _ in _compile_naming_patterns(phrases)
        )
        if _may_be_surname(after[0], phrases) and (named or pairs[word, after[0]] > 1):
            capital.add(after.start())
    return "".join(c.upper() if i in capital else c for i, c in enumerate(text))


def _compile_naming_patterns(phrases: Phrases) -> tuple[tuple[re.Pattern[str], float], ...]:
    return (*phrases.naming.own_name_before, *phrases.naming.introduction_before)


def _may_be_surname(word: str, phrases: Phrases) -> bool:
    known = phrases.vocabulary
    return (
        len(word) > 2
        and not known.is_ordinary(word)
        and not known.is_adverb(word)
        and word not in phrases.roles.words
        and not phrases.given_names.is_given_name(word)
    )


def _capitalize_name(name: str) -> str:
    return _WORD.sub(lambda m: m[0][0].upper() + m[0][1:], name)
