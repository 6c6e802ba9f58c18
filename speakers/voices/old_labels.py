"""Read the speaker labels of an old text as evidence for who a voice is.

The typist heard who speaks. A voice whose words are mostly labelled with one name is probably that
person. A label that names nobody ("Q.", "Unidentified Man #1") shows only that the voice is none of
the people whom other labels name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log

from speakers.evidence.turn_sentences import TurnSentences
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.turns.text_labels import (
    SURELY_MEANT,
    find_full_names,
    label_roles,
    name_spelling,
    role_in_label,
)
from transcripts.attribution.voice_labels import VoiceLabel
from transcripts.text.speaker_labels import SpeakerLabel, read_label

# Added to the share of a voice's words that have a person's label and to the share that do not,
# because a typist may confuse two people. If all words of a voice have a person's label, the
# log-odds are 3.9.
MISTAKEN = 0.02
# Labels are evidence only for a voice with at least this many labelled words: the edges of turns
# are off by a word or two.
LEAST_WORDS = 4
# Prior probability that a person whom a label names speaks.
LABELLED_PRESENCE = 0.9


@dataclass(frozen=True, slots=True)
class OldLabels:
    """The people who may speak, and the labels of each voice's words in the old text.

    `shares` maps a voice, then a person's index in `people`, to the share of the voice's labelled
    words that have this person's label. `written` maps a labelled person's index to the label that
    the text uses.
    """

    people: tuple[Person, ...]
    shares: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    written: Mapping[int, str] = field(default_factory=dict)

    def log_odds(self, voice: str, person: int) -> float:
        """Return the log-odds, by the labels alone, that a voice is a person."""
        if person not in self.written or voice not in self.shares:
            return 0.0
        share = self.shares[voice].get(person, 0.0)
        return log((share + MISTAKEN) / (1 - share + MISTAKEN))


def read_old_labels(
    counted: Sequence[VoiceLabel],
    turns: Sequence[TurnSentences],
    people: Sequence[Person],
    phrases: Phrases,
) -> OldLabels:
    """Add the people whom labels name, and count each voice's words by label."""
    labels = {c.label: label for c in counted if (label := read_label(c.label))}
    named = [x.name for x in labels.values() if role_in_label(x.name, phrases) is None]
    full = find_full_names(list(dict.fromkeys(named)), people, name_spelling(turns), phrases)
    known = list(people)
    index: dict[str, int] = {}
    for label in labels.values():
        if label.name in full:
            index[label.name] = _find_or_add(full[label.name], label, known, phrases)
    shares = _compute_label_shares(
        counted, {text: index.get(x.name, -1) for text, x in labels.items()}
    )
    written = {index[x.name]: text for text, x in labels.items() if x.name in index}
    return OldLabels(tuple(known), shares, written)


def _find_or_add(name: str, label: SpeakerLabel, people: list[Person], phrases: Phrases) -> int:
    """Return the index of the person whom a label names; add an unknown person to `people`."""
    meant = resolve_name(name, people, phrases)
    best = max(meant, key=lambda i: meant[i], default=-1)
    if best < 0 or meant[best] < SURELY_MEANT:
        best = len(people)
        people.append(Person(name, "label", LABELLED_PRESENCE))
    roles = tuple(dict.fromkeys((*people[best].roles, *label_roles(label, phrases))))
    presence = max(people[best].presence, LABELLED_PRESENCE)
    people[best] = replace(
        people[best], role=next(iter(roles), None), further_roles=roles[1:], presence=presence
    )
    return best


def _compute_label_shares(
    counted: Sequence[VoiceLabel], person_of_label: Mapping[str, int]
) -> dict[str, dict[int, float]]:
    words: dict[str, Counter[int]] = {}
    for c in counted:
        words.setdefault(c.voice, Counter())[person_of_label.get(c.label, -1)] += c.words
    return {
        voice: {person: n / count.total() for person, n in count.items() if person >= 0}
        for voice, count in words.items()
        if count.total() >= LEAST_WORDS
    }
