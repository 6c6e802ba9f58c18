"""Realign three hours of speech: measure time, memory and drift, and reject a wrong reference.

    .venv/bin/python -m benchmarks.three_hours [--words N] [TEXT]...

TEXT are conversations: plain text, or JSON with "turns" of {"speaker", "text"}. Half of them make
the recording, half of them the wrong reference, each repeated or cut to N words (30,000: three
hours at 2.8 words a second). Without TEXT, words are drawn from our own examples by frequency. The
true words get true times. A seeded generator makes two texts from them:

- the recognizer's words: 4 % substituted, 2 % left out, 1 % inserted, and sometimes a passage of 5
  to 40 words left out;
- the archive's text: no commas, no contractions, passages left out, added and swapped.

Prints the seconds and the peak memory of `realign` and `correct` (without a model, so that the
reference's words are kept), the errors of the starts of the true words in the first and in the last
half hour, and the result of `realign` with the wrong reference.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.moves import reading_order
from transcripts.realignment.realign import MIN_MATCH, Alignment, realign
from transcripts.realignment.reference import read_reference
from transcripts.transcript import Word

EXAMPLES = Path(__file__).parents[1] / "examples"
WORD_SECONDS = 0.36
HALF_HOUR = 1800.0
ENDINGS = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'m": " am"}

NumberedWord = tuple[int | None, str]
"""A word, and which of the true words it is."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT")
    parser.add_argument("--words", type=int, default=30_000, metavar="N")
    options = parser.parse_args()
    rng = random.Random(20)
    words, other = select_words(options.texts, options.words, rng)
    heard = tuple(simulate_recognition(words, rng))
    typed = simulate_reference(words, rng)
    text = " ".join(word for _, word in typed)
    wrong = " ".join(word for _, word in simulate_reference(other, rng))

    alignment, seconds = time_realign(text, heard)
    begin = time.perf_counter()
    undecided = [(0.0,) * len(q.candidates) for q in alignment.candidate_sets]
    corrected = punctuate(choose_words(alignment, undecided, verbatim=True))
    deciding = time.perf_counter() - begin
    print(f"{len(typed)} words of a reference over {len(heard)} heard")
    print(f"realign {seconds:.1f} s, correct {deciding:.1f} s, peak memory {peak_mb():.0f} MB")
    print(f"match {alignment.match_share:.3f}, {len(alignment.candidate_sets)} questions")
    for line in format_start_errors(typed, alignment, corrected.words):
        print(line)
    alignment, seconds = time_realign(wrong, heard)
    verdict = "recognised as wrong" if alignment.match_share < MIN_MATCH else "TAKEN FOR RIGHT"
    print(f"another interview: realign {seconds:.1f} s, peak memory {peak_mb():.0f} MB")
    print(f"match {alignment.match_share:.4f}, {verdict} (enough is {MIN_MATCH})")


def time_realign(text: str, recognized: Sequence[Word]) -> tuple[Alignment, float]:
    begin = time.perf_counter()
    alignment = realign(text, recognized, ENGLISH)
    return alignment, time.perf_counter() - begin


def peak_mb() -> float:
    """Peak resident memory of this process so far, in MB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


# Data


def select_words(
    texts: Sequence[Path], count: int, rng: random.Random
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the true words of the recording and the words of an unrelated one."""
    if not texts:
        pool = [w for file in sorted(EXAMPLES.glob("*.txt")) for w in file.read_text().split()]
        return tuple(rng.choices(pool, k=count)), tuple(rng.choices(pool, k=count))
    half = (len(texts) + 1) // 2
    parts = (texts[:half], texts[half:] or texts[:1])
    rows = ([w for path in part for w in read_spoken_words(path).split()] for part in parts)
    ours, theirs = (tuple(islice(cycle(row), count)) for row in rows)
    return ours, theirs


def read_spoken_words(path: Path) -> str:
    """Read the spoken words of a text, split like those of a reference."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        text = " ".join(turn["text"] for turn in json.loads(text)["turns"])
    return " ".join(read_reference(" ".join(text.split()), ENGLISH).words)


def simulate_recognition(words: Sequence[str], rng: random.Random) -> Iterator[Word]:
    """Simulate a recognizer's words with errors and inexact times."""
    silent = 0
    for number, text in enumerate(words):
        silent = rng.randint(5, 40) if rng.random() < 0.0005 else silent - 1
        chance = rng.random()
        if silent > 0 or chance < 0.02:
            continue
        start = number * WORD_SECONDS + rng.gauss(0, 0.03)
        said = rng.choice(words) if chance < 0.06 else text
        yield Word(said, start, start + 0.9 * WORD_SECONDS, 0.9)
        if chance > 0.99:
            yield Word(rng.choice(words), start + 0.9 * WORD_SECONDS, start + WORD_SECONDS, 0.5)


def simulate_reference(words: Sequence[str], rng: random.Random) -> tuple[NumberedWord, ...]:
    """Simulate an archive's text: some passages are moved, removed or added."""
    passages: list[list[NumberedWord]] = []
    at = 0
    while at < len(words):
        end = at + rng.randint(5, 60)
        passages.append([(n, strip_word(w)) for n, w in enumerate(words[at:end], start=at)])
        at = end
    kept = [p for p in passages if rng.random() > 0.01]
    for n in rng.sample(range(len(kept) - 1), len(kept) // 100):
        kept[n], kept[n + 1] = kept[n + 1], kept[n]
    for _ in range(len(kept) // 100):
        kept.insert(rng.randrange(len(kept)), [(None, w) for w in rng.choices(words, k=12)])
    return tuple((n, part) for p in kept for n, word in p for part in word.split())


def strip_word(word: str) -> str:
    """Strip the commas of a word, and expand a contraction by its spelling alone."""
    word = word.replace(",", "")
    for short, full in ENDINGS.items():
        word = word.replace(short, full)
    return word


def format_start_errors(
    true_words: Sequence[NumberedWord], alignment: Alignment, words: Sequence[Word]
) -> Iterator[str]:
    """Format the errors of word starts in the first and in the last half hour."""
    if len(alignment.reference_words) != len(true_words):
        raise ValueError(
            f"the reference has {len(true_words)} words, but the alignment has "
            f"{len(alignment.reference_words)}"
        )
    order = reading_order(len(alignment.reference_words), alignment.moves)
    errors = [
        (true_words[place][0] or 0, abs(word.start - (true_words[place][0] or 0) * WORD_SECONDS))
        for word, place in zip(words, order, strict=True)
        if true_words[place][0] is not None
    ]
    last = max(n for n, _ in errors) * WORD_SECONDS
    for title, begin, end in (
        ("first half hour", 0.0, HALF_HOUR),
        ("last half hour", last - HALF_HOUR, last),
    ):
        inside = [e for n, e in errors if begin <= n * WORD_SECONDS <= end]
        median, most = (1000 * float(np.percentile(inside, p)) for p in (50, 95))
        yield f"{title}: word starts off by {median:.0f} ms (median), {most:.0f} ms (95 %)"


if __name__ == "__main__":
    main()
