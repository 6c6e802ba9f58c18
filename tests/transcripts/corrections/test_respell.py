"""Misspelt names are respelled in the chosen words, each as one correction."""

from __future__ import annotations

import pytest

from transcripts.corrections.respell import SpelledName, respell_names, undo_name_changes
from transcripts.corrections.thresholds import Thresholds
from transcripts.corrections.write_words import WrittenWords, write_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.transcript import Word

THRESHOLDS = Thresholds()


def written(reference: str, spoken: str, names: tuple[str, ...] = ()) -> WrittenWords:
    words = [Word(w, 0.25 * i, 0.25 * i + 0.2, 0.9) for i, w in enumerate(spoken.split())]
    return write_words(realign(reference, words, ENGLISH, names))


def text_of(words: WrittenWords) -> str:
    assert [w.text for w in words.words] == [w.text for w in words.text.words]
    return " ".join(word.text for word in words.words)


REFERENCE = "I met Joanna Stigel, and Stigel's bowl, in the long afternoon."
STIGEL = SpelledName(2, 4, ("Ioana", "Szczygiel"), 0.9, {"name": "Ioana Szczygiel"})
ALONE = SpelledName(5, 6, ("Szczygiel",), 0.86)


def test_punctuation_and_possessive_endings_are_kept() -> None:
    found = respell_names(written(REFERENCE, REFERENCE), [STIGEL, ALONE], ENGLISH, THRESHOLDS)
    assert text_of(found).startswith("I met Ioana Szczygiel, and Szczygiel's bowl,")
    full, alone = found.text.changes
    assert (full.kind, full.before, full.after) == ("name", "Joanna Stigel", "Ioana Szczygiel")
    assert (full.status, full.score, full.evidence["name"]) == ("applied", 0.9, "Ioana Szczygiel")
    assert (alone.before, alone.after) == ("Stigel's", "Szczygiel's")
    assert [w.origin for w in found.words[1:4]] == ["both", "reference", "reference"]


@pytest.mark.parametrize(("probability", "count"), [(0.5, 1), (0.2, 0)])
def test_an_unlikely_name_stays_and_is_asked_about(probability: float, count: int) -> None:
    name = SpelledName(2, 4, ("Ioana", "Szczygiel"), probability)
    before = written(REFERENCE, REFERENCE)
    found = respell_names(before, [name], ENGLISH, THRESHOLDS)
    assert found.words == before.words
    assert [change.status for change in found.text.changes] == ["proposed"] * count


def test_verbatim_text_stays() -> None:
    before = written(REFERENCE, REFERENCE)
    found = respell_names(before, [STIGEL], ENGLISH, THRESHOLDS, verbatim=True)
    assert found.words == before.words
    assert [change.status for change in found.text.changes] == ["proposed"]


SISTER = "My sister Joan Lindqvist crossed the lake with you as a girl."
HEARD = SISTER.replace("Joan", "Jean")


def test_a_correction_towards_a_known_name_is_undone_unless_the_whole_name_fits() -> None:
    chosen = written(SISTER, HEARD, ("Jean Lindqvist",))
    assert "Jean" in text_of(chosen)  # Whisper was told this name, and wrote it
    assert undo_name_changes(chosen, ENGLISH)[2] == "Joan"
    name = SpelledName(2, 4, ("Jean", "Lindqvist"), 0.05)
    found = respell_names(chosen, [name], ENGLISH, THRESHOLDS)
    assert text_of(found) == SISTER
    (change,) = found.text.changes
    assert (change.status, change.before) == ("proposed", "Joan Lindqvist")
    assert respell_names(chosen, [], ENGLISH, THRESHOLDS) == chosen


def test_a_word_has_one_correction_of_its_wording() -> None:
    chosen = written(SISTER, HEARD, ("Jean Lindqvist",))
    name = SpelledName(2, 4, ("Jean", "Lindqvist"), 0.95)
    found = respell_names(chosen, [name], ENGLISH, THRESHOLDS)
    assert text_of(found) == HEARD
    (change,) = found.text.changes
    assert (change.before, change.after, change.score) == ("Joan Lindqvist", "Jean Lindqvist", 0.95)


def test_corrections_of_punctuation_quote_the_new_spelling() -> None:
    chosen = written(
        "i met joanna Stigel there. she smiled.", "I met Joanna Stigel there. She smiled."
    )
    name = SpelledName(2, 4, ("Ioana", "Szczygiel"), 0.9)
    found = respell_names(chosen, [name], ENGLISH, THRESHOLDS)
    assert not [c for c in found.text.changes if c.kind == "case" and "oanna" in c.after.lower()]
