"""Fitting the confidence of names."""

from __future__ import annotations

import numpy as np

from benchmarks.labels.confidence import KINDS, LabelledTurns, fit_confidence, read_labelled_turns
from benchmarks.labels.damage import DAMAGE
from benchmarks.labels.texts import Interview, TrueTurn
from speakers.turns.confidence import FEATURES, score_confidence

ANN, BEN = "Ann Lee", "Ben Hall"
INTERVIEW = Interview(
    "harbour_1",
    (
        TrueTurn(ANN, "Good evening, I'm Ann Lee. Ben, what did you find in the harbour?"),
        TrueTurn(BEN, "A boat that nobody had seen for forty years. Thanks for having me, Ann."),
        TrueTurn(ANN, "And who owned the boat, Ben?"),
        TrueTurn(BEN, "A man from the lighthouse."),
    ),
)


def test_every_kind_of_damage_of_the_fit_exists() -> None:
    assert set(KINDS) <= set(DAMAGE)


def test_a_text_is_compared_with_its_truth() -> None:
    found = read_labelled_turns(INTERVIEW, "as it is", INTERVIEW.cast)
    assert found.features.shape == (4, len(FEATURES))
    assert found.right.tolist() == [1.0] * 4
    swapped = {ANN: BEN, BEN: ANN}
    turns = tuple(TrueTurn(swapped[turn.speaker], turn.text) for turn in INTERVIEW.turns)
    wrong = read_labelled_turns(Interview("harbour_2", turns), "as it is", INTERVIEW.cast)
    assert not wrong.right.any()


def test_the_fit_learns_what_right_turns_have() -> None:
    random = np.random.default_rng(7)
    features = random.normal(size=(400, len(FEATURES)))
    features[:, 0] = 1.0
    odds = FEATURES.index("log-odds")
    right = (features[:, odds] > 0).astype(float)
    weights = fit_confidence([LabelledTurns("harbour", "as it is", features, right, right)])
    scores = score_confidence(features, np.zeros(400), weights)
    assert ((scores > 0) == (right > 0)).mean() > 0.9
