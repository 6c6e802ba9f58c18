"""The report of repairs, as text and as a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import TEXTS, odd_transcripts
from tests.transcripts.edits.decisions import sequences
from transcripts.agreement import Agreement, TurnAgreement
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Edit
from transcripts.formats import repairs, repairs_html
from transcripts.formats.page.sides import comparison_rows
from transcripts.transcript import Correction, Transcript


def test_a_turn_shows_its_own_measures() -> None:
    worse, better = Agreement(0.2, 0.2, 0.3, 0.7, 0.1), Agreement(0.0, 0.0, 0.0, 1.0, 0.0)
    scores = replace(EXAMPLE.scores, turns=(TurnAgreement("T1", worse, better),))
    text = repairs.render(replace(EXAMPLE, scores=scores))
    line = text[text.index("@@ T1") : text.index("@@ T2")].strip().splitlines()[-1]
    assert line.startswith("# against what was heard: WER 20.0% -> 0.0%, MER 20.0% -> 0.0%")
    assert "20 % → 0 %" in repairs_html.render(replace(EXAMPLE, scores=scores))


def test_what_is_the_same_is_not_in_the_report() -> None:
    (same,) = [
        row for row in comparison_rows(EXAMPLE) if row.turn and row.turn.text == "Good evening."
    ]
    assert not same.differs
    assert "Good evening." not in repairs.render(EXAMPLE)


def test_without_corrections_both_sides_are_the_text() -> None:
    bare = replace(EXAMPLE, corrections=(), unspoken=(), unwritten=())
    for row, turn in zip(comparison_rows(bare), bare.turns, strict=True):
        assert row.reference_text == row.published_text == turn.text


@st.composite
def corrected(draw: st.DrawFn) -> Transcript:
    """Draw an odd transcript with arbitrary corrections, which may overlap."""
    transcript = draw(odd_transcripts())
    corrections = []
    for n in range(draw(st.integers(0, 8))):
        turn = draw(st.sampled_from(transcript.turns))
        first = draw(st.integers(0, len(turn.words)))
        last = draw(st.integers(first, len(turn.words)))
        start = turn.words[first].start if first < len(turn.words) else turn.end
        end = turn.words[last - 1].end if last > first else start
        kind = draw(st.sampled_from(["name", "punctuation", "order", "insertion", "turn-break"]))
        status = draw(st.sampled_from(["applied", "proposed", "rejected"]))
        corrections.append(
            Correction(f"C{n}", turn.id, kind, draw(TEXTS), draw(TEXTS), start, end, 0.5, status)
        )
    return replace(transcript, corrections=tuple(corrections))


@given(corrected())
def test_the_published_side_is_the_published_text(transcript: Transcript) -> None:
    sides = [row for row in comparison_rows(transcript) if row.turn]
    assert [row.published_text.split() for row in sides] == [
        [part for word in turn.words for part in word.text.split()] for turn in transcript.turns
    ]
    repairs.render(transcript)
    assert "<b>" not in repairs_html.render(transcript).partition("<main")[2].replace(
        '<b class="hidden">', ""
    )


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(edits=sequences(EXAMPLE, 8))
def test_no_edits_change_the_old_text_in_the_report(edits: tuple[Edit, ...]) -> None:
    """Turns of the old text may change their order where people speak at once; its words stay."""
    edited = apply_edits(EXAMPLE, edits).transcript
    assert words_of_old_text(edited) == words_of_old_text(EXAMPLE)


def words_of_old_text(transcript: Transcript) -> list[str]:
    return sorted(" ".join(row.reference_text for row in comparison_rows(transcript)).split())
