"""How well the voices are told apart in time: DER and JER, by pyannote.metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transcripts.scores.counts import Counts, share
from transcripts.transcript import Stretch

if TYPE_CHECKING:
    from pyannote.core import Annotation


@dataclass(frozen=True, slots=True)
class VoiceErrors(Counts):
    """Seconds of true speech, and of the errors in it, overlapped speech counted once a speaker.

    `jaccard` is the sum over `speakers` of each true speaker's Jaccard error.
    """

    speech: float
    missed: float
    invented: float
    confused: float
    speakers: int
    jaccard: float

    @property
    def der(self) -> float:
        """Give the diarization error rate."""
        return share(self.missed + self.invented + self.confused, self.speech)

    @property
    def jer(self) -> float:
        """Give the Jaccard error rate (DIHARD II): the mean over the true speakers."""
        return share(self.jaccard, self.speakers)


def voice_errors(
    truth: Sequence[Stretch], hypothesis: Sequence[Stretch], collar: float = 0.0
) -> VoiceErrors:
    """Measure who is heard when, overlapped speech included.

    `collar` seconds on each side of every true edge are not scored, as NIST's md-eval counts it
    (pyannote.metrics names the sum of both sides).
    """
    from pyannote.core import Segment, Timeline  # with pandas and matplotlib: seconds to import
    from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate

    ours, theirs = _annotation(truth), _annotation(hypothesis)
    end = max((s.end for s in (*truth, *hypothesis)), default=0.0)
    whole = Timeline([Segment(0.0, end)])
    parts: dict[str, Any] = {}
    for measure in (DiarizationErrorRate, JaccardErrorRate):
        parts |= measure(collar=2 * collar)(ours, theirs, uem=whole, detailed=True)
    return VoiceErrors(
        speech=parts["total"],
        missed=parts["missed detection"],
        invented=parts["false alarm"],
        confused=parts["confusion"],
        speakers=int(parts["speaker count"]),
        jaccard=parts["speaker error"],
    )


def _annotation(stretches: Sequence[Stretch]) -> Annotation:
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for track, s in enumerate(stretches):
        if s.start < s.end:
            annotation[Segment(s.start, s.end), track] = s.voice
    return annotation.support()
