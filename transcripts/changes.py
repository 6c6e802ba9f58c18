"""What was changed, listed for a person to check: every correction, and what one text alone has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from transcripts.blocks import PASSAGE, Block
from transcripts.decide import Decision
from transcripts.normalize import plain
from transcripts.questions import bare, is_filler
from transcripts.realign import Alignment
from transcripts.rows import Row
from transcripts.transcript import Correction, Unspoken, Unwritten, Word

# How sure a mark or a capital is that only the recogniser has: measured against the truth of
# six interviews, 17 in 20 of the published commas and 99 in 100 of the sentence ends are right;
# capitals are a guess between the two.
_MARK_SCORE = {",": 0.85, ".": 0.98, "case": 0.9}


def reworded(
    alignment: Alignment,
    rows: Sequence[Row],
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


def marked(
    alignment: Alignment, rows: Sequence[Row], words: Sequence[Word]
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


def moved(alignment: Alignment, rows: Sequence[Row], words: Sequence[Word]) -> Iterator[Correction]:
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


def unspoken(
    alignment: Alignment, rows: Sequence[Row], decisions: Mapping[int, Decision]
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


def unwritten(words: Sequence[Word], rows: Sequence[Row]) -> Iterator[Unwritten]:
    """List the published passages that only the sound has."""
    for (alone, _), group in groupby(
        range(len(rows)), key=lambda i: (rows[i].reference is None, rows[i].block)
    ):
        members = list(group)
        if alone and len(members) >= PASSAGE:
            text = " ".join(words[i].text for i in members)
            yield Unwritten(text, words[members[0]].start, words[members[-1]].end)
