from __future__ import annotations

from benchmarks.labels.styles import TURNS
from benchmarks.labels.texts import Interview, TrueTurn
from benchmarks.labels.voices import count_named_voices


def test_voices_are_counted_by_their_names() -> None:
    interview = Interview("show_1", tuple(TrueTurn(who, said) for who, said in TURNS))
    assert count_named_voices([interview]) == {"right": 3}


def test_a_voice_that_nobody_names_counts_as_unnamed() -> None:
    said = ("So the boat was red, and the sea was low that day.", "It was, and the town was near.")
    turns = tuple(TrueTurn(f"Ann Lee {i % 2}", text) for i, text in enumerate(said))
    assert count_named_voices([Interview("show_1", turns)]) == {"no": 2}
