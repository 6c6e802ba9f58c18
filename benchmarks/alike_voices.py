"""Measure the share of words with the wrong voice: diarization alone, with turns, with names.

    .venv/bin/python -m benchmarks.alike_voices PATH... [--cache FOLDER] [--kept] [--damage]

Each PATH is one of
- a folder with a recording and truth.seglst.json with word times; recordings/make_alike.py and
  recordings/split_readers.py make such folders with voices that are hard to tell apart. The true
  words replace the aligned words of `tapelog process`: their times are shifted at random by a
  median of 31 ms, the usual error of alignment.
- a folder with a recording, truth.txt and the old text reference.txt (see tapes.py)
- a sound file with an RTTM file of the same name beside it, whose turns replace an old text
The models run once for each recording, and their results are cached; --kept loads no model.

words: the number of words whose speaker is known. voices: the numbers of voices in "alone" and
    "turns", and the number of people. The other columns are the percentage of words with the wrong
    voice, under the best mapping of voices to people.
alone: diarization without a text. text: the same, with words cut into turns at the breaks of the
    text. turns: voices split by these turns, as `tapelog process` does. cast: like "turns", with a
    cast that gives the number of people. names: like "turns", with voices of one name joined.
--stock adds pyannote's own pipeline with the same models; each word has the voice that overlaps it
    most.
--damage repeats "turns" with 10 % of the breaks missing, with 10 % invented, with two turns
    swapped, and with half of the text missing.
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
        cache = ModelCache(
            asked.cache / f"{path.resolve().stem}.pkl", find_sound(path), not asked.kept
        )
        recording = read_recording(path, cache)
        cells = damaged_row(recording, cache) if asked.damage else ablation_row(recording, cache)
        if asked.stock:
            share = percent_wrong(
                recording, most_overlapping(recording.words, cache.stock_segments())
            )
            cells["stock"] = f"{share:.1f}"
        cache.save()
        if number == 0:
            print("|".join(["| recording ", *(f" {title} " for title in cells), ""]))
            print("|---" * (len(cells) + 1) + "|")
        print(f"| {recording.title} | {' | '.join(cells.values())} |", flush=True)


DAMAGES = ("whole", "10 % missing", "10 % invented", "both", "swapped", "half")

# Measuring


def ablation_row(recording: SpokenRecording, cache: ModelCache) -> dict[str, str]:
    """Return a recording's row of the table: the text of each cell, by the name of its column."""
    base = cache.diarization()
    turns = split_by_turns(recording, cache, recording.breaks)
    cast = split_by_turns(recording, cache, recording.breaks, recording.people)
    shares = {
        "alone": percent_wrong(recording, voices_of_words(recording.words, base, frozenset())),
        "text": percent_wrong(recording, voices_of_words(recording.words, base, recording.breaks)),
        "turns": percent_wrong(
            recording, voices_of_words(recording.words, turns, recording.breaks)
        ),
        "cast": percent_wrong(recording, voices_of_words(recording.words, cast, recording.breaks)),
        "names": percent_wrong(recording, speakers_of_words(recording, turns)),
    }
    return {
        "words": str(sum(who is not None for who in recording.speakers)),
        "voices": f"{count_voices(base)}, {count_voices(turns)} of {recording.people}",
        **{title: f"{share:.1f}" for title, share in shares.items()},
    }


def damaged_row(recording: SpokenRecording, cache: ModelCache) -> dict[str, str]:
    """Return the percentage of wrong words, and the number of voices, by kind of damage.

    A cell is "-" if the text has too few turns to swap two.
    """
    cells = dict.fromkeys(DAMAGES, "-")
    for title, words, breaks in damages(recording):
        voices = split_by_turns(replace(recording, words=words), cache, breaks)
        share = percent_wrong(recording, voices_of_words(words, voices, breaks))
        cells[title] = f"{share:.1f} ({count_voices(voices)})"
    return cells


def damages(recording: SpokenRecording) -> Iterator[tuple[str, tuple[Word, ...], frozenset[int]]]:
    """Yield each kind of damage with the aligned words and the turn breaks that it leaves."""
    rng = np.random.default_rng(1)
    breaks, words = sorted(recording.breaks), recording.words
    yield "whole", words, recording.breaks
    kept = [b for b in breaks if rng.random() >= 0.1]
    sentences = [
        i
        for i in range(1, len(words))
        if words[i - 1].text[-1] in ".?!" and i not in recording.breaks
    ]
    wanted = min(len(sentences), round(0.1 * len(breaks)))
    invented = rng.choice(sentences, wanted, replace=False).tolist() if wanted else []
    yield "10 % missing", words, frozenset(kept)
    yield "10 % invented", words, frozenset([*breaks, *invented])
    yield "both", words, frozenset([*kept, *invented])
    # Swapped turns do not match the sound, so that only the recognizer has their words.
    first = len(breaks) // 3
    if first + 2 < len(breaks):
        gone = range(breaks[first], breaks[first + 2] + 1)
        yield "swapped", mark_unwritten(words, gone[0], gone[-1]), recording.breaks - set(gone)
    half = len(words) // 2
    yield "half", mark_unwritten(words, half), frozenset(b for b in breaks if b < half)


def mark_unwritten(
    words: Sequence[Word], first: int = 0, last: int | None = None
) -> tuple[Word, ...]:
    """Mark the words `first` to `last` (exclusive) as missing from the text."""
    end = len(words) if last is None else last
    return tuple(
        replace(word, origin="heard") if first <= i < end else word for i, word in enumerate(words)
    )


def split_by_turns(
    recording: SpokenRecording,
    cache: ModelCache,
    breaks: frozenset[int],
    people: int | None = None,
) -> Diarization:
    """Split voices by turns, as `tapelog process` does; `people` is how many speak, if known."""
    base = cache.diarization()
    attributed = attribute(recording.words, base, ENGLISH, breaks)
    pieces = cut_turns(recording.words, attributed.voices, breaks)
    doubtful = find_doubtful_voices(pieces)
    own = [n for n, piece in enumerate(pieces) if piece.voice in doubtful]
    embeddings = np.zeros((len(pieces), DIMENSION), np.float32)
    if own:
        embeddings[own] = cache.embeddings([pieces[n] for n in own])
    return relabel(base, pieces, split_pieces(pieces, embeddings, people), embeddings)


def voices_of_words(
    words: Sequence[Word], voices: Diarization, breaks: frozenset[int]
) -> list[str]:
    """Return the voice of each word."""
    attributed = attribute(words, voices, ENGLISH, breaks)
    return _by_word(words, attributed.turns, attributed.word_indices, {})


def most_overlapping(words: Sequence[Word], segments: Sequence[SpeakerSegment]) -> list[str]:
    """Return the voice that overlaps each word most, or the voice of the previous word."""
    timeline, found = Timeline(segments), [""]
    for word in words:
        best = max(
            timeline.find_overlapping(word.span),
            key=lambda s: s.span.overlap(word.span),
            default=None,
        )
        found.append(best.voice if best else found[-1])
    return found[1:]


def speakers_of_words(recording: SpokenRecording, voices: Diarization) -> list[str]:
    """Name the voices, and join those with the same name; return the speaker of each word."""
    attributed = attribute(recording.words, voices, ENGLISH, recording.breaks)
    speakers = name_voices(attributed.turns, ENGLISH, voices, cast=recording.cast)
    people = {voice: speaker.id for speaker in speakers for voice in speaker.voices}
    return _by_word(recording.words, attributed.turns, attributed.word_indices, people)


def _by_word(
    words: Sequence[Word],
    turns: Sequence[Turn],
    word_indices: Sequence[Sequence[int]],
    people: dict[str, str],
) -> list[str]:
    found = [""] * len(words)
    for turn, run in zip(turns, word_indices, strict=True):
        for i in run:
            found[i] = people.get(turn.voice, turn.voice)
    return found


def percent_wrong(recording: SpokenRecording, assigned: Sequence[str]) -> float:
    """Compute the percentage of words with the wrong voice under the best mapping."""
    known = [(p, v) for p, v in zip(recording.speakers, assigned, strict=True) if p is not None]
    people, voices = sorted({p for p, _ in known}), sorted({v for _, v in known})
    together = np.zeros((len(people), len(voices)))
    for person, voice in known:
        together[people.index(person), voices.index(voice)] += 1
    chosen = linear_sum_assignment(-together)
    return 100 * (1 - float(together[chosen].sum()) / len(known))


def count_voices(voices: Diarization) -> int:
    """Count the different voices of a diarization."""
    return len({segment.voice for segment in voices.segments})


if __name__ == "__main__":
    main()
