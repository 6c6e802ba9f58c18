"""Arrange turns and words in tiers of intervals, for the annotation programs of linguists.

The intervals of a tier follow one another: none is empty, and none overlaps the next. Times are
whole milliseconds, ELAN's unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.formats import provenance
from transcripts.formats.labels import unique_labels
from transcripts.transcript import Transcript, Turn

REPAIRS, MADE_BY = "repairs", "made by"
"""Names of the tiers that belong to no speaker."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A text between two times in milliseconds, with the intervals that it consists of."""

    start_ms: int
    end_ms: int
    text: str
    parts: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """Turns of one speaker; turns that overlap another turn of the speaker get a further tier."""

    name: str
    speaker: str
    intervals: tuple[Interval, ...]

    @property
    def words_name(self) -> str:
        """Return the name of the tier of words below this tier."""
        return f"{self.name} / words"


def speaker_tiers(transcript: Transcript) -> tuple[Tier, ...]:
    """Arrange the turns in tiers, speaker by speaker; each turn contains its words."""
    result: list[Tier] = []
    taken = {REPAIRS, MADE_BY}
    for speaker, label in unique_labels(transcript).items():
        turns = [_build_turn_interval(turn) for turn in transcript.turns if turn.speaker == speaker]
        for number, lane in enumerate(divide_into_lanes(turns), start=1):
            name = label if number == 1 else f"{label} ({number})"
            while not taken.isdisjoint((name, Tier(name, label, lane).words_name)):
                name += "'"
            tier = Tier(name, label, lane)
            taken |= {tier.name, tier.words_name}
            result.append(tier)
    return tuple(result)


def repair_tier(transcript: Transcript) -> tuple[Interval, ...]:
    """Return the corrections of wording as intervals.

    If intervals overlap, the later one starts at the end of the earlier one.
    """
    made = provenance.applied_repairs(transcript)
    return _build_consecutive_intervals(
        (c.start, c.end, provenance.describe_repair(c)) for c in made
    )


def divide_into_lanes(intervals: Sequence[Interval]) -> list[tuple[Interval, ...]]:
    """Divide intervals (in order of start) among as few lanes as possible, so that none overlap."""
    result: list[list[Interval]] = []
    for interval in sorted(intervals, key=lambda i: (i.start_ms, i.end_ms)):
        free = (lane for lane in result if lane[-1].end_ms <= interval.start_ms)
        lane = next(free, None)
        if lane is None:
            result.append([interval])
        else:
            lane.append(interval)
    return [tuple(lane) for lane in result]


def _build_turn_interval(turn: Turn) -> Interval:
    parts = _build_consecutive_intervals(
        (w.start, w.end, provenance.one_line(w.text)) for w in turn.words
    )
    start = min([_to_milliseconds(turn.start), *(p.start_ms for p in parts[:1])])
    end = max([_to_milliseconds(turn.end), start + 1, *(p.end_ms for p in parts[-1:])])
    return Interval(start, end, provenance.one_line(turn.text), parts)


def _build_consecutive_intervals(rows: Iterable[tuple[float, float, str]]) -> tuple[Interval, ...]:
    """Build consecutive intervals from times that may touch, overlap slightly, or be empty."""
    made: list[Interval] = []
    for start, end, text in rows:
        begin = max(_to_milliseconds(start), made[-1].end_ms if made else 0)
        made.append(Interval(begin, max(_to_milliseconds(end), begin + 1), text))
    return tuple(made)


def _to_milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
