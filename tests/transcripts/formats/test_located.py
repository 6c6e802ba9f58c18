"""Old transcript.json files without word ranges are read, and get ranges."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema

from tests.lamplight import EXAMPLE
from transcripts.formats import json as transcript_json
from transcripts.formats.located import add_word_ranges
from transcripts.ranges import WordRange
from transcripts.transcript import Correction, Transcript, Word

OLD = Path(__file__).parent / "old" / "transcript_without_ranges.json"


def test_an_old_file_has_no_ranges_and_is_still_of_the_schema() -> None:
    text = OLD.read_text(encoding="utf-8")
    assert "word_range" not in text
    jsonschema.validate(json.loads(text), transcript_json.schema())


def test_the_words_of_an_old_file_are_found() -> None:
    old = transcript_json.parse(OLD.read_text(encoding="utf-8"))
    # The steps in the old file have the names that tapelog used at that time.
    provenance = replace(EXAMPLE.provenance, steps=old.provenance.steps)
    assert old == replace(EXAMPLE, provenance=provenance)
    assert [c.word_ranges for c in old.corrections] == [c.word_ranges for c in EXAMPLE.corrections]
    now = replace(old, provenance=EXAMPLE.provenance)
    assert transcript_json.render(now) == transcript_json.render(EXAMPLE)


def corrected(*corrections: Correction) -> Transcript:
    return add_word_ranges(replace(EXAMPLE, corrections=corrections))


def test_differing_words_are_not_found() -> None:
    (former,) = [c for c in EXAMPLE.corrections if c.id == "C10"]
    (found,) = corrected(replace(former, after="Kirkcaldy")).corrections
    assert found.word_ranges == ()


def test_a_break_between_turns_is_a_place_and_one_that_moved_has_words() -> None:
    own = EXAMPLE.word_ranges["T2"]
    words = EXAMPLE.turns[1].words
    at, end = words[2].start, words[4].end
    place = Correction("C1", "T2", "turn-break", "a ¶ b", "a b", at, at, 0.6, "proposed")
    moved = Correction("C2", "T2", "turn-break", "a ¶ b c", "a b ¶ c", at, end, 0.6, "applied")
    found = corrected(place, moved).corrections
    assert found[0].word_ranges == (WordRange(own.first + 2, own.first + 2),)
    assert found[1].word_ranges == (WordRange(own.first + 2, own.first + 5),)


def test_words_of_two_turns_are_found_in_the_order_of_the_sound() -> None:
    # "I wish | Right. | it were so.": the second turn overlaps the first.
    host = tuple(Word(t, n, n + 0.5) for t, n in (("I", 0), ("wish", 1), ("it", 3), ("were", 4)))
    aside = (Word("Right.", 2.0, 2.5),)
    turns = (
        replace(EXAMPLE.turns[0], words=host, start=0.0, end=4.5),
        replace(EXAMPLE.turns[1], words=aside, start=2.0, end=2.5),
    )
    across = Correction("C1", "T1", "order", "x", "wish Right. it", 1.0, 3.5, 0.9, "applied")
    made = replace(EXAMPLE, turns=turns, corrections=(across,), unspoken=(), unwritten=())
    (found,) = add_word_ranges(made).corrections
    assert found.word_ranges == (WordRange(1, 2), WordRange(4, 5), WordRange(2, 3))
