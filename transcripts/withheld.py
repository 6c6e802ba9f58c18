"""Define what must not be published: a passage, a person's words or name, or a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["on-site", "closed"]
"""Who may hear and read what is withheld: visitors of the archive's reading room (on-site), or
nobody (closed). Neither is published."""

MARK = "[withheld]"
"""The word that replaces withheld words in a published text."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One decision to withhold something, until a day (2040-01-01) or until it is released.

    With `start` and `end` (seconds), everything said in this time is withheld. With `name`, a
    person's name is withheld wherever it occurs, and `pseudonym` replaces it; if `level` is set,
    everything that the person says is withheld, too. `speaker` is the person's id in this
    transcript. Without `start` and `name`, the whole recording is withheld. With `tone`, a tone
    replaces the sound of withheld words; otherwise silence does.
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
