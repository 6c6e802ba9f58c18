"""Define sound events beside speech: music, laughter, applause, and inaudible words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

EventOrigin = Literal["heard", "reference"]

_NAMES = (
    ("music", re.compile(r"music|♪|♫|theme|song", re.IGNORECASE)),
    ("applause", re.compile(r"applau|clapping", re.IGNORECASE)),
    ("laughter", re.compile(r"laugh", re.IGNORECASE)),
    (
        "inaudible",
        re.compile(r"inaudible|unintelligible|indistinct|unclear|^\W*\?+\W*$", re.IGNORECASE),
    ),
)
"""The usual words of captions for sounds, with patterns of typists' words for them."""

_BRACKETS = "[]()<>♪♫ "

LONGEST = 80
"""Largest number of characters in an event; longer text in brackets is a note."""


@dataclass(frozen=True, slots=True)
class SoundEvent:
    """A sound from `start` to `end` (seconds); `text` names it as captions do, such as `music`.

    `origin` is "heard" if the sound was recognized in the audio, and "reference" if somebody else's
    transcript mentions it.
    """

    text: str
    start: float
    end: float
    origin: EventOrigin = "heard"

    @property
    def caption(self) -> str:
        """Return the event as captions and printed transcripts show it: `[music]`."""
        return f"[{self.text}]"


def event_name(mark: str) -> str:
    """Return the usual word for a mark ("(LAUGHS)": laughter), or the mark without brackets."""
    inside = mark.strip(_BRACKETS) or mark
    usual = next((name for name, pattern in _NAMES if pattern.search(mark)), None)
    is_more = len(inside.split()) > 2  # "music from the harbour festival" says more than "music"
    text = inside.lower() if is_more and inside.isupper() else inside
    return usual if usual and not is_more else " ".join(text.split())[:LONGEST]


def cut_events_at_speech(
    events: Sequence[SoundEvent], speech: Sequence[tuple[float, float]], min_seconds: float
) -> Iterator[SoundEvent]:
    """Yield the parts of events in which nobody speaks, if they last at least `min_seconds`."""
    ordered = sorted(speech)
    for event in events:
        at = event.start
        for start, end in ordered:
            if end <= at or start >= event.end:
                continue
            if start - at >= min_seconds:
                yield SoundEvent(event.text, at, start, event.origin)
            at = max(at, end)
        if event.end - at >= min_seconds:
            yield SoundEvent(event.text, at, event.end, event.origin)


def events_before_turns(
    events: Sequence[SoundEvent], starts: Sequence[float]
) -> list[tuple[SoundEvent, ...]]:
    """Group events by the turn before which they occur; the last group follows the last turn.

    `starts` are the starts of the turns, in order. An event within a turn comes after it.
    """
    places: list[list[SoundEvent]] = [[] for _ in range(len(starts) + 1)]
    for event in sorted(events, key=lambda e: (e.start, e.end)):
        place = next((n for n, start in enumerate(starts) if start >= event.start), len(starts))
        places[place].append(event)
    return [tuple(place) for place in places]
