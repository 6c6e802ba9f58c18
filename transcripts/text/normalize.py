"""Normalize words to spoken form: comparable tokens, each linked to the words as written.

Two texts are equal here if a person reading them aloud would say the same. Case, punctuation and
hyphens are ignored. Digits, initialisms, abbreviations and spelling variants are unified by the
rules of the language. Contractions are expanded ("it's" is "it is") unless the caller keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transcripts.folding import plain as plain
from transcripts.languages.language import Language

_CURRENCIES = ("$", "£", "€")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.){2,}$")

# Number of distinct words whose keys are cached: more than occur in hours of speech.
_CACHE_SIZE = 1 << 15


@dataclass(frozen=True, slots=True)
class Token:
    """A unit of comparison, made from the words `first` to `last` (indices, both inclusive)."""

    key: str
    first: int
    last: int


def tokenize(
    words: Sequence[str], language: Language, *, open_contractions: bool = True
) -> tuple[Token, ...]:
    """Turn words as written into tokens; a word without sound ("-") has no token.

    Contractions are expanded into full words, or left as one token ("it's") if `open_contractions`
    is false.
    """
    keys = enumerate(_compute_word_keys(word, language, open_contractions) for word in words)
    return tuple(
        _join_tokens([Token(key, i, i) for i, word_keys in keys for key in word_keys], language)
    )


def normalize_text(text: str, language: Language) -> str:
    """Join the tokens of a text with spaces, as jiwer expects them."""
    return " ".join(t.key for t in tokenize(text.split(), language))


@lru_cache(_CACHE_SIZE)
def _compute_word_keys(word: str, language: Language, expand_contractions: bool) -> tuple[str, ...]:
    """Return the keys of one word as written, before numbers and initials are joined."""
    low = language.folded(word).strip('"“”„«»(){}[]!?¿¡,;:…*_').rstrip("-")
    if low.rstrip(".") in language.spoken_forms and "." in low.rstrip("."):
        return language.spoken_forms[low.rstrip(".")]
    if _INITIALS.match(low) or _INITIALS.match(low + "."):
        return (low.replace(".", ""),)
    low = low.strip(".")
    if low in language.spoken_forms and (expand_contractions or not _is_contraction(low)):
        return language.spoken_forms[low]
    parts = _compile_part_pattern(language).findall(_spell_out_marks(low, language))
    return tuple(
        key for part in parts for key in _compute_part_keys(part, language, expand_contractions)
    )


@lru_cache
def _compile_part_pattern(language: Language) -> re.Pattern[str]:
    """Compile a pattern for a number with its signs, a word, or a sign that is read aloud."""
    return re.compile(rf"[$£€]?{language.numbers.digits}%?|'?\w+(?:'\w+)*'?|[&%]")


def _spell_out_marks(low: str, language: Language) -> str:
    """Replace the marks inside an address with words ("npr dot org")."""
    marks = language.spoken_marks
    if "." in marks:
        low = re.sub(r"(?<=[a-z])\.(?=[a-z])", f" {marks['.']} ", low)
    return low.replace("@", f" {marks['@']} ") if "@" in marks else low


def _compute_part_keys(
    segment: str, language: Language, expand_contractions: bool
) -> Iterator[str]:
    """Yield the keys of one run of letters or digits."""
    segment = segment.strip("'") if segment not in language.spoken_forms else segment
    if segment[:1].isdigit() or segment.startswith(_CURRENCIES):
        yield from _compute_number_keys(segment, language)
    elif segment == "%" and segment not in language.spoken_forms:
        yield language.percent
    elif not expand_contractions and _is_contraction(segment):
        yield language.spelling(segment)
    elif segment in language.spoken_forms:
        yield from language.spoken_forms[segment]
    else:
        yield from _expand_contraction(segment, language)


def _compute_number_keys(segment: str, language: Language) -> Iterator[str]:
    """Yield the keys of a number in digits, with its currency, thousands and percent signs."""
    digits = segment.lstrip("$£€").rstrip("%")
    yield digits.replace(language.numbers.thousands, "") if language.numbers.thousands else digits
    if segment.startswith(_CURRENCIES):
        yield language.currencies.get(segment[0], segment[0])
    if segment.endswith("%"):
        yield language.percent


def _is_contraction(segment: str) -> bool:
    """Check for an apostrophe inside a word; a leading one ("'em") does not count."""
    return "'" in segment[1:]


def _expand_contraction(segment: str, language: Language) -> Iterator[str]:
    """Expand a contraction into full words, and unify the spelling of the other words."""
    for clitic, full in language.contractions.clitics.items():
        if segment.endswith(clitic) and len(segment) > len(clitic):
            yield from _expand_contraction(segment.removesuffix(clitic), language)
            yield full
            return
    yield language.spelling(segment.replace("'", ""))


def _join_tokens(parts: list[Token], language: Language) -> Iterator[Token]:
    """Join numbers spoken in several words, and initials that are written separately ("N P R")."""
    currencies = set(language.currencies.values())
    for i, part in enumerate(parts[:-1]):
        if part.key in currencies and parts[i + 1].key in language.numbers.scales:
            parts[i], parts[i + 1] = parts[i + 1], part
    words = [part.key for part in parts]
    at = 0
    while at < len(parts):
        count, key = _read_next_token(words, at, language)
        joined = parts[at : at + count]
        yield Token(key, min(p.first for p in joined), max(p.last for p in joined))
        at += count


def _read_next_token(words: Sequence[str], index: int, language: Language) -> tuple[int, str]:
    """Return (number of parts that the next token consists of, its key)."""
    number = language.numbers.read(words, index)
    if number:
        return number.word_count, number.key
    if language.letter_words is None:
        return 1, words[index]
    end = index
    while end < len(words) and len(words[end]) == 1 and words[end].isalpha():
        end += 1
    if end - index >= 3 or (end - index == 2 and not language.letter_words & set(words[index:end])):
        return end - index, "".join(words[index:end])
    return 1, words[index]
