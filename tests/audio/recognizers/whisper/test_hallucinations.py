"""Text without support in the audio is left out, supported text is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audio.recognizers.whisper.hallucinations import SentenceEvidence, hallucination_reason

GAIN = "gain_over_silence"
SPOKEN = SentenceEvidence(
    words=6, tokens=8, seconds=2.0, logprob=-0.2, gain_over_silence=4.0, speech_share=1.0
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"logprob": -0.05, GAIN: 0.1}, None),  # "of the": likely, spoken or not
        ({"logprob": -1.5, GAIN: 4.0}, None),  # a rare name
        ({"logprob": -3.0, GAIN: 4.0}, None),  # eight tokens of a rare name
        ({"logprob": -0.7, GAIN: 1.4}, None),  # a real "Thank you."
        ({"logprob": -2.0, GAIN: -0.3}, "guessed"),  # "Thank you." on a chord
        (
            {"logprob": -6.0, GAIN: 0.0, "words": 12},
            "guessed",
        ),  # the prompt, on a chord
        ({"logprob": -0.1, GAIN: 0.0, "is_repetitive": True}, "repeats itself"),
        (
            {"logprob": -0.1, GAIN: 3.0, "is_repetitive": True},
            None,
        ),  # "no, no, no, no"
        (
            {"logprob": -3.0, GAIN: 4.0, "tokens": 1, "words": 1},
            "guess",
        ),  # "Oh" on a chord
        ({"words": 12, "seconds": 0.5}, "faster than anyone speaks"),
        ({"speech_share": 0.0, GAIN: 1.0}, "nobody speaks"),
        (
            {"speech_share": 0.0, GAIN: 4.0},
            None,
        ),  # a soft voice that the diarizer missed
    ],
)
def test_objections(change: dict[str, float], reason: str | None) -> None:
    found = hallucination_reason(replace(SPOKEN, **change))
    assert (found is None) == (reason is None)
    assert reason is None or reason in str(found)
