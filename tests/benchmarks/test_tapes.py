from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.tapes import Tape, damage_text, misspell_names, swap_homophones

TRUTH = (
    "Then Michael met Laurel in Houston, and the captain wept.",
    "Houston is where Michael told Laurel. Captain Ramon saw Houston.",
)
TAPE = Tape("flight", Path("flight.wav"), TRUTH, "", (), (), (), synthetic=False)


@pytest.mark.parametrize("seed", range(20))
def test_only_names_are_misspelled(seed: int) -> None:
    tape = misspell_names(TAPE, seed, with_cast=False)
    true, written = ("  ".join(TRUTH).split(" "), tape.reference.split(" "))
    changed = [(a, b) for a, b in zip(true, written, strict=True) if a != b]
    assert changed == [(error.spoken, error.written) for error in tape.planted]
    assert {a.strip(",.") for a, _ in changed} <= {"Michael", "Laurel", "Houston", "Ramon"}
    for error in tape.planted:
        spared = "right elsewhere" in error.kind
        name = error.spoken.strip(",.")
        assert (name in tape.reference) == spared


def test_a_cast_has_the_true_names_and_answers_of_its_own() -> None:
    tape = misspell_names(TAPE, 1, with_cast=True)
    assert [member.name for member in tape.cast] == ["Houston", "Laurel", "Michael", "Ramon"]
    assert tape.name != TAPE.name
    assert tape.reference == misspell_names(TAPE, 1, with_cast=False).reference


def test_only_words_with_a_homophone_are_swapped() -> None:
    truth = ("Their son wrote to you.", "There, in the sun, we know a weak king.") * 3
    tape = swap_homophones(Tape("h", Path("h.wav"), truth, "", (), (), (), synthetic=False), 1)
    true, written = ("  ".join(truth).split(" "), tape.reference.split(" "))
    changed = [(a, b) for a, b in zip(true, written, strict=True) if a != b]
    assert changed == [(error.spoken, error.written) for error in tape.planted]
    assert 3 < len(changed) < 24
    assert not {a.strip(".,") for a, _ in changed} & {"in", "the", "we", "a", "king", "you"}


@pytest.mark.parametrize("seed", range(9))
def test_a_damaged_text_has_its_planted_errors_and_no_others(seed: int) -> None:
    truth = ("It's a long way to the old harbour, and I won't go there again.",) * 20
    tape = Tape("d", Path("d.wav"), truth, "", (), (), (), synthetic=False)
    damaged = damage_text(tape, seed, ("Nobody said this.",))
    assert damaged == damage_text(tape, seed, ("Nobody said this.",))
    assert len(damaged.planted) > 1
    assert "," not in damaged.reference
    assert "won't" not in damaged.reference
    for error in damaged.planted:
        assert error.written in damaged.reference
        assert error.spoken in " ".join(truth)
