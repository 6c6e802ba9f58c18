"""Read a reference: its words, its turns, and what is not speech (directions, labels, times)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transcripts.languages.language import Language
from transcripts.text.normalize import tokenize

_DIRECTION = re.compile(
    r"\[[^\]\n]{0,80}\]|\((?:[A-Z][A-Z0-9 ,.'\"&:-]+|[Ll]aughter|[Aa]pplause|[Mm]usic)\)"
    r"|\([Cc]rosstalk\)|<[^>\n]{1,40}>"
)
_CLOCK = re.compile(r"^\s*\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\)?\s+")
_CAPITALS_LABEL = re.compile(
    r"^((?:(?:Dr|Mr|Ms|Mrs)\. )?(?:[A-Z][A-Z.'’-]+|[A-Z]\.)"
    r"(?:[ ,/&]+[A-Z0-9][A-Z0-9.'’-]*){0,6}):\s+"
)
_NAME_LABEL = re.compile(
    r"^((?:Dr\. |Mr\. |Ms\. |Mrs\. )?[A-Z][\w.'’-]*(?: [A-Z0-9][\w.'’-]*){0,3}):\s+"
)
_DASH = re.compile(r"^[-–—]+$")

# Typists used to put two spaces after every sentence. If nearly all sentence ends (of at least ten)
# have them, they do not mark turns; in texts that mark turns this way, about half have them.
_TYPED_SHARE = 0.9
_TYPED_AT_LEAST = 10


@dataclass(frozen=True, slots=True)
class Reference:
    """The words of a reference as written; `breaks` are the indices of words that begin a turn.

    `labels` has the speaker label ("GREENE") before such a word, if there is one.
    """

    words: tuple[str, ...]
    breaks: frozenset[int]
    labels: Mapping[int, str] = field(default_factory=dict)


def read_reference(text: str, language: Language) -> Reference:
    """Read a reference whose turns are on separate lines, or two or more spaces apart."""
    words: list[str] = []
    breaks: set[int] = set()
    labels: dict[int, str] = {}
    for label, text_of_turn in split_turns(_DIRECTION.sub(" ", text)):
        spoken = _words(text_of_turn, language)
        if label and spoken:
            labels[len(words)] = label
        if spoken and words:
            breaks.add(len(words))
        words += spoken
    return Reference(tuple(words), frozenset(breaks), labels)


def split_turns(text: str) -> tuple[tuple[str | None, str], ...]:
    """Split a text into turns as written, each with its speaker label, if any."""
    turns = _turns(text.replace("\u00a0", " ").replace("\r\n", "\n"))
    labels = _repeated_labels(turns)
    return tuple(_split_label(turn, labels) for turn in turns)


def _turns(text: str) -> list[str]:
    """Split a text into turns, without times."""
    blank = re.search(r"\n[ \t]*\n", text.strip())
    line = r"\n[ \t]*\n\s*|\n(?=[A-Z][\w .,'’-]{0,40}:\s)" if blank else r"\n"
    ends = len(re.findall(r"[.?!][\"”’)]* +(?=\S)", text))
    double_spaced = len(re.findall(r"[.?!][\"”’)]* {2,}(?=\S)", text))
    typed = ends >= _TYPED_AT_LEAST and double_spaced >= _TYPED_SHARE * ends
    apart = line if typed else line + r"|[ \t]{2,}"
    turns = [_CLOCK.sub("", part.strip()) for part in re.split(apart, text)]
    return [turn for turn in turns if turn]


def _repeated_labels(turns: list[str]) -> frozenset[str]:
    """Find labels in mixed case: only those that occur again, unlike beginnings of sentences."""
    names = [m.group(1) for turn in turns if (m := _NAME_LABEL.match(turn))]
    return frozenset(name for name in names if names.count(name) > 1)


def _split_label(turn: str, labels: frozenset[str]) -> tuple[str | None, str]:
    """Separate a turn's label from its text."""
    capitals = _CAPITALS_LABEL.match(turn + " ")
    if capitals:
        return capitals.group(1), turn[capitals.end() :]
    named = _NAME_LABEL.match(turn + " ")
    if named and named.group(1) in labels:
        return named.group(1), turn[named.end() :]
    return None, turn


def _words(turn: str, language: Language) -> list[str]:
    """Split a turn into words; a dash on its own is appended to the word before it."""
    words: list[str] = []
    for text in turn.split():
        if tokenize([text], language):
            words.append(text)
        elif words and _DASH.match(text) and not words[-1].endswith("—"):
            words[-1] += "—"
        elif words and re.fullmatch(r"[.?!…]+", text):
            words[-1] += text[0]
    return words
