"""Collect the people who may speak from the cast, the documents, the archive and the recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from speakers.cast import CastMember
from speakers.evidence.name_cues import NameCue
from speakers.evidence.turn_sentences import TurnSentences
from speakers.people.described import DescribedPerson
from speakers.people.person import SAME_NAME, Person, name_similarity, word_likeness
from speakers.phrases.phrases import Phrases

# Prior probability that a person is in the recording, by where the name comes from: the cast, which
# may be wrong; an introduction; a doubtful introduction; an address; a mention.
CAST = 0.85
PRESENTED = 0.4
PERHAPS_PRESENTED = 0.1
CALLED = 0.1
TALKED_OF = 0.02

# Least similarity at which a misheard or shortened first name means a person in the cast.
FITS_CAST = 0.8

NameForm = Literal["given and surname", "given", "two words", "one word"]

# Probability that a spoken name belongs to a speaker, by its use and its form. Keys are the kind of
# cue and whether its phrase is used only for people ("Thanks, Ann"). Counted by benchmarks.labels
# --forms on 30 podcast interviews, and raised for full names, by which broadcasts address people.
_FORMS: tuple[NameForm, ...] = ("given and surname", "given", "two words", "one word")
TRUST: Mapping[tuple[str, bool], Mapping[NameForm, float]] = {
    use: dict(zip(_FORMS, shares, strict=True))
    for use, shares in {
        ("introduces-self", True): (0.98, 0.95, 0.9, 0.4),
        ("put-through", True): (0.98, 0.97, 0.7, 0.45),
        ("addressed", True): (0.95, 0.97, 0.7, 0.45),
        ("addressed", False): (0.35, 0.85, 0.12, 0.15),
        ("introduced", True): (0.98, 0.9, 0.85, 0.15),
        ("introduced", False): (0.6, 0.6, 0.25, 0.2),
        ("mentioned", False): (0.97, 0.92, 0.7, 0.5),
    }.items()
}
# A word that also occurs in lower case, or that names a thing ("on Facebook"), is a name with the
# probability `USED_AS_WORD`. A word counts as the name of a thing if at least the share
# `SHARE_AS_THING` of its capitalized occurrences follow "the", "on" or a similar word.
USED_AS_WORD = 0.05
SHARE_AS_THING = 0.1
# "I am Darcy Clarke": nobody calls themselves by two words that are not their name.
SURELY_OWN_NAME = 0.9
# Least similarity of a given name and its short form.
SHORT_FORM = 0.95
# Number of opening turns. A full name in one of them presents the person, so later turns may use
# the given name alone.
OPENING_TURNS = 3
# Least probability of a phrase that counts as presenting a person.
LEAST_PRESENTED = 0.4
# Least probability at which a full name becomes a candidate, and least probability at which a name
# of one word becomes a candidate.
LEAST_FULL, LEAST_ALONE = 0.25, 0.3
# Least probability at which a full name gets the prior `PRESENTED`.
WELL_PRESENTED = 0.75
# A short name that is used in at least `LEAST_CALLED` turns is preferred to a formal name of at
# least `WITH_MIDDLE_NAME` words.
LEAST_CALLED, WITH_MIDDLE_NAME = 2, 3


@dataclass(frozen=True, slots=True)
class NameUsage:
    """How words are used in a recording.

    `lower_case_words` are the words that occur in lower case. `address_counts` has how often each
    name addresses somebody.

    `names_of_things` holds capitalized words that often follow "the", "on" and similar words.
    """

    lower_case_words: frozenset[str]
    address_counts: Counter[str]
    names_of_things: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ArchiveNames:
    """Names from the archive.

    `matched_people` are people whose voiceprints match a voice of the recording, and `presence` is
    the prior probability that such a person speaks in it. `names` are the archive's spellings of
    all names.
    """

    matched_people: tuple[str, ...] = ()
    presence: float = 0.0
    names: tuple[str, ...] = ()


def count_usage(
    turns: Sequence[TurnSentences], cues: Sequence[NameCue], phrases: Phrases
) -> NameUsage:
    """Count how words are used, to tell names from other capitalized words."""
    sentences = [sentence for passage in turns for sentence in passage.sentences]
    small = frozenset(t.core for s in sentences for t in s if t.core[:1].islower())
    capitals = Counter(t.core for s in sentences for t in s if t.is_capitalized)
    after = Counter(
        token.core
        for sentence in sentences
        for before, token in pairwise(sentence)
        if token.is_capitalized
        and before.lower in phrases.vocabulary.words_before_things
        and not before.ends_clause
    )
    things = frozenset(w for w, n in after.items() if n >= SHARE_AS_THING * capitals[w])
    return NameUsage(small, Counter(c.name for c in cues if c.is_only_for_people), things)


def name_probability(cue: NameCue, usage: NameUsage, phrases: Phrases) -> float:
    """Estimate the probability that a spoken name belongs to a person who speaks."""
    form = name_form(cue.name, phrases)
    words = cue.name.split()
    says_own_name = cue.kind == "introduces-self" and cue.probability >= SURELY_OWN_NAME
    as_word = form == "one word" or (form == "two words" and not says_own_name)
    if as_word and (
        any(word.lower() in usage.lower_case_words for word in words)
        or not usage.names_of_things.isdisjoint(words)
    ):
        return USED_AS_WORD
    trust = TRUST.get((cue.kind, cue.is_only_for_people), {}).get(form, USED_AS_WORD)
    again = max(1, usage.address_counts[cue.name])
    return 1 - (1 - trust) / again**0.5 if form != "given and surname" else trust


def name_form(name: str, phrases: Phrases) -> NameForm:
    """Return the form of a name: whether it has a given name, and how many words it has."""
    first, *more = name.split()
    if phrases.given_names.is_given_name(first):
        return "given and surname" if more else "given"
    return "two words" if more else "one word"


def find_candidates(
    cast: Sequence[CastMember],
    described: Sequence[DescribedPerson],
    mentioned: Sequence[DescribedPerson],
    cues: Sequence[NameCue],
    usage: NameUsage,
    phrases: Phrases,
    archive: ArchiveNames | None = None,
) -> tuple[Person, ...]:
    """Return everybody who may speak; names are spelled as in the cast, or else as in documents.

    `mentioned` holds people whom the recording describes. The archive's spelling of a name takes
    precedence over the recording's.
    """
    archive = archive or ArchiveNames()
    known = [Person(m.name, "cast", CAST, m.role, further_roles=m.further_roles) for m in cast]
    for d in described:
        _add_person(
            known,
            phrases,
            Person(d.name, "context", d.speaking_probability, d.role, d.quote, d.further_roles),
        )
    for heard in archive.matched_people:
        _add_person(known, phrases, Person(heard, "archive", archive.presence))
    strong = [c for c in cues if c.kind != "mentioned"]
    roles = {d.name: d.role for d in mentioned}
    formal = _find_formal_names(strong, phrases)
    for cue in strong:
        trusted = name_probability(cue, usage, phrases)
        if " " in cue.name and cue.name not in formal and trusted >= LEAST_FULL:
            present = PRESENTED if trusted >= WELL_PRESENTED else PERHAPS_PRESENTED
            spelt = _apply_archive_spelling(cue.name, archive.names, phrases)
            _add_person(known, phrases, Person(spelt, "recording", present, roles.get(cue.name)))
    for d in (d for d in mentioned if d.name not in formal):
        by_surname = usage.address_counts[d.name.split()[-1]]
        present = PRESENTED if by_surname else TALKED_OF
        _add_person(
            known,
            phrases,
            Person(
                _apply_archive_spelling(d.name, archive.names, phrases),
                "recording",
                present,
                d.role,
            ),
        )
    alone = [c for c in strong if " " not in c.name]
    likely = [c.name for c in alone if name_probability(c, usage, phrases) >= LEAST_ALONE]
    for name in dict.fromkeys(likely):
        whole = _find_full_name(known, name, cues, phrases)
        if whole is not None:
            known[whole] = replace(known[whole], presence=max(PRESENTED, known[whole].presence))
        elif not _is_named(known, name, phrases):
            on_air = any(c.name == name and c.kind == "put-through" for c in alone)
            known.append(Person(name, "recording", PRESENTED if on_air else CALLED))
    return tuple(known)


def _add_person(people: list[Person], phrases: Phrases, person: Person) -> None:
    # If a member of the cast has no role, a document may provide it.
    for i, other in enumerate(people):
        fits = (
            name_similarity(person.name, other.name, phrases),
            name_similarity(other.name, person.name, phrases),
        )
        if max(fits) >= SAME_NAME:
            role, quote = other.role or person.role, other.quote or person.quote
            also = other.further_roles or person.further_roles
            people[i] = Person(other.name, other.source, other.presence, role, quote, also)
            return
    people.append(person)


def _find_formal_names(cues: Sequence[NameCue], phrases: Phrases) -> frozenset[str]:
    """Find formal names that are used only to address a person with a more common short name.

    For example, "Mr. Charles William Moss?" is said to a man whom everybody calls Chuck.
    """
    presented = {cue.name for cue in cues if cue.kind != "addressed"}
    turns = Counter(cue.name for cue in cues if cue.kind == "addressed")
    called = [name for name, count in turns.items() if count >= LEAST_CALLED]
    return frozenset(
        cue.name
        for cue in cues
        if cue.name not in presented
        and len(cue.name.split()) >= WITH_MIDDLE_NAME
        and any(phrases.given_names.is_short_form_of(name, cue.name.split()[0]) for name in called)
    )


def _apply_archive_spelling(name: str, names: Iterable[str], phrases: Phrases) -> str:
    """Replace a full name by the archive's spelling of it, if the archive has one."""
    alike = [(name_similarity(name, other, phrases), other) for other in names if " " in other]
    best, other = max(alike, default=(0.0, name))
    return other if best >= SAME_NAME else name


def _find_full_name(
    known_people: Sequence[Person], name: str, cues: Iterable[NameCue], phrases: Phrases
) -> int | None:
    """Find the only full name that a given name may stand for, if that person is presented.

    People are presented by a phrase ("joined by Ann Lee"), or named in the opening turns.
    """
    whole = [
        i
        for i, person in enumerate(known_people)
        if len(person.words) > 1
        and word_likeness(name.lower(), person.words[0].lower(), phrases) >= SHORT_FORM
    ]
    if len(whole) != 1:
        return None
    person = known_people[whole[0]]
    presented = person.source != "recording" or any(
        cue.name == person.name
        and (
            cue.turn < OPENING_TURNS
            or (cue.kind != "mentioned" and cue.probability >= LEAST_PRESENTED)
        )
        for cue in cues
    )
    return whole[0] if presented else None


def _is_named(known_people: Iterable[Person], name: str, phrases: Phrases) -> bool:
    # If a name is the given name or surname of a member of the cast, it means that member.
    return any(
        name in (person.name, person.words[-1])
        or (person.source == "cast" and name_similarity(name, person.name, phrases) >= FITS_CAST)
        for person in known_people
    )
