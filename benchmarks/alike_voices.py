"""Measure which words get the right voice: by segmentation alone, with turns, with names.

    .venv/bin/python -m benchmarks.alike_voices PATH... [--cache FOLDER] [--kept] [--damage]

Each PATH is one of
- a folder with a recording and truth.seglst.json with the times of words; recordings/make_alike.py
  and recordings/split_readers.py make some with voices that are hard to tell apart. The words of
  the truth stand for aligned words: their times are moved by 31 ms at the median, as those of
  `tapelog process` are off.
- a folder with a recording, truth.txt and the old text reference.txt (see tapes.py)
- a sound file with an RTTM file of the same name beside it, whose turns stand for an old text
The models listen once for each recording; --kept loads none.

words: how many words have a known speaker. voices: how many voices "alone" and "turns" find, and
    how many people there are. The other columns are the share of words with the wrong voice, in
    percent, voices mapped to people as is best.
alone: the diarization, no text. text: the same, its words cut into turns at the breaks of the
    text. turns: voices split by the turns, as `tapelog process` does. cast: the same, and a cast
    says how many people there are. names: "turns", and voices with one name joined.
--stock adds pyannote's own pipeline on the same models; each word has the voice that overlaps it
    most.
--damage: "turns" again with 10 % of breaks missing and 10 % invented; two turns swapped; half of
    the text missing.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from audio.diarization.campplus import DIMENSION
from audio.diarization.turn_voices import relabel, split_pieces
from benchmarks.spoken_recordings import (
    ModelCache,
    SpokenRecording,
    find_sound,
    read_recording,
)
from speakers.name import name_voices
from transcripts.attribution.attribute import attribute
from transcripts.attribution.timeline import Timeline
from transcripts.attribution.turn_pieces import cut_turns, find_doubtful_voices
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Diarization, SpeakerSegment, Turn, Word


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--cache", type=Path, default=Path("out/alike_voices"))
    parser.add_argument("--kept", action="store_true", help="load no model")
    parser.add_argument("--stock", action="store_true", help="run pyannote's own pipeline, too")
    parser.add_argument("--damage", action="store_true", help="damage the turns of the text")
    asked = parser.parse_args()
    os.nice(5)
    for number, path in enumerate(asked.paths):
        known = ModelCache(
            asked.cache / f"{path.resolve().stem}.pkl", find_sound(path), not asked.kept
        )
        said = read_recording(path, known)
        cells = damaged_row(said, known) if asked.damage else row(said, known)
        if asked.stock:
            share = wrong(said, most_overlapping(said.words, known.stock()))
            cells["stock"] = f"{share:.1f}"
        known.keep()
        if number == 0:
            print("|".join(["| recording ", *(f" {title} " for title in cells), ""]))
            print("|---" * (len(cells) + 1) + "|")
        print(f"| {said.title} | {' | '.join(cells.values())} |", flush=True)


DAMAGES = ("whole", "10 % missing", "10 % invented", "both", "swapped", "half")

# What is measured


def row(said: SpokenRecording, known: ModelCache) -> dict[str, str]:
    """Return the cells of the ablation table by column."""
    base = known.diarization()
    turns = by_turns(said, known, said.breaks)
    cast = by_turns(said, known, said.breaks, said.people)
    shares = {
        "alone": wrong(said, spoken_by(said.words, base, frozenset())),
        "text": wrong(said, spoken_by(said.words, base, said.breaks)),
        "turns": wrong(said, spoken_by(said.words, turns, said.breaks)),
        "cast": wrong(said, spoken_by(said.words, cast, said.breaks)),
        "names": wrong(said, named(said, turns)),
    }
    return {
        "words": str(sum(who is not None for who in said.speakers)),
        "voices": f"{count(base)}, {count(turns)} of {said.people}",
        **{title: f"{share:.1f}" for title, share in shares.items()},
    }


def damaged_row(said: SpokenRecording, known: ModelCache) -> dict[str, str]:
    """Return the share of wrong words, and the number of voices, by the kind of damage.

    A text with too few turns has none to swap: "-".
    """
    cells = dict.fromkeys(DAMAGES, "-")
    for title, words, breaks in damages(said):
        voices = by_turns(replace(said, words=words), known, breaks)
        share = wrong(said, spoken_by(words, voices, breaks))
        cells[title] = f"{share:.1f} ({count(voices)})"
    return cells


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
    first = len(breaks) // 3
    if first + 2 < len(breaks):
        gone = range(breaks[first], breaks[first + 2] + 1)
        yield "swapped", unwritten(words, gone[0], gone[-1]), said.breaks - set(gone)
    half = len(words) // 2
    yield "half", unwritten(words, half), frozenset(b for b in breaks if b < half)


def unwritten(words: Sequence[Word], first: int = 0, last: int | None = None) -> tuple[Word, ...]:
    """Mark words as missing from the text."""
    end = len(words) if last is None else last
    return tuple(
        replace(word, origin="heard") if first <= i < end else word for i, word in enumerate(words)
    )


def by_turns(
    said: SpokenRecording,
    known: ModelCache,
    breaks: frozenset[int],
    expected: int | None = None,
) -> Diarization:
    """Split voices by turns, as the step of `tapelog process` does."""
    base = known.diarization()
    attributed = attribute(said.words, base, ENGLISH, breaks)
    pieces = cut_turns(said.words, attributed.voices, breaks)
    doubtful = find_doubtful_voices(pieces)
    own = [n for n, piece in enumerate(pieces) if piece.voice in doubtful]
    embeddings = np.zeros((len(pieces), DIMENSION), np.float32)
    if own:
        embeddings[own] = known.embeddings([pieces[n] for n in own])
    return relabel(base, pieces, split_pieces(pieces, embeddings, expected), embeddings)


def spoken_by(words: Sequence[Word], voices: Diarization, breaks: frozenset[int]) -> list[str]:
    """Return the voice of each word."""
    attributed = attribute(words, voices, ENGLISH, breaks)
    return _by_word(words, attributed.turns, attributed.word_indices, {})


def most_overlapping(words: Sequence[Word], segments: Sequence[SpeakerSegment]) -> list[str]:
    """Return the voice that overlaps each word most; in silence that of the word before."""
    timeline, found = Timeline(segments), [""]
    for word in words:
        best = max(
            timeline.find_overlapping(word.span),
            key=lambda s: s.span.overlap(word.span),
            default=None,
        )
        found.append(best.voice if best else found[-1])
    return found[1:]


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
    known = [(p, v) for p, v in zip(said.speakers, found, strict=True) if p is not None]
    people, voices = sorted({p for p, _ in known}), sorted({v for _, v in known})
    together = np.zeros((len(people), len(voices)))
    for person, voice in known:
        together[people.index(person), voices.index(voice)] += 1
    chosen = linear_sum_assignment(-together)
    return 100 * (1 - float(together[chosen].sum()) / len(known))


def count(voices: Diarization) -> int:
    """Count the voices of a diarization."""
    return len({segment.voice for segment in voices.segments})


if __name__ == "__main__":
    main()
