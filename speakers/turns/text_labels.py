"""Speakers from the labels that a text already has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from speakers.people.person import Person, resolve
from speakers.phrases.phrases import Phrases
from speakers.turns.chain import Array
from speakers.turns.lines import Line
from speakers.turns.transitions import NAMELESS, SPECIAL

# Labels are rarely wrong; a surname means the known person of that name, if there is only one.
LABELS_HOLD, SURELY_MEANT = 0.98, 0.8


def people_of_labels(
    lines: Sequence[Line], known: Sequence[Person], phrases: Phrases
) -> dict[str, Person]:
    """Map each label to the person it names; labels that name a role or nobody are left out."""
    labels = dict.fromkeys(line.label for line in lines if line.label)
    return {
        label: _person(label, known, phrases) for label in labels if part_of(label, phrases) is None
    }


def part_of(label: str, phrases: Phrases) -> str | None:
    """Return the role that a label names ("HOST"), "" for somebody unknown ("MAN 1"), else None."""
    words = [word.strip(".#0123456789") for word in label.lower().split()]
    parts = [phrases.turns.label_roles.get(word) for word in words if word]
    return parts[-1] if parts and None not in parts else None


def who_by_label(
    lines: Sequence[Line],
    named: dict[str, Person],
    people: Sequence[Person],
    phrases: Phrases,
) -> Array:
    """Return posteriors [turns, people + unnamed + special] from the labels."""
    states = (*NAMELESS, *SPECIAL)
    who = np.zeros((len(lines), len(people) + len(states)))
    for turn, line in enumerate(lines):
        if line.label in named:
            who[turn, people.index(named[line.label])] = LABELS_HOLD
        elif line.label and (part := part_of(line.label, phrases)):
            part = part if part in states else "guest"
            who[turn, len(people) + states.index(part)] = LABELS_HOLD
    return who


def _person(label: str, known: Sequence[Person], phrases: Phrases) -> Person:
    name = " ".join(word.capitalize() if word.isupper() else word for word in label.split())
    meant = resolve(name, known, phrases)
    best = max(meant, key=lambda i: meant[i], default=None)
    if best is not None and meant[best] >= SURELY_MEANT:
        return known[best]
    return Person(name, "recording", LABELS_HOLD)
