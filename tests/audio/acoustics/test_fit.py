from __future__ import annotations

from pathlib import Path

import pytest

from audio.acoustics.fit import score_candidates
from audio.sound.recording import Sound, load_sound
from transcripts.corrections.acoustics import AcousticFits
from transcripts.realignment.candidates import CandidateSet
from transcripts.transcript import Span, Word

CLIP = Path(__file__).parents[1] / "data" / "censor.ogg"
SAID = "In those days they used to censor the bad news. He's been talking about it for years, and I"
STARTS = [0.04, 0.14, 0.43, 1.2, 1.26, 1.45, 1.57, 1.99, 2.12, 2.48, 3.55, 3.64, 3.85, 4.24, 4.54]
STARTS += [4.69, 4.85, 5.72, 5.77]
HEARD = tuple(
    Word(word, start, end)
    for word, start, end in zip(SAID.split(), STARTS, [*STARTS[1:], 5.9], strict=True)
)


@pytest.fixture(scope="module")
def sound() -> Sound:
    return load_sound(CLIP)


def question(heard: tuple[int, int], *wordings: str) -> CandidateSet:
    return CandidateSet("Q1", 0, "substitution", Span(0.0, 6.9), "", "", wordings, heard, heard)


def test_a_word_that_was_spoken_fits_better_than_silence(sound: Sound) -> None:
    spoken = question((8, 9), "bad", "")
    ((with_it, without),) = score_candidates(sound, [spoken], HEARD).log_likelihoods
    assert with_it > without + 20


def test_words_that_were_never_spoken_fit_worse_than_silence(sound: Sound) -> None:
    invented = question((9, 9), "and all the sponsors", "")
    ((with_them, without),) = score_candidates(sound, [invented], HEARD).log_likelihoods
    assert with_them < without - 20


def test_words_outside_the_dictionary_are_spelled_by_their_letters(sound: Sound) -> None:
    ((right, wrong),) = score_candidates(
        sound, [question((6, 7), "sensur", "Vlotharp")], HEARD
    ).log_likelihoods
    assert right > wrong


def test_words_that_sound_the_same_fit_alike(sound: Sound) -> None:
    ((one, other),) = score_candidates(
        sound, [question((6, 7), "censor", "sensor")], HEARD
    ).log_likelihoods
    assert one == other


def test_where_no_wording_can_be_aligned_none_is_preferred(sound: Sound) -> None:
    hurried = [Word(w.text, 1.0 + 0.01 * n, 1.01 + 0.01 * n) for n, w in enumerate(HEARD)]
    rows = score_candidates(sound, [question((6, 7), "censor", "sensor")], hurried).log_likelihoods
    assert rows == ((0.0, 0.0),)


def test_unsupported_languages_are_not_scored(sound: Sound) -> None:
    at_the_edge = question((0, 1), "In", "An")
    assert score_candidates(sound, [at_the_edge], HEARD).log_likelihoods == ((),)
    german = score_candidates(sound, [question((8, 9), "bad", "")], HEARD, language="de")
    assert german == AcousticFits()
