"""Cut a recording where turns begin, in frames, for the formats of editing programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.chapters import Chapter, find_chapters
from transcripts.formats.provenance import one_line
from transcripts.transcript import Transcript, Turn

RATE = 25
"""Frames per second, so that a cut is at most 20 ms from the start of its turn."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Frames `start` to `end` of the recording, with the turns and chapters that begin there.

    The frames before the first turn have no turns.
    """

    start: int
    end: int
    turns: tuple[Turn, ...]
    chapters: tuple[Chapter, ...]


def frame_at(seconds: float) -> int:
    """Return the frame nearest to a time in seconds."""
    return max(0, round(seconds * RATE))


def cut_at_turns(transcript: Transcript) -> tuple[Cut, ...]:
    """Divide the whole recording where turns begin; no frame is left out or used twice.

    A turn that is spoken entirely within another turn belongs to the other turn's cut.
    """
    starts: dict[int, list[Turn]] = {0: []}
    end, last = 0.0, 0
    for turn in sorted(transcript.turns, key=lambda turn: turn.start):
        if turn.end > end:
            last, end = frame_at(turn.start), turn.end
        starts.setdefault(last, []).append(turn)
    length = max(frame_at(transcript.recording.duration), frame_at(end), last + 1)
    ends = [*list(starts)[1:], length]
    parts = find_chapters(transcript)
    return tuple(
        Cut(start, end, tuple(turns), _chapters_between(start, end, parts))
        for (start, turns), end in zip(starts.items(), ends, strict=True)
    )


def _chapters_between(start: int, end: int, parts: Sequence[Chapter]) -> tuple[Chapter, ...]:
    return tuple(part for part in parts if start <= frame_at(part.start) < end)


def labelled_turn_text(transcript: Transcript, turn: Turn) -> str:
    """Return a turn on one line: `NAME: text`."""
    return one_line(f"{transcript.speaker(turn).label}: {turn.text}")
