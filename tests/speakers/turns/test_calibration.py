from __future__ import annotations

import numpy as np
import pytest

from speakers.turns.calibration import CURVES, calibrate


@pytest.mark.parametrize("people", [1.0, 2.0, 2.6, 3.0, 7.0])
def test_rows_still_sum_to_one_and_keep_their_order(people: float) -> None:
    who = np.array([[0.7, 0.2, 0.1], [0.98, 0.015, 0.005], [1.0, 0.0, 0.0]])
    changed = calibrate(who, people)
    assert changed.sum(axis=1) == pytest.approx(1.0)
    assert (changed.argmax(axis=1) == who.argmax(axis=1)).all()
    assert (np.diff(changed[:, 0]) > 0).all()


def test_more_people_make_a_name_less_certain() -> None:
    who = np.array([[0.9, 0.1]])
    assert calibrate(who, 2)[0, 0] > 0.9 > calibrate(who, 4)[0, 0] > calibrate(who, 3)[0, 0]


def test_no_turns() -> None:
    assert calibrate(np.zeros((0, 4)), 2).shape == (0, 4)
    assert sorted(CURVES) == [2, 3, 4]


def test_two_people_who_do_not_alternate_are_less_certain() -> None:
    who = np.array([[0.9, 0.1]])
    strict, loose = calibrate(who, 2)[0, 0], calibrate(who, 2, alternating=0.0)[0, 0]
    assert strict > loose > calibrate(who, 2, 0.0, in_paragraphs=1.0)[0, 0]
    assert loose < calibrate(who, 2, alternating=0.2)[0, 0] < strict


@pytest.mark.parametrize("people", [2.0, 3.0, 7.0, None])
def test_in_paragraphs_only_the_surest_names_have_nine_tenths(people: float | None) -> None:
    who = np.array([[0.95, 0.05], [0.99, 0.01], [0.58, 0.42]])
    surer, sure, unsure = calibrate(who, people, 0.0, in_paragraphs=1.0)[:, 0]
    assert surer < 0.9 < sure
    assert unsure < 0.5
    assert (calibrate(who, people, 0.0, 1.0).argmax(axis=1) == 0).all()
