"""Measure relabelling by example: recall and precision after three turns were corrected.

    .venv/bin/python -m benchmarks.alike_turns FOLDER...

Each FOLDER has a recording (.mp3, .wav or .flac) and truth.seglst.json, as benchmarks/README.md
describes. The true turns are embedded as the editor does. For every two people who have at least
six turns each in a recording, the turns of both are assigned to one of them. Then three random
turns of the other person are corrected, and the editor's suggestions for the remaining turns are
scored. Recall is the share of wrong turns that is suggested, precision the share of suggestions
that is right. "ticked" counts only the suggestions that the editor ticks by itself (from 80 %). All
numbers are averages over 20 draws. `cosine` is the similarity of the two people's voices.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

import numpy as np

from audio.diarization.embed import SHORTEST_SECONDS, embed
from audio.sound.recording import load_sound
from editor.embed_voices import coordinates
from speakers.voiceprints.alike import LEAST_EXAMPLES, AlikeTurn, TurnVoice, find_alike_turns
from transcripts.transcript import Span

DRAWS, LEAST_TURNS, TICKED_FROM = 20, 6, 0.8
SOUNDS = {".mp3", ".wav", ".flac"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    for folder in parser.parse_args().folders:
        turns = embed_true_turns(folder)
        print(f"{folder.name}: {len(turns)} turns of {len({t.speaker for t in turns})} people")
        for line in measure_pairs(turns):
            print(f"  {line}")


def embed_true_turns(folder: Path) -> list[TurnVoice]:
    """Embed the true turns of a recording."""
    truth = json.loads((folder / "truth.seglst.json").read_text(encoding="utf-8"))
    spans = [Span(float(t["start_time"]), float(t["end_time"])) for t in truth]
    sound = next(path for path in sorted(folder.iterdir()) if path.suffix in SOUNDS)
    vectors = coordinates(embed(load_sound(sound), [[span] for span in spans]))
    norms = np.linalg.norm(vectors, axis=1)
    return [
        TurnVoice(f"T{n}", t["speaker"], tuple(map(float, v / norm)), span.duration)
        for n, (t, v, norm, span) in enumerate(zip(truth, vectors, norms, spans, strict=True))
        if norm and span.duration >= SHORTEST_SECONDS
    ]


def measure_pairs(turns: Sequence[TurnVoice]) -> Iterator[str]:
    people = sorted({t.speaker for t in turns})
    counts = {p: sum(t.speaker == p for t in turns) for p in people}
    for one, other in permutations([p for p in people if counts[p] >= LEAST_TURNS], 2):
        rng = np.random.default_rng(5)
        theirs = [t.turn for t in turns if t.speaker == other]
        draws = []
        for _ in range(DRAWS):
            examples = set(rng.choice(theirs, LEAST_EXAMPLES, replace=False))
            mixed = [mislabel(t, one, other, t.turn in examples) for t in turns]
            draws.append(find_alike_turns(mixed, other, [one]))
        rest = len(theirs) - LEAST_EXAMPLES
        alike = voice_cosine(turns, one, other)
        yield f"{one} with {rest} turns of {other} (cosine {alike:.2f}): " + "; ".join(
            format_recall_and_precision(row_label, draws, set(theirs), rest, least)
            for row_label, least in (("found", 0.5), ("ticked", TICKED_FROM))
        )


def mislabel(turn: TurnVoice, assigned: str, mislabelled: str, is_example: bool) -> TurnVoice:
    """Change the speaker `mislabelled` to `assigned`, unless the turn is a corrected example."""
    speaker = assigned if turn.speaker == mislabelled and not is_example else turn.speaker
    return TurnVoice(turn.turn, speaker, turn.vector, turn.seconds, is_example)


def voice_cosine(turns: Sequence[TurnVoice], speaker: str, other_speaker: str) -> float:
    means = [
        np.sum([np.array(t.vector) * t.seconds for t in turns if t.speaker == p], axis=0)
        for p in (speaker, other_speaker)
    ]
    return float(means[0] @ means[1] / np.linalg.norm(means[0]) / np.linalg.norm(means[1]))


def format_recall_and_precision(
    row_label: str,
    draws: Sequence[Sequence[AlikeTurn]],
    true_turns: set[str],
    wrong_count: int,
    min_score: float,
) -> str:
    found = [[t.turn for t in draw if t.score >= min_score] for draw in draws]
    right = sum(turn in true_turns for turns in found for turn in turns)
    total = sum(map(len, found))
    recall, precision = right / wrong_count / len(draws), right / max(1, total)
    return f"{row_label}: recall {recall:.2f}, precision {precision:.2f}"


if __name__ == "__main__":
    main()
