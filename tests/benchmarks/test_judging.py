"""Judge small passages, each given as two lines: what was said and what was published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.aligned_rows import AlignedRows, tokenize_texts
from benchmarks.judging import broken_words, judge, judge_marks
from benchmarks.planted_errors import Planted, is_mended
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.reference import read_reference
from transcripts.scores.word_alignment import TokenSequence
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.transcript import Correction, CorrectionKind, Status, Word


def said(line: str) -> TokenSequence:
    """Parse turns separated by |; every word takes half a second."""
    turns = [turn.split() for turn in line.split("|")]
    texts = [text for turn in turns for text in turn]
    words = tuple(Word(text, n / 2, n / 2 + 0.5) for n, text in enumerate(texts))
    speakers = tuple(f"T{n}" for n, turn in enumerate(turns, start=1) for _ in turn)
    return TokenSequence(words, speakers, tokenize_for_scoring(texts, ENGLISH))


def laid(truth: str, published: str) -> AlignedRows:
    return AlignedRows.align(said(truth), said(published))


def planted(kind: str, before: str, after: str, first: int, last: int) -> Planted:
    return Planted(kind, before, after, first / 2, last / 2)


SPOKEN = "It's a steel rope, very old. | Is it? | We don't agree."


@pytest.mark.parametrize(
    ("kind", "before", "after", "span", "published", "right"),
    [
        ("homophone", "a steel rope", "a steal rope", (1, 4), SPOKEN, True),
        ("homophone", "a steel rope", "a steal rope", (1, 4), "It's a steal rope very old", False),
        # "It is" is a mistake, too, but was not planted: it is ignored, because only planted errors
        # count.
        ("homophone", "a steel rope", "a steal rope", (1, 4), "It is a steel rope very old", True),
        ("contraction", "We do not agree", "We do not agree", (8, 11), SPOKEN, True),
        ("contraction", "We do not agree", "We do not agree", (8, 11), "We do not agree.", False),
        ("dropped-word", "rope very old", "rope old", (3, 6), "It's a steel rope, old.", False),
        ("inserted-word", "a steel", "a big steel", (1, 3), "It's a big steel rope", False),
        ("inserted-word", "a steel", "a big steel", (1, 3), SPOKEN, True),
        ("turn-break", "very old.  Is it?", "very old. Is it?", (4, 8), SPOKEN, True),
        (
            "turn-break",
            "very old.  Is it?",
            "very old. Is it?",
            (4, 8),
            "It's a steel rope, very old. Is it? | We don't agree.",
            False,
        ),
        ("turn-break", "a steel rope", "a  steel rope", (1, 4), SPOKEN, True),
        ("turn-break", "a steel rope", "a  steel rope", (1, 4), "It's a | steel rope", False),
        (
            "swapped-turns",
            "Is it?  We do not agree.",
            "We do not agree.  Is it?",
            (6, 11),
            "It's a steel rope, very old. | We don't agree. | Is it?",
            False,
        ),
    ],
)
def test_mended(
    kind: str, before: str, after: str, span: tuple[int, int], published: str, right: bool
) -> None:
    assert is_mended(laid(SPOKEN, published), planted(kind, before, after, *span)) is right


def correction(
    kind: CorrectionKind, before: str, after: str, first: int, last: int, status: Status = "applied"
) -> Correction:
    end = last / 2 if last > first else first / 2
    return Correction("C1", "T1", kind, before, after, first / 2, end, 0.9, status)


@pytest.mark.parametrize(
    ("made", "published", "right"),
    [
        (correction("spelling", "steal", "steel", 2, 3), SPOKEN, True),
        (correction("spelling", "steel", "steal", 2, 3), "It's a steal rope", False),
        (correction("contraction", "It is", "It's", 0, 1), SPOKEN, True),
        # The correction removed a word that was spoken.
        (correction("deletion", "steel", "", 2, 2), "It's a rope, very old.", False),
        (correction("deletion", "new", "", 2, 2), SPOKEN, True),
        # "We would left" became "We left", but "We'd left" is spoken.
        (correction("deletion", "is", "", 1, 1), "It a steel rope", False),
        (correction("punctuation", "rope", "rope,", 3, 4), SPOKEN, True),
        (correction("punctuation", "rope", "rope.", 3, 4), "It's a steel rope. Very", False),
        (correction("punctuation", "steel", "steel,", 2, 3), "It's a steel, rope", False),
        # Corrections that were not applied are judged as if they had been applied.
        (correction("spelling", "steal", "steel", 2, 3, "proposed"), "It's a steal rope", True),
        (correction("spelling", "steel", "steal", 2, 3, "rejected"), SPOKEN, False),
        (correction("turn-break", "rope, very old.", "rope, very ¶ old.", 5, 5), SPOKEN, False),
        (
            correction("turn-break", "rope, very old. Is it?", "rope, very old. ¶ Is it?", 6, 6),
            SPOKEN,
            True,
        ),
        (
            correction("turn-break", "rope, very old. ¶ Is it?", "rope, very old. Is it?", 6, 6),
            "It's a steel rope, very old. Is it?",
            False,
        ),
    ],
)
def test_corrections_are_held_against_the_truth(
    made: Correction, published: str, right: bool
) -> None:
    assert judge(laid(SPOKEN, published), made) is right


def test_broken_words_were_right_before() -> None:
    truth = said(SPOKEN)
    reference = AlignedRows.align(
        truth, tokenize_texts(["It", "is", "a", "steal", "rope", "very", "old", "Is", "it"])
    )
    published = AlignedRows.align(truth, said("It's a steel rope, very cold. | Is it?"))
    kept, lost = broken_words(reference, published)
    assert kept == 6  # a, rope, very, old, is, it
    assert [truth.tokens[n].key for n in lost] == ["old"]


def test_overlapped_words_may_stand_in_or_after_a_turn() -> None:
    true = [("We", 0), ("had", 1), ("no", 2), ("melon", 3), ("there.", 4), ("Pumpkins.", 2)]
    ours = [("We", 0), ("had", 1), ("Pumpkins.", 2), ("no", 2), ("melon", 3), ("there.", 4)]
    rows = []
    for spoken_at in (true, ours):
        words = tuple(Word(text, float(at), at + 0.9) for text, at in spoken_at)
        rows.append(
            TokenSequence(
                words, ("T1",) * len(words), tokenize_for_scoring([w.text for w in words], ENGLISH)
            )
        )
    beside = AlignedRows.align(*rows)
    assert list(beside.spoken_over.values()) == [5]
    assert broken_words(
        AlignedRows.align(rows[0], tokenize_texts([text for text, _ in true])), beside
    ) == (
        6,
        (),
    )
    assert not AlignedRows.align(rows[0], tokenize_texts([text for text, _ in ours])).spoken_over


def test_marks_are_compared_word_by_word() -> None:
    found = {token: told for token, _, told in judge_marks(laid("Yes, I do.", "Yes I do."))}
    assert found[0] == ",/·"


def test_the_example_before_and_after_corrections(examples: Path) -> None:
    """An uncorrected reference has all planted errors; the truth has none of them."""
    rows, errors = (
        json.loads((examples / name).read_text(encoding="utf-8"))
        for name in ("truth.seglst.json", "planted.json")
    )
    words = tuple(Word(*word) for turn in rows for word in turn["word_times"])
    turns = tuple(str(n) for n, turn in enumerate(rows) for _ in turn["word_times"])
    truth = TokenSequence(words, turns, tokenize_for_scoring([w.text for w in words], ENGLISH))
    old = read_reference((examples / "reference.txt").read_text(encoding="utf-8"), ENGLISH).words
    typed, perfect = AlignedRows.align(truth, tokenize_texts(old)), AlignedRows.align(truth, truth)
    found = [Planted.from_row(row) for row in errors]
    assert found
    assert all(is_mended(perfect, error) for error in found)
    assert not any(is_mended(typed, error) for error in found if error.kind != "turn-break")
