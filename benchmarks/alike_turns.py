"""Relabelling by example: how many wrong turns three corrections find, and how many right ones.

    .venv/bin/python -m benchmarks.alike_turns FOLDER...

Each FOLDER has a recording (.mp3, .wav or .flac) and truth.seglst.json, as benchmarks/README.md
says. The true turns are embedded as the editor's process does it. For each two people of a
recording with six turns each or more, all turns are given to the one, three random turns of the
other are corrected, and the rest is asked for: the share of the other's turns that is found
(recall), the share of what is found that is right (precision), and the same of what is ticked
before anybody listens (from 80 %), averaged over 20 draws. `cosine` is that of the two voices.
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
        turns = true_turns(folder)
        print(f"{folder.name}: {len(turns)} turns of {len({t.speaker for t in turns})} people")
        for line in measured(turns):
            print(f"  {line}")


def true_turns(folder: Path) -> list[TurnVoice]:
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


def measured(turns: Sequence[TurnVoice]) -> Iterator[str]:
    people = sorted({t.speaker for t in turns})
    counts = {p: sum(t.speaker == p for t in turns) for p in people}
    for one, other in permutations([p for p in people if counts[p] >= LEAST_TURNS], 2):
        rng = np.random.default_rng(5)
        theirs = [t.turn for t in turns if t.speaker == other]
        draws = []
        for _ in range(DRAWS):
            examples = set(rng.choice(theirs, LEAST_EXAMPLES, replace=False))
            mixed = [relabelled(t, one, other, t.turn in examples) for t in turns]
            draws.append(find_alike_turns(mixed, other, [one]))
        rest = len(theirs) - LEAST_EXAMPLES
        alike = cosine(turns, one, other)
        yield f"{one} with {rest} turns of {other} (cosine {alike:.2f}): " + "; ".join(
            shares(name, draws, set(theirs), rest, least)
            for name, least in (("found", 0.5), ("ticked", TICKED_FROM))
        )


def relabelled(turn: TurnVoice, one: str, other: str, is_example: bool) -> TurnVoice:
    """Assign a turn of `other` to `one`, unless it is an example."""
    speaker = one if turn.speaker == other and not is_example else turn.speaker
    return TurnVoice(turn.turn, speaker, turn.vector, turn.seconds, is_example)


def cosine(turns: Sequence[TurnVoice], one: str, other: str) -> float:
    means = [
        np.sum([np.array(t.vector) * t.seconds for t in turns if t.speaker == p], axis=0)
        for p in (one, other)
    ]
    return float(means[0] @ means[1] / np.linalg.norm(means[0]) / np.linalg.norm(means[1]))


def shares(
    name: str, draws: Sequence[Sequence[AlikeTurn]], theirs: set[str], rest: int, least: float
) -> str:
    found = [[t.turn for t in draw if t.score >= least] for draw in draws]
    right = sum(turn in theirs for turns in found for turn in turns)
    total = sum(map(len, found))
    return f"{name}: recall {right / rest / len(draws):.2f}, precision {right / max(1, total):.2f}"


if __name__ == "__main__":
    main()
