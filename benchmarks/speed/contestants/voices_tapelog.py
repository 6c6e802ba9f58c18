"""tapelog's voices."""

from __future__ import annotations

from typing import Any

from clock import Listen, Samples, run


def load() -> Listen:
    from audio.sound.recording import Sound
    from audio.voices import embed, segment
    from audio.voices.diarize import DiarizeOptions, diarize

    segment._model()
    embed._network()

    def listen(samples: Samples) -> dict[str, Any]:
        voices = diarize(Sound(samples, samples[None]), DiarizeOptions())
        return {"turns": [(s.start, s.end, s.voice) for s in voices.stretches]}

    return listen


if __name__ == "__main__":
    run(load, "torch", "pyannote.audio")
