"""tapelog's speech detection, recognition and alignment of words."""

from __future__ import annotations

from typing import Any

from clock import ProcessSamples, Samples, run


def load() -> ProcessSamples:
    from audio.diarization.segmentation import detect_speech
    from audio.recognizers.whisper.session import open_session
    from audio.recognizers.whisper.transcribe import transcribe
    from audio.sound.recording import Sound

    open_session("base", "en")

    def process_samples(samples: Samples) -> dict[str, Any]:
        sound = Sound(samples, samples[None])
        heard = transcribe(sound, detect_speech(sound))
        return {"words": [(w.text, w.start, w.end) for w in heard.words]}

    return process_samples


if __name__ == "__main__":
    run(load, "torch")
