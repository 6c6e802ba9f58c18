from __future__ import annotations

import pytest

from benchmarks.labels.alternation import count_repeats, report_alternation
from benchmarks.labels.texts import Interview, TrueTurn

ANN, BOB = "Ann Lee", "Bob Moss"


def interview(show: str, order: str) -> Interview:
    said = {"A": (ANN, "I'm Ann Lee. Bob, what did you see?"), "B": (BOB, "A boat in the sand.")}
    return Interview(f"{show}_1", tuple(TrueTurn(*said[letter]) for letter in order))


def test_turns_of_the_same_person_in_a_row() -> None:
    assert count_repeats([interview("pier", "ABABB"), interview("quay", "AAB")]) == (2, 6)


def test_each_show_is_judged_with_the_counts_of_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    texts = [interview("pier", "ABABB"), interview("quay", "AAB")]
    report_alternation(texts, {"as written": lambda text: text})
    printed = capsys.readouterr().out
    assert "1 of 4 turns; others 0.5000" in printed
    assert "1 of 2 turns; others 0.2500" in printed


def test_one_show_is_not_enough() -> None:
    with pytest.raises(SystemExit, match="only pier has interviews of two people"):
        report_alternation([interview("pier", "ABAB")], {})
