from __future__ import annotations

import pytest

from transcripts.corrections.commas import add_commas, comma_probability, is_comma_missing
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Word

NAMES = frozenset({"ingrid", "halvorsen", "fjord"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It's four in the morning ^ and it's already warm", True),
        ("It was the end of a double shift ^ so I'd have believed it", True),
        ("Thank you ^ Ingrid Halvorsen for the sound", True),
        ("Thank you, Ingrid Halvorsen ^ for the sound", True),
        ("Yes ^ Ingrid", True),
        ("He kept the ledger ^ and the lamp", False),  # no clause after "and"
        ("You ^ and I know", False),  # none before it
        ("The lamp was out, nobody knew ^ and he slept", False),  # a short one
        ("I told ^ Ingrid about it", False),  # nobody is spoken to
        ("I told Ingrid ^ about it", False),
        ("Hello, Ingrid. Ingrid ^ Halvorsen where is it", False),  # that was another sentence
        ("I thank you ^ for the fjord", False),
        ("That is all ^", False),
    ],
)
def test_a_comma_is_missing_at(text: str, wanted: bool) -> None:
    before, _, behind = text.partition(" ^")
    words = before.split()
    assert is_comma_missing([*words, *behind.split()], len(words) - 1, NAMES, ENGLISH) == wanted


def test_each_source_makes_a_comma_likelier() -> None:
    heard = [
        comma_probability(sound_probability=sound, is_recognized=False, is_required_by_rules=False)
        for sound in (0.0, 0.05, 0.9)
    ]
    assert heard == sorted(heard)
    assert heard[0] < 0.05 < 0.85 < heard[2]
    for sound in (0.05, None):
        alone = comma_probability(
            sound_probability=sound, is_recognized=False, is_required_by_rules=False
        )
        assert (
            comma_probability(
                sound_probability=sound, is_recognized=False, is_required_by_rules=True
            )
            > alone
        )
        # if the audio gives the probability, a comma by the recognizer need not raise it
        written = comma_probability(
            sound_probability=sound, is_recognized=True, is_required_by_rules=False
        )
        assert written > alone or (sound and written == alone)


def test_heard_words_get_the_commas_that_are_heard() -> None:
    said = "Then one day, she left. And so"
    words = tuple(Word(text, 0.0, 0.0) for text in said.split())
    heard = [0.9, 0.0, 0.9, 0.01, 0.9, 0.0, 0.9]
    texts = [word.text for word in add_commas(words, heard, ENGLISH)]
    assert texts == ["Then,", "one", "day,", "she", "left.", "And", "so"]
