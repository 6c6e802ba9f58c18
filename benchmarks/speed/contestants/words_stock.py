"""openai-whisper's `transcribe` with word times."""

from __future__ import annotations

from typing import Any

from clock import ProcessSamples, Samples, run


def load() -> ProcessSamples:
    import whisper

    from audio.checkpoints.models import whisper_checkpoint

    model = whisper.load_model(str(whisper_checkpoint("base")))
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])

    def process_samples(samples: Samples) -> dict[str, Any]:
        found = model.transcribe(samples, language="en", word_timestamps=True, fp16=False)
        words = [w for segment in found["segments"] for w in segment["words"]]
        return {"words": [(w["word"], w["start"], w["end"]) for w in words]}

    return process_samples


if __name__ == "__main__":
    run(load, "openai-whisper", "torch")
