"""Split a text without times into turns at labels, blank lines, line breaks or double spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from transcripts.text.label_forms import rewrite_labels
from transcripts.text.speaker_labels import LabelledPassage, begins_with_label, split_labels
from transcripts.text.typed_text import clean_text

# Typists used to put two spaces after every sentence. If nearly all of at least ten sentence ends
# have two spaces, the spaces do not mark turns; in texts where they mark turns, about half have
# them.
_TYPED_SHARE = 0.9
_TYPED_AT_LEAST = 10
# In a text with at least this share of labelled passages, double spaces do not mark turns.
_LABELLED_SHARE = 0.25
# A line of at least this many characters may continue on the next line.
_WRAPPED_FROM = 45

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_APART = re.compile(r"[ \t]{2,}")
_ENDS = re.compile(r"[.?!][\"”’)]* +(?=\S)")
_DOUBLE_SPACED_ENDS = re.compile(r"[.?!][\"”’)]* {2,}(?=\S)")
_DIRECTION = re.compile(r"^[(\[][^()\[\]\n]{1,120}[)\]]$")


def split_turns(text: str) -> tuple[LabelledPassage, ...]:
    """Split a text into turns as written, without their labels and time codes.

    In a text with labels, a line that continues a full line belongs to the same turn.
    """
    clean = clean_text(text.replace("\u00a0", " ").replace("\r\n", "\n")).strip()
    clean = "\n".join(rewrite_labels(clean.split("\n")))
    lines = _split_paragraphs(clean) if _BLANK.search(clean) else _split_lines(clean)
    passages = [(text.strip(), continues) for text, continues in lines if text.strip()]
    labelled = split_labels([text for text, _ in passages])
    if _is_labelled(labelled):
        return _join_lines(labelled, [continues for _, continues in passages])
    if _is_typed(clean):
        return labelled
    return split_labels([part for p, _ in passages for part in _APART.split(p) if part.strip()])


def _split_paragraphs(text: str) -> list[tuple[str, bool]]:
    """Split at blank lines, and at lines that begin with a label or are a stage direction.

    The second value of a passage says whether it continues the passage before it, if it turns out
    to have no label.
    """
    passages: list[tuple[str, bool]] = []
    for paragraph in _BLANK.split(text):
        lines = paragraph.split("\n")
        own = [(lines[0], False)]
        for before, line in pairwise(lines):
            direction = _is_direction(line) or _is_direction(before)
            if direction or begins_with_label(line):
                own.append((line, not direction))
            else:
                own[-1] = (f"{own[-1][0]}\n{line}", own[-1][1])
        passages += own
    return passages


def _split_lines(text: str) -> list[tuple[str, bool]]:
    lines = text.split("\n")
    wrapped = [len(a) >= _WRAPPED_FROM and not _is_direction(b) for a, b in pairwise(lines)]
    return list(zip(lines, [False, *wrapped], strict=True))


def _is_direction(line: str) -> bool:
    return bool(_DIRECTION.match(line.strip()))


def _is_labelled(passages: Sequence[LabelledPassage]) -> bool:
    labels = [p.label.name for p in passages if p.label]
    return len(set(labels)) > 1 and len(labels) >= _LABELLED_SHARE * len(passages)


def _join_lines(
    passages: Sequence[LabelledPassage], continues: Sequence[bool]
) -> tuple[LabelledPassage, ...]:
    joined: list[LabelledPassage] = []
    for passage, soft in zip(passages, continues, strict=True):
        if soft and passage.label is None and passage.time is None and not passage.is_change:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}\n{passage.text}")
        else:
            joined.append(passage)
    return tuple(joined)


def _is_typed(text: str) -> bool:
    ends = len(_ENDS.findall(text))
    return ends >= _TYPED_AT_LEAST and len(_DOUBLE_SPACED_ENDS.findall(text)) >= _TYPED_SHARE * ends
