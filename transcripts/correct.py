"""Decide every difference between reference and sound, and write the text that is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from transcripts.blocks import PASSAGE, Block
from transcripts.decide import Decision, Thresholds, decide, habits
from transcripts.dress import Draft, dress, trust
from transcripts.normalize import plain
from transcripts.questions import bare, core, is_filler, trail
from transcripts.realign import Alignment
from transcripts.transcript import Correction, Origin, Unspoken, Unwritten, Word

__all__ = ["Corrected", "Thresholds", "correct"]

# How sure a mark or a capital is that only the recogniser has: measured against the truth of
# interviews, 8 of 10 of its commas and 19 of 20 of its sentence ends are where a person has them.
_MARK_SCORE = {",": 0.8, ".": 0.95, "case": 0.9}
# Seconds a word takes where nothing says when it was spoken.
_WORD_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Corrected:
    """The published words in order, and what was done to the reference to get there.

    `breaks` are the words that begin a turn of the reference, `labels` what stood before them.
    `unspoken_after` tells for each unspoken passage the published word that it would follow, -1
    for the beginning. `reference_words` is the reference as it was, in its own order of words.
    """

    words: tuple[Word, ...]
    breaks: frozenset[int]
    corrections: tuple[Correction, ...]
    unspoken: tuple[Unspoken, ...]
    unwritten: tuple[Unwritten, ...]
    reference_words: tuple[str, ...]
    labels: Mapping[int, str] = field(default_factory=dict)
    unspoken_after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
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


def correct(
    alignment: Alignment,
    weights: Sequence[Sequence[float]],
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
) -> Corrected:
    """Decide the questions of an alignment by their weights and write the published text.

    With `verbatim` every word of the reference stays and none is added; marks and case still come
    from the sound.
    """
    known = habits(alignment.words, alignment.heard, alignment.names)
    decisions = {
        q.block: decide(q, nats, thresholds, alignment.heard[slice(*q.heard)], known)
        for q, nats in zip(alignment.questions, weights, strict=True)
    }
    if verbatim:
        decisions = {at: _kept(decision) for at, decision in decisions.items()}
    rows = [
        row
        for at, block in enumerate(alignment.blocks)
        for row in _rows(alignment, at, block, decisions.get(at))
    ]
    begins, labels = _begins(alignment, rows)
    texts = dress(
        _drafts(alignment, rows, begins),
        trust(alignment.words, alignment.heard, alignment.blocks, known.names),
    )
    words = _timed(rows, texts)
    reworded = _reworded(alignment, rows, words, decisions)
    marked = _marked(alignment, rows, words)
    ordered = sorted([*reworded, *marked, *_moved(alignment, rows, words)], key=lambda c: c.start)
    unspoken = list(_unspoken(alignment, rows, decisions))
    return Corrected(
        words=words,
        breaks=frozenset(begins),
        corrections=tuple(replace(c, id=f"C{n}") for n, c in enumerate(ordered, start=1)),
        unspoken=tuple(passage for passage, _ in unspoken),
        unwritten=tuple(_unwritten(words, rows)),
        reference_words=alignment.words,
        labels=labels,
        unspoken_after=tuple(after for _, after in unspoken),
    )


def _kept(decision: Decision) -> Decision:
    """Turn what would be applied into a proposal."""
    status = "proposed" if decision.status == "applied" else decision.status
    return replace(decision, status=status, published=decision.before)


def _rows(alignment: Alignment, at: int, block: Block, decision: Decision | None) -> Iterator[_Row]:
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
        yield _Row(
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


def _begins(alignment: Alignment, rows: Sequence[_Row]) -> tuple[set[int], dict[int, str]]:
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


def _first(alignment: Alignment, rows: Sequence[_Row], at: int) -> int:
    """The first reference word that a row stands for: a contraction stands for two."""
    row = rows[at]
    block = alignment.blocks[row.block]
    if at == 0 or rows[at - 1].block != row.block:
        return block.reference[0]
    return row.reference if row.reference is not None else block.reference[0]


def _drafts(alignment: Alignment, rows: Sequence[_Row], begins: set[int]) -> list[Draft]:
    """Set out what the two texts say of the marks of every row."""
    drafts = []
    for at, row in enumerate(rows):
        # Of several words for one, only the last has the marks behind it.
        block = alignment.blocks[row.block]
        last = at + 1 == len(rows) or rows[at + 1].block != row.block
        drafts.append(
            Draft(
                text=row.text,
                written=_shown(alignment.words, row.reference, last, block.reference),
                spoken=_shown([w.text for w in alignment.heard], row.heard, last, block.heard),
                begins=at in begins,
                starts=row.reference is not None and _starts(alignment.words, row.reference),
                spoken_starts=row.heard is not None
                and _starts([w.text for w in alignment.heard[: row.heard + 1]], row.heard),
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


def _timed(rows: Sequence[_Row], texts: Sequence[str]) -> tuple[Word, ...]:
    """Give every word a time; those without one share the gap between their neighbours."""
    words: list[Word] = []
    at = 0
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
        at += len(members)
    return tuple(words)


def _word(row: _Row, text: str, start: float | None, end: float | None) -> Word:
    return Word(text, start or 0.0, end or 0.0, max(0.0, min(1.0, row.confidence)), row.origin)


def _reworded(
    alignment: Alignment,
    rows: Sequence[_Row],
    words: Sequence[Word],
    decisions: Mapping[int, Decision],
) -> Iterator[Correction]:
    """Report every decision about wording but those that nobody would look for."""
    places = {
        block: list(group) for block, group in groupby(range(len(rows)), lambda i: rows[i].block)
    }
    before = 0
    for at, block in enumerate(alignment.blocks):
        mine = places.get(at, [])
        before = mine[-1] if mine else before
        decision = decisions.get(at)
        if decision is None or _idle(alignment, block, decision):
            continue
        if mine:
            start, end = words[mine[0]].start, words[mine[-1]].end
        else:
            start = end = words[before].end if words else 0.0
        written, spoken = (
            alignment.words[slice(*block.reference)],
            alignment.heard[slice(*block.heard)],
        )
        whole = decision.kind == "insertion" and decision.after
        after = " ".join(w.text for w in spoken) if whole else decision.after
        yield Correction(
            id="",
            turn="",
            kind=decision.kind,
            before=bare(written),
            after=after,
            start=start,
            end=end,
            score=decision.score,
            status=decision.status,
            evidence={
                "heard": " ".join(w.text for w in spoken),
                "nats": {
                    w: round(n, 2)
                    for w, n in zip(decision.question.wordings, decision.nats, strict=True)
                },
            },
        )


def _idle(alignment: Alignment, block: Block, decision: Decision) -> bool:
    """Tell whether a rejected decision says nothing: both texts agree, or a filler stays out."""
    if decision.status != "rejected":
        return False
    spoken = [w.text for w in alignment.heard[slice(*block.heard)]]
    agreed = block.relation == "same" and plain(bare(spoken)) == plain(decision.before)
    return agreed or (block.relation == "heard" and is_filler(spoken))


def _marked(
    alignment: Alignment, rows: Sequence[_Row], words: Sequence[Word]
) -> Iterator[Correction]:
    """Report marks and capitals that changed, neighbours together."""
    changed = [
        i
        for i, row in enumerate(rows)
        if row.reference is not None
        and not row.reworded
        and words[i].text != alignment.words[row.reference]
    ]
    for _, group in groupby(enumerate(changed), key=lambda pair: pair[1] - pair[0]):
        members = [i for _, i in group]
        before = " ".join(alignment.words[rows[i].reference or 0] for i in members)
        after = " ".join(words[i].text for i in members)
        case = before.lower() == after.lower()
        mark = "case" if case else "." if any(m in after for m in ".?!") else ","
        yield Correction(
            id="",
            turn="",
            kind="case" if case else "punctuation",
            before=before,
            after=after,
            start=words[members[0]].start,
            end=words[members[-1]].end,
            score=_MARK_SCORE[mark],
            status="applied",
        )


def _moved(
    alignment: Alignment, rows: Sequence[_Row], words: Sequence[Word]
) -> Iterator[Correction]:
    """Report passages that the reference had in another place."""
    for move, place in zip(alignment.moves, alignment.moved, strict=True):
        mine = [
            i
            for i, r in enumerate(rows)
            if r.reference is not None and place[0] <= r.reference < place[1]
        ]
        if not mine:
            continue
        text = bare(alignment.words[slice(*place)])
        yield Correction(
            id="",
            turn="",
            kind="order",
            before=text,
            after=" ".join(words[i].text for i in mine),
            start=words[mine[0]].start,
            end=words[mine[-1]].end,
            score=move.share,
            status="applied",
        )


def _unspoken(
    alignment: Alignment, rows: Sequence[_Row], decisions: Mapping[int, Decision]
) -> Iterator[tuple[Unspoken, int]]:
    """List the reference's passages that are not published, and the word that each would follow."""
    for at, block in enumerate(alignment.blocks):
        decision = decisions.get(at)
        if block.relation != "reference" or decision is None or decision.status != "applied":
            continue
        if block.size[0] >= PASSAGE:
            behind = sum(1 for row in rows if row.block < at) - 1
            text = " ".join(alignment.words[slice(*block.reference)])
            yield Unspoken(text, None, block.size[0]), behind


def _unwritten(words: Sequence[Word], rows: Sequence[_Row]) -> Iterator[Unwritten]:
    """List the published passages that only the sound has."""
    for (alone, _), group in groupby(
        range(len(rows)), key=lambda i: (rows[i].reference is None, rows[i].block)
    ):
        members = list(group)
        if alone and len(members) >= PASSAGE:
            text = " ".join(words[i].text for i in members)
            yield Unwritten(text, words[members[0]].start, words[members[-1]].end)
