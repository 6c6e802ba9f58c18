from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from audio.acoustics.edges import align, refine_word_edges
from audio.recognizers.recognizer import Progress
from audio.sound.recording import Sound, load_sound
from tests.audio.acoustics.test_fit import CLIP
from tests.audio.acoustics.test_fit import HEARD as WHOLE
from transcripts.transcript import AlignedWords, Word

# The clip ends at a pause, because words that are cut off in the middle cannot be aligned.
HEARD = (*WHOLE[:16], replace(WHOLE[16], end=5.2))


@pytest.fixture(scope="module")
def sound() -> Sound:
    return load_sound(CLIP)


def shifted(seconds: float) -> list[Word]:
    """Return the words of the clip; the times of every second word are shifted."""
    return [
        replace(word, start=word.start + (-1) ** n * seconds, end=word.end + (-1) ** n * seconds)
        for n, word in enumerate(HEARD)
    ]


def test_rough_times_become_more_exact(sound: Sound) -> None:
    rough = [replace(w, start=max(0.0, w.start), end=w.end) for w in shifted(0.1)]
    errors = [
        abs(a.start - b.start) for a, b in zip(refine_word_edges(sound, rough), HEARD, strict=True)
    ]
    assert sorted(errors)[len(errors) // 2] < 0.03
    assert sum(errors) / len(errors) < 0.05


def test_words_stay_as_they_are_and_in_order(sound: Sound) -> None:
    sharp = refine_word_edges(sound, HEARD)
    assert [w.text for w in sharp] == [w.text for w in HEARD]
    assert all(a.end <= b.start for a, b in pairwise(sharp))
    assert all(w.start <= w.end for w in sharp)


def test_unconfirmed_times_stay(sound: Sound) -> None:
    lost = [replace(w, start=w.start + 1.0, end=w.end + 1.0) for w in HEARD[:6]]
    kept = refine_word_edges(sound, lost)
    assert all(abs(a.start - b.start) <= 0.21 for a, b in zip(kept, lost, strict=True))


class FixedTimes:
    """A stand-in recognizer that returns words unchanged."""

    def align(self, sound: Sound, words: Sequence[Word], progress: Progress) -> AlignedWords:
        return AlignedWords(tuple(words), (0.0,) * len(words))


@pytest.mark.parametrize(("language", "moves"), [("en", True), ("English", True), ("de", False)])
def test_only_english_times_are_refined(sound: Sound, language: str, moves: bool) -> None:
    recognizer = FixedTimes()
    words = shifted(0.05)
    timed = align(recognizer, sound, words, language, lambda share: None)  # type: ignore[arg-type]
    assert (timed.words != tuple(words)) == moves


class NeverRun:
    """A stand-in recognizer whose `align` must not be called."""

    def align(self, sound: Sound, words: Sequence[Word], progress: Progress) -> AlignedWords:
        raise AssertionError("the words were aligned before")


@pytest.mark.parametrize("language", ["en", "de"])
def test_words_that_were_aligned_before_are_only_refined(sound: Sound, language: str) -> None:
    overlapping = [replace(HEARD[0], end=HEARD[1].start + 0.05), *HEARD[1:]]
    commas = tuple(n / 100 for n in range(len(HEARD)))
    timed = align(NeverRun(), sound, overlapping, language, lambda share: None, commas)  # type: ignore[arg-type]
    assert timed.comma_probabilities == commas
    assert [w.text for w in timed.words] == [w.text for w in HEARD]
    assert all(a.end <= b.start for a, b in pairwise(timed.words))
