"""Judge whether planted errors of a reference are mended in a published text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.aligned_rows import AlignedRows, tokens_of_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.word_alignment import TokenSequence, align_tokens
from transcripts.text.normalize import Token, tokenize

TIME_TOLERANCE = 0.002
"""Seconds. Times are published with three decimals, so equal times differ by less."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An error in a reference, which has `after` in place of `before`.

    `before` is the true text with commas removed and contractions expanded. It is spoken from
    `start` to `end`, in seconds.
    """

    kind: str
    before: str
    after: str
    start: float
    end: float

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Planted:
        """Read a row of planted.json."""
        return cls(row["kind"], row["before"], row["after"], row["start"], row["end"])


def is_mended(aligned: AlignedRows, planted: Planted) -> bool:
    """Check whether the published words equal the true ones where an error was planted.

    Where `before` and `after` differ, all true tokens must be published, with no other token
    between their neighbours. A turn break is mended if the published turns break exactly where the
    true ones do.
    """
    before, after = (tokenize(t.split(), ENGLISH) for t in (planted.before, planted.after))
    places = true_words(aligned.truth, planted, before)
    if planted.kind == "turn-break":
        return all(
            _has_published_break(aligned, places, at) == there
            for at, there in _differing_breaks(planted, before, after)
        )
    head, tail = _common_ends([t.key for t in before], [t.key for t in after])
    if head == len(before) == len(after):
        head = 0  # only commas and contractions were stripped
    words = sorted(places[n] for n in range(head, len(before) - tail) if n in places)
    if words:
        first, last = tokens_of_words(aligned.truth.tokens, words[0], words[-1] + 1)
    else:
        ahead = [places[n] for n in range(head) if n in places]
        place = ahead[-1] + 1 if ahead else places[min(places)]
        first = last = tokens_of_words(aligned.truth.tokens, place, place + 1)[0]
    meant = {n for n in range(first, last) if _covers_any(aligned.truth.tokens[n], places.values())}
    return all(
        s.is_equal or (s.hypothesis is None and s.truth not in meant)
        for s in aligned.steps_at_truth(first, last)
    )


def _covers_any(token: Token, word_indices: Any) -> bool:
    return any(token.first <= word <= token.last for word in word_indices)


def true_words(truth: TokenSequence, planted: Planted, before: Sequence[Token]) -> dict[int, int]:
    """Map token numbers of `before` to the numbers of the same true words in the error's span."""
    begin, end = planted.start - TIME_TOLERANCE, planted.end + TIME_TOLERANCE
    inside = [i for i, w in enumerate(truth.written_words) if w.start >= begin and w.end <= end]
    there = tokenize([truth.written_words[i].text for i in inside], ENGLISH)
    rows = (
        TokenSequence((), (), tuple(there)),
        TokenSequence((), (), tuple(before)),
    )
    return {
        s.hypothesis: inside[there[s.truth].first]
        for s in align_tokens(*rows)
        if s.truth is not None and s.hypothesis is not None
    }


def _common_ends(one_keys: Sequence[str], other_keys: Sequence[str]) -> tuple[int, int]:
    """Count the equal keys at the beginning and at the end of two sequences."""
    short = min(len(one_keys), len(other_keys))
    head = next((n for n in range(short) if one_keys[n] != other_keys[n]), short)
    rest = short - head
    tail = next((n for n in range(rest) if one_keys[-1 - n] != other_keys[-1 - n]), rest)
    return head, tail


def _differing_breaks(
    planted: Planted, before: Sequence[Token], after: Sequence[Token]
) -> Iterator[tuple[int, bool]]:
    """Yield each token that begins a turn in only one of two wordings; True if in the true one."""
    true, typed = _turn_starts(planted.before), _turn_starts(planted.after)
    yield from ((at, True) for at in sorted(true - typed))
    yield from ((at, False) for at in sorted(typed - true))


def _turn_starts(text: str) -> set[int]:
    found, count = set(), 0
    for turn in text.split("  "):
        if count:
            found.add(count)
        count += len(tokenize(turn.split(), ENGLISH))
    return found


def _has_published_break(
    aligned: AlignedRows, true_word_indices: dict[int, int], token_index: int
) -> bool:
    """Check whether a published turn begins at a token of the planted error."""
    token = tokens_of_words(
        aligned.truth.tokens, true_word_indices[token_index], true_word_indices[token_index] + 1
    )[0]
    ahead, behind = (
        _nearest_published_token(aligned, token - 1, -1),
        _nearest_published_token(aligned, token, 1),
    )
    if ahead is None or behind is None:
        return False
    return aligned.hypothesis.speaker(ahead) != aligned.hypothesis.speaker(behind)


def _nearest_published_token(aligned: AlignedRows, token: int, direction: int) -> int | None:
    """Find the published token aligned with a true token, or with the next aligned true token.

    `direction` is 1 to search forwards from the true token, -1 to search backwards.
    """
    while 0 <= token < len(aligned.truth_steps):
        found = aligned.steps[aligned.truth_steps[token]].hypothesis
        if found is not None:
            return found
        token += direction
    return None
