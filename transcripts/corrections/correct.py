"""Decide every difference between reference and sound, and write the text that is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, repeat

from transcripts.change import Change, Passage
from transcripts.corrections import changes
from transcripts.corrections.commas import punctuated
from transcripts.corrections.decide import Decision, decide
from transcripts.corrections.dress import Draft, dress, trust
from transcripts.corrections.evidence import habits
from transcripts.corrections.rows import Row, rows_of, timed
from transcripts.corrections.thresholds import Thresholds
from transcripts.realignment.questions import core, trail
from transcripts.realignment.realign import Alignment
from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class Corrected:
    """The published words in order, and what was done to the reference to get there.

    `breaks` are the words that begin a turn of the reference, `labels` what stood before them.
    `changes` come in the order of the words. `reference_words` are the reference as written, in the
    order of the sound. `sources` tell for each published word which word of `reference_words` and
    which of `heard_words` it stands for, where there is one.
    """

    words: tuple[Word, ...]
    breaks: frozenset[int] = frozenset()
    changes: tuple[Change, ...] = ()
    unspoken: tuple[Passage, ...] = ()
    unwritten: tuple[Passage, ...] = ()
    reference_words: tuple[str, ...] = ()
    heard_words: tuple[str, ...] = ()
    sources: tuple[tuple[int | None, int | None], ...] = ()
    labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def told(self) -> frozenset[int]:
        """The breaks at which the reference itself names another speaker than before."""
        pairs = pairwise(sorted(self.labels))
        changed = (at for before, at in pairs if self.labels[before] != self.labels[at])
        return self.breaks.intersection(changed)


def correct(
    alignment: Alignment,
    weights: Sequence[Sequence[float]] | None,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
    commas: Sequence[float] | None = None,
) -> Corrected:
    """Decide the questions of an alignment by their weights and write the published text.

    Without weights the texts alone decide: what the sound would say is not known.
    With `verbatim` every word of the reference stays and none is added; marks and case still come
    from the sound. `commas` are the probabilities that one is heard behind each published word:
    these are known when the words have been timed, and change no word.
    """
    known = habits(alignment)
    decisions = {
        q.block: decide(q, nats, thresholds, alignment.heard[slice(*q.heard)], known)
        for q, nats in zip(
            alignment.questions,
            weights if weights is not None else repeat(None, len(alignment.questions)),
            strict=True,
        )
    }
    if verbatim:
        decisions = {at: _kept(decision) for at, decision in decisions.items()}
    rows = [
        row
        for at, block in enumerate(alignment.blocks)
        for row in rows_of(alignment, at, block, decisions.get(at))
    ]
    begins, labels = _begins(alignment, rows)
    dressed = dress(
        _drafts(alignment, rows, begins),
        trust(alignment.words, alignment.heard, alignment.blocks, alignment.names),
        commas,
    )
    words = timed(rows, [word.text for word in dressed])
    found = [
        *changes.reworded(alignment, rows, decisions),
        *changes.marked(alignment, rows, dressed),
        *changes.moved(alignment, rows, words),
    ]
    return Corrected(
        words=words,
        breaks=frozenset(begins),
        changes=tuple(sorted(found, key=lambda change: (change.first, change.last))),
        unspoken=tuple(changes.unspoken(alignment, rows, decisions)),
        unwritten=tuple(changes.unwritten(words, rows)),
        reference_words=alignment.words,
        heard_words=tuple(word.text for word in alignment.heard),
        sources=tuple((row.reference, row.heard) for row in rows),
        labels=labels,
    )


def heard_alone(words: Sequence[Word], commas: Sequence[float] | None = None) -> Corrected:
    """Publish what was heard; `commas` as for `correct`."""
    return Corrected(tuple(words) if commas is None else punctuated(words, commas))


def _kept(decision: Decision) -> Decision:
    """Turn what would be applied into a proposal."""
    status = "proposed" if decision.status == "applied" else decision.status
    return replace(decision, status=status, published=decision.before)


def _begins(alignment: Alignment, rows: Sequence[Row]) -> tuple[set[int], dict[int, str]]:
    """Find the published words that begin a turn of the reference: the first behind a break."""
    begins: set[int] = set()
    labels: dict[int, str] = {}
    waiting = sorted(alignment.breaks | set(alignment.labels))
    for at, row in enumerate(rows):
        first = None if row.reference is None else _first(alignment, rows, at)
        while waiting and first is not None and waiting[0] <= first:
            place = waiting.pop(0)
            if place in alignment.breaks and at:
                begins.add(at)
            if place in alignment.labels:
                labels[at] = alignment.labels[place]
    return begins, labels


def _first(alignment: Alignment, rows: Sequence[Row], at: int) -> int:
    """The first reference word that a row stands for: a contraction stands for two."""
    row = rows[at]
    block = alignment.blocks[row.block]
    if at == 0 or rows[at - 1].block != row.block:
        return block.reference[0]
    return row.reference if row.reference is not None else block.reference[0]


def _drafts(alignment: Alignment, rows: Sequence[Row], begins: set[int]) -> list[Draft]:
    """Set out what the two texts say of the marks of every row."""
    spoken = [w.text for w in alignment.heard]
    drafts = []
    for at, row in enumerate(rows):
        # Of several words for one, only the last has the marks behind it.
        block = alignment.blocks[row.block]
        last = at + 1 == len(rows) or rows[at + 1].block != row.block
        drafts.append(
            Draft(
                text=row.text,
                written=_shown(alignment.words, row.reference, last, block.reference),
                spoken=_shown(spoken, row.heard, last, block.heard),
                begins=at in begins,
                starts=row.reference is not None and _starts(alignment.words, row.reference),
                spoken_starts=row.heard is not None and _starts(spoken, row.heard),
            )
        )
    return drafts


def _shown(words: Sequence[str], at: int | None, last: bool, block: tuple[int, int]) -> str | None:
    """Give a word as its text has it; inside an unequal block its marks belong to the last word."""
    if at is None:
        return None
    if last:
        return words[block[1] - 1]
    return words[at] if at < block[1] - 1 else core(words[at])


def _starts(words: Sequence[str], at: int) -> bool:
    return at == 0 or any(mark in trail(words[at - 1]) for mark in ".?!")
