"""Define what must not be published: a passage, a person's words or name, or a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["on-site", "closed"]
"""Who may hear and read it: visitors of the archive's reading room (on-site), or nobody (closed).
Neither is published."""

MARK = "[withheld]"
"""The word that replaces withheld words in a published text."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One decision to withhold something, until a day (2040-01-01) or until it is released.

    With `start` and `end` (seconds), everything said in this time is withheld. With `name`, a
    person is: their name wherever it stands, which `pseudonym` replaces, and with a `level` all
    that they say; `speaker` is their id in this transcript. With neither, the recording is. With
    `tone`, a tone is heard in place of the words, and not silence.
    """

    level: Level | None
    until: str | None = None
    start: float | None = None
    end: float | None = None
    name: str | None = None
    speaker: str | None = None
    pseudonym: str | None = None
    tone: bool = False

    @property
    def is_recording(self) -> bool:
        """Whether the whole recording is withheld."""
        return self.start is None and self.name is None
