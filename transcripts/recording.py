"""A recording, and the files that it was joined from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a joined recording.

    The recording has it from `start` to `end` (seconds); `offset` is the time in the file at
    `start`. `microphone` is the channel that the file became, from 1, or None for a side;
    `person` is who speaks into that microphone, if known.
    """

    file: str
    sha256: str
    start: float
    end: float
    offset: float = 0.0
    microphone: int | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """An audio file and its metadata; `id` is derived from the sha256 of its bytes.

    `parts` are the files that it was joined from, if it was. `description` tells readers what it is
    about.
    """

    id: str
    sha256: str
    file: str
    duration: float
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    parts: tuple[Part, ...] = ()
    description: str | None = None
