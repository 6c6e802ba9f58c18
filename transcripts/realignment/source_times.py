"""Compare a source's word times with the times at which the words are spoken."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from transcripts.formats.clock import clock
from transcripts.realignment.realign import Alignment

_MAX_WRONG_SECONDS = 5.0
"""A time counts as wrong if its difference from the audio deviates from the median difference by
more than this (seconds); captions lead or lag by less.
"""

_SHIFTED = 2.0
"""Median difference (seconds) above which a notice is given: another cut or another tape speed."""

_LEAST = 3
"""Least number of comparable times for a notice."""


def source_times_notice(alignment: Alignment) -> str | None:
    """Return a notice if times of the old text are wrong or shifted; otherwise None.

    The times are compared where the old text and the recognized words agree.
    """
    compared = list(_pair_times(alignment))
    if len(compared) < _LEAST:
        return None
    usual = median(said - heard for said, heard in compared)
    wrong = [(s, h) for s, h in compared if abs(s - h - usual) > _MAX_WRONG_SECONDS]
    notes = []
    if wrong:
        said, heard = wrong[0]
        notes.append(
            f"{len(wrong)} of {len(compared)} times of the old text are wrong by more than "
            f"{_MAX_WRONG_SECONDS:.0f} s, the first says {clock(said)} of words at {clock(heard)}"
        )
    if abs(usual) > _SHIFTED:
        way = "late" if usual > 0 else "early"
        notes.append(f"the times of the old text are {abs(usual):.0f} s too {way}")
    return "; ".join(notes) or None


def _pair_times(alignment: Alignment) -> Iterator[tuple[float, float]]:
    """Yield (time in the source, time in the audio) for words that both texts have."""
    for block in alignment.blocks:
        if block.relation != "same" or block.size[0] != block.size[1]:
            continue
        for place in range(*block.reference):
            if place in alignment.reference_times:
                heard = alignment.recognized_words[block.recognized[0] + place - block.reference[0]]
                yield alignment.reference_times[place], heard.start
