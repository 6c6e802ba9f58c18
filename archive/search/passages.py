"""A transcript as the index has it: passage by passage, with the moment of every token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.search.numbers import PLACES, PLACES_A_SECOND, first_number
from archive.search.tokens import tokens
from transcripts.text.sentences import ends_sentence
from transcripts.transcript import Transcript, Turn, Word

LONGEST = 250
"""Tokens of a passage. PostgreSQL keeps 256 places of a word in a text, and a reader who searches
wants a moment, not a monologue. With fewer, words of one thought would fall into two passages."""

SPEAKER, ROLE, PROGRAMME = "§s", "§r", "§p"
"""What is known of a passage stands behind its words, marked as nobody can have said it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn, or a part of one that is very long.

    `tokens` are those of its text and then what is known of it; `times` are the moments of those of
    its text, in milliseconds.
    """

    turn: str
    speaker: str
    text: str
    tokens: tuple[str, ...]
    times: tuple[int, ...]


def passages(transcript: Transcript, recording: int) -> Mapping[int, Passage]:
    """Give the passages of a transcript by their numbers; `recording` is its own in the index."""
    about = transcript.recording
    programme = marked(PROGRAMME, about.programme)
    known = {
        s.id: (*marked(SPEAKER, s.name), *marked(ROLE, s.role), *programme)
        for s in transcript.speakers
    }
    first, place = first_number(about.date, recording), -1
    found: dict[int, Passage] = {}
    for turn in transcript.turns:
        for words in _parts(turn.words):
            place = max(place + 1, int(words[0].start * PLACES_A_SECOND))
            if place < PLACES:
                found[first + place] = _passage(turn, words, known[turn.speaker])
    return found


def marked(mark: str, name: str | None) -> tuple[str, ...]:
    """Give the tokens of a speaker's, a role's or a programme's name."""
    return tuple(dict.fromkeys(mark + token.text for token in tokens(name or "")))


def _passage(turn: Turn, words: Sequence[Word], known: tuple[str, ...]) -> Passage:
    said = [(token.text, word) for word in words for token in tokens(word.text)]
    return Passage(
        turn.id,
        turn.speaker,
        " ".join(word.text for word in words),
        (*(text for text, _ in said), *known),
        tuple(round(word.start * 1000) for _, word in said),
    )


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Cut the words of a turn where it is too long, if it can be where a sentence ends."""
    first = size = 0
    end: int | None = None
    for i, word in enumerate(words):
        more = len(tokens(word.text))
        if size + more > LONGEST and i > first:
            cut = end or i
            yield words[first:cut]
            first, end = cut, None
            size = sum(len(tokens(w.text)) for w in words[first:i])
        size += more
        if ends_sentence(word.text):
            end = i + 1
    if size:
        yield words[first:]
