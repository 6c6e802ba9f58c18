"""Known words are aligned with the audio, even if their times were wrong before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.whisper.align import align
from audio.sound.recording import Sound, load_sound
from transcripts.transcript import Word

pytestmark = pytest.mark.models

DATA = Path(__file__).parents[2] / "data"
NAN = float("nan")
TINY = RecognizerOptions(model="tiny.en")
NOWHERE = ["these", "words", "are", "nowhere", "to", "be", "heard"]


@pytest.fixture(scope="module")
def ledger() -> Sound:
    return load_sound(DATA / "ledger.flac")


def truth() -> list[Word]:
    return [Word(*row, origin="both") for row in json.loads((DATA / "ledger.json").read_text())]


def forget(word: Word, _index: int) -> Word:
    return replace(word, start=NAN, end=NAN)


def forget_every_third(word: Word, index: int) -> Word:
    return replace(word, start=0.0, end=0.0) if index % 3 == 0 else word


def shake(word: Word, index: int) -> Word:
    by = (0.25, -0.2, 0.1)[index % 3]
    return replace(word, start=max(0.0, word.start + by), end=word.end + by + 0.1)


def misplace(word: Word, index: int) -> Word:
    return replace(word, start=8.0, end=8.5) if index == 4 else word


@pytest.mark.parametrize("change", [forget, forget_every_third, shake, misplace])
def test_words_are_aligned_at_their_times(
    ledger: Sound, change: Callable[[Word, int], Word]
) -> None:
    rough = [change(word, i) for i, word in enumerate(truth())]
    timed = align(ledger, rough).words
    assert [(w.text, w.origin) for w in timed] == [(w.text, w.origin) for w in truth()]
    off = [abs(a.start - b.start) for a, b in zip(timed, truth(), strict=True)]
    assert np.median(off) < 0.05
    assert max(off) < 0.2


def test_no_word_lies_in_a_pause(ledger: Sound) -> None:
    timed = align(ledger, truth()).words
    assert timed[0].start > 0.75
    before, after = timed[8], timed[9]
    assert (before.text, after.text) == ("wall.", "I")
    assert before.end < 3.7
    assert after.start > 4.7


def test_confidence_separates_spoken_from_unspoken_words(ledger: Sound) -> None:
    wrong = [replace(w, text="giraffe") if w.text == "cookery" else w for w in truth()]
    right, false = (align(ledger, words).words[14].confidence for words in (truth(), wrong))
    assert right > 0.5
    assert false < 0.05


@pytest.mark.parametrize(
    "words",
    [
        [],
        [Word("Nobody", NAN, NAN)],
        [Word("—", 1.0, 1.2), Word("wall.", 1.2, 1.2), Word("“I", 99.0, 98.0)],
        [Word(text, NAN, NAN) for text in NOWHERE * 40],
        [*truth()[:3], *[Word("unspoken", NAN, NAN)] * 60, *truth()[3:]],
        truth()[::-1],
    ],
)
def test_words_stay_in_order_and_inside_the_recording(ledger: Sound, words: list[Word]) -> None:
    timed = align(ledger, words, TINY).words
    assert [w.text for w in timed] == [w.text for w in words]
    assert all(0 <= w.start <= w.end <= ledger.seconds for w in timed)
    assert all(a.end <= b.start for a, b in pairwise(timed))
    assert all(0 <= w.confidence <= 1 for w in timed)
