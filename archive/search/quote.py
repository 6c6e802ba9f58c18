"""Quote a hit around the matched words, and mark them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.search.question import Term
from archive.search.tokens import IndexToken, index_tokens

LONGEST = 240
"""The maximum number of characters in a quote: two or three lines on a screen."""
BEFORE = 80
"""The maximum number of characters before the first match, for context."""
CUT = "…"


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt, its matched ranges, and the token at which to start playback.

    `marks` are half-open pairs of character offsets in `text`. `first` is the index of the first
    marked token in the whole text.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    first: int


def quote_matches(text: str, query_terms: Sequence[Term]) -> Quote:
    """Return an excerpt where the matches are closest together, or the beginning if none match."""
    found = index_tokens(text)
    matches = [list(_find_matches(found, term)) for term in query_terms]
    places = sorted({i for of_term in matches for match in of_term for i in match})
    first = _find_closest_match([m for m in matches if m]) if places else 0
    begin, end = _choose_window(text, found[first].start if found else 0)
    front, back = CUT if begin else "", CUT if end < len(text) else ""
    shift = len(front) - begin
    shown = [i for i in places if begin <= found[i].start and found[i].end <= end]
    marks = tuple(
        (found[i].start + shift, found[j].end + shift) for i, j in _find_consecutive_ranges(shown)
    )
    return Quote(front + text[begin:end] + back, marks, first)


def _find_consecutive_ranges(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last position of each run of consecutive positions.

    A phrase then gets one mark, not one for each of its words.
    """
    for _, row in groupby(enumerate(places), key=lambda numbered: numbered[1] - numbered[0]):
        of_row = [place for _, place in row]
        yield of_row[0], of_row[-1]


def _find_matches(text_tokens: Sequence[IndexToken], term: Term) -> Iterator[range]:
    """Return the range of tokens of each match of a term."""
    *front, last = term.tokens
    for i in range(len(text_tokens) - len(front)):
        *said, ending = (token.text for token in text_tokens[i : i + len(term.tokens)])
        ends = ending.startswith(last) if term.is_prefix else ending == last
        if ends and said == front:
            yield range(i, i + len(term.tokens))


def _find_closest_match(matches: Sequence[Sequence[range]]) -> int:
    """Return the first token of the shortest range that contains a match of every term."""
    every = sorted((match.start, match.stop, n) for n, of in enumerate(matches) for match in of)
    latest: dict[int, tuple[int, int]] = {}
    best, first = None, every[0][0]
    for start, stop, term in every:
        latest[term] = start, stop
        if len(latest) == len(matches):
            begin = min(start for start, _ in latest.values())
            length = max(stop for _, stop in latest.values()) - begin
            if best is None or length < best:
                best, first = length, begin
    return first


def _choose_window(text: str, match: int) -> tuple[int, int]:
    """Return the range of characters to quote; it starts and ends between words."""
    if len(text) <= LONGEST:
        return 0, len(text)
    begin = max(0, min(match - BEFORE, len(text) - LONGEST))
    if begin:
        space = text.find(" ", begin, match)
        begin = space + 1 if space >= 0 else match
    end = begin + LONGEST
    if end < len(text):
        space = text.rfind(" ", match + 1, end)
        end = space if space >= 0 else end
    return begin, min(end, len(text))
