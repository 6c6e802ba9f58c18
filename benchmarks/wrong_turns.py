"""Measure how many turns with a wrong speaker are among the first questions of the editor.

    .venv/bin/python -m benchmarks.wrong_turns FOLDER... [--cache FOLDER] [--kept]

Each FOLDER has a recording and truth.seglst.json with the times of words, as for
benchmarks.alike_voices; recordings/split_readers.py makes some with two alike voices. The words of
the truth are attributed to the voices of the diarization, with the turns of the truth as the old
text, and without splitting voices by these turns. Each voice has the name of the person who speaks
in its longest turn, because that is what the editor plays to ask for the name. A turn is wrong if
somebody else says most of its words. An editor who knows the truth answers the questions about
turns one by one; each answer may change what is asked next.

wrong: wrong turns, of all. asked: questions until none is left, and how many were about wrong
    turns. first N, first 2N: wrong turns among the first N questions, N being the number of wrong
    turns. posterior: asked and wrong by the posterior of attribution alone, as before.
The last line has recall and precision of all recordings together.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audio.diarization.turn_doubts import wrong_speaker_probabilities
from benchmarks.spoken_recordings import ModelCache, SpokenRecording, find_sound, read_recording
from editor.voices import cut_turn
from transcripts.attribution.attribute import attribute
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.doubts import SURE
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Span


@dataclass(frozen=True, slots=True, eq=False)
class TruthTurn:
    """A turn: its voice as a vector, who the machine says speaks, and who speaks most of it."""

    vector: np.ndarray
    seconds: float
    words: int
    confidence: float
    voice: str
    person: str
    confirmed: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--cache", type=Path, default=Path("out/alike_voices"))
    parser.add_argument("--kept", action="store_true", help="load no model")
    asked = parser.parse_args()
    os.nice(5)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    print("| recording | wrong | asked | first N | first 2N | posterior |")
    print("|---|---|---|---|---|---|")
    total = np.zeros(8, int)
    for folder in asked.folders:
        path = asked.cache / f"{folder.resolve().name}.pkl"
        known = ModelCache(path, find_sound(folder), not asked.kept)
        turns = named_turns(list(read_turns(read_recording(folder, known), known)))
        known.keep()
        counts = measured(turns)
        total += counts
        print(f"| {folder.resolve().name} | {row(counts)} |", flush=True)
    wrong, _, questions, right, first, double, _, before = total
    print(f"| all | {row(total)} |")
    print(
        f"recall {right / wrong:.2f} at precision {right / max(1, questions):.2f}; "
        f"of the first N {first / wrong:.2f}, of the first 2N {double / wrong:.2f}; "
        f"posterior alone {before / wrong:.2f}"
    )


def read_turns(said: SpokenRecording, known: ModelCache) -> Iterator[TruthTurn]:
    """Attribute the words of a recording and embed its turns."""
    found = attribute(said.words, known.diarization(), ENGLISH, said.breaks)
    for turn, run in zip(found.turns, found.word_indices, strict=True):
        words = [said.words[i] for i in run]
        pieces = list(cut_turn(words, (0, len(words))))
        vectors = known.embeddings([TurnPiece(Span(p.start, p.end), "break", "") for p in pieces])
        shares = np.array([sum(w.end - w.start for w in words[slice(*p.words)]) for p in pieces])
        vector = (shares[:, None] * vectors).sum(0)
        seconds: dict[str, float] = {}
        for i in run:
            person = said.speakers[i] or ""
            seconds[person] = seconds.get(person, 0.0) + said.words[i].span.duration
        yield TruthTurn(
            vector / max(float(np.linalg.norm(vector)), 1e-9),
            float(shares[vectors.any(1)].sum()),
            len(run),
            turn.confidence,
            turn.voice,
            max(seconds, key=lambda who: seconds[who]),
        )


def named_turns(turns: Sequence[TruthTurn]) -> list[TruthTurn]:
    """Name each voice after the person who speaks in its longest turn."""
    names = {
        voice: max((t for t in turns if t.voice == voice), key=lambda t: t.seconds).person
        for voice in {t.voice for t in turns}
    }
    return [replace(t, voice=names[t.voice]) for t in turns]


def measured(turns: Sequence[TruthTurn]) -> np.ndarray:
    """Answer the questions; return the counts of a row."""
    wrong = sum(t.voice != t.person for t in turns)
    posterior = [t.voice != t.person for t in turns if t.confidence < SURE]
    hits = list(answers(list(turns)))
    first, double = sum(hits[:wrong]), sum(hits[: 2 * wrong])
    counts = (wrong, len(turns), len(hits), sum(hits), first, double)
    return np.array([*counts, len(posterior), sum(posterior)])


def answers(turns: list[TruthTurn]) -> Iterator[bool]:
    """Answer the question of most worth until none is left; yield whether its turn was wrong."""
    while True:
        chances = probabilities(turns)
        worth = [p * t.words * (1 - p < SURE) for p, t in zip(chances, turns, strict=True)]
        n = int(np.argmax(worth))
        if not worth[n]:
            return
        yield turns[n].voice != turns[n].person
        turns[n] = replace(turns[n], voice=turns[n].person, confidence=1.0, confirmed=True)


def probabilities(turns: Sequence[TruthTurn]) -> list[float]:
    """Return the probability that each turn's speaker is wrong."""
    voices = list(dict.fromkeys(t.voice for t in turns))
    found = wrong_speaker_probabilities(
        np.array([t.vector for t in turns], float),
        np.array([t.seconds for t in turns]),
        np.array([voices.index(t.voice) for t in turns]),
        np.array([t.confirmed for t in turns]),
    )
    return [1 - t.confidence * (1 - p) for t, p in zip(turns, found.tolist(), strict=True)]


def row(counts: np.ndarray) -> str:
    wrong, turns, asked, right, first, double, before, hits = counts
    cells = (f"{wrong} of {turns}", f"{asked}: {right}", first, double, f"{before}: {hits}")
    return " | ".join(map(str, cells))


if __name__ == "__main__":
    main()
