"""Other ways to write what was said: contractions, and names that sound alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from transcripts.text.normalize import plain

_SUBJECTS_TEXT = "i you he she it we they that there here who what where when why how"
_SUBJECTS = frozenset(_SUBJECTS_TEXT.split())
_VERBS = {
    "is": "'s",
    "has": "'s",
    "are": "'re",
    "am": "'m",
    "have": "'ve",
    "will": "'ll",
    "would": "'d",
    "had": "'d",
}
_NEGATED_TEXT = (
    "is are was were do does did has have had would could should can will must need might"
)
_NEGATED = frozenset(_NEGATED_TEXT.split())
_MODALS = frozenset({"could", "should", "would", "must", "might", "may"})
_IRREGULAR_NOT = {"can not": "can't", "cannot": "can't", "will not": "won't"}
_PARTICIPLES_TEXT = (
    "been got had done gone come become made said put set let led left lost found "
    "felt kept told sold thought brought taught caught bought built sent spent meant "
    "met read heard held run begun won always never ever already just not also really "
    "long only since"
)
_PARTICIPLES = frozenset(_PARTICIPLES_TEXT.split())


def contractions(words: Sequence[str], following: str = "") -> tuple[str, ...]:
    """Give the other ways to say a short row of words, contracted or in full, without repeats.

    `words` are two written out ("it is") or one contracted ("it's"); `following` is the word
    behind them: a blindly expanded "it is been" may stand for "it has been".
    """
    low = plain(" ".join(words))
    found = list(_contracted(low, following)) + list(_opened(low, following))
    return tuple(dict.fromkeys(_like(words[0], w) for w in found if w != low))


def contractible(first: str, second: str) -> bool:
    """Tell whether two words as written are an expanded contraction ("do not", "he is")."""
    if first[-1:] in ".?!,;:":
        return False
    a, b = plain(first), plain(second)
    if b == "not":
        return a in _NEGATED
    if (a, b) == ("let", "us"):
        return True
    if b == "have" and a in _MODALS:
        return True
    return a in _SUBJECTS and b in _VERBS and not (b == "am" and a != "i")


def _contracted(low: str, following: str) -> Iterator[str]:
    """Contract what is written in full."""
    if low in _IRREGULAR_NOT:
        yield _IRREGULAR_NOT[low]
        return
    first, _, second = low.partition(" ")
    if second == "not" and first in _NEGATED:
        yield f"{first}n't"
    elif low == "let us":
        yield "let's"
    elif second in _VERBS:
        yield first + _VERBS[second]
        if second == "is" and _participle(following):
            yield f"{first} has"


def _opened(low: str, following: str) -> Iterator[str]:
    """Write a contraction in full, in each way that it can be read."""
    if " " in low or "'" not in low:
        return
    for full, short in _IRREGULAR_NOT.items():
        if low == short:
            yield full
    if low == "let's":
        yield "let us"
    elif low.endswith("n't") and low[:-3] in _NEGATED:
        yield f"{low[:-3]} not"
    for verb, tail in _VERBS.items():
        if low.endswith(tail) and (verb != "has" or _participle(following)):
            yield f"{low.removesuffix(tail)} {verb}"


def _participle(word: str) -> bool:
    """Tell whether "has" may stand before a word, so that "is" there may be a slip."""
    low = plain(word)
    return low in _PARTICIPLES or bool(re.search(r"(ed|en|wn|ne)$", low))


def _like(model: str, wording: str) -> str:
    """Give a wording the first letter's case of a model, and "I" its own."""
    wording = re.sub(r"\bi\b", "I", wording)
    return wording[:1].upper() + wording[1:] if model[:1].isupper() else wording


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"(.)\1", r"\1"),
        (r"^(kn|gn|pn|wr|ps)", lambda m: m.group()[1]),
        (r"mb$", "m"),
        (r"(?<!^)x", "ks"),
        (r"(?<=[aeo])w(?![aeiou])", ""),
        (r"sch|ch|sh|ti(?=o)|ci(?=[ao])|si(?=on)", "x"),
        (r"ph|gh(?=t)?", lambda m: "f" if m.group() == "ph" else ""),
        (r"c(?=[eiy])|z", "s"),
        (r"ck|c|q", "k"),
        (r"dge?|g(?=[eiy])", "j"),
        (r"th", "0"),
        (r"d", "t"),
        (r"v", "f"),
        (r"wh", "w"),
        (r"[hy]", ""),
        (r"(?<!^)[aeiou]+", ""),
        (r"^[aeiou]+", "a"),
        (r"(.)\1", r"\1"),
    )
)


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """Give a rough key of how an English reader says a word: consonants only, alike ones merged."""
    key = plain(word).replace(" ", "")
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


@lru_cache(maxsize=262144)
def likeness(a: str, b: str) -> float:
    """How alike two words look or sound, from 0 to 1; 1 for the same letters."""
    if a == b:
        return 1.0
    look = fuzz.ratio(a, b) / 100
    key_a, key_b = sound_key(a), sound_key(b)
    if not key_a or not key_b:
        return look
    return 0.5 * look + 0.5 * max(look, fuzz.ratio(key_a, key_b) / 100)


# A name is offered where it is at least this like the words that stand there: "Issaguro" is 0.75
# like "Ishiguro", "Garland" 0.62 like "Holland" (a dozen pairs tried). Lower offers more names for
# the sound to turn down, which costs time; higher misses bold misspellings.
ALIKE = 0.66


def names_like(wordings: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """Give the names (one to three words each) that any of the wordings could stand for."""
    found = []
    for wording in wordings:
        low = plain(wording).replace(" ", "")
        for name in names:
            other = plain(name).replace(" ", "")
            if low != other and len(low) > 2 and likeness(low, other) >= ALIKE:
                found.append((likeness(low, other), name))
    ranked = sorted(found, key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(name for _, name in ranked))[:3]
