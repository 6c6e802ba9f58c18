"""Candidate people from the cast, the documents, the archive and the recording itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from speakers.cast import Member
from speakers.evidence.name_cues import NameCue, TurnSentences
from speakers.people.described import DescribedPerson
from speakers.people.person import SAME_NAME, Person, fit
from speakers.phrases.phrases import Phrases

# Prior probabilities of presence by source. The
# cast is what the user expects and may be wrong; a spoken name mostly belongs to somebody else.
CAST = 0.85
PRESENTED = 0.4
PERHAPS_PRESENTED = 0.1
CALLED = 0.1
TALKED_OF = 0.02

# From this fit on a first name, misheard or shortened, means the person of the cast.
FITS_CAST = 0.8

# Probability that capitalized words are a name at all; words that are not common given names
# gain each time somebody seems to be addressed by them.
GIVEN_AND_SURNAME, GIVEN_ALONE, TWO_WORDS, ONE_WORD, USED_AS_WORD = 0.97, 0.92, 0.7, 0.5, 0.05


@dataclass(frozen=True, slots=True)
class NameUsage:
    """How a recording uses words: which occur in lower case, and how often a name is addressed."""

    lower_case_words: frozenset[str]
    address_counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Archive:
    """What the archive already knows: people whose voices match, and spellings of names.

    `present` is the prior probability that one of the people in `heard` is in the recording.
    """

    heard: tuple[str, ...] = ()
    present: float = 0.0
    names: tuple[str, ...] = ()


def count_usage(spoken: Sequence[TurnSentences], cues: Sequence[NameCue]) -> NameUsage:
    """Count the usage that distinguishes names from other capitalized words."""
    tokens = (t.core for p in spoken for s in p.sentences for t in s)
    small = frozenset(core for core in tokens if core[:1].islower())
    return NameUsage(small, Counter(c.name for c in cues if c.only_for_people))


def name_probability(name: str, usage: NameUsage, phrases: Phrases) -> float:
    """Estimate the probability that capitalized words in a recording are a name."""
    is_given = phrases.given_names.is_given
    first, *more = name.split()
    if not is_given(first) and any(word.lower() in usage.lower_case_words for word in name.split()):
        return USED_AS_WORD
    if is_given(first):
        return GIVEN_AND_SURNAME if more else GIVEN_ALONE
    unsure: float = (1 - (TWO_WORDS if more else ONE_WORD)) / max(
        1, usage.address_counts[name]
    ) ** 0.5
    return 1 - unsure


def candidates(
    cast: Sequence[Member],
    described: Sequence[DescribedPerson],
    spoken_of: Sequence[DescribedPerson],
    cues: Sequence[NameCue],
    usage: NameUsage,
    phrases: Phrases,
    archive: Archive | None = None,
) -> tuple[Person, ...]:
    """Return everybody who may speak; the cast's spelling wins, then the documents'.

    `spoken_of` holds people whom the recording describes. The archive's spelling of a name wins
    over the recording's.
    """
    archive = archive or Archive()
    known = [Person(m.name, "cast", CAST, m.role, also=m.also) for m in cast]
    for d in described:
        _add(
            known,
            phrases,
            Person(d.name, "context", d.speaking_probability, d.role, d.quote, d.also),
        )
    for heard in archive.heard:
        _add(known, phrases, Person(heard, "archive", archive.present))
    strong = [c for c in cues if c.kind != "mentioned"]
    roles = {d.name: d.role for d in spoken_of}
    for cue in strong:
        if " " in cue.name and (trusted := name_probability(cue.name, usage, phrases)) >= TWO_WORDS:
            sure = trusted > TWO_WORDS or cue.kind == "introduces-self"
            present = PRESENTED if sure else PERHAPS_PRESENTED
            spelt = _spelt(cue.name, archive.names, phrases)
            _add(known, phrases, Person(spelt, "recording", present, roles.get(cue.name)))
    for d in spoken_of:
        by_surname = usage.address_counts[d.name.split()[-1]]
        present = PRESENTED if by_surname else TALKED_OF
        _add(
            known,
            phrases,
            Person(_spelt(d.name, archive.names, phrases), "recording", present, d.role),
        )
    for name in dict.fromkeys(c.name for c in strong if " " not in c.name):
        if name_probability(name, usage, phrases) >= ONE_WORD and not _named(known, name, phrases):
            known.append(Person(name, "recording", CALLED))
    return tuple(known)


def _add(known: list[Person], phrases: Phrases, person: Person) -> None:
    # A person of the cast without a role gets the role from a document.
    for i, other in enumerate(known):
        fits = fit(person.name, other.name, phrases), fit(other.name, person.name, phrases)
        if max(fits) >= SAME_NAME:
            role, quote = other.role or person.role, other.quote or person.quote
            also = other.also or person.also
            known[i] = Person(other.name, other.source, other.present, role, quote, also)
            return
    known.append(person)


def _spelt(name: str, names: Iterable[str], phrases: Phrases) -> str:
    """Replace a full name by the archive's spelling of it, if the archive has one."""
    alike = [(fit(name, other, phrases), other) for other in names if " " in other]
    best, other = max(alike, default=(0.0, name))
    return other if best >= SAME_NAME else name


def _named(known: Iterable[Person], name: str, phrases: Phrases) -> bool:
    # A name is not another person's if somebody of the cast has it as given name or surname.
    return any(
        name in (person.name, person.words[-1])
        or (person.source == "cast" and fit(name, person.name, phrases) >= FITS_CAST)
        for person in known
    )
