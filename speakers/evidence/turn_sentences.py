"""Prepare turns for the search for name cues: each turn is a voice and its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speakers.phrases.phrases import Phrases
from speakers.text.mentions import Sentence, split_speech
from transcripts.transcript import Turn

BACKCHANNEL_WORDS = 2


@dataclass(frozen=True, slots=True)
class TurnSentences:
    """A turn as input for finding name cues: its voice and its sentences.

    `is_edited` marks text that a person wrote, in which even "Right." counts as a full turn.
    `has_only_backchannel_words` marks a turn such as "Right."
    """

    voice: str
    sentences: tuple[Sentence, ...]
    start: float | None = None
    is_edited: bool = False
    has_only_backchannel_words: bool = False

    @property
    def words(self) -> int:
        """Return the number of words."""
        return sum(map(len, self.sentences))

    @property
    def is_backchannel(self) -> bool:
        """Check whether the turn is a backchannel ("Right.")."""
        return self.has_only_backchannel_words and not self.is_edited


def read_turn(
    voice: str,
    words: tuple[Sentence, ...],
    phrases: Phrases,
    start: float | None = None,
    *,
    edited: bool = False,
) -> TurnSentences:
    """Build the input for name cues from one turn."""
    spoken = [token.lower for sentence in words for token in sentence]
    few = len(spoken) <= BACKCHANNEL_WORDS
    listening = few and phrases.turns.backchannels.issuperset(spoken)
    return TurnSentences(voice, words, start, edited, listening)


def read_turns(turns: Sequence[Turn], phrases: Phrases) -> tuple[TurnSentences, ...]:
    """Build the input for name cues from several turns, in the same order."""
    return tuple(
        read_turn(
            turn.voice,
            split_speech(((w.text, w.start) for w in turn.words), phrases),
            phrases,
            turn.start,
        )
        for turn in turns
    )
