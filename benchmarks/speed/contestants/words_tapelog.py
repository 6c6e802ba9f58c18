"""tapelog's words: where speech is, the words in it, and their times."""

from __future__ import annotations

from typing import Any

from clock import Listen, Samples, run


def load() -> Listen:
    from audio.diarization.segmentation import detect_speech
    from audio.sound.recording import Sound
    from audio.words.listener import listener
    from audio.words.recognize import RecognizeOptions, recognize

    listener("base", "en")

    def listen(samples: Samples) -> dict[str, Any]:
        sound = Sound(samples, samples[None])
        heard = recognize(sound, detect_speech(sound), RecognizeOptions(model="base"))
        return {"words": [(w.text, w.start, w.end) for w in heard.words]}

    return listen


if __name__ == "__main__":
    run(load, "torch")
