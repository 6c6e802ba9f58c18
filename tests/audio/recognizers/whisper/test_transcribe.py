"""Words are recognized where they are spoken, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.whisper.align import align
from audio.recognizers.whisper.transcribe import transcribe, untranscribed_gaps
from audio.sound.recording import Sound, load_sound
from transcripts.errors import UserError
from transcripts.transcript import Span, Word

DATA = Path(__file__).parents[2] / "data"
SPEECH = (Span(0.8, 3.6), Span(4.8, 8.3))
RATE = 16000


@pytest.fixture(scope="module")
def ledger() -> Sound:
    return load_sound(DATA / "ledger.flac")


def truth() -> list[tuple[str, float, float]]:
    return [tuple(row) for row in json.loads((DATA / "ledger.json").read_text())]


def bare(text: str) -> str:
    return text.strip(".,").lower()


def music(seconds: float, *, voice: float, seed: int) -> NDArray[np.float32]:
    """Make chords, an arpeggio and a drum; with `voice`, add vibrato and vowel formants."""
    chance, count = np.random.default_rng(seed), round(seconds * RATE)
    time, sound = np.arange(count) / RATE, np.zeros(count)
    for beat in range(int(seconds * 2)):
        part = slice(beat * RATE // 2, (beat + 1) * RATE // 2)
        root = (220.0, 174.6, 261.6, 196.0)[beat // 4 % 4]
        for pitch in (root, root * 1.26, root * 1.5, 2 * root * chance.choice([1, 1.26, 1.5])):
            phase = 2 * np.pi * pitch * time[part]
            phase += voice * pitch * 0.01 * np.sin(2 * np.pi * 5.5 * time[part])
            for overtone in range(1, 8):
                hertz = pitch * overtone
                vowel = np.exp(-(((hertz - 700) / 300) ** 2)) + np.exp(
                    -(((hertz - 1200) / 300) ** 2)
                )
                strength = (1 - voice) / overtone + voice * vowel
                sound[part] += 0.05 * strength * np.sin(overtone * phase)
        drum = slice(part.start, min(part.start + RATE // 8, count))
        length = drum.stop - drum.start
        sound[drum] += 0.2 * chance.normal(size=length) * np.exp(-np.arange(length) / 500)
    return sound.astype(np.float32)


def as_sound(*parts: NDArray[np.float32]) -> Sound:
    samples = np.concatenate(parts)
    return Sound(samples, samples[None])


@pytest.mark.parametrize(
    ("words", "gaps"),
    [
        ([(0, 2), (2, 4), (4, 9)], []),
        ([(0, 2), (4, 9)], [(1.9, 4.1)]),
        ([(0, 2), (2.9, 9)], []),  # too short to be words
        ([(0, 4), (7, 9)], [(4.9, 7.1)]),  # the pause from 4 to 5 is not speech
        ([(3, 9)], [(0, 3.1)]),
        ([(0, 3)], [(2.9, 9.1)]),
        ([], [(0, 9.1)]),
    ],
)
def test_speech_without_words_is_found(
    words: list[tuple[float, float]], gaps: list[tuple[float, float]]
) -> None:
    heard = [Word("a", *span) for span in words]
    found = untranscribed_gaps([Span(0, 4), Span(5, 9)], heard, [Span(0, 10)])
    assert [pytest.approx((g.start, g.end)) for g in found] == gaps


@pytest.mark.models
def test_words_are_recognized_at_their_times(ledger: Sound) -> None:
    heard = transcribe(ledger, SPEECH, vocabulary=("Saoirse Halloran",))
    assert [bare(w.text) for w in heard.words] == [bare(text) for text, _, _ in truth()]
    assert heard.omitted == ()
    late = [abs(w.start - start) for w, (_, start, _) in zip(heard.words, truth(), strict=True)]
    assert np.median(late) < 0.05
    assert max(late) < 0.2
    assert all(w.confidence > 0.3 for w in heard.words[2:])
    aligned = align(ledger, heard.words)
    commas = zip(heard.comma_probabilities, aligned.comma_probabilities, strict=True)
    assert all(abs(mine - later) < 0.2 for mine, later in commas)


@pytest.mark.models
def test_results_do_not_depend_on_earlier_windows(ledger: Sound) -> None:
    options = RecognizerOptions(model="tiny.en")
    first = transcribe(ledger, SPEECH, options)
    transcribe(as_sound(music(5, voice=0, seed=1)), [Span(0, 5)], options)
    assert transcribe(ledger, SPEECH, options) == first
    assert first.words


@pytest.mark.models
def test_music_and_silence_give_no_words() -> None:
    quiet = np.zeros(8 * RATE, np.float32)
    hiss = (0.003 * np.random.default_rng(3).normal(size=8 * RATE)).astype(np.float32)
    band, song = music(18, voice=0, seed=1), music(18, voice=1, seed=2)
    sound = as_sound(band, quiet, song, hiss, quiet)
    shares: list[float] = []
    heard = transcribe(sound, [Span(0, 60)], vocabulary=("Theodora Vance",), progress=shares.append)
    assert heard.words == ()
    assert heard.omitted
    assert all(o.reason for o in heard.omitted)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.models
def test_background_music_adds_no_words(ledger: Sound) -> None:
    sound = as_sound(ledger.samples, music(8, voice=1, seed=4))
    heard = transcribe(sound, [Span(0.8, sound.seconds)], vocabulary=("Saoirse",))
    assert 17 <= len(heard.words) <= 23
    assert bare(heard.words[-1].text) == "it"
    assert heard.words[-1].end < 8.5


@pytest.mark.models
def test_no_speech_is_no_words(ledger: Sound) -> None:
    assert transcribe(ledger, [], RecognizerOptions(model="tiny.en")).words == ()


@pytest.mark.models
@pytest.mark.parametrize("language", ["de", "ja"])
def test_other_languages_are_recognized(ledger: Sound, language: str) -> None:
    heard = transcribe(ledger, SPEECH[:1], RecognizerOptions(language=language))
    assert all(w.text and w.start <= w.end for w in heard.words)


@pytest.mark.models
@pytest.mark.parametrize(
    ("model", "language", "message"),
    [("tiny.en", "de", "tiny.en supports only English"), ("base", "xx", "'xx' is unknown")],
)
def test_an_unsupported_language_is_refused(
    ledger: Sound, model: str, language: str, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        transcribe(ledger, SPEECH, RecognizerOptions(model=model, language=language))
