"""Score a contestant: WER of its words, DER of its turns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import jiwer
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from whisper.normalizers import EnglishTextNormalizer

Turn = tuple[float, float, str]


@cache
def _normalizer() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def count_word_errors(truth: str, hypothesis: str) -> tuple[int, int]:
    """Count word errors and true words after openai-whisper's normalization of English."""
    compared = jiwer.process_words(_normalizer()(truth), _normalizer()(hypothesis))
    wrong = compared.substitutions + compared.deletions + compared.insertions
    return wrong, compared.hits + compared.substitutions + compared.deletions


def to_annotation(turns: Iterable[Turn]) -> Annotation:
    """Convert turns, which may overlap, to a pyannote Annotation."""
    made = Annotation()
    for number, (start, end, label) in enumerate(turns):
        made[Segment(start, end), number] = label
    return made


def compute_der(
    truth: Iterable[Turn], hypothesis: Iterable[Turn], seconds: float, collar: float
) -> float:
    """Compute the DER.

    `collar` is in seconds on each side of a boundary; pyannote's own collar is twice as long,
    because it counts both sides.
    """
    extent = Timeline([Segment(0, seconds)])
    metric = DiarizationErrorRate(collar=2 * collar, skip_overlap=False)
    return float(metric(to_annotation(truth), to_annotation(hypothesis).crop(extent), uem=extent))
