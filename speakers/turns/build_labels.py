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

# Least probability at which a turn gets a name; the second value is for a name that is neither in
# the cast nor in a document. With lower values, more turns get names, and more names are wrong.
LEAST_NAMED, LEAST_NAMED_BY_TEXT = 0.5, 0.57
# Least ratio of a named speaker's probability to the runner-up's, because two guests may share a
# first name. `WELL_AHEAD` is for short turns ("Thank you."), which anybody may say, and for texts
# in which only two people speak: with nearly equal probabilities, the whole text may be wrong.
AHEAD, WELL_AHEAD = 1.1, 1.35
SHORT_TURN = 8
# If two people have at least this share of the turns, they count as the only speakers.
ONLY_TWO = 0.9
# Highest published probability of a speaker: no text makes a speaker certain.
SUREST = 0.99
# A speaker whose probability of hosting is at least the first value is a host; a speaker whose
# probability is at most the second value is a guest.
ASKS, ANSWERS = 0.6, 0.4
# Runners-up below this probability are left out.
LEAST_RUNNER_UP = 0.05
MOST_REASONS = 6
LEAST_SURE = 0.3
# Highest probability of a name that is found only by elimination: on 143 interviews, 70 % of such
# names were right with a cast, and none without.
MOST_BY_ELIMINATION = 0.8
# Least probability at which a turn without a name is assigned to an unnamed host or guest.
SIDE_KNOWN = 0.6


def build_labels(posteriors: SpeakerPosteriors, phrases: Phrases) -> Labels:
    """Assign the likeliest speaker to each turn, or none if the probability is too low."""
    only_two = _do_only_two_speak(posteriors.speakers)
    best = [
        _choose_speaker(
            posteriors, turn, WELL_AHEAD if only_two or line.words < SHORT_TURN else AHEAD
        )
        for turn, line in enumerate(posteriors.lines)
    ]
    order = list(dict.fromkeys(state for state in best if state is not None))
    order += [s for row in posteriors.speakers for s in _list_runners_up(row) if s not in order]
    states = list(dict.fromkeys(order))
    ids = {state: f"S{i}" for i, state in enumerate(states, start=1)}
    own_turns = {state: [b == state for b in best] for state in states}
    sureness = {
        state: SUREST if _has_reason(posteriors, state, own, phrases) else MOST_BY_ELIMINATION
        for state, own in own_turns.items()
    }
    turns = tuple(
        LabelledTurn(
            f"T{t + 1}",
            None if state is None else ids[state],
            _round_probability(_compute_label_probability(posteriors, t, state, sureness)),
            line.text,
            tuple(
                (ids[s], _round_probability(row[s])) for s in _list_runners_up(row) if s != state
            ),
        )
        for t, (line, row, state) in enumerate(
            zip(posteriors.lines, posteriors.speakers, best, strict=True)
        )
    )
    speakers = tuple(
        _build_speaker(ids[s], s, posteriors, own_turns[s], sureness[s], phrases) for s in states
    )
    return Labels(speakers, turns)


def _choose_likeliest(
    state_probabilities: Array, people: Sequence[Person], min_ratio: float
) -> int | None:
    state = int(state_probabilities.argmax())
    unheard_of = state < len(people) and people[state].source == "recording"
    least = LEAST_NAMED_BY_TEXT if unheard_of else LEAST_NAMED
    second = float(np.delete(state_probabilities, state).max())
    return state if state_probabilities[state] >= max(least, min_ratio * second) else None


def _do_only_two_speak(speakers: Array) -> bool:
    return bool(len(speakers) and np.sort(speakers.mean(axis=0))[-2:].sum() >= ONLY_TWO)


def _choose_speaker(posteriors: SpeakerPosteriors, turn: int, min_ratio: float) -> int | None:
    """Return the likeliest speaker of a turn, or else the unnamed host or guest."""
    named = _choose_likeliest(posteriors.speakers[turn], posteriors.people, min_ratio)
    if named is not None:
        return named
    side = int(posteriors.host_or_guest[turn].argmax())
    known = posteriors.host_or_guest[turn, side] >= SIDE_KNOWN
    return len(posteriors.people) + side if known else None


def _compute_label_probability(
    posteriors: SpeakerPosteriors, turn: int, state: int | None, sureness: Mapping[int, float]
) -> float:
    """Return the probability that `state` (a person, a host or a guest) speaks the turn."""
    row, people = posteriors.speakers[turn], len(posteriors.people)
    if state is None:
        return float(row.max())
    if people <= state < people + len(NAMELESS):
        return float(max(row[state], posteriors.host_or_guest[turn, state - people]))
    return float(min(row[state], sureness[state]))


def _has_reason(
    posteriors: SpeakerPosteriors, state: int, is_own_turn: Sequence[bool], phrases: Phrases
) -> bool:
    """Check whether spoken words, a label or a known role support a name."""
    if state >= len(posteriors.people) or posteriors.people[state].role is not None:
        return True
    reasons = _collect_reasons(posteriors, state, is_own_turn, phrases)
    return any(reason.turn is not None or reason.kind == "label" for reason in reasons)


def _list_runners_up(state_probabilities: Array) -> list[int]:
    return [
        int(s)
        for s in np.argsort(-state_probabilities, kind="stable")
        if state_probabilities[s] >= LEAST_RUNNER_UP
    ]


def _round_probability(probability: float) -> float:
    return round(min(SUREST, float(probability)), 3)


def _build_speaker(
    id: str,
    state: int,
    posteriors: SpeakerPosteriors,
    is_own_turn: Sequence[bool],
    max_confidence: float,
    phrases: Phrases,
) -> LabelledSpeaker:
    weights = np.array([line.words for line in posteriors.lines]) * np.array(is_own_turn)
    total = weights.sum()
    people = len(posteriors.people)
    unnamed = people <= state < people + len(NAMELESS)
    chances = (
        posteriors.host_or_guest[:, state - people] if unnamed else posteriors.speakers[:, state]
    )
    sure = float(np.minimum(chances, max_confidence) @ weights / total) if total else 0.0
    if state >= people:
        role = (*NAMELESS, *SPECIAL)[state - people]
        if role == "guest" and _is_caller(posteriors, is_own_turn, phrases):
            role = "caller"
        return LabelledSpeaker(id, None, role, (role,), _round_probability(sure))
    if not any(is_own_turn):
        return LabelledSpeaker(id, posteriors.people[state].name, None)
    roles = _list_roles(posteriors, state, is_own_turn, phrases)
    person = posteriors.people[state]
    main = roles[0] if roles else None
    return LabelledSpeaker(
        id,
        person.name,
        main,
        roles,
        _round_probability(sure),
        _collect_reasons(posteriors, state, is_own_turn, phrases),
    )


def _list_roles(
    posteriors: SpeakerPosteriors, person: int, is_own_turn: Sequence[bool], phrases: Phrases
) -> tuple[str, ...]:
    """Return a person's roles, known roles first: an author may also be a guest."""
    known = posteriors.people[person].roles
    asks = posteriors.hosting[person]
    if _is_caller(posteriors, is_own_turn, phrases) or _is_put_through(
        posteriors, person, is_own_turn
    ):
        part = "caller"
    elif asks >= ASKS:
        part = "host"
    elif asks <= ANSWERS or _says_thanks(posteriors, is_own_turn, phrases):
        part = "guest"
    else:
        part = ""
    parts = () if not part or any(map(is_host_role, known)) else (part,)
    return tuple(dict.fromkeys((*known, *parts)))


def _is_caller(
    posteriors: SpeakerPosteriors, is_own_turn: Sequence[bool], phrases: Phrases
) -> bool:
    """Check whether a speaker is put through just before their turn, or mentions their call."""
    for turn in np.flatnonzero(is_own_turn):
        said = [plain_text(s) for s in posteriors.lines[turn].passage.sentences]
        before = posteriors.lines[turn - 1].passage.sentences[-3:] if turn else ()
        if any(map(phrases.turns.mentions_call.search, said)) or any(
            phrases.turns.puts_through.search(plain_text(s)) for s in before
        ):
            return True
    return False


def _is_put_through(
    posteriors: SpeakerPosteriors, person: int, is_own_turn: Sequence[bool]
) -> bool:
    name = posteriors.people[person].name
    calls = (c for c in posteriors.cues if c.kind == "put-through" and c.name == name)
    return any(is_own_turn[turn] for cue in calls for turn, _ in cue.targets[:1])


def _says_thanks(
    posteriors: SpeakerPosteriors, is_own_turn: Sequence[bool], phrases: Phrases
) -> bool:
    said = (posteriors.lines[turn].passage.sentences for turn in np.flatnonzero(is_own_turn))
    return any(
        phrases.role_phrases.guest_phrases.search(plain_text(s))
        for sentences in said
        for s in sentences
    )


def _collect_reasons(
    posteriors: SpeakerPosteriors, person: int, is_own_turn: Sequence[bool], phrases: Phrases
) -> tuple[LabelReason, ...]:
    known: Person = posteriors.people[person]
    reasons = []
    for cue in posteriors.cues:
        means = cue.probability * resolve_name(cue.name, posteriors.people, phrases).get(
            person, 0.0
        )
        part = sum(part for turn, part in cue.targets if is_own_turn[turn])
        if cue.kind != "mentioned" and means * part > LEAST_SURE:
            weight = round(min(SUREST, means * part), 3)
            kind = "introduces-self" if cue.kind == "introduces-self" else "addressed"
            reasons.append(LabelReason(kind, cue.quote, f"T{cue.turn + 1}", weight))
    reasons.sort(key=lambda reason: -reason.weight)
    del reasons[MOST_REASONS - 2 :]
    reasons += [
        LabelReason("label", label, None, SUREST)
        for label in _collect_typed_labels(posteriors, is_own_turn)
    ]
    if known.quote:
        reasons.append(LabelReason("described", known.quote, None, round(known.presence, 3)))
    if known.source == "cast":
        reasons.append(LabelReason("cast", known.name, None, round(known.presence, 3)))
    if all(reason.turn is None and reason.kind != "label" for reason in reasons):
        reasons.append(LabelReason("elimination", "nobody else is left for these turns", None, 0.5))
    return tuple(reasons)


def _collect_typed_labels(posteriors: SpeakerPosteriors, is_own_turn: Sequence[bool]) -> list[str]:
    labels = (line.label for line, mine in zip(posteriors.lines, is_own_turn, strict=True) if mine)
    return list(dict.fromkeys(label.written for label in labels if label))
