"""Score each turn's words as evidence for its speaker: the emission log-likelihoods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from speakers.decision.scores import (
    MOST_ROLE_PHRASES,
    OTHER_ROLE_PHRASE,
    SAME_ROLE_PHRASE,
    SAYS_OWN_NAME,
    same_role_family,
)
from speakers.evidence.name_cues import NameCue
from speakers.evidence.role_cues import announces_clip, find_roles_in_phrases
from speakers.people.candidates import NameUsage, name_probability
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.text.mentions import plain_text
from speakers.turns.chain import Array
from speakers.turns.lines import Line
from speakers.turns.posteriors import SPECIAL

# The probability that a cue gives to its target is compared with the probability of choosing the
# target at random among this many people.
ANYBODY = 4.0

# Log-odds that a turn is a host's rather than a guest's, rounded towards zero. Counts on 10 podcast
# interviews (906 turns of hosts, 682 of guests) give 1.7 for a turn that ends in a question, and
# 2.5 if it also has at least 24 words. For a turn without a question, they give -0.4 for at least
# 24 words, -1.2 for at least 96, and -2.3 for at least 192. A host's phrase gives 2.1, a guest's
# phrase -3.2.
ASKS, ASKS_AT_LENGTH, HANDS = 1.5, 2.2, 0.7
AT_LENGTH = 24
ANSWERS_OF = ((192, -2.0), (96, -1.1), (24, -0.35))
HOSTS_PHRASE, GUESTS_PHRASE = 1.5, -2.0
OPENS, CLOSES, READS_IDENT = 1.5, 0.5, 1.5
# Log-odds of a host from the pronouns of a turn of at least 15 words. If 6 of 100 words are "you"
# or "your", counts give 1.3 for a turn that ends in a question, and 0.6 for any other turn. If "I"
# and "my" exceed these by 2 in 100 words, counts give -0.5.
OF_YOU_ASKING, OF_YOU, OF_ME = 1.0, 0.5, -0.4
ENOUGH_TO_COUNT, OFTEN, MORE = 15, 0.06, 0.02
# Log-odds of a host for a greeting or thanks of at most `SHORT_REPLY` words, which is usually a
# guest's reply.
REPLIES, SHORT_REPLY = -1.2, 6

# Log-likelihood that a person speaks before being named for the first time: it is low, because a
# name near the beginning is usually an introduction. It counts only in the first `MOST_BEFORE`
# turns, and only if the name comes before turn `EARLY_TURNS`, because many people are named only
# when they are thanked.
BEFORE_NAMED, EARLY_TURNS, MOST_BEFORE = -1.5, 12, 4

# Log-odds of special speech (a clip, an ident) against ordinary speech, for turns with typical
# phrases of it and for turns without. Set by hand; transitions.py has the prior probabilities.
CLIP_CUED, CLIP_UNCUED, CLIP_WRITTEN = 6.0, -5.0, 8.0
ANNOUNCED, IDENT_READ, NO_IDENT = 6.5, 3.0, -4.0
SPONSOR_TOLD, NO_SPONSOR = 7.0, -6.0
# A line of at most `SHORT_CALL` words that addresses an unknown name is usually part of a clip.
CLIP_STRANGE, SHORT_CALL = 4.0, 6
# Log-odds of a crowd, which is recognized only by its label.
NO_CROWD = -6.0
LONGEST_IDENT, LONGEST_SPONSOR, LONGEST_CREDIT = 80, 150, 25


@dataclass(frozen=True, slots=True)
class TurnEvidence:
    """The log-likelihoods of the words of all turns, under several assumptions.

    `by_person` [turns, people] assumes that the person speaks. `before_named` [turns, people] is
    added if the person speaks before being named for the first time. `cued_other` [turns, people]
    assumes that somebody else speaks although a cue suggests the person. `if_absent` [people]
    assumes that the person is absent. `special_speech` [turns, special] assumes that the turn is a
    clip, an ident or other special speech. `host_log_odds` [turns] is the log-odds of a host
    against a guest.
    """

    by_person: Array
    host_log_odds: Array
    special_speech: Array
    if_absent: Array
    cued_other: Array
    before_named: Array


def turn_evidence(
    lines: Sequence[Line],
    cues: Sequence[NameCue],
    people: Sequence[Person],
    usage: NameUsage,
    phrases: Phrases,
) -> TurnEvidence:
    """Collect the evidence of all turns for each person."""
    shape = len(lines), len(people)
    own, pointed, absent = np.zeros(shape), np.zeros(shape), np.zeros(len(people))
    for cue in cues:
        for person, share in resolve_name(cue.name, people, phrases).items():
            known = people[person].source != "recording"
            means = (
                cue.probability * share * (1.0 if known else name_probability(cue, usage, phrases))
            )
            if cue.kind != "introduces-self":
                own[cue.turn, person] += means * log(SAYS_OWN_NAME)
            if cue.kind != "mentioned":
                absent[person] += log(1 - means)
            for turn, part in cue.targets:
                own[turn, person] += log(1 + means * (part * ANYBODY - 1))
                pointed[turn, person] += log(1 - means * part)
    for turn, roles in enumerate(_find_role_phrases(lines, phrases)):
        for person, known_person in enumerate(people):
            own[turn, person] += _score_role_phrase(roles, known_person.role)
    hosting = np.array([_compute_host_log_odds(lines, turn, phrases) for turn in range(len(lines))])
    strange, announced = (
        _find_lines_calling_strangers(lines, cues),
        _find_announced_lines(lines, cues, phrases),
    )
    special = np.array(
        [
            _score_special_speech(lines, turn, turn in strange, turn in announced, phrases)
            for turn in range(len(lines))
        ]
    ).reshape(-1, len(SPECIAL))
    return TurnEvidence(
        own,
        hosting,
        special,
        absent,
        pointed,
        _score_turns_before_named(lines, cues, people, phrases),
    )


def is_station_announcement(line: Line, phrases: Phrases) -> bool:
    """Check whether a short line is an ident, a credit or the station's address."""
    text = _join_text(line)
    return line.words <= LONGEST_IDENT and bool(
        phrases.turns.station_announcement.search(text)
        or phrases.role_phrases.station_ident.search(text)
    )


def reads_ident(line: Line, phrases: Phrases) -> bool:
    """Check whether a line is a station announcement without "I", "my" or a question mark."""
    of_oneself = any(
        word.strip(",") in phrases.turns.first_person_words for word in _join_text(line).split()
    )
    return is_station_announcement(line, phrases) and not of_oneself and "?" not in line.text


def ends_with_question(line: Line, phrases: Phrases) -> bool:
    """Check whether a line ends with a question, even if the question mark is missing."""
    last = line.passage.sentences[-1]
    return "?" in last[-1].mark_after or bool(phrases.turns.hands_over.search(plain_text(last)))


def speaks_to_several(line: Line, phrases: Phrases) -> bool:
    """Check whether a line ends with a greeting, thanks or a question to several people."""
    return any(
        phrases.turns.addresses_several.search(plain_text(sentence))
        for sentence in line.passage.sentences[-2:]
    )


def _score_turns_before_named(
    lines: Sequence[Line], cues: Sequence[NameCue], people: Sequence[Person], phrases: Phrases
) -> Array:
    before = np.zeros((len(lines), len(people)))
    first: dict[int, NameCue] = {}
    for cue in cues:
        if cue.kind != "mentioned":
            for person, share in resolve_name(cue.name, people, phrases).items():
                if share > 0.5:
                    first.setdefault(person, cue)
    for person, cue in first.items():
        if cue.kind != "introduces-self" and cue.turn < EARLY_TURNS:
            before[: min(cue.turn, MOST_BEFORE), person] = BEFORE_NAMED
    return before


def _find_role_phrases(lines: Sequence[Line], phrases: Phrases) -> list[list[str]]:
    roles: list[list[str]] = [[] for _ in range(len(lines) + 1)]
    for turn, line in enumerate(lines):
        for sentence in line.passage.sentences:
            for who, role in find_roles_in_phrases(
                plain_text(sentence), "speaker", "other", phrases
            ):
                roles[turn + (who == "other")].append(role)
    return roles[:-1]


def _score_role_phrase(roles: Sequence[str], role: str | None) -> float:
    if role is None:
        return 0.0
    like = sum(same_role_family(other, role) for other in roles)
    return SAME_ROLE_PHRASE * min(MOST_ROLE_PHRASES, like) + OTHER_ROLE_PHRASE * min(
        MOST_ROLE_PHRASES, len(roles) - like
    )


def _compute_host_log_odds(lines: Sequence[Line], turn: int, phrases: Phrases) -> float:
    line = lines[turn]
    said = [plain_text(sentence) for sentence in line.passage.sentences]
    score = OPENS * (turn == 0) + CLOSES * (turn == len(lines) - 1)
    if "?" in line.passage.sentences[-1][-1].mark_after:
        score += ASKS_AT_LENGTH if line.words >= AT_LENGTH else ASKS
    elif phrases.turns.hands_over.search(said[-1]):
        score += HANDS
    else:
        score += next((odds for words, odds in ANSWERS_OF if line.words >= words), 0.0)
    score += HOSTS_PHRASE * any(map(phrases.role_phrases.host_phrases.search, said))
    score += GUESTS_PHRASE * any(map(phrases.role_phrases.guest_phrases.search, said))
    score += _score_pronouns(line, phrases)
    score += REPLIES * (
        line.words <= SHORT_REPLY and bool(phrases.turns.thanks_or_greeting.search(said[0]))
    )
    return score + READS_IDENT * is_station_announcement(line, phrases)


def _score_pronouns(line: Line, phrases: Phrases) -> float:
    """Score "you" and "your" against "I" and "my", because hosts talk about their guests."""
    if line.words < ENOUGH_TO_COUNT:
        return 0.0
    aside, text = phrases.turns.filler, _join_text(line)
    text = text.replace(aside, "") if aside else text
    said = [word.strip(",") for word in text.split()]
    you, me = (
        sum(word in words for word in said) / line.words
        for words in (phrases.turns.second_person_words, phrases.turns.first_person_words)
    )
    if you >= OFTEN:
        return OF_YOU_ASKING if "?" in line.text else OF_YOU
    return OF_ME if me > you + MORE else 0.0


def _find_lines_calling_strangers(lines: Sequence[Line], cues: Sequence[NameCue]) -> set[int]:
    """Find short lines that address somebody by a name that occurs only once in the text."""
    named = Counter(word for cue in cues for word in cue.name.split())
    return {
        cue.turn
        for cue in cues
        if cue.kind == "addressed"
        and lines[cue.turn].words <= SHORT_CALL
        and all(named[word] == 1 for word in cue.name.split())
    }


def _find_announced_lines(
    lines: Sequence[Line], cues: Sequence[NameCue], phrases: Phrases
) -> set[int]:
    """Find credits, and idents with a name in the third person ("The Hour, with Jane Doe")."""
    third_person = (cue for cue in cues if cue.kind in ("mentioned", "introduced"))
    named = {
        cue.turn for cue in third_person if phrases.given_names.is_given_name(cue.name.split()[0])
    }
    return {
        turn
        for turn, line in enumerate(lines)
        if line.words <= LONGEST_CREDIT
        and reads_ident(line, phrases)
        and (turn in named or phrases.turns.credits.search(_join_text(line)))
    }


def _score_special_speech(
    lines: Sequence[Line], turn: int, calls_stranger: bool, is_announced: bool, phrases: Phrases
) -> tuple[float, ...]:
    line = lines[turn]
    text = _join_text(line)
    asks = "?" in line.text
    cued = turn > 0 and announces_clip(lines[turn - 1].passage, phrases)
    clip = (
        CLIP_WRITTEN
        if line.is_recorded
        else CLIP_CUED
        if cued
        else CLIP_STRANGE
        if calls_stranger
        else CLIP_UNCUED
    )
    ident = ANNOUNCED if is_announced else IDENT_READ if reads_ident(line, phrases) else NO_IDENT
    sponsor = (
        not asks
        and line.words <= LONGEST_SPONSOR
        and bool(phrases.turns.sponsor_message.search(text))
    )
    return (
        clip,
        ident,
        SPONSOR_TOLD if sponsor else NO_SPONSOR,
        NO_CROWD,
    )


def _join_text(line: Line) -> str:
    return " ".join(map(plain_text, line.passage.sentences))
