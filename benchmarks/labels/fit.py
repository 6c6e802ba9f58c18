"""Fit the weights that infer speakers from text, cross-validated by show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from benchmarks.labels.texts import Interview
from speakers.label import TextEvidence, read_evidence
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.inference import infer_speakers
from speakers.turns.weights import FITTED, TextWeights

# Factors by which a weight is changed, until no change lowers the loss.
STEPS = (0.75, 1.33)
MOST_ROUNDS = 3
# The weights that are numbers; `--fit-turn-taking` fits the others.
NUMBERS = tuple(f.name for f in fields(TextWeights) if isinstance(f.default, float))
# The loss counts a smaller probability of the truth as this one.
LEAST = 1e-4
# Penalty on the squared distance of the log weights from the previous ones.
RIDGE = 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """A text's evidence, the index of each turn's true speaker (-1: no name), and turn weights."""

    show: str
    evidence: TextEvidence
    truth: np.ndarray
    turn_weights: np.ndarray


def make_example(interview: Interview) -> Example:
    """Compute the evidence of a text with its cast."""
    evidence = read_evidence(interview.text, PHRASES, interview.cast)
    names = [person.name for person in evidence.likely_people]
    truth = np.array([names.index(turn.speaker) for turn in interview.turns])
    # The weight of a turn is the square root of its number of words, so that short turns are not
    # negligible.
    counts = np.sqrt([len(turn.text.split()) for turn in interview.turns])
    return Example(interview.show, evidence, truth, counts / counts.sum())


def loss(examples: Iterable[Example], weights: TextWeights) -> list[float]:
    """Return the mean negative log-probability of the true speaker, for each text."""
    return [_example_loss(one, weights) for one in examples]


def fit(examples: Sequence[Example], start: TextWeights = FITTED) -> TextWeights:
    """Change one weight at a time as long as the mean loss falls."""
    best, least = start, _penalized_loss(examples, start, start)
    for _ in range(MOST_ROUNDS):
        before = least
        for name in NUMBERS:
            for step in STEPS:
                value = round(getattr(best, name) * step, 3)
                tried = replace(best, **{name: value})
                found = _penalized_loss(examples, tried, start)
                if found < least:
                    best, least = tried, found
        if before - least < LEAST * 10:
            break
    return best


def cross_validate(examples: Sequence[Example]) -> Mapping[str, tuple[float, float]]:
    """Return each show's loss with the current weights and with those fitted to other shows."""
    result = {}
    for show in sorted({one.show for one in examples}):
        own = [one for one in examples if one.show == show]
        weights = fit([one for one in examples if one.show != show])
        result[show] = float(np.mean(loss(own, FITTED))), float(np.mean(loss(own, weights)))
    return result


def _penalized_loss(examples: Sequence[Example], weights: TextWeights, start: TextWeights) -> float:
    far = sum(np.log(getattr(weights, name) / getattr(start, name)) ** 2 for name in NUMBERS)
    return float(np.mean(loss(examples, weights)) + RIDGE * far / 10)


def _example_loss(example: Example, weights: TextWeights) -> float:
    evidence = example.evidence
    inferred = infer_speakers(
        evidence.likely_people,
        evidence.host_probabilities,
        evidence.turn_evidence,
        evidence.lines,
        evidence.cues,
        PHRASES,
        weights,
    )
    right = inferred.speakers[np.arange(len(example.truth)), example.truth]
    return float(-(example.turn_weights * np.log(np.maximum(right, LEAST))).sum())
