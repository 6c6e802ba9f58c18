"""Local speakers of the segmentation become voices, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audio.diarization.local_speakers import (
    Embedder,
    LabelledSegments,
    LocalSegment,
    assign_speakers,
)
from audio.diarization.segmentation import CLASSES
from transcripts.transcript import Span

MICHAEL, LEWIS, EMMA = np.eye(3, dtype=np.float32)


def heard(*runs: tuple[str, int]) -> np.ndarray:
    """Return probabilities for runs of frames in which the given local speakers are active."""
    slots = [tuple(float(str(i) in who) for i in range(3)) for who, _ in runs]
    classes = [int(np.flatnonzero((slot == CLASSES).all(1))[0]) for slot in slots]
    rows = np.full((sum(count for _, count in runs), len(CLASSES)), 0.02, np.float32)
    rows[np.arange(len(rows)), np.repeat(classes, [count for _, count in runs])] = 0.88
    return rows


def deaf(groups: Sequence[Sequence[Span]]) -> np.ndarray:
    return np.zeros((len(groups), 3), np.float32)


def slot_voices(
    probabilities: np.ndarray,
    labelled: LabelledSegments,
    embed: Embedder = deaf,
    most: int | None = None,
) -> list[str]:
    """Return the voices of each frame as letters, the dominant one first."""
    mask, foremost = assign_speakers(probabilities, labelled, embed, most)
    names = "MLE?"
    return [
        "".join(names[v] for v in sorted(np.flatnonzero(row), key=lambda v: v != first))
        for row, first in zip(mask, foremost, strict=True)
    ]


def test_local_speakers_follow_the_nearest_segment() -> None:
    probabilities = heard(("0", 50), ("", 10), ("1", 50), ("", 10), ("0", 20))
    segments = [LocalSegment(0, 50, 0), LocalSegment(60, 110, 1)]
    labelled = LabelledSegments(segments, np.array([0, 1]), np.stack([MICHAEL, LEWIS]))
    assert (
        slot_voices(probabilities, labelled)
        == ["M"] * 50 + [""] * 10 + ["L"] * 50 + [""] * 10 + ["M"] * 20
    )


def test_overlap_has_both() -> None:
    probabilities = heard(("0", 50), ("01", 30), ("1", 50))
    segments = [LocalSegment(0, 50, 0), LocalSegment(80, 130, 1)]
    labelled = LabelledSegments(segments, np.array([0, 1]), np.stack([MICHAEL, LEWIS]))
    assert {frozenset(who) for who in slot_voices(probabilities, labelled)[50:80]} == {
        frozenset("ML")
    }


def test_the_embedding_identifies_an_overlapped_voice() -> None:
    # Local speaker 1 was first Lewis, then Michael; at last it is active while Emma speaks.
    probabilities = heard(("1", 60), ("", 5), ("1", 60), ("2", 50), ("12", 40), ("2", 50))
    segments = [
        LocalSegment(0, 60, 1),
        LocalSegment(65, 125, 1),
        LocalSegment(125, 175, 2),
        LocalSegment(215, 265, 2),
    ]
    labelled = LabelledSegments(segments, np.array([1, 0, 2, 2]), np.stack([MICHAEL, LEWIS, EMMA]))

    def mixed(groups: Sequence[Sequence[Span]]) -> np.ndarray:
        return np.stack([0.2 * LEWIS + 0.6 * EMMA for _ in groups])

    assert {frozenset(who) for who in slot_voices(probabilities, labelled, mixed)[175:215]} == {
        frozenset("LE")
    }


def test_a_fully_overlapped_voice_is_added_within_the_bounds() -> None:
    probabilities = heard(("0", 100), ("01", 80), ("0", 100))
    labelled = LabelledSegments(
        [LocalSegment(0, 100, 0), LocalSegment(180, 280, 0)], np.array([0, 0]), MICHAEL[None]
    )
    assert set(slot_voices(probabilities, labelled)[100:180]) == {"ML"}
    assert set(slot_voices(probabilities, labelled, most=1)[100:180]) == {"M"}


def test_an_overlapped_word_is_not_a_new_voice() -> None:
    probabilities = heard(("0", 100), ("01", 20), ("0", 100))
    labelled = LabelledSegments(
        [LocalSegment(0, 100, 0), LocalSegment(120, 220, 0)], np.array([0, 0]), MICHAEL[None]
    )
    assert set(slot_voices(probabilities, labelled)) == {"M"}


def test_a_word_in_an_unassigned_slot_goes_to_the_other_speaker() -> None:
    probabilities = heard(("0", 100), ("2", 15), ("0", 100), ("", 50), ("1", 100))
    segments = [LocalSegment(0, 100, 0), LocalSegment(115, 215, 0), LocalSegment(265, 365, 1)]
    labelled = LabelledSegments(segments, np.array([0, 0, 1]), np.stack([MICHAEL, LEWIS]))
    assert set(slot_voices(probabilities, labelled)[100:115]) == {"L"}
