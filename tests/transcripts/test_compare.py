"""Comparing two versions of a transcript."""

from __future__ import annotations

from dataclasses import replace

from tests.lamplight import EXAMPLE
from transcripts.compare import ChangedPassage, DiffPiece, compare
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change, Edit
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.turns import SplitTurn
from transcripts.transcript import Transcript


def edited(*changes: Change) -> Transcript:
    edits = [Edit(f"E{n}", change, "Ann", "2026-05-05") for n, change in enumerate(changes, 1)]
    applied = apply_edits(EXAMPLE, edits)
    assert not applied.unapplied
    return applied.transcript


def texts(passage: ChangedPassage, *kinds: str) -> str:
    return " ".join(piece.text for piece in passage.pieces if piece.kind in kinds)


def test_equal_versions_have_no_differences() -> None:
    assert compare(EXAMPLE, replace(EXAMPLE)) == ()


def test_a_changed_word_is_shown_with_its_neighbours() -> None:
    words = EXAMPLE.words
    (passage,) = compare(EXAMPLE, edited(RewriteWord(2, "brook or stream")))
    assert passage.start == EXAMPLE.turns[0].start
    assert DiffPiece("removed", words[2].text) in passage.pieces
    assert DiffPiece("added", "brook or stream") in passage.pieces
    first = passage.pieces[0]
    label = EXAMPLE.speaker(EXAMPLE.turns[0]).label
    assert first == DiffPiece("same", f"¶ {label}: {words[0].text} {words[1].text}")


def test_another_speaker_and_a_new_turn_are_differences() -> None:
    long = next(t for t in EXAMPLE.turns if len(t.words) > 8 and t.speaker != "S2")
    first, last = EXAMPLE.word_ranges[long.id]
    (passage,) = compare(EXAMPLE, edited(AssignSpeaker(((first, last),), "S2")))
    names = {s.id: s.label for s in EXAMPLE.speakers}
    assert texts(passage, "removed") == f"¶ {names[long.speaker]}:"
    assert texts(passage, "added") == f"¶ {names['S2']}:"
    (passage,) = compare(EXAMPLE, edited(SplitTurn(first + 3)))
    assert (texts(passage, "removed"), texts(passage, "added")) == ("", f"¶ {names[long.speaker]}:")


def test_both_versions_can_be_read_from_short_passages() -> None:
    after = edited(RewriteWord(0, "Once"), RewriteWord(40, ""), RewriteWord(41, "one two three"))
    for passage in compare(EXAMPLE, after):
        old, new = texts(passage, "same", "removed"), texts(passage, "same", "added")
        whole = [
            " ".join(f"¶ {t.speaker(turn).label}: {turn.text}" for turn in t.turns)
            for t in (EXAMPLE, after)
        ]
        for part in old.split(" … "):
            assert part in whole[0]
        for part in new.split(" … "):
            assert part in whole[1]
