"""Write Praat's TextGrid: a tier of turns and a tier of words for each speaker.

A TextGrid cannot have comments, so one tier names the program and another marks corrected words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from transcripts.formats import provenance
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.tiers import MADE_BY, REPAIRS, Interval, repair_tier, speaker_tiers
from transcripts.transcript import Transcript


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as a TextGrid in Praat's long text form."""
    named = options.apply_names(transcript)
    rows: list[tuple[str, Sequence[Interval]]] = []
    for tier in speaker_tiers(named):
        words = [word for turn in tier.intervals for word in turn.parts]
        rows += [(tier.name, tier.intervals), (tier.words_name, words)]
    rows.append((REPAIRS, repair_tier(named)))
    ends = [interval.end_ms for _, intervals in rows for interval in intervals]
    end = max([round(named.recording.duration * 1000), 1, *ends])
    made = "; ".join(f"{label}: {text}" for label, text in provenance.provenance_statements(named))
    rows.append((MADE_BY, [Interval(0, end, made)]))
    return "".join(_format_tier(rows, end))


def _format_tier(rows: Sequence[tuple[str, Sequence[Interval]]], end: int) -> Iterator[str]:
    yield 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
    yield f"xmin = 0\nxmax = {_format_ms(end)}\ntiers? <exists>\nsize = {len(rows)}\nitem []:\n"
    for number, (name, intervals) in enumerate(rows, start=1):
        filled = list(_fill_gaps(intervals, end))
        yield f'    item [{number}]:\n        class = "IntervalTier"\n'
        yield f"        name = {_quote(name)}\n        xmin = 0\n"
        yield f"        xmax = {_format_ms(end)}\n"
        yield f"        intervals: size = {len(filled)}\n"
        for place, interval in enumerate(filled, start=1):
            yield f"        intervals [{place}]:\n"
            yield f"            xmin = {_format_ms(interval.start_ms)}\n"
            yield f"            xmax = {_format_ms(interval.end_ms)}\n"
            yield f"            text = {_quote(interval.text)}\n"


def _fill_gaps(intervals: Iterable[Interval], end: int) -> Iterator[Interval]:
    """Fill the gaps with empty intervals, because a tier must cover the whole recording."""
    at = 0
    for interval in intervals:
        if at < interval.start_ms:
            yield Interval(at, interval.start_ms, "")
        yield interval
        at = interval.end_ms
    if at < end:
        yield Interval(at, end, "")


def _format_ms(ms: int) -> str:
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
