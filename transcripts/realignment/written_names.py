"""Find the names in a text by their capitals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from transcripts.languages.language import Language
from transcripts.text.sentences import ends_sentence
from transcripts.text.word_punctuation import strip_punctuation

NAME_LETTERS = 4
"""Capitalized words with fewer letters are rarely names."""


def written_names(words: Sequence[str], language: Language) -> tuple[str, ...]:
    """Find the names in a text, each spelling once, without possessive endings and punctuation.

    A name is capitalized inside a sentence at least once, and never written in lower case.
    """
    small = {
        _stem_name_word(word, language) for word in words if word[:1].islower()
    } | language.capitalized
    names = {
        _stem_name_word(word, language): without_possessive(
            strip_punctuation(word, language), language
        )
        for before, word in pairwise(words)
        if word[:1].isupper()
        and len(word) >= NAME_LETTERS
        and not ends_sentence(before)
        and language.is_name_after(before)
    }
    return tuple(name for stem, name in names.items() if stem not in small)


def without_possessive(word: str, language: Language) -> str:
    """Remove the possessive ending of a word, with a straight or curly apostrophe."""
    return word.replace("’", "'").removesuffix(language.possessive)


def _stem_name_word(word: str, language: Language) -> str:
    return without_possessive(language.plain(word), language)
