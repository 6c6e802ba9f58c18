"""Fit the probability that the likeliest speaker of a turn is right, cross-validated by show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from benchmarks.labels.damage import DAMAGE
from benchmarks.labels.texts import Interview
from speakers.cast import CastMember
from speakers.label import TextEvidence, read_evidence
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.calibration import sharpen
from speakers.turns.chain import Array
from speakers.turns.confidence import FEATURES, WITH_CAST, WITHOUT_CAST, score_confidence
from speakers.turns.inference import infer_speakers

# RIDGE is the penalty on the squared weights of the standardized features. Every text weighs as
# much as a text of TURNS_OF_A_TEXT turns.
RIDGE, TURNS_OF_A_TEXT = 4.0, 40.0
KINDS = (
    "as it is",
    "paragraphs of 3 sentences",
    "20 % of turns split",
    "10 % of turns missing",
    "10 % of turns joined",
)
SURE = 0.9
# If it is hidden which of two people asks the questions, each of them gets this probability of
# being a host.
BOTH_HOST = 0.9


@dataclass(frozen=True, slots=True)
class LabelledTurns:
    """The turns of one text that were assigned to a person: features, distances, 1 if right."""

    show: str
    kind: str
    features: Array
    distances: Array
    right: Array


def report_confidence(halves: Mapping[str, Sequence[Interview]], every: int) -> None:
    """Fit the weights with and without a cast, and print the reliability by kind of damage.

    Each text is used undamaged, and once with each of `every` kinds of damage. The next text gets
    other kinds.
    """
    for with_cast, present in ((True, WITH_CAST), (False, WITHOUT_CAST)):
        title = "with a cast" if with_cast else "without a cast"
        texts = {half: list(_texts(own, with_cast, every)) for half, own in halves.items()}
        weights = fit_confidence(texts["developed"])
        print(f"\n{title}: weights, and those at present")
        for name in FEATURES:
            print(f"    {name!r}: {weights[name]:.3f},  # {present.get(name, 0.0):.3f}")
        held: list[tuple[LabelledTurns, Mapping[str, float]]] = []
        for show in sorted({t.show for t in texts["developed"]}):
            others = fit_confidence([t for t in texts["developed"] if t.show != show])
            held += [(t, others) for t in texts["developed"] if t.show == show]
        _report_reliability(f"{title}, developed, each show by the others", held)
        for half, own in texts.items():
            if half != "developed":
                _report_reliability(f"{title}, {half}", [(t, weights) for t in own])


def fit_confidence(texts: Sequence[LabelledTurns]) -> Mapping[str, float]:
    """Return the weights of a ridge regression in which each text weighs the same."""
    features = np.concatenate([t.features for t in texts])
    right = np.concatenate([t.right for t in texts])
    weight = np.concatenate(
        [np.full(len(t.right), TURNS_OF_A_TEXT / max(1, len(t.right))) for t in texts]
    )
    mean, spread = features.mean(axis=0), features.std(axis=0)
    mean[0], spread[0] = 0.0, 1.0
    spread = np.where(spread < 1e-9, 1.0, spread)
    standardized = (features - mean) / spread

    def loss(weights: Array) -> tuple[float, Array]:
        odds = standardized @ weights
        error = 1 / (1 + np.exp(-odds)) - right
        ridge = RIDGE * np.r_[0.0, weights[1:]]
        likelihood = weight @ (np.logaddexp(0, odds) - right * odds)
        return float(likelihood + ridge @ weights / 2), standardized.T @ (weight * error) + ridge

    start = np.zeros(features.shape[1])
    found: Array = minimize(loss, start, jac=True, method="L-BFGS-B").x / spread
    found[0] -= found[1:] @ mean[1:]
    return dict(zip(FEATURES, map(float, found), strict=True))


def _texts(interviews: Sequence[Interview], with_cast: bool, every: int) -> Iterator[LabelledTurns]:
    for number, interview in enumerate(interviews):
        damaged = [KINDS[1 + (number + k) % (len(KINDS) - 1)] for k in range(every)]
        for kind in ("as it is", *damaged):
            text = DAMAGE[kind](interview)
            cast = text.cast if with_cast else ()
            yield read_labelled_turns(text, kind, cast)
            if with_cast and len(interview.speakers) == 2:
                yield read_labelled_turns(text, f"{kind}, two hosts", cast, _as_two_hosts)


def _as_two_hosts(evidence: TextEvidence) -> TextEvidence:
    """Hide who asks the questions, as if both people were hosts."""
    silent = np.zeros_like(evidence.turn_evidence.host_log_odds)
    return replace(
        evidence,
        turn_evidence=replace(evidence.turn_evidence, host_log_odds=silent),
        host_probabilities=tuple(BOTH_HOST for _ in evidence.host_probabilities),
    )


def read_labelled_turns(
    interview: Interview,
    kind: str,
    cast: Sequence[CastMember],
    change: Callable[[TextEvidence], TextEvidence] = lambda evidence: evidence,
) -> LabelledTurns:
    """Label a text, and compare the likeliest person of each turn with the truth."""
    evidence = change(read_evidence(interview.text, PHRASES, cast))
    inferred = infer_speakers(
        evidence.likely_people,
        evidence.host_probabilities,
        evidence.turn_evidence,
        evidence.lines,
        evidence.cues,
        PHRASES,
    )
    best = inferred.speakers.argmax(axis=1)
    truth = interview.turn_numbers_of_words
    right, named, start = [], [], 0
    for line, state in zip(evidence.lines, best, strict=True):
        own = truth[start : start + len(line.text.split())]
        start += len(own)
        people = evidence.likely_people
        name = people[state].name if state < len(people) else None
        spoken = [interview.turns[turn].speaker for turn in own]
        named.append(name is not None)
        right.append(2 * sum(name == s or name in s.split() for s in spoken) > len(own))
    kept = np.flatnonzero(named)
    return LabelledTurns(
        interview.show,
        kind,
        inferred.confidence_features[kept],
        inferred.name_distances[kept],
        np.array(right, dtype=np.float64)[kept],
    )


def _report_reliability(
    title: str, judged: Iterable[tuple[LabelledTurns, Mapping[str, float]]]
) -> None:
    print(f"{title}: turns with {SURE} and more, right; with 0.5 and more, right; all turns")
    found = [
        (text, sharpen(score_confidence(text.features, text.distances, weights)))
        for text, weights in judged
    ]
    kinds = list(dict.fromkeys(text.kind for text, _ in found))
    for kind in [*kinds, "all"]:
        own = [(t, p) for t, p in found if kind in (t.kind, "all")]
        right = np.concatenate([t.right for t, _ in own])
        probability = np.concatenate([p for _, p in own])
        sure, likely = probability >= SURE, probability >= 0.5
        print(
            f"  {kind:38}{int(sure.sum()):6}{_share(right[sure]):>8}"
            f"{int(likely.sum()):7}{_share(right[likely]):>8}{len(right):7}"
        )


def _share(right: Array) -> str:
    return f"{right.mean():.1%}" if len(right) else "-"
