"""Find the other forms of English contractions: "it's" and "it is", "don't" and "do not"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transcripts.folding import plain
from transcripts.languages.language import Contractions

_CLITICS = {
    "n't": "not",
    "'s": "is",
    "'re": "are",
    "'m": "am",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
}
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


def other_wordings(words: Sequence[str], next_word: str = "") -> tuple[str, ...]:
    """Return the other ways to write some words, contracted or in full, without duplicates.

    `words` are two words in full ("it is") or one contraction ("it's"). `next_word` is the
    following word: "it is been" may be a wrong expansion of "it's been", so "it has" is one of the
    results.
    """
    low = plain(" ".join(words))
    found = list(_find_short_forms(low, next_word)) + list(_find_full_forms(low, next_word))
    return tuple(dict.fromkeys(_copy_case(words[0], w) for w in found if w != low))


def is_contractible(first: str, second: str) -> bool:
    """Check whether two words as written can be contracted ("do not", "he is")."""
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


def _find_short_forms(folded: str, next_word: str) -> Iterator[str]:
    """Yield the contractions of words written in full."""
    if folded in _IRREGULAR_NOT:
        yield _IRREGULAR_NOT[folded]
        return
    first, _, second = folded.partition(" ")
    if second == "not" and first in _NEGATED:
        yield f"{first}n't"
    elif folded == "let us":
        yield "let's"
    elif second in _VERBS:
        yield first + _VERBS[second]
        if second == "is" and _may_be_participle(next_word):
            yield f"{first} has"


def _find_full_forms(folded: str, next_word: str) -> Iterator[str]:
    """Yield the full forms of a contraction ("he's": he is, he has)."""
    if " " in folded or "'" not in folded:
        return
    for full, short in _IRREGULAR_NOT.items():
        if folded == short:
            yield full
    if folded == "let's":
        yield "let us"
    elif folded.endswith("n't") and folded[:-3] in _NEGATED:
        yield f"{folded[:-3]} not"
    for verb, tail in _VERBS.items():
        if folded.endswith(tail) and (verb != "has" or _may_be_participle(next_word)):
            yield f"{folded.removesuffix(tail)} {verb}"


def _may_be_participle(word: str) -> bool:
    """Check whether a word may be a participle, before which "is" may be an error for "has"."""
    low = plain(word)
    return low in _PARTICIPLES or bool(re.search(r"(ed|en|wn|ne)$", low))


def _copy_case(model: str, wording: str) -> str:
    """Copy the case of the first letter of `model` to a wording; "I" stays a capital."""
    wording = re.sub(r"\bi\b", "I", wording)
    return wording[:1].upper() + wording[1:] if model[:1].isupper() else wording


CONTRACTIONS = Contractions(
    clitics=_CLITICS,
    other_wordings=other_wordings,
    contractible=is_contractible,
    contraction_pattern=re.compile(
        r"n't$|'(re|m|ve|ll|d)$|^(it|that|he|she|what|there|here|who|let)'s$"
    ),
    lost_clitic="'d",
    without_apostrophe=frozenset({"its"}),
)
