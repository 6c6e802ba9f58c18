from __future__ import annotations

import pytest

from transcripts.corrections.commas import missing_comma

NAMES = frozenset({"ingrid", "halvorsen", "fjord"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It's four in the morning ^ and it's already warm", True),
        ("It was the end of a double shift ^ so I'd have believed it", True),
        ("Thank you ^ Ingrid Halvorsen for the sound", True),
        ("Thank you, Ingrid Halvorsen ^ for the sound", True),
        ("Yes ^ Ingrid", True),
        ("He kept the ledger ^ and the lamp", False),  # no clause behind "and"
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
    assert missing_comma([*words, *behind.split()], len(words) - 1, NAMES) == wanted
