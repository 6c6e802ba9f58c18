"""What a realignment did, judged against the truth: planted errors, corrections, broken words.

Two rows of spoken tokens (`transcripts.scores.said`) are aligned by jiwer; whatever is asked about
a place in one row is answered by the steps of that alignment. Rows are in order of turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.aligned_rows import AlignedRows, of_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.marks import COMMAS
from transcripts.scores.word_alignment import TokenSequence, align_tokens
from transcripts.text.normalize import Token, tokenize
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.text_change import TextChange
from transcripts.transcript import Correction

TIME_TOLERANCE = 0.002
"""Seconds. Times are published with three decimals, so equal times differ by less."""

BREAK, SHOWN_AROUND = "¶", 3
"""How a correction shows a turn break (transcripts.attribution.breaks): the sign, and how many
words stand before its place."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An error in a reference: it has `after` in place of `before`, spoken from `start` to `end`.

    `before` is the text as a blind program would have stripped it.
    """

    kind: str
    before: str
    after: str
    start: float
    end: float

    @classmethod
    def of(cls, row: dict[str, Any]) -> Planted:
        """Read a row of planted.json."""
        return cls(row["kind"], row["before"], row["after"], row["start"], row["end"])


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on something of a kind, and what a person needs to see in order to check it."""

    kind: str
    right: bool
    at: float
    excerpt: str
    score: float | None = None
    status: str = ""


# Planted errors


def is_mended(laid: AlignedRows, planted: Planted) -> bool:
    """Whether the published words equal the true ones in place of a planted error.

    The place is where `before` and `after` differ: all its true tokens must be published, with
    nothing else between its neighbours. A turn break is mended if the published turns break where
    the true ones do, and nowhere else.
    """
    before, after = (tokenize(t.split(), ENGLISH) for t in (planted.before, planted.after))
    places = true_words(laid.truth, planted, before)
    if planted.kind == "turn-break":
        return all(
            _broken_here(laid, places, at) == there for at, there in _breaks(planted, before, after)
        )
    head, tail = _common([t.key for t in before], [t.key for t in after])
    if head == len(before) == len(after):
        head = 0  # nothing was planted except the stripping itself
    words = sorted(places[n] for n in range(head, len(before) - tail) if n in places)
    if words:
        first, last = of_words(laid.truth.tokens, words[0], words[-1] + 1)
    else:
        ahead = [places[n] for n in range(head) if n in places]
        place = ahead[-1] + 1 if ahead else places[min(places)]
        first = last = of_words(laid.truth.tokens, place, place + 1)[0]
    meant = {n for n in range(first, last) if _within(laid.truth.tokens[n], places.values())}
    return all(
        s.is_equal or (s.hypothesis is None and s.truth not in meant)
        for s in laid.at_truth(first, last)
    )


def _within(token: Token, words: Any) -> bool:
    return any(token.first <= word <= token.last for word in words)


def true_words(truth: TokenSequence, planted: Planted, before: Sequence[Token]) -> dict[int, int]:
    """Map each token of `before` to the same true word spoken there."""
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


def _common(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """Count the equal keys at the head and at the tail of two rows."""
    short = min(len(a), len(b))
    head = next((n for n in range(short) if a[n] != b[n]), short)
    rest = short - head
    tail = next((n for n in range(rest) if a[-1 - n] != b[-1 - n]), rest)
    return head, tail


def _breaks(
    planted: Planted, before: Sequence[Token], after: Sequence[Token]
) -> Iterator[tuple[int, bool]]:
    """Yield the tokens where only one wording begins a turn: True if it is the true wording."""
    true, typed = _begins(planted.before), _begins(planted.after)
    yield from ((at, True) for at in sorted(true - typed))
    yield from ((at, False) for at in sorted(typed - true))


def _begins(text: str) -> set[int]:
    found, count = set(), 0
    for turn in text.split("  "):
        if count:
            found.add(count)
        count += len(tokenize(turn.split(), ENGLISH))
    return found


def _broken_here(laid: AlignedRows, places: dict[int, int], at: int) -> bool:
    """Whether the published turns break before token `at` of the planted error."""
    token = of_words(laid.truth.tokens, places[at], places[at] + 1)[0]
    ahead, behind = _partner(laid, token - 1, -1), _partner(laid, token, 1)
    if ahead is None or behind is None:
        return False
    return laid.other.speaker(ahead) != laid.other.speaker(behind)


def _partner(laid: AlignedRows, token: int, step: int) -> int | None:
    """Find the published token of a true token, or of the next one in the direction of `step`."""
    while 0 <= token < len(laid.truth_at):
        found = laid.steps[laid.truth_at[token]].hypothesis
        if found is not None:
            return found
        token += step
    return None


# Corrections


def judge(laid: AlignedRows, correction: Correction) -> bool | None:
    """Whether a correction's `after` agrees with the truth; None if that is unclear.

    A wording is right when every token of it is true and the truth has nothing between them, and
    none of the words that it removes. A mark or capital is right when each word that changed is
    written as in the truth (one of ,;: is as good as another; dashes and quotes are not judged).
    A turn break is right where the true speaker changes. What was not applied is judged as if it
    were.
    """
    found = place_of(laid.other, correction)
    return None if found is None else judge_at(laid, correction, *found)


def judge_at(
    laid: AlignedRows, correction: Correction | TextChange, first: int, last: int
) -> bool | None:
    """Judge a correction of the published words `first` to `last` (exclusive); see `judge`."""
    if correction.kind in ("punctuation", "case"):
        return _marks_right(laid, first, last)
    if correction.kind == "turn-break":
        return _break_right(laid, first, correction)
    if correction.kind == "order":
        a, b = of_words(laid.other.tokens, first, last)
        right = [
            n in laid.spoken_over or laid.steps[laid.other_at[n]].is_equal for n in range(a, b)
        ]
        return 2 * sum(right) > b - a
    if correction.status != "applied":
        after = correction.after.split()
        laid = _replaced(laid, first, last, after)
        last = first + len(after)
    return _wording_right(laid, first, last, correction)


def place_of(row: TokenSequence, correction: Correction) -> tuple[int, int] | None:
    """Find the published words (begin, end) that a correction is about."""
    text = correction.after if correction.status == "applied" else correction.before
    count = len(text.split())
    if correction.end - correction.start < TIME_TOLERANCE or not count:
        ends = [
            i
            for i, w in enumerate(row.written_words)
            if abs(w.end - correction.start) < TIME_TOLERANCE
        ]
        mine = [i for i in ends if row.speakers[i] == correction.turn] or ends
        return (mine[-1] + 1, mine[-1] + 1) if mine else (0, 0) if not correction.start else None
    starts = [
        i
        for i, w in enumerate(row.written_words)
        if abs(w.start - correction.start) < TIME_TOLERANCE
    ]
    mine = [i for i in starts if row.speakers[i] == correction.turn] or starts
    return (mine[0], mine[0] + count) if mine else None


def _replaced(laid: AlignedRows, first: int, last: int, after: Sequence[str]) -> AlignedRows:
    """Lay the row beside the truth again with other words in a place."""
    words = tuple(replace(laid.other.written_words[max(0, first - 1)], text=t) for t in after)
    row = (*laid.other.written_words[:first], *words, *laid.other.written_words[last:])
    other = TokenSequence(
        row, ("",) * len(row), tokenize_for_scoring([w.text for w in row], ENGLISH)
    )
    return AlignedRows.of(laid.truth, other)


def _wording_right(
    laid: AlignedRows, first: int, last: int, correction: Correction | TextChange
) -> bool:
    a, b = of_words(laid.other.tokens, first, last)
    steps = laid.at_other(a, b)
    mine = [n for n, s in enumerate(steps) if s.hypothesis is not None]
    inner = steps[mine[0] : mine[-1] + 1] if mine else ()
    removed = _expanded_keys(correction.before.split()) - _expanded_keys(correction.after.split())
    right = all(s.is_equal or s.hypothesis in laid.spoken_over for s in inner)
    return right and not removed & _missing_keys(laid, a, b)


def _expanded_keys(words: Sequence[str]) -> set[str]:
    """Return the tokens of words, with contractions expanded ("we'd" has "would")."""
    return {t.key for t in tokenize(words, ENGLISH)}


def _missing_keys(laid: AlignedRows, a: int, b: int) -> set[str]:
    """Return the true tokens that the row lacks around its tokens `a` to `b`."""
    while a and not laid.steps[laid.other_at[a - 1]].is_equal:
        a -= 1
    while b < len(laid.other_at) and not laid.steps[laid.other_at[b]].is_equal:
        b += 1
    steps = laid.at_other(a, b)
    true = [laid.truth.tokens[s.truth] for s in steps if s.truth is not None and not s.is_equal]
    ours = [laid.other.tokens[s.hypothesis] for s in steps if s.hypothesis is not None]
    return _expanded_keys(_texts(laid.truth, true)) - _expanded_keys(_texts(laid.other, ours))


def _texts(row: TokenSequence, spoken_there: Sequence[Token]) -> list[str]:
    """Return the written words of tokens."""
    return [
        row.written_words[n].text
        for n in dict.fromkeys(n for t in spoken_there for n in words_of_token(t))
    ]


def words_of_token(token: Token) -> range:
    return range(token.first, token.last + 1)


def _marks_right(laid: AlignedRows, first: int, last: int) -> bool | None:
    """Compare the words as written with the true ones; None where no word has a partner."""
    pairs = list(_pairs(laid, first, last))
    return all(_written(a) == _written(b) for a, b in pairs) if pairs else None


def _pairs(laid: AlignedRows, first: int, last: int) -> Iterator[tuple[str, str]]:
    """Yield pairs of a published and a true word that are the same word."""
    for n in range(*of_words(laid.other.tokens, first, last)):
        step = laid.steps[laid.other_at[n]]
        if step.truth is None or not step.is_equal:
            continue
        ours, theirs = laid.other.tokens[n], laid.truth.tokens[step.truth]
        if ours.first == ours.last and theirs.first == theirs.last:
            yield (
                laid.other.written_words[ours.last].text,
                laid.truth.written_words[theirs.last].text,
            )


def _written(word: str) -> tuple[bool, str]:
    """Return whether a word is capitalized, and the class of the punctuation mark after it."""
    bare = word.strip("\"'“”‘’()[]-–—")
    mark = "" if bare[-1:].isalnum() else bare[-1:]
    kinds = {**dict.fromkeys(COMMAS, ","), "!": ".", "…": "."}
    return bare[:1].isupper(), kinds.get(mark, mark)


def _break_right(laid: AlignedRows, first: int, correction: Correction | TextChange) -> bool:
    """Whether the true turns break where the correction does, or not at all if it removes a break.

    Both wordings have the words around the place, with a sign at the break.
    """
    after = correction.after.split()
    if BREAK not in after:
        return not _true_break(laid, first)
    return _true_break(laid, first - min(SHOWN_AROUND, first) + after.index(BREAK))


def _true_break(laid: AlignedRows, word: int) -> bool:
    """Whether the true speaker changes before a published word."""
    token = of_words(laid.other.tokens, word, word + 1)[0]
    near = [
        next((s.truth for s in steps if s.truth is not None and s.hypothesis is not None), None)
        for steps in (
            [laid.steps[n] for n in laid.other_at[max(0, token - 5) : token]][::-1],
            [laid.steps[n] for n in laid.other_at[token : token + 5]],
        )
    ]
    ahead, behind = near
    if ahead is None or behind is None:
        return False
    return laid.truth.speaker(ahead) != laid.truth.speaker(behind)


def judge_marks(laid: AlignedRows) -> Iterator[tuple[int, bool, str]]:
    """Compare mark and case of every true token that is published: verdict, "true/published"."""
    for n, step in enumerate(laid.steps):
        if step.truth is None or step.hypothesis is None or not step.is_equal:
            continue
        truth, other = laid.truth.tokens[step.truth], laid.other.tokens[step.hypothesis]
        if n + 1 < len(laid.steps) and truth.first == truth.last and other.first == other.last:
            true, ours = (
                _written(row.written_words[t.last].text)
                for row, t in ((laid.truth, truth), (laid.other, other))
            )
            yield step.truth, true == ours, f"{true[1] or '·'}/{ours[1] or '·'}"


# Broken words


def broken_words(before: AlignedRows, after: AlignedRows) -> tuple[int, tuple[int, ...]]:
    """Count the true tokens of a reference, and list those that the published text gets wrong.

    Both texts are aligned with the same truth.
    """
    was, now = ({s.truth for s in laid.steps if s.is_equal} for laid in (before, after))
    now |= set(after.spoken_over.values())
    return len(was), tuple(sorted(n for n in was - now if n is not None))
