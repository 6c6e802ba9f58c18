"""Fit the weights of `transcripts.corrections.calibration` to planted errors.

    .venv/bin/python -m benchmarks.calibrate FOLDER ... [--cache FOLDER] [--variants N] [--seed N]

Every FOLDER contains real and synthetic recordings, each in a folder of its own (see tapes.py). The
true text of a recording is damaged N times at random, in up to one word of 12. Each damaged text is
compared with the recognized words, and the recognizer rescores every difference. Because the truth
is known, each candidate wording is known to be right or wrong.

A logistic regression is fitted to these examples twice: with the evidence from the sound (each
example is used with the acoustic model and without it), and with the evidence from the texts alone.
An error that the recognizer makes in several damaged texts counts once. Real recordings together
weigh as much as synthetic ones. A ridge penalty keeps weights of rare evidence near a guess.

Prints, for each recording, how many corrections are right with weights fitted to the other
recordings; then the weights for `transcripts.corrections.calibration`. "Other" excludes copies of
the same tape with noise or a telephone line, which are named "NAME-noise", for instance.
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
    """The evidence for a candidate wording, and whether the wording is right.

    `sound` is the evidence from sound and texts, `text` that from the texts alone.
    """

    tape: str
    occurrence: tuple[str, str, str, str]
    """Recording, words before, old and new wording; equal for one error in several variants."""
    sound: Evidence
    sound_without_acoustics: Evidence
    """Like `sound`, without the acoustic model, as in languages other than English."""
    text: Evidence
    right: bool


def collect_examples(
    tape: Tape, cache: TapeCache, added_sentences: Sequence[str], rng: random.Random
) -> Iterator[Example]:
    """Damage a tape's text once, rescore the differences, and judge each wording by the truth."""
    rate, expand = rng.uniform(0.0, 1 / 12), rng.choice((0.0, 0.5, 1.0))
    chunks = damage([turn.split() for turn in tape.truth], added_sentences, rate, expand, rng)
    alignment = realign(join_damaged(chunks), cache.recognized(tape), ENGLISH, tape.vocabulary)
    truth = DamagedText.from_chunks(chunks)
    if alignment.moves or len(alignment.reference_words) != truth.size:
        return
    known, reliability = find_writing_habits(alignment), Reliability.measure(alignment)
    weights = cache.log_likelihoods(tape, alignment.candidate_sets)
    acoustics = cache.acoustics(tape, alignment)
    for number, (candidate_set, nats) in enumerate(
        zip(alignment.candidate_sets, weights, strict=True)
    ):
        said = truth.spoken_texts(candidate_set)
        heard = alignment.recognized_words[slice(*candidate_set.recognized)]
        if said is None or (
            candidate_set.kind == "insertion" and is_hesitation(candidate_set, heard, ENGLISH)
        ):
            continue
        around = collect_acoustic_context(alignment, number, acoustics, reliability)
        unasked = replace(around, fit_log_likelihoods=())
        best = equalize_homophone_likelihoods(candidate_set, nats, ENGLISH)
        for at in replacement_candidate_indices(candidate_set, ENGLISH):
            yield Example(
                tape=tape.name,
                occurrence=(
                    tape.name,
                    candidate_set.before[-30:],
                    candidate_set.candidates[0],
                    candidate_set.candidates[at],
                ),
                sound=compute_candidate_features(candidate_set, at, best, heard, known, around),
                sound_without_acoustics=compute_candidate_features(
                    candidate_set, at, best, heard, known, unasked
                ),
                text=compute_candidate_features(
                    candidate_set,
                    at,
                    None,
                    heard,
                    known,
                    collect_acoustic_context(alignment, number, None, reliability),
                ),
                right=_was_spoken(candidate_set.candidates[at], said, candidate_set),
            )


@dataclass(frozen=True, slots=True)
class DamagedText:
    """The chunks of a damaged text; `chunk_of_word` has the chunk index of each word."""

    chunks: tuple[Chunk, ...]
    chunk_of_word: tuple[int, ...]

    @classmethod
    def from_chunks(cls, turns: Sequence[Sequence[Chunk]]) -> DamagedText:
        chunks = tuple(chunk for turn in turns for chunk in turn)
        return cls(chunks, tuple(n for n, chunk in enumerate(chunks) for _ in chunk.written))

    @property
    def size(self) -> int:
        return len(self.chunk_of_word)

    def spoken_texts(self, candidate_set: CandidateSet) -> tuple[str, ...] | None:
        """Return the wordings that count as spoken at the place of the candidates.

        Returns None if this is unclear: if the candidates begin or end within a damaged chunk, or
        if words next to them were left out.
        """
        first, last = candidate_set.reference
        low = self.chunk_of_word[first - 1] + 1 if first else 0
        high = self.chunk_of_word[last] if last < self.size else len(self.chunks)
        if (
            first
            and first < self.size
            and self.chunk_of_word[first - 1] == self.chunk_of_word[first]
        ):
            return None
        if last and last < self.size and self.chunk_of_word[last - 1] == self.chunk_of_word[last]:
            return None
        inner = (
            (self.chunk_of_word[first], self.chunk_of_word[last - 1] + 1)
            if first < last
            else (low, low)
        )
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


def _was_spoken(wording: str, spoken_texts: Sequence[str], candidate_set: CandidateSet) -> bool:
    """Check whether a wording was spoken.

    A long wording counts as spoken if it is closer to what was spoken than the old wording is.
    """
    if count_passage_words(candidate_set) >= MIN_PASSAGE_WORDS:
        near = [
            max(_similarity(w, text) for text in spoken_texts)
            for w in (wording, candidate_set.candidates[0])
        ]
        return near[0] > near[1]
    if plain(wording) in spoken_texts:
        return True
    return candidate_set.kind != "contraction" and _keys(wording) in [
        _keys(text) for text in spoken_texts
    ]


def _similarity(wording: str, spoken_text: str) -> float:
    """Compare the first `MAX_SCORED_WORDS` words of two wordings: similarity from 0 to 100."""
    words = [plain(text).split()[:MAX_SCORED_WORDS] for text in (wording, spoken_text)]
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
def main(folders: tuple[Path, ...], cache: Path, no_models: bool, variants: int, seed: int) -> None:
    """Print the weights fitted to planted errors in the recordings of FOLDERS."""
    store = TapeCache(cache, loads_models=not no_models)
    tapes = [read_tape(path.parent) for root in folders for path in sorted(root.rglob("truth.txt"))]
    all_examples = [e for tape in tapes for e in damage_and_collect(tape, store, variants, seed)]
    all_examples = list(
        {(example.occurrence, example.right): example for example in all_examples}.values()
    )
    real_tapes = frozenset(tape.name for tape in tapes if not tape.synthetic)
    click.echo("\n".join(cross_validate(all_examples, real_tapes)))
    print_weights("WEIGHTS", fit_with_sound(all_examples, real_tapes))
    print_weights("TEXT_WEIGHTS", fit([(example.text, example.right) for example in all_examples]))


def damage_and_collect(tape: Tape, cache: TapeCache, variants: int, seed: int) -> Iterator[Example]:
    """Damage a tape's text several times, with sentences from other scripts as additions."""
    foreign = [text for name, text in scripted_sentences() if name != tape.name]
    for variant in range(variants):
        rng = random.Random(f"{seed} {tape.name} {variant}")
        yield from collect_examples(tape, cache, foreign, rng)


def fit_with_sound(all_examples: Sequence[Example], real_tapes: frozenset[str]) -> dict[str, float]:
    """Fit the weights with sound; real and synthetic recordings have equal total weight."""
    share = sum(example.tape in real_tapes for example in all_examples) / max(1, len(all_examples))
    counts = [0.5 / share if e.tape in real_tapes else 0.5 / (1 - share) for e in all_examples]
    rows = [(row, e.right) for e in all_examples for row in (e.sound, e.sound_without_acoustics)]
    return fit(rows, [count / 2 for count in counts for _ in range(2)])


def cross_validate(all_examples: Sequence[Example], real_tapes: frozenset[str]) -> Iterator[str]:
    """Yield a line for every recording, judged with the weights fitted to the others."""
    groups = sorted({example.tape.partition("-")[0] for example in all_examples})
    total: dict[bool, list[int]] = {True: [0, 0, 0], False: [0, 0, 0]}
    for group in groups:
        mine = [e for e in all_examples if e.tape.partition("-")[0] == group]
        others = [e for e in all_examples if e.tape.partition("-")[0] != group]
        weights = fit_with_sound(others, real_tapes)
        for tape in sorted({e.tape for e in mine}):
            counts = _count_applied([e for e in mine if e.tape == tape], weights)
            is_real = tape in real_tapes
            total[is_real] = [a + b for a, b in zip(total[is_real], counts, strict=True)]
            yield _format_counts(tape, counts)
    yield _format_counts("real, together", total[True])
    yield _format_counts("synthetic, together", total[False])


def _count_applied(all_examples: Sequence[Example], weights: Mapping[str, float]) -> list[int]:
    sure = [e.right for e in all_examples if correction_probability(e.sound, weights) >= APPLY]
    return [len(sure), sum(sure), sum(e.right for e in all_examples)]


def _format_counts(name: str, counts: Sequence[int]) -> str:
    made, right, due = counts
    return f"# {name:24} {right:4} of {made:4} made are right, of {due:4} that should be made"


def print_weights(name: str, weights: Mapping[str, float]) -> None:
    """Print weights as Python source."""
    click.echo(f"{name}: Mapping[str, float] = {{")
    for key, weight in weights.items():
        click.echo(f'    "{key}": {weight},')
    click.echo("}")


if __name__ == "__main__":
    main()
