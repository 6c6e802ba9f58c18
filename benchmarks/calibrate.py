"""Fit the weights of `transcripts.corrections.calibration` to planted errors.

    .venv/bin/python -m benchmarks.calibrate SET ... [--variants N] [--seed N]

A SET is a folder with a recording, `truth.seglst.json` (what was said, by turns) and, if it likes,
`cast.txt` and `context*.txt`. Each is heard twice, with the names of its papers and without. Then
its true text is damaged N times for each hearing, each time otherwise and by a rate between none
and one word in 12; the sound is asked about every difference, and as the truth is known, each other
wording is right or wrong. A logistic curve is fitted to that (each slip of the recogniser counts
once; a ridge holds to a guess what is rare), once with what the sound says and once without, and
the tables that the product has are printed. How often the curves are right is told by
`benchmarks/realignment.py` on recordings that were not used here; the last line only says how they
fit these.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import minimize

from audio.diarization.segmentation import detect_speech
from audio.sound.recording import Sound, load
from audio.words.recognize import RecognizeOptions, recognize
from audio.words.weigh import weigh
from benchmarks.damage import Chunk, damage, written
from speakers.cast import parse_cast
from speakers.context import rare_words
from transcripts.corrections.calibration import probability
from transcripts.corrections.decide import hesitates, offered, settled
from transcripts.corrections.evidence import evidence, habits, passage_words
from transcripts.realignment.blocks import PASSAGE
from transcripts.realignment.questions import HEAD_WORDS, Question
from transcripts.realignment.realign import realign
from transcripts.text.normalize import plain, tokens
from transcripts.transcript import Word

PRIOR = {
    "apostrophe alone": -2.0,
    "both in full": -3.0,
    "clips": -6.0,
    "contraction": -2.12,
    "deletion": -4.39,
    "filler": -2.5,
    "further words": -1.5,
    "heard the new": 2.91,
    "heard the old": -1.13,
    "homophone": 1.58,
    "insertion": -3.54,
    "mends": 10.0,
    "misspells": -5.0,
    "name": -4.58,
    "name comes back": -3.49,
    "nats contraction": 0.44,
    "nats deletion": 0.4,
    "nats insertion": 0.35,
    "nats mended": 0.5,
    "nats name": 0.35,
    "nats short of the best": -0.3,
    "nats words": 0.46,
    "numbers": 1.5,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": -1.25,
    "only the old is used elsewhere": -1.08,
    "opens": -1.5,
    "passage deletion": -4.08,
    "passage insertion": 3.61,
    "passage nats a word": 2.62,
    "passage unsure": 1.03,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "spelling": -4.88,
    "stutters": -2.5,
    "substitution": -4.49,
    "unsure of it": 4.84,
    "writer expands": 1.05,
}
"""What seven other recordings had given; what is new since then is guessed."""

MISLABELLED = 0.03
"""Share of the examples that are judged wrongly, as where one slip meets another. Without it a few
outvote the rest: half of the greatest surprises that were looked at were of this kind."""

BESIDE_ITSELF = [({"contraction": 1.0, "heard the old": 1.0, "both in full": 1.0}, False)] * 20
"""A text laid over itself has nothing to mend where the sound does not care: it counts so much."""

RARE = 25
"""Evidence of fewer examples than this keeps the weight that was guessed."""

RIDGE = 0.5
"""Penalty on the squared distance from the guess; an example's loss at even odds is 0.7."""


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording as heard, once with its names prompted and once without, and the truth."""

    name: str
    sound: Sound
    heard: tuple[Word, ...]
    names: tuple[str, ...]
    turns: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """The evidence for a wording, with the sound and by the texts alone; whether it is right."""

    place: tuple[str, str, str, str]
    """Recording, words before, both wordings: the same slip of a recogniser, text after text."""
    sound: dict[str, float]
    text: dict[str, float]
    right: bool


def tapes(folder: Path) -> Iterator[Tape]:
    """Hear a set twice: with the names that its papers have, and with none."""
    sound = load(next(p for p in sorted(folder.iterdir()) if p.suffix in (".mp3", ".wav")))
    told = json.loads((folder / "truth.seglst.json").read_text(encoding="utf-8"))
    turns = tuple(tuple(turn["words"].split()) for turn in told)
    cast = folder / "cast.txt"
    members = parse_cast(cast.read_text(encoding="utf-8")) if cast.exists() else ()
    context = tuple(p.read_text(encoding="utf-8") for p in sorted(folder.glob("context*.txt")))
    spans = detect_speech(sound)
    for names in {rare_words(context, members), ()}:
        words = recognize(sound, spans, RecognizeOptions(names=names)).words
        yield Tape(folder.name, sound, words, names, turns)


def examples(tape: Tape, foreign: Sequence[str], rng: random.Random) -> Iterator[Example]:
    """Damage a tape's text once, ask the sound, and judge each other wording by the truth."""
    chunks = damage(tape.turns, foreign, rng.uniform(0.0, 1 / 12), rng.choice((0.0, 0.5, 1.0)), rng)
    alignment = realign(written(chunks), tape.heard, tape.names)
    truth = Truth.of(chunks)
    if alignment.moves or len(alignment.words) != truth.size:
        return
    known = habits(alignment)
    weights = weigh(tape.sound, alignment.questions)
    for question, nats in zip(alignment.questions, weights, strict=True):
        said = truth.said(question)
        heard = alignment.heard[slice(*question.heard)]
        if said is None or (question.kind == "insertion" and hesitates(question, heard)):
            continue
        for at in offered(question):
            yield Example(
                place=(
                    tape.name,
                    question.before[-30:],
                    question.wordings[0],
                    question.wordings[at],
                ),
                sound=evidence(question, at, settled(question, nats), heard, known),
                text=evidence(question, at, None, heard, known),
                right=_same(question.wordings[at], said, question),
            )


@dataclass(frozen=True, slots=True)
class Truth:
    """Of each damaged word the chunk that it is in, and the chunks between words."""

    chunks: tuple[Chunk, ...]
    owner: tuple[int, ...]

    @classmethod
    def of(cls, turns: Sequence[Sequence[Chunk]]) -> Truth:
        chunks = tuple(chunk for turn in turns for chunk in turn)
        return cls(chunks, tuple(n for n, chunk in enumerate(chunks) for _ in chunk.written))

    @property
    def size(self) -> int:
        return len(self.owner)

    def said(self, question: Question) -> tuple[str, ...] | None:
        """Give what may count as said in a question's place; None where that is not clear.

        It is not where damage is cut in two, or where words were left out just before or behind.
        """
        first, last = question.reference
        low = self.owner[first - 1] + 1 if first else 0
        high = self.owner[last] if last < self.size else len(self.chunks)
        if first and first < self.size and self.owner[first - 1] == self.owner[first]:
            return None
        if last and last < self.size and self.owner[last - 1] == self.owner[last]:
            return None
        inner = (self.owner[first], self.owner[last - 1] + 1) if first < last else (low, low)
        if first < last and (low, high) != inner:
            return None
        texts = {
            plain(" ".join(w for chunk in self.chunks[a:b] for w in chunk.truth))
            for a in {low, inner[0]}
            for b in {high, inner[1]}
            if a <= b
        }
        if first == last:
            texts = {plain(" ".join(w for c in self.chunks[low:high] for w in c.truth))}
        return tuple(texts)


def _same(wording: str, said: Sequence[str], question: Question) -> bool:
    """Tell whether a wording is what was said; a passage, whether it is nearer than the old one."""
    if passage_words(question) >= PASSAGE:
        near = [max(_likeness(w, text) for text in said) for w in (wording, question.wordings[0])]
        return near[0] > near[1]
    if plain(wording) in said:
        return True
    return question.kind != "contraction" and _keys(wording) in [_keys(text) for text in said]


def _likeness(wording: str, said: str) -> float:
    """Give the share of words that two wordings have in common; of long ones only the heads."""
    words = [plain(text).split()[:HEAD_WORDS] for text in (wording, said)]
    return fuzz.ratio(*words) if any(words) else 100.0


def _keys(text: str) -> str:
    return " ".join(token.key for token in tokens(text.split()))


def fit(found: Sequence[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Give the weights of the logistic curve that the examples make likeliest."""
    names = sorted(PRIOR)
    found = [*found, *BESIDE_ITSELF]
    guess = np.array([PRIOR[name] for name in names])
    table = np.array([[features.get(name, 0.0) for name in names] for features, _ in found])
    right = np.array([1.0 if y else -1.0 for _, y in found])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        agree = 1 / (1 + np.exp(-np.clip(right * (table @ weights), -40, 40)))
        likely = (1 - 2 * MISLABELLED) * agree + MISLABELLED
        slope = -(1 - 2 * MISLABELLED) * agree * (1 - agree) / likely * right
        far = weights - guess
        return -np.log(likely).sum() + RIDGE * (far**2).sum(), table.T @ slope + 2 * RIDGE * far

    rare = np.count_nonzero(table, axis=0) < RARE
    bounds = [(g, g) if seldom else (None, None) for g, seldom in zip(guess, rare, strict=True)]
    best = minimize(loss, guess, jac=True, method="L-BFGS-B", bounds=bounds).x
    return {name: round(float(weight), 2) for name, weight in zip(names, best, strict=True)}


@click.command()
@click.argument("sets", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--variants", default=2, show_default=True, help="How often each text is damaged.")
@click.option("--seed", default=1, show_default=True)
def main(sets: tuple[Path, ...], variants: int, seed: int) -> None:
    """Print the weights that planted errors in SETS give."""
    rng = random.Random(seed)
    heard = [tape for folder in sets for tape in tapes(folder)]
    found: list[Example] = []
    for tape in heard:
        foreign = [" ".join(turn) for t in heard if t.name != tape.name for turn in t.turns]
        sentences = [s for text in foreign for s in text.split(". ") if 4 <= len(s.split()) <= 20]
        for _ in range(variants):
            found += examples(tape, sentences, rng)
        click.echo(f"{tape.name}: {len(found)} wordings so far", err=True)
    found = list({(example.place, example.right): example for example in found}.values())
    shown("WEIGHTS", [(example.sound, example.right) for example in found])
    shown("TEXT_WEIGHTS", [(example.text, example.right) for example in found])


def shown(name: str, found: Sequence[tuple[dict[str, float], bool]]) -> None:
    """Print a table of weights, and how it fits what it was made of."""
    weights = fit(found)
    click.echo(f"{name}: Mapping[str, float] = {{")
    for key, weight in weights.items():
        seen = sum(bool(features.get(key)) for features, _ in found)
        click.echo(f'    "{key}": {weight},  # seen {seen} times')
    click.echo("}")
    sure = [right for features, right in found if probability(features, weights) >= 0.7]
    due = sum(right for _, right in found)
    click.echo(
        f"# {len(found)} wordings, {due} right; {len(sure)} at 0.7 and more, {sum(sure)} right"
    )


if __name__ == "__main__":
    main()
