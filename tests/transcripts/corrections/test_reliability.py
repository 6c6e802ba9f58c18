from __future__ import annotations

from transcripts.corrections.reliability import Reliability, reliability_notice
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.transcript import Word

WORDS = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(400)]


def heard(words: list[str]) -> tuple[Word, ...]:
    return tuple(Word(word, 0.3 * i, 0.3 * i + 0.25) for i, word in enumerate(words))


def test_a_stretch_with_many_differences_is_less_reliable_than_one_with_none() -> None:
    spoken = [f"x{word}x" if i < 100 and i % 4 == 0 else word for i, word in enumerate(WORDS)]
    alignment = realign(" ".join(WORDS), heard(spoken), ENGLISH)
    reliability = Reliability.measure(alignment)
    early = next(b for b in alignment.blocks if b.reference == (51, 52))
    late = next(b for b in alignment.blocks if b.reference == (350, 351))
    assert reliability.difference_rate_near(early) > 0.15
    assert reliability.difference_rate_near(late) < 0.07 + reliability.overall_difference_rate / 4
    assert 0.05 < reliability.overall_difference_rate < 0.08


def test_contractions_are_no_differences() -> None:
    alignment = realign(
        "I do not know what it is about",
        heard(["I", "don't", "know", "what", "it's", "about"]),
        ENGLISH,
    )
    assert Reliability.measure(alignment).difference_sizes == ()


def test_a_long_passage_is_one_difference() -> None:
    alignment = realign(" ".join(WORDS[:200]), heard([*WORDS[:60], *WORDS[120:200]]), ENGLISH)
    assert Reliability.measure(alignment).difference_sizes == (3,)


def test_a_notice_names_passages_that_are_hard_to_recognize() -> None:
    text = " ".join(WORDS)
    garbled = [f"x{word}x" if i % 4 == 0 else word for i, word in enumerate(WORDS)]
    assert "differ from the old text in about 2" in str(
        reliability_notice(realign(text, heard(garbled), ENGLISH))
    )
    assert reliability_notice(realign(text, heard(WORDS), ENGLISH)) is None
