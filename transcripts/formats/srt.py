"""Write SubRip for podcasts: two lines of at most 32 characters, names at changes of speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count, pairwise

from transcripts.formats.clock import format_timestamp
from transcripts.formats.cues import (
    Cue,
    CueLimits,
    cut_into_cues,
    event_cues,
    extend_short_cues,
)
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript

LINE = 32
"""Largest number of characters in a line, by the podcast rules for transcripts."""


_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "⧵"})
"""Replacements of characters that players take for markup and hide; SubRip has no escapes for them.
"""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as SubRip; a cue begins with `Name:` where the speaker changes."""
    limits = CueLimits(options.max_line_length or LINE)
    named = options.apply_names(transcript)
    ordered = extend_short_cues(tuple(_label_cues(named, limits)))
    shown = [(cue.start, cue.end, cue.lines) for cue in ordered]
    shown += [(event.start, event.end, (event.caption,)) for event in event_cues(named)]
    shown.sort(key=lambda each: each[0])
    return "\n".join(_format_block(number, *each) for number, each in enumerate(shown, start=1))


def _format_block(number: int, start: float, end: float, lines: Sequence[str]) -> str:
    times = f"{format_timestamp(start, ',')} --> {format_timestamp(end, ',')}"
    return "\n".join((str(number), times, *(line.translate(_LOOKALIKES) for line in lines), ""))


def _label_cues(transcript: Transcript, limits: CueLimits) -> Iterator[Cue]:
    """Yield the cues in order; a cue that follows another speaker's cue begins with the name."""
    turns = transcript.turns
    changes = {b.id for a, b in pairwise(turns) if a.speaker != b.speaker}
    changes |= {turn.id for turn in turns[:1]}
    label = {speaker.id: f"{speaker.label}:" for speaker in transcript.speakers}
    queue = _CueQueue()
    for turn in turns:
        queue.add(cut_into_cues(turn, limits, label[turn.speaker] if turn.id in changes else ""))
    last = None
    while cue := queue.next():
        if cue.turn.speaker == last or (cue.number == 1 and cue.turn.id in changes):
            yield cue
        else:  # another speaker's cues came in between, so the name is repeated
            part = replace(cue.turn, start=cue.start, words=cue.words)
            first, *rest = cut_into_cues(part, limits, label[cue.turn.speaker])
            yield first
            queue.add(rest)
        last = cue.turn.speaker


class _CueQueue:
    """A priority queue of cues, ordered by start."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Cue]] = []
        self._numbers = count()

    def add(self, cues: Iterable[Cue]) -> None:
        for cue in cues:
            heappush(self._heap, (cue.start, next(self._numbers), cue))

    def next(self) -> Cue | None:
        return heappop(self._heap)[2] if self._heap else None
