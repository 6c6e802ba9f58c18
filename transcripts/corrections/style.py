"""Detect which punctuation and capitals of a reference carry meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from transcripts.languages.language import Language
from transcripts.realignment.realign import Alignment
from transcripts.realignment.written_names import written_names
from transcripts.text.word_punctuation import trailing_punctuation

SENTENCE_END = re.compile(r"[.?!]")
PAUSE = re.compile(r"[,;:]")

# The absence of marks in a reference is trusted if it has at least this share of the recognizer's
# marks. People and recognizers agree well on sentence ends, and an archive that removes commas
# removes all commas.
_TRUSTED_ENDS, _TRUSTED_COMMAS = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class ReferenceStyle:
    """The style of a reference: which missing punctuation can be trusted, and its names.

    If all marks of a kind were removed from a reference, their absence means nothing.
    `proper_nouns` are words that are always capitalized; `name_words` are the words of names in the
    cast and the context. `within_names` are pairs of adjacent words of one name, which no comma may
    separate.
    """

    language: Language
    trusts_sentence_ends: bool
    trusts_question_marks: bool
    trusts_commas: bool
    has_case: bool
    proper_nouns: frozenset[str]
    name_words: frozenset[str] = frozenset()
    within_names: frozenset[tuple[str, str]] = frozenset()


def find_reference_style(alignment: Alignment) -> ReferenceStyle:
    """Compare the punctuation of a reference with that of the aligned recognized words."""
    reference, heard, language = (
        alignment.reference_words,
        alignment.recognized_words,
        alignment.language,
    )
    pairs = [
        (reference[b.reference[1] - 1], heard[b.recognized[1] - 1].text)
        for b in alignment.blocks
        if b.relation == "same"
    ]
    # The capital of "The" in a title is ignored: a word that the reference or the recognizer also
    # writes in lower case is not a name on its own.
    lower = find_lower_case_words(reference, language)
    lower |= find_lower_case_words([word.text for word in heard], language)
    parts = [[language.plain(part) for part in name.split()] for name in alignment.names]
    people = frozenset(part for name in parts for part in name) - lower
    return ReferenceStyle(
        language=language,
        trusts_sentence_ends=_compute_mark_ratio(pairs, SENTENCE_END, language) >= _TRUSTED_ENDS,
        trusts_question_marks=any("?" in w for w in reference),
        trusts_commas=_compute_mark_ratio(pairs, PAUSE, language) >= _TRUSTED_COMMAS,
        has_case=_has_both_cases(reference),
        proper_nouns=(
            _find_proper_nouns(reference, language) if _has_both_cases(reference) else frozenset()
        )
        | people
        | (_find_recognized_names(alignment) - lower),
        name_words=people,
        within_names=frozenset(pair for name in parts for pair in pairwise(name)),
    )


def _find_recognized_names(alignment: Alignment) -> frozenset[str]:
    """Return the names in the recognized words, stripped of punctuation, as plain spellings."""
    names = written_names([word.text for word in alignment.recognized_words], alignment.language)
    return frozenset(alignment.language.plain(name) for name in names)


def _compute_mark_ratio(
    pairs: Sequence[tuple[str, str]], mark_pattern: re.Pattern[str], language: Language
) -> float:
    """Divide the number of the reference's marks by the number of the recognizer's marks."""
    heard = sum(bool(mark_pattern.search(trailing_punctuation(h, language))) for _, h in pairs)
    written = sum(bool(mark_pattern.search(trailing_punctuation(w, language))) for w, _ in pairs)
    return written / heard if heard else float(written > 0)


def find_lower_case_words(words: Sequence[str], language: Language) -> frozenset[str]:
    """Find words that occur in lower case; the result is empty if the text has only one case."""
    if not _has_both_cases(words):
        return frozenset()
    return frozenset(language.plain(word) for word in words if word[:1].islower())


def _has_both_cases(words: Sequence[str]) -> bool:
    letters = [c for word in words for c in word if c.isalpha()]
    return 0 < sum(c.isupper() for c in letters) < 0.8 * len(letters)


def _find_proper_nouns(reference: Sequence[str], language: Language) -> frozenset[str]:
    """Find words that are capitalized in mid-sentence at least once and never in lower case."""
    capital, lower = set(language.capitalized), set()
    for before, word in pairwise(reference):
        if word[:1].islower():
            lower.add(language.plain(word))
        elif word[:1].isupper() and not SENTENCE_END.search(trailing_punctuation(before, language)):
            capital.add(language.plain(word))
    return frozenset(capital - lower)
