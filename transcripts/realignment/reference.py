"""Read a reference: its words, its turns, and what is not spoken (directions, labels, times)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from transcripts.languages.language import Language
from transcripts.source_transcript import SourceTranscript, SourceTurn
from transcripts.text.normalize import tokenize
from transcripts.text.turns import split_turns

_DIRECTION = re.compile(
    r"\[[^\]\n]{0,80}\]|\((?:[A-Z][A-Z0-9 ,.'\"&:-]+|[Ll]aughter|[Aa]pplause|[Mm]usic)\)"
    r"|\([Cc]rosstalk\)|<[^>\n]{1,40}>"
)
_DASH = re.compile(r"^[-–—]+$")


@dataclass(frozen=True, slots=True)
class Reference:
    """The words of a reference as written, and where its turns begin.

    `breaks` are the indices of words that begin a turn. `labels` has the speaker label ("GREENE")
    before such a word, if there is one, and `times` the seconds at which a word begins according to
    the source.
    """

    words: tuple[str, ...]
    breaks: frozenset[int]
    labels: Mapping[int, str] = field(default_factory=dict)
    times: Mapping[int, float] = field(default_factory=dict)


def read_reference(text: str | SourceTranscript, language: Language) -> Reference:
    """Read a reference, which is a source or a text.

    In a text, turns are separated by line breaks or by two or more spaces.
    """
    if isinstance(text, SourceTranscript):
        return _build_reference(text, language)
    words: list[str] = []
    breaks: set[int] = set()
    labels: dict[int, str] = {}
    label = None
    for turn in split_turns(text):
        spoken = _split_into_words(_DIRECTION.sub(" ", turn.text), language)
        label = turn.label or label
        if label and spoken:
            labels[len(words)] = label.written
            label = None
        if spoken and words:
            breaks.add(len(words))
        words += spoken
    return Reference(tuple(words), frozenset(breaks), labels)


def _build_reference(source: SourceTranscript, language: Language) -> Reference:
    """Return the words of a source with their times, without stage directions ("[laughs]")."""
    words: list[str] = []
    breaks: set[int] = set()
    labels: dict[int, str] = {}
    times: dict[int, float] = {}
    for turn in source.turns:
        first = len(words)
        words += _split_into_words(turn.text, language)
        if len(words) == first:
            continue
        times.update(_find_word_times(turn, first, language))
        if first:
            breaks.add(first)
        if turn.label:
            labels[first] = turn.label
    return Reference(tuple(words), frozenset(breaks), labels, times)


def _find_word_times(
    turn: SourceTurn, first: int, language: Language
) -> Iterator[tuple[int, float]]:
    """Yield (index of a word, its time according to the source).

    `first` is the index of the turn's first word.
    """
    place = first
    for word in turn.words:
        if tokenize([word.text], language):
            if word.start is not None:
                yield place, word.start
            place += 1


def _split_into_words(turn: str, language: Language) -> list[str]:
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
