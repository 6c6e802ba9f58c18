"""Old texts that were pasted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
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
    assert list(alignment.reference_words) == [*TEXT.split(), *rest]
    assert alignment.copied_word_count == len(TEXT.split())
    assert alignment.match_share == 1.0


def changed(text: str) -> str:
    """Change every seventh word, so that the result has no long passage in common with the text."""
    return " ".join(w if n % 7 else "perhaps" for n, w in enumerate(text.split()))


@pytest.mark.parametrize("copy", [changed(TEXT), " ".join(reversed(TEXT.split()))])
@pytest.mark.parametrize("is_first", [True, False])
def test_nobody_speaks_faster_than_possible(copy: str, is_first: bool) -> None:
    """If a text has a changed copy of itself, only one of the two fits into the recording."""
    both = (copy, TEXT) if is_first else (TEXT, copy)
    alignment = realign("\n\n".join(both), heard(TEXT), ENGLISH)
    assert alignment.copied_word_count == 0
    chosen = choose_words(alignment, None, duration=len(TEXT.split()) / 3 + 1)
    assert len(chosen.timed_words) < 1.2 * len(TEXT.split())
    left_out = " ".join(passage.text for passage in punctuate(chosen).unspoken)
    assert len(left_out.split()) + len(chosen.timed_words) >= 1.95 * len(TEXT.split())
    verbatim = choose_words(alignment, None, verbatim=True, duration=30.0)
    assert len(verbatim.timed_words) == 2 * len(TEXT.split())


def test_a_passage_with_enough_time_is_kept() -> None:
    first, second = TEXT.split("\n")
    pause = replace(heard(second)[0], start=40.0, end=40.3)
    later = tuple(replace(w, start=w.start + 40, end=w.end + 40) for w in heard(second)[1:])
    spoken = (*heard(first), pause, *later)
    missed = "Then there were two more boats in the fog and each of them had lost its way home."
    alignment = realign(f"{first}\n{missed}\n{second}", spoken, ENGLISH)
    words = [word.text for word in choose_words(alignment, None, duration=90.0).timed_words]
    assert " ".join(words) == f"{first} {missed} {second}".replace("\n", " ")


def test_repeated_speech_is_kept() -> None:
    alignment = realign(f"{TEXT}\n{TEXT}", heard(f"{TEXT} {TEXT}"), ENGLISH)
    assert len(alignment.reference_words) == 2 * len(TEXT.split())
    assert alignment.copied_word_count == 0


def test_words_behind_a_copy_begin_a_turn() -> None:
    alignment = realign(f"{TEXT}\n{TEXT}\nThat is all.", heard(f"{TEXT} That is all."), ENGLISH)
    assert alignment.reference_words[-3:] == ("That", "is", "all.")
    assert len(TEXT.split()) in alignment.turn_breaks


def test_a_copy_has_a_notice() -> None:
    assert copies_notice(0) is None
    assert copies_notice(1200) == (
        "1,200 words of the old text are in it twice and were said once: one copy was used"
    )
