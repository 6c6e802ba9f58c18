"""Measure how well the language model distinguishes homophones by the words around them.

    .venv/bin/python -m benchmarks.homophones FOLDER...

Each FOLDER has interviews as JSON (see labels/texts.py). Each word of damage.HOMOPHONES is compared
with the words of its group that have the same phones.

right: the share of comparisons in which the true word is likelier.
wrong: the share in which the other word is likelier by more than the printed number of nats.
weight: the factor by which the log odds must be multiplied to fit best; 1 if they are calibrated.
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
    odds = np.array(
        [value for interview in interviews for value in compute_log_odds(interview.text)]
    )
    print(f"{len(odds)} places, right {100 * np.mean(odds > 0):.1f} %")
    for limit in LIMITS:
        print(f"wrong by more than {limit:.0f}: {100 * np.mean(odds < -limit):.2f} %")
    print(f"weight: {best_weight(odds):.2f}")


def compute_log_odds(text: str) -> Iterator[float]:
    """Yield the log odds of each word over each of its homophones."""
    words = text.split()
    for at, word in enumerate(words):
        for other in find_homophones(plain(word)):
            before, after = words[max(0, at - CONTEXT_WORDS) : at], words[at + 1 :][:CONTEXT_WORDS]
            candidates = (other, plain(word))
            mark = word[-1] if not word[-1].isalnum() else ""
            asked = CandidateSet(
                "", 0, "spelling", Span(0, 0), " ".join(before), f"{mark} {' '.join(after)}",
                candidates, (at, at + 1), (at, at + 1),
            )  # fmt: skip
            yield text_log_odds(asked)[1]


def find_homophones(word: str) -> list[str]:
    """Return the other words of a word's group that have the same phones."""
    group = {other for words in HOMOPHONES if word in words for other in words} - {word}
    return sorted(other for other in group if pronunciation(other) == pronunciation(word))


def best_weight(all_log_odds: np.ndarray) -> float:
    """Find the factor of the log odds that makes the true words most likely."""
    weights = np.arange(0.05, 3.0, 0.05)
    clipped = np.clip(all_log_odds, -10, 10)
    return float(max(weights, key=lambda w: -np.log1p(np.exp(-w * clipped)).sum()))


if __name__ == "__main__":
    main()
