"""Define a recording with the files that it was joined from, or a transcript without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Medium = Literal["sound", "timed-text", "text"]
"""The source of an item: a recording, or only a transcript, with or without times in seconds."""


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
    about. Without a recording, `medium` says so, and `file` is the adopted transcript; `duration`
    is then the end of its last turn, or 0 if it has no times.
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
    medium: Medium = "sound"

    @property
    def has_sound(self) -> bool:
        """Whether there is a recording, and not a transcript alone."""
        return self.medium == "sound"

    @property
    def has_times(self) -> bool:
        """Whether the times of turns are known; if not, they are estimates that give the order."""
        return self.medium != "text"
