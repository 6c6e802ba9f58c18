"""Judge a realignment against the truth: corrections and broken words.

The spoken tokens of the truth and of the published text, in order of turns, are aligned by jiwer;
all verdicts follow from the steps of that alignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.aligned_rows import AlignedRows, tokens_of_words
from benchmarks.planted_errors import TIME_TOLERANCE
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.marks import COMMAS
from transcripts.scores.word_alignment import TokenSequence
from transcripts.text.normalize import Token, tokenize
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.text_change import TextChange
from transcripts.transcript import Correction

BREAK, SHOWN_AROUND = "¶", 3
"""The sign for a turn break in a correction, and the number of words that a correction shows before
it (see transcripts.attribution.breaks)."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """A verdict on a token, correction or planted error, with an excerpt to check it by.

    `position` is a start in seconds in benchmarks.realignment, a word number in
    benchmarks.real_tapes.
    """

    kind: str
    right: bool
    position: float
    excerpt: str
    score: float | None = None
    status: str = ""


# Corrections


def judge(aligned: AlignedRows, correction: Correction) -> bool | None:
    """Check whether a correction's `after` agrees with the truth; return None if unclear.

    A wording is right if all its tokens are true, the truth has no tokens between them, and the
    truth lacks the words that the correction removes. A mark or capital is right if each changed
    word is written as in the truth (commas, semicolons and colons count as equal; dashes and quotes
    are ignored). A turn break is right where the true speaker changes. A correction that was not
    applied is judged as if it had been.
    """
    found = find_published_words(aligned.hypothesis, correction)
    return None if found is None else judge_at(aligned, correction, *found)


def judge_at(
    aligned: AlignedRows, correction: Correction | TextChange, first: int, last: int
) -> bool | None:
    """Judge a correction of the published words `first` to `last` (exclusive); see `judge`."""
    if correction.kind in ("punctuation", "case"):
        return _marks_right(aligned, first, last)
    if correction.kind == "turn-break":
        return _break_right(aligned, first, correction)
    if correction.kind == "order":
        a, b = tokens_of_words(aligned.hypothesis.tokens, first, last)
        right = [
            n in aligned.spoken_over or aligned.steps[aligned.hypothesis_steps[n]].is_equal
            for n in range(a, b)
        ]
        return 2 * sum(right) > b - a
    if correction.status != "applied":
        after = correction.after.split()
        aligned = _align_with_replacement(aligned, first, last, after)
        last = first + len(after)
    return _wording_right(aligned, first, last, correction)


def find_published_words(
    published: TokenSequence, correction: Correction
) -> tuple[int, int] | None:
    """Find the published words (begin, end) that a correction is about."""
    text = correction.after if correction.status == "applied" else correction.before
    count = len(text.split())
    if correction.end - correction.start < TIME_TOLERANCE or not count:
        ends = [
            i
            for i, w in enumerate(published.written_words)
            if abs(w.end - correction.start) < TIME_TOLERANCE
        ]
        mine = [i for i in ends if published.speakers[i] == correction.turn] or ends
        return (mine[-1] + 1, mine[-1] + 1) if mine else (0, 0) if not correction.start else None
    starts = [
        i
        for i, w in enumerate(published.written_words)
        if abs(w.start - correction.start) < TIME_TOLERANCE
    ]
    mine = [i for i in starts if published.speakers[i] == correction.turn] or starts
    return (mine[0], mine[0] + count) if mine else None


def _align_with_replacement(
    aligned: AlignedRows, first: int, last: int, new_words: Sequence[str]
) -> AlignedRows:
    """Align the text with the truth after its words `first` to `last` (exclusive) were replaced."""
    words = tuple(
        replace(aligned.hypothesis.written_words[max(0, first - 1)], text=t) for t in new_words
    )
    row = (
        *aligned.hypothesis.written_words[:first],
        *words,
        *aligned.hypothesis.written_words[last:],
    )
    other = TokenSequence(
        row, ("",) * len(row), tokenize_for_scoring([w.text for w in row], ENGLISH)
    )
    return AlignedRows.align(aligned.truth, other)


def _wording_right(
    aligned: AlignedRows, first: int, last: int, correction: Correction | TextChange
) -> bool:
    a, b = tokens_of_words(aligned.hypothesis.tokens, first, last)
    steps = aligned.steps_at_hypothesis(a, b)
    mine = [n for n, s in enumerate(steps) if s.hypothesis is not None]
    inner = steps[mine[0] : mine[-1] + 1] if mine else ()
    removed = _expanded_keys(correction.before.split()) - _expanded_keys(correction.after.split())
    right = all(s.is_equal or s.hypothesis in aligned.spoken_over for s in inner)
    return right and not removed & _missing_keys(aligned, a, b)


def _expanded_keys(words: Sequence[str]) -> set[str]:
    """Return the tokens of words, with contractions expanded ("we'd" has "would")."""
    return {t.key for t in tokenize(words, ENGLISH)}


def _missing_keys(aligned: AlignedRows, first: int, last: int) -> set[str]:
    """Return the true tokens that the published text lacks at its tokens `first` to `last`."""
    while first and not aligned.steps[aligned.hypothesis_steps[first - 1]].is_equal:
        first -= 1
    while (
        last < len(aligned.hypothesis_steps)
        and not aligned.steps[aligned.hypothesis_steps[last]].is_equal
    ):
        last += 1
    steps = aligned.steps_at_hypothesis(first, last)
    true = [aligned.truth.tokens[s.truth] for s in steps if s.truth is not None and not s.is_equal]
    ours = [aligned.hypothesis.tokens[s.hypothesis] for s in steps if s.hypothesis is not None]
    return _expanded_keys(_texts(aligned.truth, true)) - _expanded_keys(
        _texts(aligned.hypothesis, ours)
    )


def _texts(row: TokenSequence, tokens: Sequence[Token]) -> list[str]:
    """Return the written words of tokens."""
    return [
        row.written_words[n].text
        for n in dict.fromkeys(n for t in tokens for n in words_of_token(t))
    ]


def words_of_token(token: Token) -> range:
    return range(token.first, token.last + 1)


def _marks_right(aligned: AlignedRows, first: int, last: int) -> bool | None:
    """Check that words have the true case and marks; return None if none is aligned."""
    pairs = list(_equal_word_pairs(aligned, first, last))
    return all(_case_and_mark(a) == _case_and_mark(b) for a, b in pairs) if pairs else None


def _equal_word_pairs(aligned: AlignedRows, first: int, last: int) -> Iterator[tuple[str, str]]:
    """Yield pairs of a published and a true word that are the same word."""
    for n in range(*tokens_of_words(aligned.hypothesis.tokens, first, last)):
        step = aligned.steps[aligned.hypothesis_steps[n]]
        if step.truth is None or not step.is_equal:
            continue
        ours, theirs = aligned.hypothesis.tokens[n], aligned.truth.tokens[step.truth]
        if ours.first == ours.last and theirs.first == theirs.last:
            yield (
                aligned.hypothesis.written_words[ours.last].text,
                aligned.truth.written_words[theirs.last].text,
            )


def _case_and_mark(word: str) -> tuple[bool, str]:
    """Return whether a word is capitalized, and the class of the punctuation mark after it."""
    bare = word.strip("\"'“”‘’()[]-–—")
    mark = "" if bare[-1:].isalnum() else bare[-1:]
    kinds = {**dict.fromkeys(COMMAS, ","), "!": ".", "…": "."}
    return bare[:1].isupper(), kinds.get(mark, mark)


def _break_right(aligned: AlignedRows, first: int, correction: Correction | TextChange) -> bool:
    """Check a turn break against the true turns; a removed break is right where the truth has none.

    A wording has the words around the break, with `BREAK` at the break.
    """
    after = correction.after.split()
    if BREAK not in after:
        return not _is_true_break(aligned, first)
    return _is_true_break(aligned, first - min(SHOWN_AROUND, first) + after.index(BREAK))


def _is_true_break(aligned: AlignedRows, word_index: int) -> bool:
    """Check whether the true speaker changes before a published word."""
    token = tokens_of_words(aligned.hypothesis.tokens, word_index, word_index + 1)[0]
    near = [
        next((s.truth for s in steps if s.truth is not None and s.hypothesis is not None), None)
        for steps in (
            [aligned.steps[n] for n in aligned.hypothesis_steps[max(0, token - 5) : token]][::-1],
            [aligned.steps[n] for n in aligned.hypothesis_steps[token : token + 5]],
        )
    ]
    ahead, behind = near
    if ahead is None or behind is None:
        return False
    return aligned.truth.speaker(ahead) != aligned.truth.speaker(behind)


def judge_marks(aligned: AlignedRows) -> Iterator[tuple[int, bool, str]]:
    """Yield each true token that was published, whether its case and mark are right, and the marks.

    The marks are the punctuation after the token, as "true/published"; "·" stands for none.
    """
    for n, step in enumerate(aligned.steps):
        if step.truth is None or step.hypothesis is None or not step.is_equal:
            continue
        truth, other = aligned.truth.tokens[step.truth], aligned.hypothesis.tokens[step.hypothesis]
        if n + 1 < len(aligned.steps) and truth.first == truth.last and other.first == other.last:
            true, ours = (
                _case_and_mark(row.written_words[t.last].text)
                for row, t in ((aligned.truth, truth), (aligned.hypothesis, other))
            )
            yield step.truth, true == ours, f"{true[1] or '·'}/{ours[1] or '·'}"


# Broken words


def broken_words(reference: AlignedRows, published: AlignedRows) -> tuple[int, tuple[int, ...]]:
    """Count the tokens that the reference has right, and list those that the published text lost.

    `reference` is the reference aligned with the truth, `published` the published text.
    """
    was, now = (
        {s.truth for s in aligned.steps if s.is_equal} for aligned in (reference, published)
    )
    now |= set(published.spoken_over.values())
    return len(was), tuple(sorted(n for n in was - now if n is not None))
