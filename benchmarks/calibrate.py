"""Fit the weights of `transcripts.corrections.calibration` to planted errors.

    .venv/bin/python -m benchmarks.calibrate FOLDER ... [--cache FOLDER] [--variants N] [--seed N]

Every FOLDER holds recordings as folders (see tapes.py), real ones and synthetic ones. The true text
of each is damaged N times, each time otherwise and by a rate between none and one word in 12; the
sound is asked about every difference, and as the truth is known, each other wording is right or
wrong. A logistic curve is fitted to that (each slip of the recognizer counts once, all real
recordings together as much as all synthetic ones; a ridge holds to a guess what is rare): with what
the sound says, also where no second listener was asked, and once without sound. Printed are the
tables that the product has, and how right they are on each recording when they are fitted to the
others: a tape and what was made of it by noise or a telephone ("NAME-noise") are left out together.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rapidfuzz import fuzz

from benchmarks.damage import Chunk, damage, join_damaged
from benchmarks.logistic import Evidence, fit
from benchmarks.tape_cache import TapeCache
from benchmarks.tapes import Tape, read_tape, scripted_sentences
from transcripts.corrections.acoustics import collect_acoustic_context
from transcripts.corrections.calibration import correction_probability
from transcripts.corrections.decide import (
    equalize_homophone_likelihoods,
    is_hesitation,
    replacement_candidate_indices,
)
from transcripts.corrections.evidence import compute_candidate_features, count_passage_words
from transcripts.corrections.habits import find_writing_habits
from transcripts.corrections.reliability import Reliability
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.realign import realign
from transcripts.realignment.wordings import MAX_SCORED_WORDS
from transcripts.text.normalize import plain, tokenize


@dataclass(frozen=True, slots=True)
class Example:
    """The evidence for a wording, with audio and from the texts alone, and whether it is right."""

    tape: str
    place: tuple[str, str, str, str]
    """Recording, words before, both wordings: the same slip of the recognizer in several texts."""
    sound: Evidence
    unasked: Evidence
    """The same without the acoustic model, as in languages other than English."""
    text: Evidence
    right: bool


def examples(
    tape: Tape, store: TapeCache, foreign: Sequence[str], rng: random.Random
) -> Iterator[Example]:
    """Damage a tape's text once, rescore the differences, and judge each wording by the truth."""
    rate, expand = rng.uniform(0.0, 1 / 12), rng.choice((0.0, 0.5, 1.0))
    chunks = damage([turn.split() for turn in tape.truth], foreign, rate, expand, rng)
    alignment = realign(join_damaged(chunks), store.recognized(tape), ENGLISH, tape.vocabulary)
    truth = Truth.of(chunks)
    if alignment.moves or len(alignment.reference_words) != truth.size:
        return
    known, reliability = find_writing_habits(alignment), Reliability.measure(alignment)
    weights = store.log_likelihoods(tape, alignment.candidate_sets)
    acoustics = store.acoustics(tape, alignment)
    for number, (question, nats) in enumerate(zip(alignment.candidate_sets, weights, strict=True)):
        said = truth.said(question)
        heard = alignment.recognized_words[slice(*question.recognized)]
        if said is None or (
            question.kind == "insertion" and is_hesitation(question, heard, ENGLISH)
        ):
            continue
        around = collect_acoustic_context(alignment, number, acoustics, reliability)
        unasked = replace(around, fit_log_likelihoods=())
        best = equalize_homophone_likelihoods(question, nats, ENGLISH)
        for at in replacement_candidate_indices(question, ENGLISH):
            yield Example(
                tape=tape.name,
                place=(
                    tape.name,
                    question.before[-30:],
                    question.candidates[0],
                    question.candidates[at],
                ),
                sound=compute_candidate_features(question, at, best, heard, known, around),
                unasked=compute_candidate_features(question, at, best, heard, known, unasked),
                text=compute_candidate_features(
                    question,
                    at,
                    None,
                    heard,
                    known,
                    collect_acoustic_context(alignment, number, None, reliability),
                ),
                right=_same(question.candidates[at], said, question),
            )


@dataclass(frozen=True, slots=True)
class Truth:
    """The chunk of each damaged word, and the chunks between words."""

    chunks: tuple[Chunk, ...]
    owner: tuple[int, ...]

    @classmethod
    def of(cls, turns: Sequence[Sequence[Chunk]]) -> Truth:
        chunks = tuple(chunk for turn in turns for chunk in turn)
        return cls(chunks, tuple(n for n, chunk in enumerate(chunks) for _ in chunk.written))

    @property
    def size(self) -> int:
        return len(self.owner)

    def said(self, question: CandidateSet) -> tuple[str, ...] | None:
        """Return the texts that count as spoken in place of a candidate set; None if unclear.

        It is unclear if they split a damaged chunk, or if adjacent words were left out.
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


def _same(wording: str, said: Sequence[str], question: CandidateSet) -> bool:
    """Check whether a wording was spoken; for a passage, whether it is closer than the old one."""
    if count_passage_words(question) >= MIN_PASSAGE_WORDS:
        near = [max(_likeness(w, text) for text in said) for w in (wording, question.candidates[0])]
        return near[0] > near[1]
    if plain(wording) in said:
        return True
    return question.kind != "contraction" and _keys(wording) in [_keys(text) for text in said]


def _likeness(wording: str, said: str) -> float:
    """Compare the first `MAX_SCORED_WORDS` words of two wordings: similarity from 0 to 100."""
    words = [plain(text).split()[:MAX_SCORED_WORDS] for text in (wording, said)]
    return fuzz.ratio(*words) if any(words) else 100.0


def _keys(text: str) -> str:
    return " ".join(token.key for token in tokenize(text.split(), ENGLISH))


APPLY = 0.55
"""Probability from which the cross-validation counts a change as applied."""


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--cache", default=Path("out/real_tapes"), type=click.Path(path_type=Path))
@click.option("--kept", is_flag=True, help="Load no model.")
@click.option("--variants", default=2, show_default=True, help="How often each text is damaged.")
@click.option("--seed", default=1, show_default=True)
def main(folders: tuple[Path, ...], cache: Path, kept: bool, variants: int, seed: int) -> None:
    """Print the weights fitted to planted errors in the recordings of FOLDERS."""
    store = TapeCache(cache, loads_models=not kept)
    tapes = [read_tape(path.parent) for root in folders for path in sorted(root.rglob("truth.txt"))]
    found = [e for tape in tapes for e in damaged(tape, store, variants, seed)]
    found = list({(example.place, example.right): example for example in found}.values())
    real = frozenset(tape.name for tape in tapes if not tape.synthetic)
    click.echo("\n".join(held_out(found, real)))
    shown("WEIGHTS", fitted(found, real))
    shown("TEXT_WEIGHTS", fit([(example.text, example.right) for example in found]))


def damaged(tape: Tape, store: TapeCache, variants: int, seed: int) -> Iterator[Example]:
    """Damage a tape's text several times, with sentences from other scripts as additions."""
    foreign = [text for name, text in scripted_sentences() if name != tape.name]
    for variant in range(variants):
        rng = random.Random(f"{seed} {tape.name} {variant}")
        yield from examples(tape, store, foreign, rng)


def fitted(found: Sequence[Example], real: frozenset[str]) -> dict[str, float]:
    """Fit the curve with audio; real and synthetic recordings have equal total weight."""
    share = sum(example.tape in real for example in found) / max(1, len(found))
    counts = [0.5 / share if e.tape in real else 0.5 / (1 - share) for e in found]
    rows = [(row, e.right) for e in found for row in (e.sound, e.unasked)]
    return fit(rows, [count / 2 for count in counts for _ in range(2)])


def held_out(found: Sequence[Example], real: frozenset[str]) -> Iterator[str]:
    """Judge every recording with the weights fitted to the others."""
    groups = sorted({example.tape.partition("-")[0] for example in found})
    total: dict[bool, list[int]] = {True: [0, 0, 0], False: [0, 0, 0]}
    for group in groups:
        mine = [e for e in found if e.tape.partition("-")[0] == group]
        others = [e for e in found if e.tape.partition("-")[0] != group]
        weights = fitted(others, real)
        for tape in sorted({e.tape for e in mine}):
            counts = _counted([e for e in mine if e.tape == tape], weights)
            is_real = tape in real
            total[is_real] = [a + b for a, b in zip(total[is_real], counts, strict=True)]
            yield _line(tape, counts)
    yield _line("real, together", total[True])
    yield _line("synthetic, together", total[False])


def _counted(found: Sequence[Example], weights: Mapping[str, float]) -> list[int]:
    sure = [e.right for e in found if correction_probability(e.sound, weights) >= APPLY]
    return [len(sure), sum(sure), sum(e.right for e in found)]


def _line(name: str, counts: Sequence[int]) -> str:
    made, right, due = counts
    return f"# {name:24} {right:4} of {made:4} made are right, of {due:4} that should be made"


def shown(name: str, weights: Mapping[str, float]) -> None:
    """Print a table of weights."""
    click.echo(f"{name}: Mapping[str, float] = {{")
    for key, weight in weights.items():
        click.echo(f'    "{key}": {weight},')
    click.echo("}")


if __name__ == "__main__":
    main()
