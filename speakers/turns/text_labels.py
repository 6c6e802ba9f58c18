"""Identify speakers by the labels in a text.

Labels that name the same person are merged ("DAVID GREENE, HOST", "GREENE", "Mr. GREENE", "DG"). A
label without a name ("Q", "SPEAKER 1") is treated like an unnamed voice: it gets a name if the
spoken words identify the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from speakers.decision.assignment import assignment_probabilities
from speakers.decision.scores import build_score_table, score_name_cues
from speakers.evidence.name_cues import NameCue, find_name_cues
from speakers.evidence.role_cues import RoleCues, find_role_cues
from speakers.evidence.turn_sentences import TurnSentences
from speakers.people.candidates import NameUsage
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.roles import is_host_role
from speakers.turns.chain import Array
from speakers.turns.lines import Line
from speakers.turns.posteriors import NAMELESS, SPECIAL
from speakers.voiceprints.match import VoiceMatches
from transcripts.text.speaker_labels import SpeakerLabel

# Probability that a label is right, and least probability at which the name in a label is taken for
# a known person's.
LABELS_HOLD, SURELY_MEANT = 0.98, 0.8
# Least probability at which a label without a name ("Q") gets a name from what is said.
IDENTIFIED = 0.75
LONGEST_INITIALS = 3
# The turns of a label without a name ("Q") are a host's if the probability of hosting is at least
# this.
HOSTS_BY_PART = 0.5


@dataclass(frozen=True, slots=True)
class LabelledPeople:
    """The people whom labels name.

    `person_of_label` has the index of the person for each label, `asking` [people] the probability
    that each person hosts, and `sure` [people] the probability that the name is right.
    """

    people: tuple[Person, ...]
    person_of_label: Mapping[str, int]
    sure: tuple[float, ...]
    asking: tuple[float, ...]


def find_people_of_labels(
    lines: Sequence[Line], known_people: Sequence[Person], usage: NameUsage, phrases: Phrases
) -> LabelledPeople:
    """Find the person of each label; labels with only a role ("HOST") may have no person."""
    labels = [line.label for line in lines if line.label]
    names = list(dict.fromkeys(label.name for label in labels))
    named = [name for name in names if role_in_label(name, phrases) is None]
    case_by_word = name_spelling([line.passage for line in lines])
    full = find_full_names(named, known_people, case_by_word, phrases)
    person_by_label = {
        name: _find_known_person(full[name], known_people, phrases) for name in named
    }
    spoken = _build_turns_by_label(lines, phrases)
    cues = find_name_cues(spoken, phrases)
    role_cues = find_role_cues(spoken, phrases, cues)
    found = _name_unnamed_labels(
        [n for n in names if n not in person_by_label or _is_initials(full[n])],
        [p for p in known_people if p.name not in {q.name for n, q in person_by_label.items()}],
        spoken,
        cues,
        role_cues,
        usage,
        phrases,
    )
    sure = {person.name: LABELS_HOLD for person in person_by_label.values()}
    for name, (person, chance) in found.items():
        person_by_label[name] = person
        sure[person.name] = min(LABELS_HOLD, chance)
    people = {person.name: person for person in person_by_label.values()}
    for label in labels:
        if label.name in person_by_label:
            person = people[person_by_label[label.name].name]
            people[person.name] = _add_roles(person, label_roles(label, phrases))
    order = list(people)
    return LabelledPeople(
        tuple(people.values()),
        {name: order.index(person.name) for name, person in person_by_label.items()},
        tuple(sure[name] for name in order),
        _compute_host_probabilities([people[name] for name in order], person_by_label, role_cues),
    )


def role_in_label(label: str, phrases: Phrases) -> str | None:
    """Return the role that a label names ("HOST"), or None if it names a person.

    A label of an unknown person ("MAN 1") has the role "".
    """
    words = [word.strip(".#0123456789") for word in label.lower().split()]
    parts = [phrases.turns.label_roles.get(word) for word in words if word]
    return parts[-1] if parts and None not in parts else None


def speaker_posteriors_from_labels(
    lines: Sequence[Line], labelled_people: LabelledPeople, phrases: Phrases
) -> Array:
    """Return the posteriors [turns, people + unnamed + special] implied by the labels."""
    states = (*NAMELESS, *SPECIAL)
    people = len(labelled_people.people)
    who = np.zeros((len(lines), people + len(states)))
    for turn, line in enumerate(lines):
        if line.label is None:
            continue
        person = labelled_people.person_of_label.get(line.label.name)
        if person is not None:
            who[turn, person] = labelled_people.sure[person]
        elif part := role_in_label(line.label.name, phrases):
            part = "host" if is_host_role(part) else part if part in states else "guest"
            who[turn, people + states.index(part)] = LABELS_HOLD
    return who


def _build_turns_by_label(lines: Sequence[Line], phrases: Phrases) -> tuple[TurnSentences, ...]:
    """Return the turns with their labels in place of voices."""
    return tuple(
        replace(line.passage, voice=line.label.name if line.label else line.passage.voice)
        for line in lines
    )


def name_spelling(turns: Iterable[TurnSentences]) -> dict[str, str]:
    """Map lower-case words to the capitalization of names in the text ("mccain": "McCain")."""
    counts: dict[str, Counter[str]] = {}
    for turn in turns:
        for sentence in turn.sentences:
            for token in sentence:
                if token.is_capitalized and len(token.core) > 1:
                    counts.setdefault(token.lower, Counter())[token.core] += 1
    return {low: spelt.most_common(1)[0][0] for low, spelt in counts.items()}


def find_full_names(
    names: Sequence[str],
    known_people: Sequence[Person],
    case_by_word: Mapping[str, str],
    phrases: Phrases,
) -> dict[str, str]:
    """Map each label's name to the fullest name that it may mean, in mixed case."""
    spelt = {
        name: name
        if _is_initials(name) and name.casefold() not in case_by_word
        else " ".join(_write_in_mixed_case(word, case_by_word) for word in name.split())
        for name in names
    }
    whole = [name for name in dict.fromkeys(spelt.values()) if " " in name]
    also = [person.name for person in known_people if " " in person.name]
    return {
        name: _find_only_full_name(short, whole) or _find_only_full_name(short, also) or short
        for name, short in spelt.items()
    }


def _find_only_full_name(name: str, full_names: Iterable[str]) -> str | None:
    """Return the only full name that has this surname, given name or these initials, or None."""
    if " " in name:
        return None
    low = name.casefold().rstrip(".")
    for part in (-1, 0):
        fitting = [full for full in full_names if full.split()[part].casefold() == low]
        if len(fitting) == 1:
            return fitting[0]
    fitting = [
        full
        for full in full_names
        if _is_initials(name) and _abbreviate_to_initials(full) == low.replace(".", "")
    ]
    return fitting[0] if len(fitting) == 1 else None


def _abbreviate_to_initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).casefold()


def _is_initials(name: str) -> bool:
    bare = name.replace(".", "")
    return 1 < len(bare) <= LONGEST_INITIALS and bare.isupper()


def _write_in_mixed_case(word: str, case_by_word: Mapping[str, str]) -> str:
    """Return a word of a label; if it is all in capitals, write it as the text writes the name."""
    if not word.isupper() or "." in word:
        return word
    if word.lower() in case_by_word:
        return case_by_word[word.lower()]
    cased = "-".join(part.capitalize() for part in word.split("-"))
    for prefix in ("Mc", "O'", "O’", "D'", "D’"):
        if cased.startswith(prefix) and len(cased) > len(prefix) + 1:
            return prefix + cased[len(prefix) :].capitalize()
    return cased


def _find_known_person(name: str, known_people: Sequence[Person], phrases: Phrases) -> Person:
    meant = resolve_name(name, known_people, phrases) if not _is_initials(name) else {}
    best = max(meant, key=lambda i: meant[i], default=None)
    if best is not None and meant[best] >= SURELY_MEANT:
        return known_people[best]
    return Person(name, "recording", LABELS_HOLD)


def _name_unnamed_labels(
    labels: Sequence[str],
    people: Sequence[Person],
    turns: Sequence[TurnSentences],
    cues: Sequence[NameCue],
    role_cues: Mapping[str, RoleCues],
    usage: NameUsage,
    phrases: Phrases,
) -> dict[str, tuple[Person, float]]:
    """Find names for labels without a name, by the same kinds of evidence that name voices."""
    voices = [
        label for label in labels if role_in_label(label, phrases) not in (*SPECIAL, "caller")
    ]
    if not voices or not people:
        return {}
    scored = score_name_cues(cues, turns, people, voices, usage, phrases)
    scores = build_score_table(scored, people, voices, role_cues, VoiceMatches())
    chances = assignment_probabilities(scores, [0.0] * len(voices))
    best = {voice: int(row.argmax()) for voice, row in zip(voices, chances, strict=True)}
    return {
        voice: (people[best[voice]], float(row[best[voice]]))
        for voice, row in zip(voices, chances, strict=True)
        if row[best[voice]] >= IDENTIFIED and _do_initials_fit(voice, people[best[voice]].name)
    }


def _do_initials_fit(label: str, name: str) -> bool:
    """Check whether initials fit a name; a label that is only a role fits every name."""
    return not _is_initials(label) or _abbreviate_to_initials(name)[:1] == label[:1].casefold()


def label_roles(label: SpeakerLabel, phrases: Phrases) -> tuple[str, ...]:
    """Return the roles in a label's description, in the label itself, and in its title."""
    written = [*(label.description or "").split(","), label.title or ""]
    found = [
        _find_role_in_text(text, phrases)
        for text in (*written, role_in_label(label.name, phrases) or "")
    ]
    return tuple(dict.fromkeys(role for role in found if role))


def _find_role_in_text(text: str, phrases: Phrases) -> str | None:
    low = text.lower().strip(' ."“”')
    return (
        (phrases.roles.role_in_phrase(low) or phrases.turns.label_roles.get(low)) if low else None
    )


def _add_roles(person: Person, roles: Sequence[str]) -> Person:
    whole = tuple(dict.fromkeys((*person.roles, *roles)))
    return replace(person, role=whole[0], further_roles=whole[1:]) if whole else person


def _compute_host_probabilities(
    people: Sequence[Person], person_by_label: Mapping[str, Person], cues: Mapping[str, RoleCues]
) -> tuple[float, ...]:
    """Return the probability that each person hosts: by role, or by what they say.

    If nobody has a host's role, the probabilities are scaled to sum to 1, because every interview
    has a host.
    """
    said = [
        [cues[label] for label, p in person_by_label.items() if p.name == person.name]
        for person in people
    ]
    odds = [
        sum(c.host_probability * c.words for c in own) / max(1, sum(c.words for c in own))
        for own in said
    ]
    hosted = any(map(is_host_role, (role for person in people for role in person.roles))) or any(
        cues[label].host_probability > HOSTS_BY_PART
        for label in cues
        if label not in person_by_label
    )
    scale = 1.0 if hosted else max(1e-9, sum(odds))
    return tuple(
        float(any(map(is_host_role, p.roles))) if p.roles else min(1.0, o / scale)
        for p, o in zip(people, odds, strict=True)
    )
