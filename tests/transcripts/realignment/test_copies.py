"""Old texts that were pasted twice."""

from __future__ import annotations

import pytest

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.copies import copies_notice
from transcripts.realignment.realign import realign
from transcripts.transcript import Word

TEXT = (
    "The boat left the harbour at six. It carried eleven barrels of oil and a letter for the "
    "keeper. Nobody on the island saw it go, because the fog came in before the tide had turned.\n"
    "When did they notice? Only in the evening, when the lamp stayed dark and somebody walked up "
    "the hill to ask why, and found the door open and the log written up to noon that day."
)


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(w, n / 3, (n + 1) / 3) for n, w in enumerate(text.split()))


@pytest.mark.parametrize("between", ["\n\n", "\nAnd so it went on.\n"])
def test_a_text_pasted_twice_is_used_once(between: str) -> None:
    alignment = realign(f"{TEXT}{between}{TEXT}", heard(TEXT), ENGLISH)
    rest = between.split()
    assert list(alignment.words) == [*TEXT.split(), *rest]
    assert alignment.copied == len(TEXT.split())
    assert alignment.match == 1.0


def test_repeated_speech_is_kept() -> None:
    alignment = realign(f"{TEXT}\n{TEXT}", heard(f"{TEXT} {TEXT}"), ENGLISH)
    assert len(alignment.words) == 2 * len(TEXT.split())
    assert alignment.copied == 0


def test_words_behind_a_copy_begin_a_turn() -> None:
    alignment = realign(f"{TEXT}\n{TEXT}\nThat is all.", heard(f"{TEXT} That is all."), ENGLISH)
    assert alignment.words[-3:] == ("That", "is", "all.")
    assert len(TEXT.split()) in alignment.breaks


def test_a_copy_has_a_notice() -> None:
    assert copies_notice(0) is None
    assert copies_notice(1200) == (
        "1,200 words of the old text are in it twice and were said once: one copy was used"
    )
