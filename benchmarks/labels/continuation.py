"""Fit the probability that adjacent lines have one speaker, cross-validated by show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.stats import rankdata

from benchmarks.labels.damage import DAMAGE
from benchmarks.labels.texts import Interview
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.chain import Array
from speakers.turns.continuation import WEIGHTS, continuation_features
from speakers.turns.lines import read_lines

# Penalty on the squared weights.
RIDGE = 1.5
# Pairs of lines by one speaker together weigh as much as pairs by two; this is the sum of both.
TOTAL = 4000.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Features of adjacent lines of a damaged text, and 1 where one person says both lines."""

    show: str
    kind: str
    features: Array
    continues: Array


def report_continuation(
    halves: Mapping[str, Sequence[Interview]],
    styles: Mapping[str, Callable[[Interview], Interview]],
) -> None:
    """Print the weights, and the area under the ROC curve for shows that were not fitted."""
    pairs = {
        half: [p for i in interviews for change in styles.values() for p in _pairs(i, change)]
        for half, interviews in halves.items()
    }
    developed = pairs["developed"]
    weights = fit_continuation(developed)
    for name, weight, present in zip(WEIGHTS, weights, WEIGHTS.values(), strict=True):
        print(f"  {name:40}{weight:8.3f}{present:8.3f} at present")
    held: list[tuple[Pairs, Array]] = []
    for show in sorted({p.show for p in developed}):
        others = fit_continuation([p for p in developed if p.show != show])
        held += [(p, others) for p in developed if p.show == show]
    _report_ranks("developed, each show by the others", held)
    for half in halves:
        if half != "developed":
            _report_ranks(half, [(p, weights) for p in pairs[half]])


def fit_continuation(pairs: Sequence[Pairs]) -> Array:
    """Fit a ridge regression in which both classes of pairs have equal total weight."""
    features = np.concatenate([p.features for p in pairs])
    truth = np.concatenate([p.continues for p in pairs])
    share = np.where(truth > 0, truth.sum(), (1 - truth).sum())
    weight = TOTAL / 2 / np.maximum(1, share)

    def loss(weights: Array) -> tuple[float, Array]:
        odds = features @ weights
        error = 1 / (1 + np.exp(-odds)) - truth
        ridge = RIDGE * np.r_[0.0, weights[1:]]
        likelihood = weight @ (np.logaddexp(0, odds) - truth * odds)
        return float(likelihood + ridge @ weights / 2), features.T @ (weight * error) + ridge

    found: Array = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def _pairs(interview: Interview, restyle: Callable[[Interview], Interview]) -> Iterable[Pairs]:
    for kind, damage in DAMAGE.items():
        text = restyle(damage(interview))
        lines = read_lines(text.text, PHRASES)
        if text.joined or len(lines) != len(text.turns):
            continue
        same = [float(a.speaker == b.speaker) for a, b in pairwise(text.turns)]
        features = continuation_features(lines, PHRASES)
        yield Pairs(interview.show, kind, features, np.array(same))


def _report_ranks(title: str, pairs_with_weights: Sequence[tuple[Pairs, Array]]) -> None:
    print(f"{title}: probability that a pair of one speaker ranks above a pair of two")
    for kind in DAMAGE:
        ranks = [_area(p, weights) for p, weights in pairs_with_weights if p.kind == kind]
        known = [rank for rank in ranks if rank is not None]
        if known:
            print(f"  {kind:28}{np.mean(known):7.3f}  ({len(known)} texts)")


def _area(pairs: Pairs, weights: Array) -> float | None:
    same = int(pairs.continues.sum())
    different = len(pairs.continues) - same
    if not same or not different:
        return None
    ranks = rankdata(pairs.features @ weights)
    return float((ranks[pairs.continues > 0].sum() - same * (same + 1) / 2) / (same * different))
