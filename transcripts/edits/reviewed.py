"""Count the turns that a person has listened to or changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from transcripts.edits.apply import Applied
from transcripts.edits.draft import Draft
from transcripts.edits.kinds.mark_heard import HeardSpan

HEARD_SHARE = 0.9
"""Least share of a turn's duration that somebody must have heard; players stop a little early."""


def reviewed_turns(applied: Applied) -> set[str]:
    """Return the turns that a person has heard nearly to the end, or has changed or confirmed.

    A correction that somebody accepted or rejected counts as well.
    """
    draft = applied.state.materialized.draft
    decided = {c.turn for c in applied.transcript.corrections if c.id in draft.decisions}
    return decided | set(_changed_turns(applied, draft)) | set(_heard_turns(applied, draft))


def _changed_turns(applied: Applied, draft: Draft) -> Iterator[str]:
    by_start = sorted((first, last, turn) for turn, (first, last) in applied.run_by_turn.items())
    starts = [first for first, _, _ in by_start]
    for word in draft.changed_by.keys() | draft.assigned_by.keys():
        at = bisect_right(starts, word) - 1
        if at >= 0 and word < by_start[at][1]:
            yield by_start[at][2]


def _heard_turns(applied: Applied, draft: Draft) -> Iterator[str]:
    spans = joined_spans(span for spans in draft.heard.values() for span in spans)
    ends = [end for _, end in spans]
    for turn in applied.transcript.turns if spans else ():
        heard = 0.0
        for start, end in spans[bisect_right(ends, turn.start) :]:
            if start >= turn.end:
                break
            heard += min(end, turn.end) - max(start, turn.start)
        if heard >= HEARD_SHARE * (turn.end - turn.start):
            yield turn.id


def joined_spans(spans: Iterable[HeardSpan]) -> Sequence[HeardSpan]:
    """Join spans that overlap or meet; return them in order."""
    found: list[HeardSpan] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
