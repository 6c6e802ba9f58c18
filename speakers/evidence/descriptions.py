"""Find descriptions of people in prose: "director Ann Lee", "Ann Lee, author of", "her novel"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from speakers.phrases.phrases import Phrases
from speakers.roles import find_role
from speakers.text.mentions import Mention

# Probability that a person speaks in the recording, by how a document describes the person: as a
# maker of the work under discussion, a minor contributor, an interviewed person, or the programme's
# host. Rough values, set by hand on the four documents of one broadcast.
MAKER, PART, GUEST, HOST = 0.2, 0.05, 0.65, 0.7
# Probability that a person whom a document quotes ("she says") speaks in the recording.
QUOTED = 0.15


@dataclass(frozen=True, slots=True)
class RoleHint:
    """Evidence for a person's role and presence from one mention in a document."""

    role: str | None
    weight: int
    presence: float
    quote: str


# Number of characters before a name that are searched for a role; a higher number takes longer.
_NEAR_LETTERS = 300


def find_role_hints(mention: Mention, phrases: Phrases) -> Iterator[RoleHint]:
    """Yield the role hints in the sentence around a name."""
    if _is_in_brackets(mention):
        yield _build_role_hint("actor", 3, mention)
        return
    if named := _find_role_before(mention, phrases):
        yield _build_role_hint(named, 3, mention)
    if named := _find_role_after(mention, phrases):
        yield _build_role_hint(named, 3, mention)
    for rules, text, allowed in (
        (phrases.documents.maker_before, mention.text_before, True),
        (phrases.documents.activity_after, mention.text_after, not mention.is_possessive),
        (phrases.documents.owned_work_after, mention.text_after, mention.is_possessive),
    ):
        yield from (
            _build_role_hint(name, 2, mention) for p, name in rules if allowed and p.search(text)
        )
    if phrases.documents.reports_after.match(mention.text_after):
        yield _build_role_hint("reporter", 3, mention)
    if phrases.documents.says_after.match(mention.text_after):
        yield RoleHint(None, 1, QUOTED, mention.quote)
    if phrases.documents.interviewed_before.search(mention.text_before):
        yield RoleHint("guest", 1, GUEST, mention.quote)


def _build_role_hint(name: str, weight: int, mention: Mention) -> RoleHint:
    present = HOST if name == "host" else MAKER if find_role(name).is_usually_in_studio else PART
    return RoleHint(name, weight, present, mention.quote)


def _is_in_brackets(mention: Mention) -> bool:
    # "Kathy (Ann Lee)" is a character and the actor who plays her.
    first, last = mention.sentence[mention.start], mention.sentence[mention.end - 1]
    before = mention.sentence[mention.start - 1] if mention.start else None
    return bool(
        "(" in first.mark_before and ")" in last.mark_after and before and before.is_capitalized
    )


def _find_role_before(mention: Mention, phrases: Phrases) -> str | None:
    match = phrases.documents.role_before.search(mention.text_before[-_NEAR_LETTERS:])
    if match is None:
        return None
    of = phrases.documents.work_separator
    phrase = match[1].rsplit(of)[-1] if of else match[1]
    # In "author and historian Ann Lee", the first role is the main one.
    first = phrases.documents.first_of_several_roles.search(phrase)
    return phrases.roles.normalize(first[1] if first else _find_role_of_work(phrase, phrases))


def _find_role_after(mention: Mention, phrases: Phrases) -> str | None:
    match = phrases.documents.role_after.match(mention.text_after)
    linked = mention.has_break_after or phrases.documents.role_link.match(mention.text_after)
    if match is None or not linked or mention.is_possessive:
        return None
    return phrases.roles.normalize(_find_role_of_work(match["role"], phrases))


def _find_role_of_work(phrase: str, phrases: Phrases) -> str:
    # "The film's director" is a director, but "the book's writer" is an author.
    return phrase.replace("’", "'").replace(phrases.language.possessive, "")
