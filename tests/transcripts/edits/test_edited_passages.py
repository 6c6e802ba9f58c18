"""Passages that editors changed, with the text of the reference, which no edit changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import made, sequences
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change, Edit
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord, RewriteWords
from transcripts.edits.kinds.turns import SplitTurn
from transcripts.formats import json as transcript_json
from transcripts.formats import repairs, repairs_html
from transcripts.formats.page.sides import comparison_rows
from transcripts.transcript import Transcript

NAME = next(n for n, word in enumerate(EXAMPLE.words) if word.text == "Tobias")


def old_words(transcript: Transcript) -> Counter[str]:
    """Count the words of the reference in the comparison, turn by turn."""
    return Counter(
        word for row in comparison_rows(transcript) for word in row.reference_text.split()
    )


def after(*changes: Change) -> Transcript:
    """Apply the changes of one editor."""
    edits = [made(n, change, "Anna") for n, change in enumerate(changes, 1)]
    applied = apply_edits(EXAMPLE, edits)
    assert not applied.unapplied
    return applied.transcript


@pytest.mark.slow
@settings(max_examples=25)
@given(edits=sequences(EXAMPLE, 10))
def test_no_edit_changes_the_words_of_the_reference(edits: tuple[Edit, ...]) -> None:
    edited = apply_edits(EXAMPLE, edits).transcript
    assert old_words(edited) == old_words(EXAMPLE)


def test_a_name_that_an_editor_changed_is_listed_with_the_old_text() -> None:
    edited = after(RewriteWords(((NAME, "Ioana"), (NAME + 1, "Szczygiel."))))
    (passage,) = edited.edited
    old = f"Tobias {EXAMPLE.words[NAME + 1].text}"
    assert (passage.before, passage.after) == (old, "Ioana Szczygiel.")
    assert (passage.author, passage.at) == ("Anna", "2026-05-05T08:00:01+00:00")
    row = next(row for row in comparison_rows(edited) if row.edited_passages)
    assert "Ioana" not in row.reference_text
    assert f'changed by Anna, {passage.at}: "{old}" -> ' in repairs.render(edited)
    page = repairs_html.render(edited)
    assert f"<del>{old}</del>" in page
    assert "<ins>Ioana\u00a0Szczygiel.</ins>" in page or "<ins>Ioana Szczygiel.</ins>" in page


@pytest.mark.parametrize("accept", [True, False])
def test_an_editor_s_decision_is_apart_from_the_machine_s_corrections(accept: bool) -> None:
    status = "applied" if accept else "proposed"
    names = tuple(
        c.id
        for c in EXAMPLE.corrections
        if c.status != status and c.kind not in ("order", "turn-break") and c.word_ranges
    )[:1]
    edited = after(DecideCorrections(names, accept))
    listed = {c.id for row in comparison_rows(edited) for c in row.corrections}
    assert not listed & set(names)
    assert old_words(edited) == old_words(EXAMPLE)


def test_text_that_is_not_speech_stays_in_the_old_text() -> None:
    first, last = EXAMPLE.word_ranges["T10"]
    edited = after(MarkPassage(((first, last),), "not speech"))
    assert old_words(edited) == old_words(EXAMPLE)
    assert [p.after for p in edited.edited] == [""]


def test_undone_edits_are_not_listed() -> None:
    assert after(RewriteWord(NAME, "Ann"), RewriteWord(NAME, EXAMPLE.words[NAME].text)).edited == ()


def test_a_split_inside_of_a_correction_keeps_the_old_text_once() -> None:
    wide = next(
        c
        for c in EXAMPLE.corrections
        if c.status == "applied" and c.word_ranges and c.word_ranges[0][1] - c.word_ranges[0][0] > 1
    )
    edited = after(SplitTurn(wide.word_ranges[0].first + 1))
    assert old_words(edited) == old_words(EXAMPLE)


def test_without_edits_the_file_is_as_before() -> None:
    assert '"edited"' not in transcript_json.render(EXAMPLE)
    assert '"edited"' in transcript_json.render(
        replace(EXAMPLE, edited=after(RewriteWord(NAME, "Ann")).edited)
    )
