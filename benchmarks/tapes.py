"""Recordings with a verbatim truth and a damaged old text, as folders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from speakers.cast import Member, parse_cast
from speakers.context import rare_words
from transcripts.text.normalize import tokens

SOUND = (".mp3", ".wav", ".flac", ".wma", ".m4a", ".ogg")


@dataclass(frozen=True, slots=True)
class PlantedError:
    """An error in an old text: it has `written` where `true` was said.

    `position` is how far into the text it stands, from 0 to 1: several places may read alike.
    """

    kind: str
    true: str
    written: str
    position: float


@dataclass(frozen=True, slots=True)
class Tape:
    """A folder with a recording, what was said in it, and the archive's old text."""

    name: str
    audio: Path
    truth: tuple[str, ...]
    reference: str
    planted: tuple[PlantedError, ...]
    cast: tuple[Member, ...]
    context: tuple[str, ...]
    synthetic: bool

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Names and rare words of cast and context."""
        return rare_words(self.context, self.cast)


def read_tape(folder: Path, reference: str = "reference.txt") -> Tape:
    """Read a folder: a sound file, truth.txt (`Name: text` by lines), `reference`, planted.json.

    planted.json, cast.txt and context*.txt may be missing. A recording that a script describes
    (truth.seglst.json with times of words) is synthetic.
    """
    audio = next(path for path in sorted(folder.iterdir()) if path.suffix in SOUND)
    old = (folder / reference).read_text(encoding="utf-8")
    planted = folder / "planted.json"
    damaged = planted.exists() and reference == "reference.txt"
    cast = folder / "cast.txt"
    lines = (folder / "truth.txt").read_text(encoding="utf-8").splitlines()
    return Tape(
        name=folder.name,
        audio=audio,
        truth=tuple(line.partition(": ")[2].strip() or line for line in lines if line.strip()),
        reference=old,
        planted=tuple(_planted(json.loads(planted.read_text()), old)) if damaged else (),
        cast=parse_cast(cast.read_text(encoding="utf-8")) if cast.exists() else (),
        context=tuple(p.read_text(encoding="utf-8") for p in sorted(folder.glob("context*.txt"))),
        synthetic=(folder / "truth.seglst.json").exists(),
    )


def _planted(rows: Sequence[dict[str, str]], text: str) -> Iterator[PlantedError]:
    """Read both layouts: `truth` and `reference` behind the text `before`, or `before` and `after`.

    What differs only in how contractions are written plants nothing here, and neither does a turn
    break.
    """
    for row in rows:
        if "truth" in row:
            true, written, ahead = row["truth"], row["reference"], row["before"] + row["reference"]
        else:
            true, written, ahead = row["before"], row["after"], row["after"]
        same = [t.key for t in tokens(true.split())] == [t.key for t in tokens(written.split())]
        if row["kind"] != "turn-break" and not same:
            at = max(0, text.find(ahead))
            yield PlantedError(row["kind"], true, written, at / max(1, len(text)))
