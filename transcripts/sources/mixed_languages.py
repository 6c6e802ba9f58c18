"""Notice a transcript in two languages, because only one is recognized at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from stopwordsiso import stopwords

from transcripts.source_transcript import SourceTurn

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "pl")
_PASSAGE = 12
"""Words of a turn that are compared at a time."""

_LEAST_HITS, _LEAD = 0.35, 1.6
"""Least share of stop words in a passage, and least ratio to the share of any other language."""

_LEAST_SHARE, _LEAST_WORDS = 0.1, 48
"""Least share and number of words that make a second language; less is a quotation."""


def language_notices(turns: Sequence[SourceTurn]) -> tuple[str, ...]:
    """Return a notice if a transcript has long passages in a second language."""
    words = Counter(
        {code: n * _PASSAGE for code, n in Counter(filter(None, _detect_languages(turns))).items()}
    )
    total = words.total()
    found = [
        f"{count / total:.0%} {code}"
        for code, count in words.most_common()
        if count >= max(_LEAST_WORDS, _LEAST_SHARE * total)
    ]
    if len(found) < 2:
        return ()
    return (
        f"it seems to be in more than one language ({', '.join(found)}): all words are kept, but "
        "only one language is recognized at a time",
    )


def _detect_languages(turns: Sequence[SourceTurn]) -> list[str | None]:
    return [
        _detect_language(
            [word.text.strip(".,;:!?\"'“”").casefold() for word in turn.words[n : n + _PASSAGE]]
        )
        for turn in turns
        for n in range(0, len(turn.words) - _PASSAGE + 1, _PASSAGE)
    ]


def _detect_language(words: Sequence[str]) -> str | None:
    """Return the language of a passage by its stop words; None if it is not clear."""
    hits = Counter({code: sum(word in _stop_words(code) for word in words) for code in _LANGUAGES})
    (best, count), (_, second) = hits.most_common(2)
    return best if count >= max(_LEAST_HITS * len(words), _LEAD * second) else None


@cache
def _stop_words(code: str) -> frozenset[str]:
    return frozenset(stopwords(code))
