"""Build labels from posteriors: a speaker for every turn, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from speakers.labels import LabelledSpeaker, LabelledTurn, LabelReason, Labels
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.roles import is_host_role
from speakers.text.mentions import plain_text
from speakers.turns.chain import Array
from speakers.turns.posteriors import NAMELESS, SPECIAL, SpeakerPosteriors

# Lowest probability at which a turn gets a name: more likely right than wrong. The second value is
# for names that are in neither the cast nor the documents. With lower values, fewer turns have no
# name and more names are wrong.
GIVEN, GIVEN_UNHEARD_OF = 0.5, 0.57
# Lowest ratio to the runner-up, because two guests may share a first name. It is higher in a short
# turn ("Thank you."), which anybody may say, and if only two people speak: there a near tie affects
# the whole text, and all of it would be right, or all of it wrong.
AHEAD, WELL_AHEAD = 1.1, 1.35
SHORT_TURN = 8
# Only two people speak if this is their share of the turns.
ONLY_TWO = 0.9
# No text can make a speaker certain.
SUREST = 0.99
# A speaker is a host from the first probability on, and a guest up to the second.
ASKS, ANSWERS = 0.6, 0.4
# Runners-up below this probability are left out.
WORTH_TELLING = 0.05
MOST_REASONS = 6
LEAST_SURE = 0.3
# Names that are found only by elimination get at most this probability: on 143 interviews, 70 % of
# them were right with a cast, and none without.
REASONLESS = 0.8
# From this probability on, a turn without a name is assigned to an unnamed host or guest.
SIDE_KNOWN = 0.6


def build_labels(posteriors: SpeakerPosteriors, phrases: Phrases) -> Labels:
    """Assign the likeliest speaker to each turn, or none if the probability is too low."""
    only_two = _only_two_speak(posteriors.speakers)
    best = [
        _assigned_speaker(
            posteriors, turn, WELL_AHEAD if only_two or line.words < SHORT_TURN else AHEAD
        )
        for turn, line in enumerate(posteriors.lines)
    ]
    order = list(dict.fromkeys(state for state in best if state is not None))
    order += [s for row in posteriors.speakers for s in _runners_up(row) if s not in order]
    states = list(dict.fromkeys(order))
    ids = {state: f"S{i}" for i, state in enumerate(states, start=1)}
    own_turns = {state: [b == state for b in best] for state in states}
    sureness = {
        state: SUREST if _has_reason(posteriors, state, own, phrases) else REASONLESS
        for state, own in own_turns.items()
    }
    turns = tuple(
        LabelledTurn(
            f"T{t + 1}",
            None if state is None else ids[state],
            _rounded_probability(_probability(posteriors, t, state, sureness)),
            line.text,
            tuple((ids[s], _rounded_probability(row[s])) for s in _runners_up(row) if s != state),
        )
        for t, (line, row, state) in enumerate(
            zip(posteriors.lines, posteriors.speakers, best, strict=True)
        )
    )
    speakers = tuple(
        _speaker(ids[s], s, posteriors, own_turns[s], sureness[s], phrases) for s in states
    )
    return Labels(speakers, turns)


def _likeliest_first(row: Array, people: Sequence[Person], ahead: float) -> int | None:
    state = int(row.argmax())
    unheard_of = state < len(people) and people[state].source == "recording"
    least = GIVEN_UNHEARD_OF if unheard_of else GIVEN
    second = float(np.delete(row, state).max())
    return state if row[state] >= max(least, ahead * second) else None


def _only_two_speak(speakers: Array) -> bool:
    return bool(len(speakers) and np.sort(speakers.mean(axis=0))[-2:].sum() >= ONLY_TWO)


def _assigned_speaker(posteriors: SpeakerPosteriors, turn: int, ahead: float) -> int | None:
    """Return the likeliest speaker of a turn, or else the unnamed host or guest."""
    named = _likeliest_first(posteriors.speakers[turn], posteriors.people, ahead)
    if named is not None:
        return named
    side = int(posteriors.host_or_guest[turn].argmax())
    known = posteriors.host_or_guest[turn, side] >= SIDE_KNOWN
    return len(posteriors.people) + side if known else None


def _probability(
    posteriors: SpeakerPosteriors, turn: int, state: int | None, sureness: Mapping[int, float]
) -> float:
    """Return the probability of a turn's speaker, or that a host (or guest) speaks."""
    row, people = posteriors.speakers[turn], len(posteriors.people)
    if state is None:
        return float(row.max())
    if people <= state < people + len(NAMELESS):
        return float(max(row[state], posteriors.host_or_guest[turn, state - people]))
    return float(min(row[state], sureness[state]))


def _has_reason(
    posteriors: SpeakerPosteriors, state: int, own: Sequence[bool], phrases: Phrases
) -> bool:
    """Check whether speech, a label or a given role supports a name."""
    if state >= len(posteriors.people) or posteriors.people[state].role is not None:
        return True
    reasons = _reasons(posteriors, state, own, phrases)
    return any(reason.turn is not None or reason.kind == "label" for reason in reasons)


def _runners_up(row: Array) -> list[int]:
    return [int(s) for s in np.argsort(-row, kind="stable") if row[s] >= WORTH_TELLING]


def _rounded_probability(probability: float) -> float:
    return round(min(SUREST, float(probability)), 3)


def _speaker(
    id: str,
    state: int,
    posteriors: SpeakerPosteriors,
    own: Sequence[bool],
    surest: float,
    phrases: Phrases,
) -> LabelledSpeaker:
    weights = np.array([line.words for line in posteriors.lines]) * np.array(own)
    total = weights.sum()
    people = len(posteriors.people)
    unnamed = people <= state < people + len(NAMELESS)
    chances = (
        posteriors.host_or_guest[:, state - people] if unnamed else posteriors.speakers[:, state]
    )
    sure = float(np.minimum(chances, surest) @ weights / total) if total else 0.0
    if state >= people:
        role = (*NAMELESS, *SPECIAL)[state - people]
        if role == "guest" and _is_caller(posteriors, own, phrases):
            role = "caller"
        return LabelledSpeaker(id, None, role, (role,), _rounded_probability(sure))
    if not any(own):
        return LabelledSpeaker(id, posteriors.people[state].name, None)
    roles = _roles(posteriors, state, own, phrases)
    person = posteriors.people[state]
    main = roles[0] if roles else None
    return LabelledSpeaker(
        id,
        person.name,
        main,
        roles,
        _rounded_probability(sure),
        _reasons(posteriors, state, own, phrases),
    )


def _roles(
    posteriors: SpeakerPosteriors, person: int, own: Sequence[bool], phrases: Phrases
) -> tuple[str, ...]:
    """Return a person's roles, known ones first: an author may also be a guest."""
    known = posteriors.people[person].roles
    asks = posteriors.hosting[person]
    if _is_caller(posteriors, own, phrases) or _is_put_through(posteriors, person, own):
        part = "caller"
    elif asks >= ASKS:
        part = "host"
    elif asks <= ANSWERS or _thanks(posteriors, own, phrases):
        part = "guest"
    else:
        part = ""
    parts = () if not part or any(map(is_host_role, known)) else (part,)
    return tuple(dict.fromkeys((*known, *parts)))


def _is_caller(posteriors: SpeakerPosteriors, own: Sequence[bool], phrases: Phrases) -> bool:
    """Check whether a speaker is put through just before a turn, or mentions their call."""
    for turn in np.flatnonzero(own):
        said = [plain_text(s) for s in posteriors.lines[turn].passage.sentences]
        before = posteriors.lines[turn - 1].passage.sentences[-3:] if turn else ()
        if any(map(phrases.turns.calls.search, said)) or any(
            phrases.turns.puts_through.search(plain_text(s)) for s in before
        ):
            return True
    return False


def _is_put_through(posteriors: SpeakerPosteriors, person: int, own: Sequence[bool]) -> bool:
    name = posteriors.people[person].name
    calls = (c for c in posteriors.cues if c.kind == "put-through" and c.name == name)
    return any(own[turn] for cue in calls for turn, _ in cue.targets[:1])


def _thanks(posteriors: SpeakerPosteriors, own: Sequence[bool], phrases: Phrases) -> bool:
    said = (posteriors.lines[turn].passage.sentences for turn in np.flatnonzero(own))
    return any(
        phrases.role_phrases.guest.search(plain_text(s)) for sentences in said for s in sentences
    )


def _reasons(
    posteriors: SpeakerPosteriors, person: int, own: Sequence[bool], phrases: Phrases
) -> tuple[LabelReason, ...]:
    known: Person = posteriors.people[person]
    reasons = []
    for cue in posteriors.cues:
        means = cue.probability * resolve_name(cue.name, posteriors.people, phrases).get(
            person, 0.0
        )
        part = sum(part for turn, part in cue.targets if own[turn])
        if cue.kind != "mentioned" and means * part > LEAST_SURE:
            weight = round(min(SUREST, means * part), 3)
            kind = "introduces-self" if cue.kind == "introduces-self" else "addressed"
            reasons.append(LabelReason(kind, cue.quote, f"T{cue.turn + 1}", weight))
    reasons.sort(key=lambda reason: -reason.weight)
    del reasons[MOST_REASONS - 2 :]
    reasons += [LabelReason("label", label, None, SUREST) for label in _labels(posteriors, own)]
    if known.quote:
        reasons.append(LabelReason("described", known.quote, None, round(known.presence, 3)))
    if known.source == "cast":
        reasons.append(LabelReason("cast", known.name, None, round(known.presence, 3)))
    if all(reason.turn is None and reason.kind != "label" for reason in reasons):
        reasons.append(LabelReason("elimination", "nobody else is left for these turns", None, 0.5))
    return tuple(reasons)


def _labels(posteriors: SpeakerPosteriors, own: Sequence[bool]) -> list[str]:
    labels = (line.label for line, mine in zip(posteriors.lines, own, strict=True) if mine)
    return list(dict.fromkeys(label.written for label in labels if label))
