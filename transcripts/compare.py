"""Compare two versions of a transcript: their words, and who says the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from transcripts.transcript import Transcript

_CONTEXT_WORDS = 8
"""Unchanged words that are shown on each side of a change."""

_MOST_WORDS = 6000
"""Longest passage that is compared word by word; the time grows with the square of its length."""

DiffKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """A part of a passage: text of both versions, of only the earlier, or of only the later one."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """Turns that differ between two versions, and when they start in seconds.

    In the texts, "¶ Anna:" marks where a turn begins, and "…" stands for words that are left out.
    """

    start: float
    pieces: tuple[DiffPiece, ...]


def compare(before: Transcript, after: Transcript) -> tuple[ChangedPassage, ...]:
    """Return the passages in which two versions of a transcript differ, in order."""
    old, new = _list_labels_and_texts(before), _list_labels_and_texts(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        ChangedPassage(
            min(turn.start for turn in (*before.turns[a1:a2], *after.turns[b1:b2])),
            tuple(
                _build_diff_pieces(_split_into_tokens(old[a1:a2]), _split_into_tokens(new[b1:b2]))
            ),
        )
        for tag, a1, a2, b1, b2 in matcher.get_opcodes()
        if tag != "equal"
    )


def _list_labels_and_texts(transcript: Transcript) -> list[tuple[str, str]]:
    """Return the label and the text of each turn."""
    labels = {speaker.id: speaker.label for speaker in transcript.speakers}
    return [(labels[turn.speaker], turn.text) for turn in transcript.turns]


def _split_into_tokens(lines: Sequence[tuple[str, str]]) -> list[str]:
    return [token for label, text in lines for token in (f"¶ {label}:", *text.split())]


def _build_diff_pieces(old_tokens: Sequence[str], new_tokens: Sequence[str]) -> Iterator[DiffPiece]:
    for kind, tokens in _diff_tokens(old_tokens, new_tokens):
        if kind == "same":
            tokens = _shorten(tokens)
        yield DiffPiece(kind, " ".join(tokens))


def _diff_tokens(
    old_tokens: Sequence[str], new_tokens: Sequence[str]
) -> Iterator[tuple[DiffKind, Sequence[str]]]:
    if max(len(old_tokens), len(new_tokens)) > _MOST_WORDS:
        yield from (("removed", old_tokens), ("added", new_tokens))
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(
        None, old_tokens, new_tokens, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield "same", old_tokens[a1:a2]
            continue
        if a1 < a2:
            yield "removed", old_tokens[a1:a2]
        if b1 < b2:
            yield "added", new_tokens[b1:b2]


def _shorten(tokens: Sequence[str]) -> Sequence[str]:
    if len(tokens) <= 2 * _CONTEXT_WORDS + 1:
        return tokens
    return (*tokens[:_CONTEXT_WORDS], "…", *tokens[-_CONTEXT_WORDS:])
