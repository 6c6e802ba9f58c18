"""Name the voices of dialogues: how many names are right, missing or wrong.

    .venv/bin/python -m benchmarks.names [FILE...]

Without a FILE, the files of recordings/names/ are read: phone-ins, talks with people in the street,
interviews for an archive, and dialogues in which somebody corrects a name. The voices are the true
ones; there is no cast and no document. Each dialogue of a file begins with "# title". Lines of the
form "@voice Name role synthesizer" say to whom a voice belongs; the name is "-" if nobody names the
person. All other lines are "voice: words".

A name counts as right if all of its words belong to the true name.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speakers.name import name_voices
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Turn, Word

TEXTS = Path(__file__).parent / "recordings" / "names"
SECONDS = 0.33
"""Seconds of each word."""

_PERSON = re.compile(r"^@(?P<key>\w+) (?P<name>.+?) \S+ (?:us|gb)_[mf]_\w+")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue with the true name of each voice, None if nobody names the person."""

    title: str
    names: dict[str, str | None]
    turns: tuple[Turn, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    for path in parser.parse_args().files or sorted(TEXTS.glob("*.txt")):
        counts = Counter[str]()
        for dialogue in read_dialogues(path.read_text(encoding="utf-8")):
            for speaker in name_voices(dialogue.turns, ENGLISH):
                for voice in speaker.voices:
                    true = dialogue.names[voice]
                    counts[judge(true, speaker.name)] += 1
                    found = f"{speaker.name or '-'} ({speaker.confidence:.2f})"
                    print(f"{dialogue.title:14} {voice:9} {true or '-':24} {found}")
        print(f"{path.name}: {dict(counts)}")


def judge(true_name: str | None, found_name: str | None) -> str:
    """Return "right", "unknown" or "wrong"."""
    if found_name is None:
        return "unknown" if true_name else "right"
    return "right" if set(found_name.split()) <= set((true_name or "").split()) else "wrong"


def read_dialogues(text: str) -> Iterator[Dialogue]:
    """Read the dialogues of a file."""
    for block in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        title, *lines = block.strip().splitlines()
        people = [found for line in lines if (found := _PERSON.match(line))]
        names = {found["key"]: None if found["name"] == "-" else found["name"] for found in people}
        said = [line.split(": ", 1) for line in lines if not line.startswith("@")]
        yield Dialogue(title, names, tuple(_turns(said)))


def _turns(lines: list[list[str]]) -> Iterator[Turn]:
    first = 0
    for number, (voice, text) in enumerate(lines, start=1):
        texts = text.split()
        words = tuple(
            Word(t, n * SECONDS, (n + 0.9) * SECONDS) for n, t in enumerate(texts, start=first)
        )
        first += len(texts) + 1
        yield Turn(f"T{number}", "", voice, words[0].start, words[-1].end, text, 1.0, words)


if __name__ == "__main__":
    main()
