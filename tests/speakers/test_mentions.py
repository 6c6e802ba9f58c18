from __future__ import annotations

from speakers.phrases.english.phrases import PHRASES
from speakers.text.mentions import REACH_WORDS, find_mentions, split_speech


def test_names_in_a_text_without_full_stops_look_only_so_far() -> None:
    """Without a limit, the time would grow quadratically with the length of the text."""
    (sentence,) = split_speech(((word, None) for word in ["Ann", "and"] * 2_000), PHRASES)
    found = find_mentions(sentence, PHRASES)
    assert max(len(each.text_before.split()) for each in found) == REACH_WORDS
    assert max(len(each.text_after.split()) for each in found) == REACH_WORDS
