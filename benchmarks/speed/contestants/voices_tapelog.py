"""tapelog's diarization without a text."""

from __future__ import annotations

from typing import Any

from clock import ProcessSamples, Samples, run


def load() -> ProcessSamples:
    from audio.diarization import embed, segmentation
    from audio.diarization.diarize import diarize
    from audio.diarization.options import DiarizeOptions
    from audio.sound.recording import Sound

    segmentation._load_model()
    embed._load_network()

    def process_samples(samples: Samples) -> dict[str, Any]:
        voices = diarize(Sound(samples, samples[None]), DiarizeOptions())
        return {"turns": [(s.start, s.end, s.voice) for s in voices.segments]}

    return process_samples


if __name__ == "__main__":
    run(load, "torch", "pyannote.audio")
