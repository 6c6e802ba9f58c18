"""Separate speaker labels from passages without a speaker field: captions, typed paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from transcripts.text.label_forms import rewrite_labels
from transcripts.text.speaker_labels import LabelledPassage, read_label, split_labels

_LONE = re.compile(
    r"([^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,3})(, [a-z][\w -]{1,40})?:\s+(?=\S)"
)
_WORD = re.compile(r"[\w'’-]+")
_LEAST_KNOWN = 2
"""If this many speakers have labels, a name that occurs once also counts as a label."""


def separate_labels(passages: Sequence[str]) -> tuple[LabelledPassage, ...]:
    """Separate the labels from consecutive passages.

    In a text with labels, a name before a colon is a label even if it occurs only once, unless one
    of its words also occurs in lower case ("Question: ...").
    """
    return separate_lone_labels(split_labels(rewrite_labels(passages)))


def separate_lone_labels(
    labelled_passages: Sequence[LabelledPassage],
) -> tuple[LabelledPassage, ...]:
    """Separate labels that occur only once, if other passages have labels."""
    if len({passage.label.name for passage in labelled_passages if passage.label}) < _LEAST_KNOWN:
        return tuple(labelled_passages)
    texts = (passage.text for passage in labelled_passages)
    lower_case_words = {word for text in texts for word in _WORD.findall(text) if word.islower()}
    return tuple(_split_off_lone_label(passage, lower_case_words) for passage in labelled_passages)


def written_label(passage: LabelledPassage) -> str | None:
    """Return the label of a passage as written."""
    return passage.label.written if passage.label else None


def _split_off_lone_label(passage: LabelledPassage, lower_case_words: set[str]) -> LabelledPassage:
    match = _LONE.match(passage.text) if passage.label is None else None
    if match is None or any(word.lower() in lower_case_words for word in _WORD.findall(match[1])):
        return passage
    label = read_label(match[1] + (match[2] or ""))
    return replace(passage, label=label, text=passage.text[match.end() :])
