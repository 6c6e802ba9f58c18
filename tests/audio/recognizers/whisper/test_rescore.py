from __future__ import annotations

from pathlib import Path

import pytest

from audio.acoustics.fit import score_candidates
from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.whisper.rescore import rescore
from audio.sound.recording import Sound, load_sound
from transcripts.corrections.acoustics import Acoustics
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.realign import realign
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

CLIP = Path(__file__).parents[2] / "data" / "censor.ogg"
SAID = "In those days they used to censor the bad news. He's been talking about it for years, and I"
# Starts of the words in seconds, as the speech synthesizer reported them.
STARTS = [0.04, 0.14, 0.43, 1.2, 1.26, 1.45, 1.57, 1.99, 2.12, 2.48, 3.55, 3.64, 3.85, 4.24, 4.54]
STARTS += [4.69, 4.85, 5.72, 5.77]


def question(before: str, after: str, *wordings: str) -> CandidateSet:
    span = Span(0.0, 6.9)
    return CandidateSet("Q1", 0, "substitution", span, before, after, wordings, (0, 1), (0, 1))


@pytest.fixture(scope="module")
def sound() -> Sound:
    return load_sound(CLIP)


ASKED = [
    question("In those days they used to", " the bad news.", "sensor", "censor", "ten sir"),
    question("censor the bad news.", " been talking about it", "He is", "He's", "He has"),
    question("for years, and I", " know why.", "do not", "don't"),
    question("In those days they used", " the bad news.", "to censor", ""),
]


@pytest.mark.models
def test_the_spoken_wording_has_the_highest_log_likelihood(sound: Sound) -> None:
    shares: list[float] = []
    first, is_been, do_not, passage = rescore(sound, ASKED, RecognizerOptions(), shares.append)
    assert max(first) == first[1]
    assert first[1] - first[2] > 5
    assert max(is_been) == is_been[1]
    assert is_been[1] - is_been[0] > 2
    assert max(do_not) == do_not[1]
    assert passage[0] > passage[1]
    assert shares[-1] == 1.0


@pytest.mark.models
def test_batches_change_nothing(sound: Sound) -> None:
    together = rescore(sound, ASKED)
    # Some processors round products to 16 bits, and the result depends on the batch size.
    assert together[2] == pytest.approx(rescore(sound, ASKED[2:3])[0], abs=0.1)


@pytest.mark.models
def test_an_old_text_is_corrected_by_the_audio(sound: Sound) -> None:
    heard = [Word(w, s, s + 0.2, 0.9) for w, s in zip(SAID.split(), STARTS, strict=True)]
    alignment = realign(
        "in those days they used to sensor the bad news. He is been talking about it for years",
        heard,
        ENGLISH,
    )
    log_likelihoods = rescore(sound, alignment.candidate_sets)
    whole = (SpeakerSegment("V1", 0.0, sound.seconds),)
    acoustics = Acoustics.combine(
        score_candidates(sound, alignment.candidate_sets, heard),
        Diarization((whole[0].span,), whole, whole),
    )
    mended = punctuate(choose_words(alignment, log_likelihoods, acoustics=acoustics))
    assert " ".join(w.text for w in mended.words).startswith(SAID.removesuffix(", and I"))


@pytest.mark.models
def test_a_homophone_is_only_proposed_without_the_acoustic_model(sound: Sound) -> None:
    heard = [Word(w, s, s + 0.2, 0.9) for w, s in zip(SAID.split(), STARTS, strict=True)]
    alignment = realign("in those days they used to sensor the bad news", heard, ENGLISH)
    chosen = punctuate(choose_words(alignment, rescore(sound, alignment.candidate_sets)))
    (spelling,) = [change for change in chosen.changes if change.kind == "spelling"]
    assert (spelling.before, spelling.after, spelling.status) == ("sensor", "censor", "proposed")


def test_no_candidates_give_no_log_likelihoods(sound: Sound) -> None:
    assert rescore(sound, ()) == ()
