"""Measure which words get the right voice: by segmentation alone, with turns, with names.

    .venv/bin/python -m benchmarks.alike_voices FOLDER... [--cache FOLDER] [--kept] [--damage]

Each FOLDER holds a recording and truth.seglst.json with the times of words (benchmarks/recordings/
make_alike.py speaks some with voices that are hard to tell apart). The words of the truth stand for
aligned words: their times are moved by 31 ms at the median, as those of `tapelog process` are off.
The models listen once for each recording; --kept loads none.

words: share of words with the wrong voice, in percent, voices mapped to people as is best.
alone: today's diarization, no text. text: the same, its words cut into turns at the breaks of the
    text. turns: voices told apart by the turns. names: turns, and voices with one name joined.
given: as "turns", with the right number of speakers given. no text: turns from sentences alone.
voices: how many voices "alone" and "turns" find, of how many people.
--damage: "turns" again with 10 % of breaks missing and 10 % invented; two turns swapped; half of
    the text missing.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from audio.diarization.diarize import DiarizeOptions
from audio.diarization.turn_clustering import cluster_turns
from audio.diarization.turn_voices import pieces_of, relabel
from benchmarks.tapes import SOUND_SUFFIXES
from speakers.cast import Member
from speakers.name import name_voices
from transcripts.attribution.attribute import attribute
from transcripts.attribution.turn_pieces import TurnPiece, cut_turns
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Diarization, Span, Turn, Word

OFF_SECONDS = 0.045
"""Scale of a Laplace distribution whose median absolute value is 31 ms."""

Embedder = Callable[[Sequence[Span]], np.ndarray]


@dataclass(frozen=True, slots=True)
class SpokenRecording:
    """A recording's words with shifted times, who says each, and the number of its turn."""

    title: str
    audio: Path
    words: tuple[Word, ...]
    speakers: tuple[str, ...]
    turns: tuple[int, ...]
    cast: tuple[Member, ...]

    @property
    def breaks(self) -> frozenset[int]:
        """The indices of words that begin a turn."""
        return frozenset(i for i in range(1, len(self.turns)) if self.turns[i] != self.turns[i - 1])

    @property
    def people(self) -> int:
        """How many people speak."""
        return len(set(self.speakers))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--cache", type=Path, default=Path("out/alike_voices"))
    parser.add_argument("--kept", action="store_true", help="load no model")
    parser.add_argument("--damage", action="store_true", help="damage the turns of the text")
    asked = parser.parse_args()
    os.nice(10)
    for folder in asked.folders:
        said = read_recording(folder)
        known = ModelCache(asked.cache / f"{said.title}.pkl", said.audio, not asked.kept)
        cells = damaged_row(said, known) if asked.damage else row(said, known)
        known.keep()
        print(" | ".join([said.title.ljust(18), *cells]), flush=True)


# What is measured


def row(said: SpokenRecording, known: ModelCache) -> Iterator[str]:
    """Yield the cells of the ablation table."""
    base = known.diarization()
    silent = replace(said, words=unwritten(said.words))
    alone = wrong(said, spoken_by(said.words, base, frozenset()))
    text = wrong(said, spoken_by(said.words, base, said.breaks))
    turns = by_turns(said, known, said.breaks)
    given = by_turns(said, known, said.breaks, said.people)
    guessed = by_turns(silent, known, frozenset())
    yield f"voices {count(base)}, {count(turns)} of {said.people}"
    yield f"alone {alone:5.1f}"
    yield f"text {text:5.1f}"
    yield f"turns {wrong(said, spoken_by(said.words, turns, said.breaks)):5.1f}"
    yield f"names {wrong(said, named(said, turns)):5.1f}"
    yield f"given {wrong(said, spoken_by(said.words, given, said.breaks)):5.1f}"
    yield f"no text {wrong(said, spoken_by(silent.words, guessed, frozenset())):5.1f}"


def damaged_row(said: SpokenRecording, known: ModelCache) -> Iterator[str]:
    """Yield the share of wrong words with each kind of damage."""
    for title, words, breaks in damages(said):
        voices = by_turns(replace(said, words=words), known, breaks)
        yield f"{title} {wrong(said, spoken_by(words, voices, breaks)):5.1f} ({count(voices)})"


def damages(said: SpokenRecording) -> Iterator[tuple[str, tuple[Word, ...], frozenset[int]]]:
    """Yield each damage with the words and the breaks that the aligned text then has."""
    rng = np.random.default_rng(1)
    breaks, words = sorted(said.breaks), said.words
    yield "whole", words, said.breaks
    kept = [b for b in breaks if rng.random() >= 0.1]
    sentences = [
        i for i in range(1, len(words)) if words[i - 1].text[-1] in ".?!" and i not in said.breaks
    ]
    wanted = min(len(sentences), round(0.1 * len(breaks)))
    invented = rng.choice(sentences, wanted, replace=False).tolist() if wanted else []
    yield "10 % missing", words, frozenset(kept)
    yield "10 % invented", words, frozenset([*breaks, *invented])
    yield "both", words, frozenset([*kept, *invented])
    # Two turns swapped: the text does not match there, so the words are only heard.
    first, last = breaks[len(breaks) // 3], breaks[len(breaks) // 3 + 2]
    yield "swapped", unwritten(words, first, last), said.breaks - set(range(first, last + 1))
    half = len(words) // 2
    yield "half", unwritten(words, half), frozenset(b for b in breaks if b < half)


def unwritten(words: Sequence[Word], first: int = 0, last: int | None = None) -> tuple[Word, ...]:
    """Mark words as missing from the text."""
    end = len(words) if last is None else last
    return tuple(
        replace(word, origin="heard") if first <= i < end else word for i, word in enumerate(words)
    )


def by_turns(
    said: SpokenRecording, known: ModelCache, breaks: frozenset[int], speakers: int | None = None
) -> Diarization:
    """Tell voices apart by turns, as the step of `tapelog process` does."""
    base = known.diarization()
    pieces = cut_turns(said.words, base, breaks)
    embeddings = known.embeddings(pieces)
    found = cluster_turns(pieces_of(pieces, embeddings), speakers or 1, speakers)
    return relabel(base, pieces, found.labels, embeddings)


def spoken_by(words: Sequence[Word], voices: Diarization, breaks: frozenset[int]) -> list[str]:
    """Return the voice of each word."""
    attributed = attribute(words, voices, ENGLISH, breaks)
    return _by_word(words, attributed.turns, attributed.word_indices, {})


def named(said: SpokenRecording, voices: Diarization) -> list[str]:
    """Return the speaker of each word after naming, which may join voices."""
    attributed = attribute(said.words, voices, ENGLISH, said.breaks)
    speakers = name_voices(attributed.turns, ENGLISH, voices, cast=said.cast)
    people = {voice: speaker.id for speaker in speakers for voice in speaker.voices}
    return _by_word(said.words, attributed.turns, attributed.word_indices, people)


def _by_word(
    words: Sequence[Word],
    turns: Sequence[Turn],
    runs: Sequence[Sequence[int]],
    people: dict[str, str],
) -> list[str]:
    found = [""] * len(words)
    for turn, run in zip(turns, runs, strict=True):
        for i in run:
            found[i] = people.get(turn.voice, turn.voice)
    return found


def wrong(said: SpokenRecording, found: Sequence[str]) -> float:
    """Compute the percentage of words with the wrong voice under the best mapping."""
    people, voices = sorted(set(said.speakers)), sorted(set(found))
    together = np.zeros((len(people), len(voices)))
    for person, voice in zip(said.speakers, found, strict=True):
        together[people.index(person), voices.index(voice)] += 1
    chosen = linear_sum_assignment(-together)
    return 100 * (1 - float(together[chosen].sum()) / len(found))


def count(voices: Diarization) -> int:
    """Count the voices of a diarization."""
    return len({segment.voice for segment in voices.segments})


# What is read and kept


class ModelCache:
    """What the models heard in a recording, kept in a file: the diarization and embeddings."""

    def __init__(self, path: Path, audio: Path, loads_models: bool) -> None:
        self._path, self._audio, self._loads_models = path, audio, loads_models
        self._kept: dict[Any, Any] = pickle.loads(path.read_bytes()) if path.exists() else {}
        self._sound: Any = None

    def diarization(self) -> Diarization:
        """The diarization without any text."""
        if "voices" not in self._kept:
            from audio.diarization.diarize import diarize

            self._kept["voices"] = diarize(self._load(), DiarizeOptions())
        found: Diarization = self._kept["voices"]
        return found

    def embeddings(self, pieces: Sequence[TurnPiece]) -> np.ndarray:
        """The embeddings of pieces; only new ones are computed."""
        new = [p.span for p in pieces if p.span not in self._kept]
        if new:
            from audio.diarization.embed import embed

            found = embed(self._load(), [[span] for span in new])
            self._kept.update(zip(new, found, strict=True))
        return np.stack([self._kept[piece.span] for piece in pieces])

    def keep(self) -> None:
        """Write what was heard."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(pickle.dumps(self._kept))

    def _load(self) -> Any:
        if not self._loads_models:
            raise LookupError(f"{self._path} lacks something: run once without --kept")
        if self._sound is None:
            from audio.sound.recording import load_sound

            self._sound = load_sound(self._audio)
        return self._sound


def read_recording(folder: Path) -> SpokenRecording:
    """Read a recording's folder."""
    audio = next(path for path in sorted(folder.iterdir()) if path.suffix in SOUND_SUFFIXES)
    rows = json.loads((folder / "truth.seglst.json").read_text(encoding="utf-8"))
    rows = sorted(rows, key=lambda r: float(r["start_time"]))
    rng = np.random.default_rng(0)
    said = sorted(
        (
            (_moved(Word(text, start, end, origin="both"), rng), r["speaker"], number)
            for number, r in enumerate(rows)
            for text, start, end in r["word_times"]
        ),
        key=lambda item: item[0].start,
    )
    people = {r["name"]: r.get("role") for r in rows if r.get("name")}
    return SpokenRecording(
        title=folder.resolve().name,
        audio=audio,
        words=tuple(word for word, _, _ in said),
        speakers=tuple(speaker for _, speaker, _ in said),
        turns=tuple(number for _, _, number in said),
        cast=tuple(Member(person, role) for person, role in people.items()),
    )


def _moved(word: Word, rng: np.random.Generator) -> Word:
    early, late = rng.laplace(0, OFF_SECONDS, 2).tolist()
    start = max(0.0, word.start + early)
    return replace(word, start=start, end=max(start + 0.03, word.end + late))


if __name__ == "__main__":
    main()
