from __future__ import annotations

import pytest

from benchmarks.labels.styles import STYLES, LabelStyle, score


def test_there_are_twenty_one() -> None:
    assert len(STYLES) == 21


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.example)
def test_every_turn_gets_its_speaker(style: LabelStyle) -> None:
    found = score(style)
    assert found.right >= 0.97 * found.turns
    assert found.wrong_and_sure == 0
