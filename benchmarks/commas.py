"""Fit the weights of comma evidence to recordings whose true text is known.

    .venv/bin/python -m benchmarks.commas FOLDER...

A FOLDER is as in `benchmarks.tapes`. Each recording is recognized and its words are aligned;
after every correctly recognized word, the truth says whether there is a comma. Prints the comma
weights of `transcripts.corrections.calibration`, first those with the sound, then those without it;
the F1 of the commas that the recognizer wrote; and the F1 at several thresholds, for which the
commas of each recording are judged with weights fitted to the other recordings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from scipy.optimize import minimize

from audio.recognizers.whisper.align import align as align_words
from audio.sound.recording import load_sound
from benchmarks.aligned_rows import tokenize_texts
from benchmarks.tape_cache import TapeCache
from benchmarks.tapes import Tape, read_tape
from transcripts.corrections.calibration import correction_probability
from transcripts.corrections.commas import comma_evidence, is_comma_missing
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.marks import COMMAS, PunctuationCounts
from transcripts.scores.word_alignment import align_tokens
from transcripts.text.normalize import plain
from transcripts.text.sentences import ends_sentence

NEAR = 12
"""How many words before a possible comma the rules read."""

FROM = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
RIDGE = 0.01
"""Penalty on the squared weights, only to keep them finite."""


@dataclass(frozen=True, slots=True)
class CommaPlace:
    """The evidence for a comma after a word, with and without sound, and whether one is there."""

    tape: str
    sound: dict[str, float]
    text: dict[str, float]
    has_comma: bool


def find_comma_places(tape: Tape, cache: TapeCache) -> Iterator[CommaPlace]:
    """Yield the evidence after each correctly recognized word within a sentence."""
    timed = align_words(load_sound(tape.audio), cache.recognized(tape))
    texts = [word.text for word in timed.words]
    names = frozenset(plain(part) for name in tape.vocabulary for part in name.split())
    true, ours = (
        tokenize_texts([word for turn in tape.truth for word in turn.split()]),
        tokenize_texts(texts),
    )
    for step in align_tokens(true, ours):
        if step.truth is None or step.hypothesis is None or not step.is_equal:
            continue
        at = ours.tokens[step.hypothesis].last
        if ends_sentence(texts[at]) or at + 1 == len(texts):
            continue
        bare = texts[at].rstrip(COMMAS)
        near = [*texts[max(0, at - NEAR) : at], bare, *texts[at + 1 : at + 3]]
        written, wanted = bare != texts[at], is_comma_missing(near, min(at, NEAR), names, ENGLISH)
        yield CommaPlace(
            tape.name,
            comma_evidence(
                sound_probability=timed.comma_probabilities[at],
                is_recognized=written,
                is_required_by_rules=wanted,
            ),
            comma_evidence(
                sound_probability=None, is_recognized=written, is_required_by_rules=wanted
            ),
            true.written_words[true.tokens[step.truth].last].text[-1:] in COMMAS,
        )


def fit(rows: Sequence[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Fit the weights of a logistic regression by maximum likelihood.

    Only the constant may be negative: written commas and rescored commas are correlated, so that a
    free fit could count one of them against a comma.
    """
    names = sorted({name for evidence, _ in rows for name in evidence})
    table = np.array([[evidence.get(name, 0.0) for name in names] for evidence, _ in rows])
    sign = np.array([1.0 if comma else -1.0 for _, comma in rows])

    def loss(weights: np.ndarray) -> float:
        missed = np.logaddexp(0, -sign * (table @ weights)).sum()
        return float(missed + RIDGE * (weights**2).sum())

    bounds = [(None, None) if name == "always" else (0.0, None) for name in names]
    best = minimize(loss, np.zeros(len(names)), method="L-BFGS-B", bounds=bounds).x
    return {name: round(float(weight), 2) for name, weight in zip(names, best, strict=True)}


def count_commas(
    probabilities: Sequence[tuple[float, bool]], threshold: float
) -> PunctuationCounts:
    """Count the true, wrong and missed commas at a threshold."""
    set_ = [(chance >= threshold, comma) for chance, comma in probabilities]
    return PunctuationCounts(
        set_.count((True, True)), set_.count((True, False)), set_.count((False, True))
    )


def cross_validate(places: Sequence[CommaPlace]) -> list[tuple[float, bool]]:
    """Compute each comma's probability with the weights of the other recordings."""
    chances = []
    for tape in sorted({place.tape for place in places}):
        weights = fit([(p.sound, p.has_comma) for p in places if p.tape != tape])
        chances += [
            (correction_probability(p.sound, weights), p.has_comma)
            for p in places
            if p.tape == tape
        ]
    return chances


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--cache", default=Path("out/real_tapes"), type=click.Path(path_type=Path))
def main(folders: tuple[Path, ...], cache: Path) -> None:
    """Print the comma weights fitted to the tapes in FOLDERS."""
    store = TapeCache(cache)
    found = [place for folder in folders for place in find_comma_places(read_tape(folder), store)]
    click.echo(f"COMMA_WEIGHTS = {fit([(p.sound, p.has_comma) for p in found])}")
    click.echo(f"COMMA_BY_TEXT = {fit([(p.text, p.has_comma) for p in found])}")
    click.echo(f"# {len(found)} places, {sum(p.has_comma for p in found)} commas")
    alone = [(place.text["written"], place.has_comma) for place in found]
    click.echo(f"# as the recognizer wrote them: F1 {count_commas(alone, 0.5).f1:.3f}")
    if len({place.tape for place in found}) > 1:
        chances = cross_validate(found)
        for bar in FROM:
            click.echo(f"# from {bar} on: F1 {count_commas(chances, bar).f1:.3f}")


if __name__ == "__main__":
    main()
