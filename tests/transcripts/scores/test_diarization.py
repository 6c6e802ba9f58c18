"""The diarization errors of two tracks equal those counted by hand."""

from __future__ import annotations

import pytest

from transcripts.scores.diarization import diarization_errors
from transcripts.transcript import SpeakerSegment


def voices(picture: str) -> tuple[SpeakerSegment, ...]:
    """Parse lines such as "A ==--==": a column is a second in which the voice is active (=)."""
    return tuple(
        SpeakerSegment(line[0], float(at), at + 1.0)
        for line in picture.strip().splitlines()
        for at, mark in enumerate(line[2:])
        if mark == "="
    )


@pytest.mark.parametrize(
    ("truth", "hypothesis", "missed", "invented", "confused", "jer"),
    [
        ("A ====\nB ----====", "x ====\ny ----====", 0, 0, 0, 0.0),
        ("A ====\nB ----====", "x ========", 0, 0, 4, (4 / 8 + 1) / 2),
        ("A ====\nB ----====", "x ===-\ny ----====", 1, 0, 0, (1 / 4 + 0) / 2),
        ("A ====\nB ---=====", "x ====\ny ----====", 1, 0, 0, (0 + 1 / 5) / 2),
        ("A ===-\nB ----====", "x ====\ny ----====", 0, 1, 0, (1 / 4 + 0) / 2),
        ("A ====\nB ----====", "x =====\ny -----===", 0, 0, 1, (1 / 5 + 1 / 4) / 2),
    ],
)
def test_voices_by_hand(
    truth: str, hypothesis: str, missed: float, invented: float, confused: float, jer: float
) -> None:
    errors = diarization_errors(voices(truth), voices(hypothesis))
    assert (errors.missed, errors.invented, errors.confused) == pytest.approx(
        (missed, invented, confused)
    )
    assert errors.der == pytest.approx((missed + invented + confused) / errors.speech)
    assert errors.jer == pytest.approx(jer)


def test_the_collar_is_on_each_side_of_a_true_edge() -> None:
    truth = (SpeakerSegment("A", 1.0, 3.0),)
    early, earlier = ((SpeakerSegment("x", 1.0 - by, 3.0),) for by in (0.25, 0.45))
    assert diarization_errors(truth, early).invented == pytest.approx(0.25)
    assert diarization_errors(truth, early, collar=0.25).der == 0.0
    assert diarization_errors(truth, earlier, collar=0.25).invented == pytest.approx(0.20)
    assert diarization_errors(truth, early, collar=0.25).speech == pytest.approx(1.5)


def test_stretches_of_one_voice_that_overlap_count_once() -> None:
    truth = (SpeakerSegment("A", 0.0, 3.0), SpeakerSegment("A", 2.0, 4.0))
    assert diarization_errors(truth, (SpeakerSegment("x", 0.0, 4.0),)).der == 0.0
