"""openai-whisper and pyannote's pipeline; each word gets the speaker it overlaps most."""

from __future__ import annotations

from typing import Any

import voices_stock
import words_stock
from clock import ProcessSamples, Samples, run


def load() -> ProcessSamples:
    hear, tell_apart = words_stock.load_seconds(), voices_stock.load_seconds()

    def process_samples(samples: Samples) -> dict[str, Any]:
        words, turns = hear(samples)["words"], tell_apart(samples)["turns"]
        return {"turns": turns, "words": [(*word, _speaker(word, turns)) for word in words]}

    return process_samples


def _speaker(word: tuple[str, float, float], turns: list[tuple[float, float, str]]) -> str | None:
    _, start, end = word
    shared = [(min(end, b) - max(start, a), label) for a, b, label in turns]
    length, label = max(shared, default=(0.0, None))
    return label if length > 0 else None


if __name__ == "__main__":
    run(load, "openai-whisper", "pyannote.audio", "torch")
