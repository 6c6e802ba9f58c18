"""The state that request handlers share."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter

from archive.database.connection import Catalogue
from editor.listening import PassageListener
from editor.publisher import Publisher
from editor.settings import Settings
from editor.voices import VoiceWorker
from editor.word_times import TimesWorker


@dataclass(frozen=True, slots=True)
class AppState:
    """The catalogue, the settings and the publisher, available as `request.app.state.editor`.

    `waveform_limiter` limits the computation of waveforms to one at a time, `clip_limiter` the
    cutting of clips. `voices` computes the voices of turns, `times` measures the times of typed
    words, and `listener` recognizes passages again; all three are None if no models are used.
    """

    catalogue: Catalogue
    settings: Settings
    publisher: Publisher
    waveform_limiter: CapacityLimiter
    clip_limiter: CapacityLimiter
    voices: VoiceWorker
    times: TimesWorker | None
    listener: PassageListener | None
