"""Measure how many of the editor's first questions are about turns with a wrong speaker.

    .venv/bin/python -m benchmarks.wrong_turns FOLDER... [--cache FOLDER] [--kept]
        [--merged [--fit]]

Each FOLDER has a recording, and truth.seglst.json with the times of words. benchmarks.alike_voices
reads the same folders; recordings/split_readers.py makes folders in which two voices are alike.

The words of the truth are attributed to the voices of the diarization. The turns of the truth serve
as the old text, but voices are not split by these turns. Each voice gets the name of the person who
speaks in its longest turn, because the editor plays that turn when it asks for the name. A turn is
wrong if somebody else says most of its words. A simulated editor, who knows the truth, answers the
questions about turns one by one, the most likely error first. Each answer may change the next
question.

--merged uses no diarization. The two similar people (NAME a and NAME b of split_readers.py) have
one voice, as if a diarization could not distinguish them; all other people have a voice of their
own.

--fit fits the weights of the signs that a speaker is wrong. The examples are these recordings as
they are, after some answers, and without wrong turns. Each recording is then measured with weights
that were fitted to other readers.

wrong: the number of wrong turns, and the number of all turns.
asked: the number of questions until none is left, and how many of them were about wrong turns.
first N, first 2N: how many of the first N and of the first 2N questions were about wrong turns; N
    is the number of wrong turns.
posterior: the same two numbers as "asked", if all turns are asked about whose attribution has a low
    posterior probability.

The last lines print the recall and precision of all recordings together, and the number of
questions if no turn were wrong.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from audio.diarization.turn_doubts import (
    WEIGHTS,
    signs_of_wrong_speakers,
    wrong_speaker_probabilities,
)
from benchmarks.spoken_recordings import ModelCache, SpokenRecording, find_sound, read_recording
from editor.voices import cut_turn
from transcripts.attribution.attribute import attribute
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.doubts import SURE
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Span

SHARES_ANSWERED = (0.2, 0.4, 0.6)
"""Shares of the turns that somebody has answered, in the examples of --fit."""

RIDGE, NEWTON_STEPS = 2.0, 50


@dataclass(frozen=True, slots=True, eq=False)
class TruthTurn:
    """A turn with its embedding, the voice that the machine assigned, and the true speaker."""

    vector: np.ndarray
    seconds: float
    confidence: float
    voice: str
    person: str
    confirmed: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--cache", type=Path, default=Path("out/alike_voices"))
    parser.add_argument("--kept", action="store_true", help="load no model")
    parser.add_argument("--merged", action="store_true", help="alike people are one voice")
    parser.add_argument("--fit", action="store_true", help="fit the weights to other readers")
    asked = parser.parse_args()
    os.nice(5)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    read = read_merged_turns if asked.merged else read_turns
    recordings: dict[str, list[TruthTurn]] = {}
    for folder in asked.folders:
        path = asked.cache / f"{folder.resolve().name}.pkl"
        cache = ModelCache(path, find_sound(folder), not asked.kept)
        recordings[folder.resolve().name] = name_voices_by_longest_turn(
            list(read(read_recording(folder, cache), cache))
        )
        cache.save()
    print_counts(recordings, fit_across_readers(recordings) if asked.fit else {})


def print_counts(
    recordings: Mapping[str, list[TruthTurn]], weights_by_recording: Mapping[str, Sequence[float]]
) -> None:
    """Print a row for each recording, and one for all; recordings without weights use defaults."""
    print("| recording | wrong | asked | first N | first 2N | posterior |")
    print("|---|---|---|---|---|---|")
    total = np.zeros(8, int)
    calm = 0
    for name, turns in recordings.items():
        own = weights_by_recording.get(name, WEIGHTS)
        counts = measure_questions(turns, own)
        total += counts
        right = [replace(t, voice=t.person) for t in turns]
        calm += sum(1 - p < SURE for p in probabilities(right, own))
        print(f"| {name} | {format_row(counts)} |", flush=True)
    wrong, all_turns, questions, hits, first, double, _, before = total
    print(f"| all | {format_row(total)} |")
    print(
        f"recall {hits / wrong:.2f} at precision {hits / max(1, questions):.2f}; "
        f"of the first N {first / wrong:.2f}, of the first 2N {double / wrong:.2f}; "
        f"posterior alone {before / wrong:.2f}"
    )
    print(f"without a wrong turn: {calm} questions about {all_turns} turns")


def fit_across_readers(recordings: Mapping[str, list[TruthTurn]]) -> dict[str, Sequence[float]]:
    """Fit weights for each recording to the recordings of other readers.

    Also prints the weights that are fitted to all recordings.
    """
    examples = {name: list(_examples(turns)) for name, turns in recordings.items()}
    everything = [example for found in examples.values() for example in found]
    print(f"weights of all: {[round(w, 2) for w in fit(everything)]}")
    return {
        name: fit(
            [
                example
                for other, found in examples.items()
                if _split_reader(recordings[other]) != _split_reader(turns)
                for example in found
            ]
        )
        for name, turns in recordings.items()
    }


def _split_reader(turns: Sequence[TruthTurn]) -> str:
    """Return the name of the reader who was split into two people."""
    people = {t.person for t in turns}
    return next((p[:-2] for p in people if p.endswith(" a") and f"{p[:-2]} b" in people), "")


def _examples(turns: list[TruthTurn]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the signs of unanswered turns, and which of their speakers are wrong.

    Yields them for the turns as they are, after some answers, and with all speakers corrected.
    """
    rng = np.random.default_rng(0)
    right = [replace(t, voice=t.person) for t in turns]
    answered = (
        [replace(t, voice=t.person, confirmed=True) if rng.random() < share else t for t in turns]
        for share in SHARES_ANSWERED
    )
    for state in (turns, turns, *answered, right, right):
        signs = signs_of_wrong_speakers(*_arrays(state))
        asked = np.array([not t.confirmed for t in state])
        wrong = np.array([t.voice != t.person for t in state])
        if signs is not None:
            yield signs[asked], wrong[asked]


def fit(examples: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[float]:
    """Fit a logistic regression; the ridge does not apply to the constant."""
    signs = np.concatenate([one for one, _ in examples])
    wrong = np.concatenate([one for _, one in examples]).astype(float)
    held = RIDGE * np.array([0.0, *np.ones(signs.shape[1] - 1)])
    weights = np.zeros(signs.shape[1])
    for _ in range(NEWTON_STEPS):
        p = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (wrong - p) - held * weights
        curve = (signs.T * (p * (1 - p))) @ signs + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return [float(w) for w in weights]


def read_merged_turns(recording: SpokenRecording, cache: ModelCache) -> Iterator[TruthTurn]:
    """Read the turns of the truth, with one voice for people like "NAME a" and "NAME b"."""
    bounds = [
        0,
        *sorted(b for b in recording.breaks if 0 < b < len(recording.words)),
        len(recording.words),
    ]
    for first, last in pairwise(bounds):
        person = recording.speakers[first] or ""
        yield make_truth_turn(recording, cache, range(first, last), person.split(" ")[0], 1.0)


def read_turns(recording: SpokenRecording, cache: ModelCache) -> Iterator[TruthTurn]:
    """Attribute the words of a recording and embed its turns."""
    found = attribute(recording.words, cache.diarization(), ENGLISH, recording.breaks)
    for turn, run in zip(found.turns, found.word_indices, strict=True):
        yield make_truth_turn(recording, cache, run, turn.voice, turn.confidence)


def make_truth_turn(
    recording: SpokenRecording,
    cache: ModelCache,
    word_indices: Sequence[int],
    voice: str,
    confidence: float,
) -> TruthTurn:
    """Embed the words of a turn, and find the person who says most of them."""
    words = [recording.words[i] for i in word_indices]
    pieces = list(cut_turn(words, (0, len(words))))
    vectors = cache.embeddings([TurnPiece(Span(p.start, p.end), "break", "") for p in pieces])
    shares = np.array([sum(w.end - w.start for w in words[slice(*p.words)]) for p in pieces])
    vector = (shares[:, None] * vectors).sum(0)
    seconds: dict[str, float] = {}
    for i in word_indices:
        person = recording.speakers[i] or ""
        seconds[person] = seconds.get(person, 0.0) + recording.words[i].span.duration
    return TruthTurn(
        vector / max(float(np.linalg.norm(vector)), 1e-9),
        float(shares[vectors.any(1)].sum()),
        confidence,
        voice,
        max(seconds, key=lambda who: seconds[who]),
    )


def name_voices_by_longest_turn(turns: Sequence[TruthTurn]) -> list[TruthTurn]:
    """Name each voice after the person who speaks in its longest turn."""
    names = {
        voice: max((t for t in turns if t.voice == voice), key=lambda t: t.seconds).person
        for voice in {t.voice for t in turns}
    }
    return [replace(t, voice=names[t.voice]) for t in turns]


def measure_questions(turns: Sequence[TruthTurn], weights: Sequence[float] = WEIGHTS) -> np.ndarray:
    """Answer all questions of the editor; return the counts of a table row."""
    wrong = sum(t.voice != t.person for t in turns)
    posterior = [t.voice != t.person for t in turns if t.confidence < SURE]
    hits = list(answer_questions(list(turns), weights))
    first, double = sum(hits[:wrong]), sum(hits[: 2 * wrong])
    counts = (wrong, len(turns), len(hits), sum(hits), first, double)
    return np.array([*counts, len(posterior), sum(posterior)])


def answer_questions(turns: list[TruthTurn], weights: Sequence[float]) -> Iterator[bool]:
    """Answer all questions, the likeliest error first; yield whether the asked turn was wrong.

    An answer corrects the turn, which may change the next question.
    """
    while True:
        chances = probabilities(turns, weights)
        worth = [p * (1 - p < SURE) for p in chances]
        n = int(np.argmax(worth))
        if not worth[n]:
            return
        yield turns[n].voice != turns[n].person
        turns[n] = replace(turns[n], voice=turns[n].person, confidence=1.0, confirmed=True)


def probabilities(turns: Sequence[TruthTurn], weights: Sequence[float]) -> list[float]:
    """Return the probability that each turn's speaker is wrong."""
    found = wrong_speaker_probabilities(*_arrays(turns), weights)
    return [1 - t.confidence * (1 - p) for t, p in zip(turns, found.tolist(), strict=True)]


def _arrays(turns: Sequence[TruthTurn]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    voices = list(dict.fromkeys(t.voice for t in turns))
    return (
        np.array([t.vector for t in turns], float),
        np.array([t.seconds for t in turns]),
        np.array([voices.index(t.voice) for t in turns]),
        np.array([t.confirmed for t in turns]),
    )


def format_row(counts: np.ndarray) -> str:
    wrong, turns, asked, right, first, double, before, hits = counts
    cells = (f"{wrong} of {turns}", f"{asked}: {right}", first, double, f"{before}: {hits}")
    return " | ".join(map(str, cells))


if __name__ == "__main__":
    main()
