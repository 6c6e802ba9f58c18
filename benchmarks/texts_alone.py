"""Real speech without its sound: what `realign --text-alone` does to a damaged transcript.

    .venv/bin/python -m benchmarks.texts_alone FOLDER [--seed N] [--list]

FOLDER is that of penn_sound.py. What a person wrote down is the truth. It is damaged as
`tapes.damage_text` does and corrected with the words of a recognizer, without rescoring and without
the acoustic model. The columns are those of real_tapes.py. Where the recognizers do not have a
word, nothing says that it was spoken, so published words that are right are the person's.
"""

from __future__ import annotations

import argparse
import re
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks.penn_sound import RECOGNIZERS, read
from benchmarks.real_tapes import by_kind, failures, judged, table
from benchmarks.tapes import Tape, damage_text, scripted_sentences
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.transcript import Word

_MARKUP = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>|\(\([^)]*\)\)|\S*[=-](?=\s|$)|[#+*~]")
"""Sounds that are not speech, marks of the corpus, and words that were broken off."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print every failure")
    asked = parser.parse_args()
    foreign = [text for _, text in scripted_sentences()]
    for name in RECOGNIZERS:
        found = {}
        for path in sorted((asked.folder / "human").glob("*.tsv")):
            tape = damage_text(read_text(path), asked.seed, foreign)
            lines = read(asked.folder / name / path.name)
            words = [Word(line.text, line.span.start, line.span.end) for line in lines]
            corrected = punctuate(choose_words(realign(tape.reference, words, ENGLISH), None))
            found[tape.name] = judged(tape, words, "", corrected)
        total = reduce(add, found.values())
        print(f"corrected with the words of {name}")
        print("\n".join(table({**found, "together": total})))
        print("\n".join(by_kind(total)), end="\n\n")
        if asked.list:
            print("\n".join(line for key, part in found.items() for line in failures(key, part)))


def read_text(path: Path) -> Tape:
    """Read a person's transcript as the true text of a tape without a recording."""
    turns = (" ".join(_MARKUP.sub(" ", line.text).split()) for line in read(path))
    truth = tuple(turn for turn in turns if re.search(r"\w", turn))
    return Tape(path.stem[:24], path, truth, "", (), (), (), synthetic=False)


if __name__ == "__main__":
    main()
