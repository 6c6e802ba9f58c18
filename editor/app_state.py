"""What request handlers share."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter

from archive.database.connection import Catalogue
from editor.publisher import Publisher
from editor.settings import Settings


@dataclass(frozen=True, slots=True)
class AppState:
    """The catalogue that is edited, how, and what publishes it: `request.app.state.editor`.

    `waves` lets one waveform be computed at a time.
    """

    catalogue: Catalogue
    settings: Settings
    publisher: Publisher
    waves: CapacityLimiter
