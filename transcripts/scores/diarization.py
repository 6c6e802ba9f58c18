"""Measure diarization errors in time: DER and JER, computed by pyannote.metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transcripts.scores.counts import AddableCounts, ratio
from transcripts.transcript import SpeakerSegment

if TYPE_CHECKING:
    from pyannote.core import Annotation


@dataclass(frozen=True, slots=True)
class DiarizationErrors(AddableCounts):
    """Seconds of true speech and of errors; overlapped speech counts once per speaker.

    `jaccard` is the sum of the Jaccard errors of all true speakers, whose number is `speakers`.
    """

    speech: float
    missed: float
    invented: float
    confused: float
    speakers: int
    jaccard: float

    @property
    def der(self) -> float:
        """Return the diarization error rate."""
        return ratio(self.missed + self.invented + self.confused, self.speech)

    @property
    def jer(self) -> float:
        """Return the Jaccard error rate (DIHARD II): the mean over the true speakers."""
        return ratio(self.jaccard, self.speakers)


def diarization_errors(
    truth: Sequence[SpeakerSegment], hypothesis: Sequence[SpeakerSegment], collar: float = 0.0
) -> DiarizationErrors:
    """Compare speaker segments, including overlapped speech.

    `collar` seconds on each side of every true edge are not scored, as in NIST's md-eval
    (pyannote.metrics takes the sum of both sides).
    """
    from pyannote.core import (
        Segment,
        Timeline,
    )  # imported here because it loads pandas and matplotlib, which takes seconds
    from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate

    ours, theirs = _to_pyannote_annotation(truth), _to_pyannote_annotation(hypothesis)
    end = max((s.end for s in (*truth, *hypothesis)), default=0.0)
    whole = Timeline([Segment(0.0, end)])
    parts: dict[str, Any] = {}
    for measure in (DiarizationErrorRate, JaccardErrorRate):
        parts |= measure(collar=2 * collar)(ours, theirs, uem=whole, detailed=True)
    return DiarizationErrors(
        speech=parts["total"],
        missed=parts["missed detection"],
        invented=parts["false alarm"],
        confused=parts["confusion"],
        speakers=int(parts["speaker count"]),
        jaccard=parts["speaker error"],
    )


def _to_pyannote_annotation(segments: Sequence[SpeakerSegment]) -> Annotation:
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for track, s in enumerate(segments):
        if s.start < s.end:
            annotation[Segment(s.start, s.end), track] = s.voice
    return annotation.support()
