"""Compare the labels of a text with its true speakers, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.labels.texts import Interview
from speakers.cast import CastMember
from speakers.label import label
from speakers.labels import LabelledSpeaker
from speakers.roles import is_host_role
from speakers.turns.weights import FITTED, TextWeights
from transcripts.languages.english.language import LANGUAGE as ENGLISH


@dataclass(frozen=True, slots=True)
class Answer:
    """The name that a turn was given (or None), its probability, and numbers of words.

    `right` counts the words whose true speaker has this name, `wrong` the other words. Both are 0
    without a name. A first name alone counts as right. `sided_right` counts the words whose true
    speaker is on the same side as the turn's speaker (host or guest), `sided_wrong` those whose
    true speaker is on the other side.
    """

    name: str | None
    probability: float
    words: int
    right: int
    wrong: int
    full_right: int
    sided_right: int
    sided_wrong: int


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """The answers for one text."""

    interview: Interview
    answers: tuple[Answer, ...] = field(repr=False)

    @property
    def words(self) -> int:
        """All words of the text."""
        return sum(answer.words for answer in self.answers)


def judge(
    interview: Interview, cast: Sequence[CastMember], weights: TextWeights = FITTED
) -> TextVerdict:
    """Label a text and compare each of its words with the truth."""
    labels = label(interview.text, ENGLISH, cast, weights=weights)
    truth = interview.turn_numbers_of_words
    speakers = {speaker.id: speaker for speaker in labels.speakers}
    answers, start = [], 0
    for turn in labels.turns:
        words = len(turn.text.split())
        own = truth[start : start + words]
        speaker = speakers.get(turn.speaker or "")
        answers.append(_judge_turn(interview, own, speaker, turn.probability))
        start += words
    assert start == len(truth), f"{interview.name}: the labelled text has other words"
    return TextVerdict(interview, tuple(answers))


def mean_share(verdicts: Iterable[TextVerdict], attribute: str) -> float:
    """Return the share of words that an attribute of `Answer` counts, averaged over the texts."""
    shares = [sum(getattr(a, attribute) for a in v.answers) / v.words for v in verdicts]
    return sum(shares) / len(shares) if shares else 0.0


def _judge_turn(
    interview: Interview,
    word_numbers: Sequence[int],
    speaker: LabelledSpeaker | None,
    probability: float,
) -> Answer:
    name = speaker.name if speaker else None
    right = full = 0
    for turn in word_numbers if name else ():
        truth = interview.turns[turn].speaker
        full += name == truth
        right += name == truth or name in truth.split()
    side = _is_host(speaker)
    roles = [interview.turns[turn].role for turn in word_numbers]
    known = [is_host_role(role) for role in roles if role] if side is not None else []
    return Answer(
        name,
        probability,
        len(word_numbers),
        right,
        len(word_numbers) - right if name else 0,
        full,
        sum(asks == side for asks in known),
        sum(asks != side for asks in known),
    )


def _is_host(speaker: LabelledSpeaker | None) -> bool | None:
    """Check whether a speaker is a host; return None without a role or for special speech."""
    if speaker is None or not speaker.roles or speaker.role in ("clip", "sponsor", "announcer"):
        return None
    return any(map(is_host_role, speaker.roles))
