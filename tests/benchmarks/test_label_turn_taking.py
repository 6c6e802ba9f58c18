from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks.labels import __main__ as command
from benchmarks.labels.texts import Interview, TrueTurn
from benchmarks.labels.turn_taking import RETURN, fit, read_next_speakers
from speakers.turns.turn_taking import RETURN_FEATURES


def panel(seed: int) -> Interview:
    """Write a panel in which the guest before last returns after short turns of the host."""
    random, turns = (
        np.random.default_rng(seed),
        [TrueTurn("Ann Lee", "Welcome to you all.", "host")],
    )
    guest, other = "Bob Moss", "Cy Reed"
    for _ in range(40):
        short = random.random() < 0.5
        turns.append(TrueTurn(guest, "We walked to the river and it had frozen over.", "guest"))
        said = (
            "I see." if short else "That must have been a long walk in such cold weather for you."
        )
        turns.append(TrueTurn("Ann Lee", said, "host"))
        guest, other = (guest, other) if short else (other, guest)
    return Interview(f"show_{seed}", tuple(turns))


def test_the_fit_finds_that_a_guest_returns_after_a_short_turn() -> None:
    weights = fit(read_next_speakers([panel(seed) for seed in range(4)]))
    guest_returns = weights[RETURN + 1 : 2 * RETURN]
    assert guest_returns[RETURN_FEATURES.index("words of the turn before")] < -0.5


def test_nothing_is_fitted_without_interviews(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["labels", "--half", "made", "--fit-hosts"])
    with pytest.raises(SystemExit):
        command.main()
    assert "none was found" in capsys.readouterr().err
