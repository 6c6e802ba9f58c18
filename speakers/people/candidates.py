"""The people who may have spoken: from the cast, the documents and the recording itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from speakers.cast import Member
from speakers.evidence.name_cues import NameCue, TurnSentences
from speakers.people.described import DescribedPerson
from speakers.people.person import SAME_NAME, Person, fit
from speakers.phrases.phrases import Phrases

# How likely somebody is to be in a recording, before it is heard, by what is known of them. The
# cast is what the user expects and may be wrong; a name that is spoken is mostly somebody else's.
CAST = 0.85
PRESENTED = 0.4
PERHAPS_PRESENTED = 0.1
CALLED = 0.1
TALKED_OF = 0.02

# A first name that fits the cast this well, misheard or shortened, is that person's.
FITS_CAST = 0.8

# How far capitalised words are trusted to be a name at all; those that are no usual given names
# gain with each time that somebody seems to be called by them.
GIVEN_AND_SURNAME, GIVEN_ALONE, TWO_WORDS, ONE_WORD, USED_AS_WORD = 0.97, 0.92, 0.7, 0.5, 0.05


@dataclass(frozen=True, slots=True)
class NameUsage:
    """How a recording writes its words: which also small, and how often names are called out."""

    lower_case_words: frozenset[str]
    address_counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Archive:
    """Whom the archive knows: people whose voices one of the recording is like, and names.

    `present` is the probability, before anything is heard, that one of the former is in the
    recording: less, the more people there are to choose from.
    """

    heard: tuple[str, ...] = ()
    present: float = 0.0
    names: tuple[str, ...] = ()


def count_usage(spoken: Sequence[TurnSentences], cues: Sequence[NameCue]) -> NameUsage:
    """Count what tells names from other capitalised words."""
    tokens = (t.core for p in spoken for s in p.sentences for t in s)
    small = frozenset(core for core in tokens if core[:1].islower())
    return NameUsage(small, Counter(c.name for c in cues if c.only_for_people))


def name_probability(name: str, usage: NameUsage, phrases: Phrases) -> float:
    """Judge whether capitalised words in a recording are somebody's name."""
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
    """Give everybody who may have spoken; of two spellings the cast's wins, then the documents'.

    `spoken_of` are people whom the recording describes. The archive's spelling of a name wins over
    that of the recording.
    """
    archive = archive or Archive()
    known = [Person(m.name, "cast", CAST, m.role, also=m.also) for m in cast]
    for d in described:
        _add(known, phrases, Person(d.name, "context", d.present, d.role, d.quote, d.also))
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
    # A person of the cast without a role takes the one that a document gives.
    for i, other in enumerate(known):
        fits = fit(person.name, other.name, phrases), fit(other.name, person.name, phrases)
        if max(fits) >= SAME_NAME:
            role, quote = other.role or person.role, other.quote or person.quote
            also = other.also or person.also
            known[i] = Person(other.name, other.source, other.present, role, quote, also)
            return
    known.append(person)


def _spelt(name: str, names: Iterable[str], phrases: Phrases) -> str:
    """Write a full name as the archive does, where it has one that is the same but for spelling."""
    alike = [(fit(name, other, phrases), other) for other in names if " " in other]
    best, other = max(alike, default=(0.0, name))
    return other if best >= SAME_NAME else name


def _named(known: Iterable[Person], name: str, phrases: Phrases) -> bool:
    # Somebody of the cast who is called so leaves no room for a stranger of that name, nor does
    # somebody whose surname it is.
    return any(
        name in (person.name, person.words[-1])
        or (person.source == "cast" and fit(name, person.name, phrases) >= FITS_CAST)
        for person in known
    )
