"""Weights of commas are fitted to places where the truth is known."""

from __future__ import annotations

from benchmarks.commas import CommaPlace, count_commas, cross_validate, fit
from transcripts.corrections.calibration import correction_probability
from transcripts.corrections.commas import comma_evidence


def place(tape: str, sound: float, comma: bool) -> CommaPlace:
    told = comma_evidence(sound_probability=sound, is_recognized=False, is_required_by_rules=False)
    return CommaPlace(
        tape,
        told,
        comma_evidence(sound_probability=None, is_recognized=False, is_required_by_rules=False),
        comma,
    )


PLACES = [
    place(tape, sound, comma)
    for tape in ("one", "other")
    for sound, comma in [(0.01, False)] * 8 + [(0.3, True), (0.3, False)] + [(0.9, True)] * 6
]


def test_the_audio_decides_about_commas() -> None:
    weights = fit([(p.sound, p.has_comma) for p in PLACES])
    low, middle, high = (
        correction_probability(
            comma_evidence(
                sound_probability=sound, is_recognized=False, is_required_by_rules=False
            ),
            weights,
        )
        for sound in (0.01, 0.3, 0.9)
    )
    assert low < 0.1 < 0.4 < middle < 0.6 < 0.9 < high


def test_without_the_sound_the_share_of_commas_is_left() -> None:
    weights = fit([(p.text, p.has_comma) for p in PLACES])
    assert abs(correction_probability(PLACES[0].text, weights) - 14 / 32) < 0.01


def test_every_place_is_judged_once_by_the_other_recordings() -> None:
    chances = cross_validate(PLACES)
    assert len(chances) == len(PLACES)
    found = count_commas(chances, 0.7)
    assert (found.found, found.invented, found.missed) == (12, 0, 2)
