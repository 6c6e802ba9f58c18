"""Split a transcript into passages for the index, with the time of every token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from archive.search.numbers import PLACES, PLACES_A_SECOND, first_number
from archive.search.tokens import index_tokens, word_tokens
from transcripts.text.sentences import ends_sentence
from transcripts.transcript import Transcript, Word

T = TypeVar("T")

LONGEST = 250
"""The maximum number of tokens in a passage.

PostgreSQL stores at most 256 positions of a word per text, and readers search for a moment, not a
monologue. With fewer tokens, related words would more often fall into different passages.
"""

# An edit changes one or two of hundreds of turns. The cache holds the turns of several hours of
# speech, about 5 kB each.
_CACHED_TURNS = 4096

SPEAKER, ROLE, PROGRAMME = "§s", "§r", "§p"
"""The marks at the start of metadata tokens, which follow the tokens of a passage's words."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn, or a part of a very long turn.

    `tokens` are the tokens of its text, followed by the tokens of its metadata; `times` are the
    start times of the text's tokens in milliseconds.
    """

    turn: str
    speaker: str
    text: str
    tokens: tuple[str, ...]
    times: tuple[int, ...]


def build_passages_of_transcript(transcript: Transcript, recording: int) -> Mapping[int, Passage]:
    """Return the passages of a transcript by number; `recording` is its number in the index."""
    return _build_passages(_ByIdentity(transcript), recording)


@lru_cache(4)  # an edit's result is the next edit's input; four entries serve a few editors
def _build_passages(wrapped: _ByIdentity[Transcript], recording: int) -> Mapping[int, Passage]:
    transcript = wrapped.value
    about = transcript.recording
    programme = marked_tokens(PROGRAMME, about.programme)
    metadata = {
        s.id: (*marked_tokens(SPEAKER, s.name), *marked_tokens(ROLE, s.role), *programme)
        for s in transcript.speakers
    }
    first, place = first_number(about.date, recording), -1
    found: dict[int, Passage] = {}
    for turn in transcript.turns:
        for start, passage in _build_passages_of_turn(
            _ByIdentity(turn.words), turn.id, turn.speaker, metadata[turn.speaker]
        ):
            place = max(place + 1, int(start * PLACES_A_SECOND))
            if place < PLACES:
                found[first + place] = passage
    return found


@lru_cache(_CACHED_TURNS)
def _build_passages_of_turn(
    words: _ByIdentity[tuple[Word, ...]], turn: str, speaker: str, metadata: tuple[str, ...]
) -> tuple[tuple[float, Passage], ...]:
    """Return the passages of a turn, each with its start in seconds."""
    return tuple(
        (part.start, Passage(turn, speaker, part.text, (*part.tokens, *metadata), part.times))
        for part in _tokenize_parts(words)
    )


def marked_tokens(mark: str, name: str | None) -> tuple[str, ...]:
    """Return the tokens of a name, role or programme, each with `mark` in front."""
    return tuple(dict.fromkeys(mark + token.text for token in index_tokens(name or "")))


@dataclass(frozen=True, slots=True, eq=False)
class _ByIdentity(Generic[T]):
    """A wrapper that is compared by identity, for fast cache lookups."""

    value: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of one passage."""

    start: float
    text: str
    tokens: tuple[str, ...]
    times: tuple[int, ...]


@lru_cache(_CACHED_TURNS)
def _tokenize_parts(wrapped: _ByIdentity[tuple[Word, ...]]) -> tuple[_Part, ...]:
    return tuple(map(_build_part, _split_into_parts(wrapped.value)))


def _build_part(words: Sequence[Word]) -> _Part:
    said = [(token, word) for word in words for token in word_tokens(word.text)]
    return _Part(
        words[0].start,
        " ".join(word.text for word in words),
        tuple(token for token, _ in said),
        tuple(round(word.start * 1000) for _, word in said),
    )


def _split_into_parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Split the words of a long turn into parts, between sentences where possible."""
    sizes = [len(word_tokens(word.text)) for word in words]
    begin = size = 0
    ended: int | None = None
    for i, word in enumerate(words):
        if size + sizes[i] > LONGEST and i > begin:
            cut = ended or i
            yield words[begin:cut]
            begin, size, ended = cut, sum(sizes[cut:i]), None
        size += sizes[i]
        if ends_sentence(word.text):
            ended = i + 1
    if size:
        yield words[begin:]
