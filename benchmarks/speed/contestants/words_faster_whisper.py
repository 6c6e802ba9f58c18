"""faster-whisper with int8, batches of eight windows and word times; same weights as tapelog's."""

from __future__ import annotations

import os
from typing import Any

from clock import ProcessSamples, Samples, run


def load() -> ProcessSamples:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    cores = len(os.sched_getaffinity(0))
    model = WhisperModel(
        os.environ["CT2_MODEL"], device="cpu", compute_type="int8", cpu_threads=cores
    )
    pipeline = BatchedInferencePipeline(model)

    def process_samples(samples: Samples) -> dict[str, Any]:
        segments, _ = pipeline.transcribe(
            samples, language="en", batch_size=8, word_timestamps=True
        )
        words = [w for segment in segments for w in segment.words]
        return {"words": [(w.word, w.start, w.end) for w in words]}

    return process_samples


if __name__ == "__main__":
    run(load, "faster-whisper", "ctranslate2")
