"""Summarize recordings for the lists of a site, and sort them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from archive.storage.sounds import is_sound
from transcripts.formats.html import colour_of
from transcripts.formats.page.lanes import speaker_lanes
from transcripts.formats.provenance import one_line, title
from transcripts.transcript import Transcript

_OPENING = 180
"""In lists, at most this many characters of a recording's beginning are quoted: 2 or 3 lines."""

_GREETING = 12
"""The maximum number of words in a turn that counts as a mere greeting."""


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    """A speaker of a recording; `name` is None if unknown.

    `seconds` is the time that the person speaks, `share` the share of all speech, from 0 to 1.
    """

    label: str
    name: str | None
    role: str | None
    colour: str
    seconds: float
    share: float
    turn_count: int
    word_count: int


@dataclass(frozen=True, slots=True)
class File:
    """A published file that a recording's page links to."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording as the lists of a site show it."""

    id: str
    title: str
    programme: str | None
    date: str | None
    duration: float
    language: str
    opening: str
    speakers: tuple[SpeakerEntry, ...]
    files: tuple[File, ...]
    changed: str
    """The day of the published revision, YYYY-MM-DD in UTC."""

    @property
    def sound(self) -> File | None:
        """The audio file, in a format that browsers play."""
        return next((file for file in self.files if is_sound(file.name)), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of named speakers, in the order of their first words."""
        return tuple(dict.fromkeys(t.name for t in self.speakers if t.name))

    @property
    def bars(self) -> tuple[tuple[str, int, int], ...]:
        """Return bars of speaking time on a scale of 0 to 1000: (colour, left edge, right edge)."""
        ends = [0, *(round(1000 * share) for share in accumulate(t.share for t in self.speakers))]
        pairs = zip(self.speakers, pairwise(ends), strict=True)
        return tuple((t.colour, left, right) for t, (left, right) in pairs if right > left)


def build_entry(transcript: Transcript, files: Iterable[File]) -> Entry:
    """Summarize a recording for the lists of the site."""
    about = transcript.recording
    return Entry(
        id=about.id,
        title=title(about),
        programme=about.programme or None,
        date=about.date or None,
        duration=about.duration,
        language=transcript.provenance.options.language or "en",
        opening=_quote_opening(transcript),
        speakers=_build_speakers(transcript),
        files=tuple(files),
        changed=transcript.provenance.created[:10],
    )


def sort_newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort recordings from newest to oldest, undated ones last."""
    by_title = sorted(entries, key=lambda entry: (entry.title, entry.id))
    return sorted(by_title, key=lambda entry: entry.date or "", reverse=True)


def sort_oldest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort recordings from oldest to newest, undated ones last."""
    return sorted(entries, key=lambda entry: (entry.date or "~", entry.title, entry.id))


def encode_entry(entry: Entry) -> list[Any]:
    """Convert an entry to a JSON row; ten times as fast as `dataclasses.asdict`."""
    rows = {
        "speakers": [[getattr(t, name) for name in SpeakerEntry.__slots__] for t in entry.speakers],
        "files": [[file.name, file.bytes] for file in entry.files],
    }
    return [rows.get(name, getattr(entry, name)) for name in Entry.__slots__]


def decode_entry(row: Sequence[Any]) -> Entry:
    """Parse an entry from a JSON row; raises ValueError or TypeError if it is malformed."""
    values = dict(zip(Entry.__slots__, row, strict=True))
    values["speakers"] = tuple(SpeakerEntry(*speaker) for speaker in values["speakers"])
    values["files"] = tuple(File(*file) for file in values["files"])
    return Entry(**values)


def _build_speakers(transcript: Transcript) -> tuple[SpeakerEntry, ...]:
    turns = Counter(turn.speaker for turn in transcript.turns)
    words: Counter[str] = Counter()
    for turn in transcript.turns:
        words[turn.speaker] += len(turn.words)
    return tuple(
        SpeakerEntry(
            label=lane.speaker.label,
            name=lane.speaker.name,
            role=lane.speaker.shown_role,
            colour=colour_of(transcript, lane.speaker),
            seconds=round(lane.seconds, 1) if transcript.recording.has_times else 0.0,
            share=round(lane.share, 4),
            turn_count=turns[lane.speaker.id],
            word_count=words[lane.speaker.id],
        )
        for lane in speaker_lanes(transcript)
        if lane.speaker.id in turns
    )


def _quote_opening(transcript: Transcript) -> str:
    """Return the first words of a recording, skipping greetings."""
    texts = [one_line(turn.text) for turn in transcript.turns]
    text = next((t for t in texts if len(t.split()) > _GREETING), " ".join(texts[:2]))
    return text if len(text) <= _OPENING else text[:_OPENING].rsplit(" ", 1)[0] + "\u00a0…"
