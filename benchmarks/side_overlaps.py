"""Measure how often the overlap of two tape sides is found, and how exactly they are joined.

    .venv/bin/python -m benchmarks.side_overlaps [--cuts 10] [--seed 1] RECORDING...

Each recording is cut into two sides at random places; the second side begins some seconds before
the first ends. The second side is changed like a copy from another tape deck: in speed, frequency
response, level and noise. Prints, for each kind of deck, the number of overlaps found, and the
greatest and the median error of the join in milliseconds. False overlaps are counted between sides
that share no sound: the first third of a recording, and each of the other two.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample, sosfilt

from audio.sound.recording import SAMPLE_RATE, load_sound
from audio.sound.side_overlap import find_overlap

Samples = NDArray[np.float32]

SIDE_SECONDS = 90.0
"""The maximum duration of each side in seconds."""

SHORTEST, LONGEST = 6.0, 60.0
"""Shortest and longest overlap in seconds."""


@dataclass(frozen=True, slots=True)
class Deck:
    """A tape deck: relative change of speed, noise (dB below the sound), upper frequency limit."""

    name: str
    speed: float = 0.0
    noise_db: float | None = None
    treble_hz: float | None = None

    def play(self, samples: Samples, rng: np.random.Generator) -> Samples:
        """Return the sound as this deck plays it."""
        played = (
            resample(samples, round(len(samples) * (1 + self.speed))) if self.speed else samples
        )
        if self.treble_hz:
            low = butter(2, self.treble_hz, fs=SAMPLE_RATE, output="sos")
            played = 0.5 * sosfilt(low, played)
        if self.noise_db is not None:
            level = float(np.sqrt(np.mean(played**2))) * 10 ** (-self.noise_db / 20)
            played = played + level * rng.standard_normal(len(played))
        return np.asarray(played, np.float32)


DECKS = (
    Deck("the same"),
    Deck("0.2 % slower", 0.002),
    Deck("0.5 % faster", -0.005),
    Deck("treble lost, 20 dB of noise", 0.001, 20.0, 3000.0),
    Deck("treble lost, 10 dB of noise", 0.001, 10.0, 2500.0),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--cuts", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for deck in DECKS:
        rng = np.random.default_rng(asked.seed)
        errors: list[float] = []
        missed: list[str] = []
        false = tried = 0
        for path in asked.recordings:
            sound = load_sound(path).samples
            for _ in range(asked.cuts):
                overlap, error = _join_error(sound, deck, rng)
                if error is None:
                    missed.append(f"{overlap:.0f}")
                else:
                    errors.append(1000 * error)
                tried += 2
                false += _count_false_overlaps(sound, deck, rng)
        print(
            f"{deck.name:30} found {len(errors)} of {len(errors) + len(missed)}, "
            f"join off by {max(errors, default=0):.0f} ms at most, "
            f"median {np.median(errors) if errors else 0:.0f} ms; "
            f"false {false} of {tried}; missed overlaps of {', '.join(missed) or 'none'} s"
        )


def _join_error(
    samples: Samples, deck: Deck, rng: np.random.Generator
) -> tuple[float, float | None]:
    """Cut a recording once; return the overlap and the join's error in seconds (None if missed)."""
    seconds = len(samples) / SAMPLE_RATE
    overlap = float(rng.uniform(SHORTEST, min(LONGEST, seconds / 3)))
    end = float(rng.uniform(overlap + seconds / 4, seconds - seconds / 4))
    begin = end - overlap
    first = _cut(samples, max(0.0, end - SIDE_SECONDS), end)
    second = deck.play(_cut(samples, begin, min(seconds, begin + SIDE_SECONDS)), rng)
    found = find_overlap(first, second)
    if found is None:
        return overlap, None
    left_at = max(0.0, end - SIDE_SECONDS) + found.first_end
    entered_at = begin + found.second_start / (1 + deck.speed)
    return overlap, abs(left_at - entered_at)


def _count_false_overlaps(samples: Samples, deck: Deck, rng: np.random.Generator) -> int:
    """Count the overlaps that are found between the first third and either of the other two."""
    third = len(samples) // 3
    first = samples[:third]
    return sum(
        find_overlap(first, deck.play(second, rng)) is not None
        for second in (samples[third : 2 * third], samples[2 * third :])
    )


def _cut(samples: Samples, start: float, end: float) -> Samples:
    return samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]


if __name__ == "__main__":
    main()
