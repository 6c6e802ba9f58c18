from __future__ import annotations

import numpy as np
import pytest

from speakers.turns.calibration import SURENESS, calibrate, sharpen


@pytest.mark.parametrize("log_odds", [-3.0, 0.0, 1.0, 8.0])
def test_rows_keep_their_order_and_exceed_one_nowhere(log_odds: float) -> None:
    who = np.array([[0.7, 0.2, 0.1], [0.98, 0.015, 0.005], [1.0, 0.0, 0.0]])
    changed = calibrate(who, np.full(3, log_odds))
    assert (changed.sum(axis=1) <= 1 + 1e-9).all()
    assert (changed.argmax(axis=1) == who.argmax(axis=1)).all()


def test_the_likeliest_gets_the_given_probability() -> None:
    who = np.array([[0.9, 0.06, 0.04]])
    assert calibrate(who, np.array([2.0]))[0, 0] == pytest.approx(sharpen(np.array([2.0]))[0])
    unlikely = calibrate(who, np.array([-2.0]))
    assert unlikely[0, 0] == pytest.approx(1 / (1 + np.exp(2.0)))
    assert unlikely[0, 1] <= unlikely[0, 0]


def test_high_probabilities_have_a_margin() -> None:
    assert SURENESS < 1
    assert sharpen(np.array([np.log(9.0)]))[0] < 0.9
    assert sharpen(np.array([0.0]))[0] == 0.5


def test_no_turns() -> None:
    assert calibrate(np.zeros((0, 4)), np.zeros(0)).shape == (0, 4)
