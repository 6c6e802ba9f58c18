from __future__ import annotations

from dataclasses import replace

from transcripts.attribution.scores import transition_probabilities
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Word

TEXT = "They left. We stayed. It rained. Then she came. He slept."
WORDS = tuple(Word(text, at, at + 0.3, origin="both") for at, text in enumerate(TEXT.split(" ")))


def test_where_the_reference_has_no_words_its_breaks_say_nothing() -> None:
    breaks = frozenset({2})
    missing = tuple(
        replace(word, origin="heard") if i >= 6 else word for i, word in enumerate(WORDS)
    )
    without = transition_probabilities(WORDS, frozenset(), (), ENGLISH)
    whole = transition_probabilities(WORDS, breaks, (), ENGLISH)
    half = transition_probabilities(missing, breaks, (), ENGLISH)
    assert whole[4] < without[4]
    assert half[4] == whole[4]
    assert (half[6:] == without[6:]).all()
