"""The words to publish, block by block, and the witnesses that each stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from transcripts.corrections.decide import Decision
from transcripts.realignment.blocks import Block
from transcripts.realignment.questions import core
from transcripts.realignment.realign import Alignment
from transcripts.text.normalize import plain
from transcripts.transcript import Origin, Word

# Seconds a word takes where nothing says when it was spoken.
_WORD_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Row:
    """A word to publish: `reference` and `heard` are the words that it stands for."""

    text: str
    origin: Origin
    reference: int | None
    heard: int | None
    start: float | None
    end: float | None
    confidence: float
    block: int
    reworded: bool = False


def rows_of(
    alignment: Alignment, at: int, block: Block, decision: Decision | None
) -> Iterator[Row]:
    """Give the words of one block as they will be published."""
    written = alignment.words[slice(*block.reference)]
    reworded = decision is not None and decision.published != decision.before
    if reworded and decision is not None:
        texts: Sequence[str] = decision.published.split()
        if decision.kind == "insertion":
            texts = [core(w.text) for w in alignment.heard[slice(*block.heard)]]
    else:
        texts = [core(w) for w in written]
    references = _spread(len(texts), block.reference)
    heards = _spread(len(texts), block.heard)
    times = _shares(texts, alignment.heard[slice(*block.heard)])
    for i, text in enumerate(texts):
        heard = heards[i]
        said = alignment.heard[heard] if heard is not None else None
        sure = said.confidence if said else decision.score if decision else 0.5
        if decision and not reworded and block.relation == "reference":
            sure = 1 - decision.score
        yield Row(
            text=text,
            origin=_origin(block, reworded, decision),
            reference=references[i],
            heard=heard,
            start=times[i][0] if times else None,
            end=times[i][1] if times else None,
            confidence=sure,
            block=at,
            reworded=reworded,
        )


def _origin(block: Block, reworded: bool, decision: Decision | None) -> Origin:
    """Name the witness that a block's published words come from."""
    if block.relation == "same":
        return "both"
    if block.relation == "heard":
        return "heard"
    if not reworded or decision is None:
        return "reference"
    spoken = decision.question.wordings[1]
    return "heard" if plain(decision.published) == plain(spoken) else "reference"


def _spread(count: int, words: tuple[int, int]) -> list[int | None]:
    """Tell for each of `count` words which of `words` (begin, end) it stands for."""
    size = words[1] - words[0]
    if not size:
        return [None] * count
    if count == size:
        return list(range(*words))
    if count == 1:
        return [words[1] - 1]
    return [words[0] + round(i * (size - 1) / (count - 1)) for i in range(count)]


def _shares(texts: Sequence[str], heard: Sequence[Word]) -> list[tuple[float, float]]:
    """Share out the time of the heard words, by letters where the counts differ."""
    if not heard:
        return []
    if len(texts) == len(heard):
        return [(w.start, w.end) for w in heard]
    start, end = heard[0].start, heard[-1].end
    letters = [len(t) + 1 for t in texts]
    total, done, times = sum(letters), 0, []
    for size in letters:
        times.append((done, done + size))
        done += size
    return [
        (start + (end - start) * a / total, start + (end - start) * b / total) for a, b in times
    ]


def timed(rows: Sequence[Row], texts: Sequence[str]) -> tuple[Word, ...]:
    """Give every word a time; those without one share the gap between their neighbours."""
    words: list[Word] = []
    for timed, group in groupby(range(len(rows)), key=lambda i: rows[i].start is not None):
        members = list(group)
        if timed:
            words += [_word(rows[i], texts[i], rows[i].start, rows[i].end) for i in members]
        else:
            start = words[-1].end if words else 0.0
            behind = rows[members[-1] + 1].start if members[-1] + 1 < len(rows) else None
            end = max(start, behind if behind is not None else start + _WORD_SECONDS * len(members))
            step = (end - start) / len(members)
            for n, i in enumerate(members):
                words.append(_word(rows[i], texts[i], start + n * step, start + (n + 1) * step))
    return tuple(words)


def _word(row: Row, text: str, start: float | None, end: float | None) -> Word:
    return Word(text, start or 0.0, end or 0.0, max(0.0, min(1.0, row.confidence)), row.origin)
