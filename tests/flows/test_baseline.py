"""A score that became worse fails a run, one that became better does not."""

from __future__ import annotations

import pytest

from flows.baseline import ERRORS, RIGHT, _loss


@pytest.mark.parametrize(
    ("measure", "before", "now", "loss"),
    [
        ("wer", 0.10, 0.12, 0.02),
        ("wer", 0.12, 0.10, -0.02),
        ("names", 1.0, 0.9, 0.1),
        ("names", 0.9, 1.0, -0.1),
    ],
)
def test_worse_is_a_loss(measure: str, before: float, now: float, loss: float) -> None:
    assert _loss(measure, {measure: before}, {measure: now}) == pytest.approx(loss)


@pytest.mark.parametrize("measure", [*ERRORS, *RIGHT])
def test_what_cannot_be_measured_any_more_is_lost_altogether(measure: str) -> None:
    assert _loss(measure, {measure: 0.0}, {}) == 1.0
