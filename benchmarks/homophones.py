"""Measure how well the words around a word tell it from another that sounds the same.

    .venv/bin/python -m benchmarks.homophones FOLDER...

Each FOLDER has interviews as JSON (see labels/texts.py). At each word of damage.HOMOPHONES that
shares its phones with others of its group, the language model compares the word with each of them.

right: places where the true word is likelier. wrong: places where the other word is likelier by at
    least so many natural log odds. weight: the factor of the log odds that fits best; at 1 they are
    calibrated.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audio.acoustics.ngrams import text_log_odds
from audio.acoustics.pronounce import pronunciation
from benchmarks.damage import HOMOPHONES
from benchmarks.labels.texts import read_folders
from transcripts.realignment.candidates import CandidateSet
from transcripts.text.normalize import plain
from transcripts.transcript import Span

CONTEXT_WORDS = 8
LIMITS = (0.0, 2.0, 4.0, 6.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    interviews = read_folders(parser.parse_args().folders)
    odds = np.array([value for interview in interviews for value in log_odds(interview.text)])
    print(f"{len(odds)} places, right {100 * np.mean(odds > 0):.1f} %")
    for limit in LIMITS:
        print(f"wrong by more than {limit:.0f}: {100 * np.mean(odds < -limit):.2f} %")
    print(f"weight: {best_weight(odds):.2f}")


def log_odds(text: str) -> Iterator[float]:
    """Yield the log odds of each word over each word that sounds the same."""
    words = text.split()
    for at, word in enumerate(words):
        for other in same_sounds(plain(word)):
            before, after = words[max(0, at - CONTEXT_WORDS) : at], words[at + 1 :][:CONTEXT_WORDS]
            candidates = (other, plain(word))
            mark = word[-1] if not word[-1].isalnum() else ""
            asked = CandidateSet(
                "", 0, "spelling", Span(0, 0), " ".join(before), f"{mark} {' '.join(after)}",
                candidates, (at, at + 1), (at, at + 1),
            )  # fmt: skip
            yield text_log_odds(asked)[1]


def same_sounds(word: str) -> list[str]:
    """Return the other words of a word's group that have the same phones."""
    group = {other for words in HOMOPHONES if word in words for other in words} - {word}
    return sorted(other for other in group if pronunciation(other) == pronunciation(word))


def best_weight(odds: np.ndarray) -> float:
    """Find the factor of the log odds with the highest likelihood of the true words."""
    weights = np.arange(0.05, 3.0, 0.05)
    clipped = np.clip(odds, -10, 10)
    return float(max(weights, key=lambda w: -np.log1p(np.exp(-w * clipped)).sum()))


if __name__ == "__main__":
    main()
