"""Count the words that recognizers miss on real tapes, and measure the time available for them.

    .venv/bin/python -m benchmarks.unheard FOLDER

FOLDER is that of penn_sound.py. If a word in a person's transcript is aligned with no recognized
word, the recognizer missed it. For comparison, passages of other recordings, which nobody spoke
here, are inserted into the same texts.

The sound itself is not read. The times of the recognized words show how many seconds are free at a
place. These are divided by the seconds that the words of the transcript need there
(`free_and_needed_seconds_of_reference` in `transcripts.corrections.acoustics`).

missed: missed words per 1,000, by kind: fillers, backchannels, repeated words, all others.
room: free seconds divided by needed seconds, as percentiles (5, 25, 50, 75 and 95 %); for missed
    words, and for words that nobody spoke.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.penn_sound import RECOGNIZERS, read, strip_markup
from transcripts.corrections.acoustics import free_and_needed_seconds_of_reference
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.blocks import Block
from transcripts.realignment.candidates import is_filler
from transcripts.realignment.realign import Alignment, realign
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.transcript import Span, Word

SIZES = ((1, 1), (2, 3), (4, 7), (8, 99))
ADDED_WORDS = (1, 1, 2, 3, 4, 6, 8, 12, 20)
ADDED_EVERY = 60
PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True, slots=True)
class MissedWords:
    """Words that a recognizer missed: their number, their kind, and the time available for them.

    `available_share` is the time that is free at their place, divided by the time that they need.
    """

    words: int
    kind: str
    available_share: float


def main(folder: Path) -> None:
    human = {path.stem: read(path) for path in sorted((folder / "human").glob("*.tsv"))}
    texts = {
        name: [w for turn in turns for w in strip_markup(turn.text)]
        for name, turns in human.items()
    }
    total = sum(map(len, texts.values()))
    print(f"{len(texts)} recordings, {total} words")
    for recognizer in RECOGNIZERS:
        spoken: list[MissedWords] = []
        never: list[MissedWords] = []
        for name, words in texts.items():
            lines = read(folder / recognizer / f"{name}.tsv")
            heard = [Word(line.text, line.span.start, line.span.end) for line in lines]
            spoken += find_missed_words(realign(" ".join(words), heard, ENGLISH))
            others = [w for other, row in texts.items() if other != name for w in row]
            never += measure_inserted_words(words, others, heard, random.Random(name))
        counts = Counter[str]()
        for one in spoken:
            counts[one.kind] += one.words
        kinds = ", ".join(f"{kind} {1000 * n / total:.1f}" for kind, n in counts.most_common())
        print(f"\n{recognizer}: missed in 1,000 words: {kinds}")
        for low, high in SIZES:
            for title, found in (("spoken, unheard", spoken), ("never spoken", never)):
                rooms = [one.available_share for one in found if low <= one.words <= high]
                shown = " ".join(f"{value:6.2f}" for value in np.percentile(rooms, PERCENTILES))
                print(f"  {low:2} to {high:2} words, {title:16} {len(rooms):4}  room {shown}")


def find_missed_words(alignment: Alignment) -> Iterator[MissedWords]:
    """List the words of a text that are aligned with no recognized word."""
    for block in alignment.blocks:
        if block.relation == "reference":
            yield _measure_block(alignment, block)


def measure_inserted_words(
    words: Sequence[str], added_words: Sequence[str], recognized: Sequence[Word], rng: random.Random
) -> Iterator[MissedWords]:
    """Insert words of other texts into a text, and measure those that stay unaligned."""
    row: list[str] = []
    added: set[tuple[int, int]] = set()
    for word in words:
        row.append(word)
        if rng.random() < 1 / ADDED_EVERY:
            size = rng.choice(ADDED_WORDS)
            start = rng.randrange(len(added_words) - size)
            added.add((len(row), len(row) + size))
            row += added_words[start : start + size]
    alignment = realign(" ".join(row), recognized, ENGLISH)
    for block in alignment.blocks:
        if block.relation == "reference" and block.reference in added:
            yield _measure_block(alignment, block)


def _measure_block(alignment: Alignment, block: Block) -> MissedWords:
    room, needed = free_and_needed_seconds_of_reference(
        alignment, block, [Span(0.0, alignment.recognized_words[-1].end)]
    )
    first, last = block.reference
    words = list(alignment.reference_words[first:last])
    near = (
        *alignment.reference_words[max(0, first - 1) : first],
        *alignment.reference_words[last : last + 1],
    )
    kind = (
        "filler"
        if is_filler(words, ENGLISH)
        else "what listeners say"
        if all(flag_backchannels(words, ENGLISH))
        else "repeated"
        if words[0] in near or words[-1] in near
        else "other"
    )
    return MissedWords(len(words), kind, room / max(needed, 0.05))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
