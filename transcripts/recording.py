"""Define a recording with the files that it was joined from, or a transcript without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Medium = Literal["sound", "timed-text", "text"]
"""The source of an item: a recording, or only a transcript, with or without times in seconds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a joined recording.

    The file lasts from `start` to `end` in the recording (seconds); `offset` is the time in the
    file at `start`. If the file is from a microphone, `microphone` is the channel that it became,
    counted from 1, and `person` is who speaks into it, if known. For the side of a tape, both are
    None.
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

    `parts` are the files that a joined recording consists of. `description` tells readers what the
    recording is about. If the item is only an adopted transcript, `medium` says so, `file` is the
    transcript, and `duration` is the end of its last turn, or 0 if it has no times.
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
        """Whether the item has sound, and is not only a transcript."""
        return self.medium == "sound"

    @property
    def has_times(self) -> bool:
        """Whether the times of turns are known; otherwise, they only preserve the order."""
        return self.medium != "text"
