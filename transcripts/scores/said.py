"""The spoken words of two accounts in a row, and how they align."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jiwer

from transcripts.scores.account import Account
from transcripts.text.normalize import Token
from transcripts.text.spoken import spoken
from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class Said:
    """Tokens in a row, the words as written behind them, and who said each word."""

    words: tuple[Word, ...]
    speakers: tuple[str, ...]
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """Give the tokens as one text."""
        return " ".join(t.key for t in self.tokens)

    def speaker(self, token: int) -> str:
        """Give the speaker of a token."""
        return self.speakers[self.tokens[token].first]

    def start(self, token: int) -> float:
        """Give the moment at which the word of a token begins."""
        return self.words[self.tokens[token].first].start


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment: a token on each side (their indices), or on one side only."""

    truth: int | None
    hypothesis: int | None
    equal: bool = False


Steps = tuple[Step, ...]
"""An alignment, in order."""


def said(account: Account, by_word: bool) -> Said:
    """Put an account's words in a row: in order of the words' own times, or of utterances."""
    rows = [(w, u.speaker) for u in account.utterances for w in u.words]
    if by_word:
        rows.sort(key=lambda row: row[0].start)
    words = tuple(w for w, _ in rows)
    return Said(words, tuple(speaker for _, speaker in rows), spoken([w.text for w in words]))


def align(truth: Said, hypothesis: Said) -> Steps:
    """Align two rows of tokens with the fewest edits."""
    chunks = jiwer.process_words(truth.text, hypothesis.text).alignments[0]
    return tuple(step for chunk in chunks for step in _steps(chunk))


def edits(steps: Steps) -> int:
    """Count the steps that are errors."""
    return sum(not step.equal for step in steps)


def both(steps: Sequence[Step]) -> Iterator[tuple[int, int, bool]]:
    """Give (truth, hypothesis, equal) of the steps that have a token on both sides."""
    for step in steps:
        if step.truth is not None and step.hypothesis is not None:
            yield step.truth, step.hypothesis, step.equal


def _steps(chunk: jiwer.AlignmentChunk) -> Iterator[Step]:
    """Take one chunk of jiwer's alignment apart."""
    truth = range(chunk.ref_start_idx, chunk.ref_end_idx)
    hypothesis = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
    if chunk.type == "delete":
        yield from (Step(i, None) for i in truth)
    elif chunk.type == "insert":
        yield from (Step(None, j) for j in hypothesis)
    else:
        equal = chunk.type == "equal"
        yield from (Step(i, j, equal) for i, j in zip(truth, hypothesis, strict=True))
