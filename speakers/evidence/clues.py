"""Clues in what is said: who names oneself, who is addressed, introduced or only spoken of.

A clue points at turns, not voices, so that it serves a text without a recording as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from speakers.evidence.wordings import addresses, introduces, introduces_self, pairs_with_speaker
from speakers.phrases.phrases import Phrases
from speakers.text.passages import Mention, Sentence, joined, lists, mentions, sentences
from transcripts.transcript import Turn

ClueKind = Literal["introduces-self", "addressed", "introduced", "mentioned"]

# Where the person sits whom a clue names, as shares of the turns around it: +1 the next voice, +2
# the one after it, -1 the one before. Counted on the 13 of 20 podcast interviews that have three
# voices and more: of 71 people asked 59 had the next turn, 7 the second and 4 the one before; of 58
# told 36, 11 and 6; of 41 introduced 14, 16 and 3. Rounded towards each other, as the voices err at
# the edges of turns.
ASKED = ((+1, 0.75), (+2, 0.10), (-1, 0.10))
TOLD = ((+1, 0.55), (+2, 0.17), (-1, 0.20))
THANKED = ((+1, 0.60), (+2, 0.14), (-1, 0.20))
# People who are greeted or thanked together answer rather in that order. Judged.
FIRST_OF_SEVERAL = ((+1, 0.50), (+2, 0.28), (-1, 0.15))
LAST_OF_SEVERAL = ((+1, 0.34), (+2, 0.44), (-1, 0.15))
# Who is called first and then another ("Good point, Ann. Bob, ...") has mostly just spoken. Judged.
PASSED_BY = ((-1, 0.70), (+1, 0.10), (+2, 0.10))
OWN = ((0, 0.88), (+1, 0.05), (-1, 0.04))
INTRODUCED = ((+1, 0.40), (+2, 0.30), (+3, 0.10), (-1, 0.05))
ANYONE_ELSE: tuple[tuple[int, float], ...] = ()

# A name within quotation marks is usually somebody else's speech that is retold.
QUOTED_SHARE = 0.2
# A name that the turn before has told of is said again to agree more often than to call. Judged.
ECHOED = 0.3
# "joined by" is only said of people, "we've got" is not.
SURELY_INTRODUCED = 0.7
# A name spoken of is rarely that of the voice that speaks it.
SPOKEN_OF = 0.8

BACKCHANNEL_WORDS = 2


@dataclass(frozen=True, slots=True)
class TurnSentences:
    """A turn as the clues are looked for in it: its voice and its sentences.

    `edited` tells a paragraph that somebody wrote down: there even a "Right." is a turn.
    `listening` tells that it only says that somebody listens.
    """

    voice: str
    sentences: tuple[Sentence, ...]
    start: float | None = None
    edited: bool = False
    listening: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(map(len, self.sentences))

    @property
    def backchannel(self) -> bool:
        """Whether it only says that somebody listens ("Right.")."""
        return self.listening and not self.edited


@dataclass(frozen=True, slots=True)
class Clue:
    """A name in a turn, and the turns whose speaker it may belong to.

    `targets` are turn numbers with their share of the probability; what is left belongs to the
    other voices. `sure` is the probability that the words mean what they seem to; `to_people` tells
    phrases that are only used for people ("thanks, Ann") from those that fit things as well.
    """

    kind: ClueKind
    name: str
    turn: int
    targets: tuple[tuple[int, float], ...]
    sure: float
    quote: str
    at: float | None
    to_people: bool = False


def passage(
    voice: str,
    said: tuple[Sentence, ...],
    phrases: Phrases,
    start: float | None = None,
    *,
    edited: bool = False,
) -> TurnSentences:
    """Read what one voice says without a break."""
    spoken = [token.lower for sentence in said for token in sentence]
    few = len(spoken) <= BACKCHANNEL_WORDS
    listening = few and phrases.turns.backchannels.issuperset(spoken)
    return TurnSentences(voice, said, start, edited, listening)


def passages(turns: Sequence[Turn], phrases: Phrases) -> tuple[TurnSentences, ...]:
    """Read the turns, in their order."""
    return tuple(
        passage(
            turn.voice,
            sentences(((w.text, w.start) for w in turn.words), phrases),
            phrases,
            turn.start,
        )
        for turn in turns
    )


def clues(spoken: Sequence[TurnSentences], phrases: Phrases) -> tuple[Clue, ...]:
    """Find every name that is spoken, and what it says of who speaks."""
    found = tuple(
        clue
        for turn, passage in enumerate(spoken)
        for place, sentence in enumerate(passage.sentences)
        for group in lists(mentions(sentence, phrases), phrases)
        for clue in _of_group(spoken, turn, place, group, phrases)
    )
    told = {(clue.turn + 1, clue.name) for clue in found if clue.kind == "mentioned"}
    return tuple(_echo(clue) if (clue.turn, clue.name) in told else clue for clue in found)


def neighbours(spoken: Sequence[TurnSentences], turn: int) -> dict[int, int]:
    """Give the turns of other voices around a turn: -1 before, 1, 2 and 3 the next voices after.

    Backchannels are passed over where a real turn follows.
    """
    around: dict[int, int] = {}
    before = _others(spoken, range(turn - 1, max(-1, turn - 4), -1), spoken[turn].voice)
    if before:
        around[-1] = before[0]
    after = _others(spoken, range(turn + 1, min(len(spoken), turn + 8)), spoken[turn].voice)
    around.update(enumerate(after[:3], start=1))
    return around


def _echo(clue: Clue) -> Clue:
    # "That was Alex Garland." "Yes, Alex Garland.": nobody is called.
    return replace(clue, sure=clue.sure * ECHOED) if clue.kind == "addressed" else clue


def _others(spoken: Sequence[TurnSentences], order: range, voice: str) -> list[int]:
    others = [i for i in order if spoken[i].voice != voice]
    real = [i for i in others if not spoken[i].backchannel]
    first_of_voice = {spoken[i].voice: i for i in reversed(real or others)}
    return sorted(first_of_voice.values(), key=others.index)


def _of_group(
    spoken: Sequence[TurnSentences],
    turn: int,
    place: int,
    group: tuple[Mention, ...],
    phrases: Phrases,
) -> Iterator[Clue]:
    first = group[0]
    alone = len(group) == 1 or not joined(group, phrases)
    if alone and (sure := introduces_self(first, phrases)):
        yield _clue("introduces-self", spoken, turn, first, OWN, sure)
    elif sure := addresses(group, phrases):
        for mention in group:
            shares = _direction(spoken[turn].sentences[place:], group, mention, phrases)
            yield _clue("addressed", spoken, turn, mention, shares, sure)
    elif sure := introduces(group, phrases):
        for mention in group:
            yield _clue("introduced", spoken, turn, mention, INTRODUCED, sure)
    elif sure := pairs_with_speaker(group, phrases):
        for mention in group:
            yield _clue("introduced", spoken, turn, mention, ANYONE_ELSE, sure)
    else:
        for mention in group:
            yield _clue("mentioned", spoken, turn, mention, ANYONE_ELSE, SPOKEN_OF)


def _direction(
    rest: Sequence[Sentence], group: tuple[Mention, ...], mention: Mention, phrases: Phrases
) -> tuple[tuple[int, float], ...]:
    if len(group) == 1 and _calls_on(rest[1:], mention, phrases):
        return PASSED_BY
    if len(group) > 1:
        return FIRST_OF_SEVERAL if mention is group[0] else LAST_OF_SEVERAL
    if any("?" in sentence[-1].after for sentence in rest):
        return ASKED
    sentence = {token.lower for token in group[0].sentence}
    return THANKED if sentence & phrases.naming.thanks else TOLD


def _calls_on(rest: Sequence[Sentence], mention: Mention, phrases: Phrases) -> bool:
    """Say whether somebody else is called afterwards ("Good point, Ann. Bob, is it true?")."""
    groups = (group for sentence in rest for group in lists(mentions(sentence, phrases), phrases))
    return any(addresses(group, phrases) and group[0].name != mention.name for group in groups)


def _clue(
    kind: ClueKind,
    spoken: Sequence[TurnSentences],
    turn: int,
    mention: Mention,
    shares: tuple[tuple[int, float], ...],
    sure: float,
) -> Clue:
    around = neighbours(spoken, turn) | {0: turn}
    targets = tuple((around[step], share) for step, share in shares if step in around)
    if mention.quoted and kind != "mentioned":
        sure *= QUOTED_SHARE
    to_people = (
        kind == "introduces-self"
        or (kind == "addressed" and shares is not TOLD)
        or (kind == "introduced" and sure >= SURELY_INTRODUCED)
    )
    return Clue(kind, mention.name, turn, targets, sure, mention.quote, mention.at, to_people)
