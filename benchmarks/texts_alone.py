"""Measure `realign --text-alone` on damaged transcripts of real speech, without the sound.

    .venv/bin/python -m benchmarks.texts_alone FOLDER [--seed N] [--list]

FOLDER is that of penn_sound.py. A person's transcript is the truth. It is damaged by
`tapes.damage_text` and corrected with a recognizer's words, without rescoring and without the
acoustic model. The columns are those of real_tapes.py.
"""

from __future__ import annotations

import argparse
import re
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks.penn_sound import RECOGNIZERS, read
from benchmarks.real_tapes import format_by_kind, format_table, judge_tape, list_failures
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
    options = parser.parse_args()
    foreign = [text for _, text in scripted_sentences()]
    for name in RECOGNIZERS:
        found = {}
        for path in sorted((options.folder / "human").glob("*.tsv")):
            tape = damage_text(read_text(path), options.seed, foreign)
            lines = read(options.folder / name / path.name)
            words = [Word(line.text, line.span.start, line.span.end) for line in lines]
            corrected = punctuate(choose_words(realign(tape.reference, words, ENGLISH), None))
            found[tape.name] = judge_tape(tape, words, "", corrected)
        total = reduce(add, found.values())
        print(f"corrected with the words of {name}")
        print("\n".join(format_table({**found, "together": total})))
        print("\n".join(format_by_kind(total)), end="\n\n")
        if options.list:
            print(
                "\n".join(line for key, part in found.items() for line in list_failures(key, part))
            )


def read_text(path: Path) -> Tape:
    """Read a person's transcript as the true text of a tape without a recording."""
    turns = (" ".join(_MARKUP.sub(" ", line.text).split()) for line in read(path))
    truth = tuple(turn for turn in turns if re.search(r"\w", turn))
    return Tape(path.stem[:24], path, truth, "", (), (), (), synthetic=False)


if __name__ == "__main__":
    main()
