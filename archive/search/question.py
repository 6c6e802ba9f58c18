"""Parse search queries: words, "phrases" and prefixes*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.search.tokens import index_tokens
from transcripts.errors import UserError

_PART = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]?|([^\s\"“”„«»]+)")

SHORTEST_PREFIX = 2
"""The minimum number of letters in a prefix; a single letter would match a tenth of all words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of consecutive tokens; the last one may be a prefix."""

    tokens: tuple[str, ...]
    is_prefix: bool = False

    def with_spellings(self, corrections: Mapping[str, str]) -> Term:
        """Return the term with corrected spellings; prefixes stay unchanged."""
        whole = self.tokens[: len(self.tokens) - self.is_prefix]
        rest = self.tokens[len(whole) :]
        return replace(self, tokens=(*(corrections.get(word, word) for word in whole), *rest))


def parse_terms(text: str) -> tuple[Term, ...]:
    """Parse a query; the last quotation mark may be missing.

    Raises UserError if a prefix is too short.
    """
    return tuple(dict.fromkeys(_split_terms(text)))


def _split_terms(text: str) -> Iterator[Term]:
    for phrase, word in _PART.findall(text):
        part = phrase or word
        words = tuple(token.text for token in index_tokens(part))
        if not words:
            continue
        prefix = part.rstrip().endswith("*")
        if prefix and len(words[-1]) < SHORTEST_PREFIX:
            raise UserError(
                f"{part!r} would match too much: write at least {SHORTEST_PREFIX} letters before *"
            )
        yield Term(words, prefix)


def join_to_phrase(query_terms: Sequence[Term]) -> Term | None:
    """Return all terms as one phrase.

    Returns None if there is only one term, or if a term other than the last is a prefix.
    """
    if len(query_terms) < 2 or any(term.is_prefix for term in query_terms[:-1]):
        return None
    return Term(
        tuple(word for term in query_terms for word in term.tokens), query_terms[-1].is_prefix
    )
