from __future__ import annotations

import pytest

from audio.recognizers.detected import DetectedLanguage
from transcripts.errors import UserError


def test_a_certain_language_is_accepted() -> None:
    assert DetectedLanguage((("de", 0.97), ("nl", 0.02)), 1.0, 3).code_if_sure() == "de"


@pytest.mark.parametrize(("share", "agreeing"), [(0.55, 1.0), (0.9, 0.5)])
def test_an_uncertain_language_is_refused_with_the_likeliest_ones(
    share: float, agreeing: float
) -> None:
    found = DetectedLanguage((("de", share), ("nl", 0.05), ("da", 0.04)), agreeing, 4)
    with pytest.raises(UserError, match=r"likeliest: de .*, nl 5%, da 4%.*--language de"):
        found.code_if_sure()
