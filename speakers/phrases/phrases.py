"""Define the phrases of a language that show who speaks.

The defaults suit a language without phrases: no pattern matches, no word is ordinary, no given name
is known. Patterns are matched against lower-case text that has straight apostrophes and no
punctuation except commas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from re import Pattern

from transcripts.languages.language import NEVER, Language, word_set

__all__ = ["NEVER", "Phrases", "Rules", "word_set"]

Rules = tuple[tuple[Pattern[str], float], ...]
"""Patterns, each with the probability that a match means what it seems to."""

RoleRules = tuple[tuple[Pattern[str], str], ...]
"""Patterns, each with the role that a match implies."""


def _return_false(word: str) -> bool:
    return False


def _find_no_role(phrase: str) -> str | None:
    return None


def _return_unchanged(phrase: str) -> str | None:
    return " ".join(phrase.lower().split()) or None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that decide which capitalized words are names, and words in and around names.

    `is_ordinary`, `is_demonym` and `is_adverb` take a lower-case word. `ambiguous` holds names
    that, at the start of a sentence, are ordinary words at least as often as names. `contracted`
    holds words whose "'s" is a contracted verb ("that's"). `particles` holds lower-case parts of
    names ("de"); `inside_titles` holds lower-case words that occur inside titles of works.
    `before_things` holds words that precede places and things, but seldom people ("on", "the").
    `named` matches text that is always followed by a name ("my name is").
    """

    honorifics: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    contracted: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    inside_titles: frozenset[str] = frozenset()
    before_things: frozenset[str] = frozenset()
    is_ordinary: Callable[[str], bool] = _return_false
    is_demonym: Callable[[str], bool] = _return_false
    is_adverb: Callable[[str], bool] = _return_false
    named: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Words for roles: `words` maps a lower-case word to its role.

    `role_in_phrase` returns the role that a phrase contains, or None. `normalize` returns the role
    that a phrase means: a phrase without a known word is returned as it is, an empty one as None.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    role_in_phrase: Callable[[str], str | None] = _find_no_role
    normalize: Callable[[str], str | None] = _return_unchanged


@dataclass(frozen=True, slots=True)
class GivenNames:
    """Common given names in lower case, and the short forms of each.

    `places` holds given names that are also well-known places ("Austin").
    """

    names: frozenset[str] = frozenset()
    short_forms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: frozenset[str] = frozenset()

    def is_given_name(self, word: str) -> bool:
        """Check whether a word, in any case, is a common given name or its short form."""
        low = word.casefold()
        return low in self.names or any(low in short for short in self.short_forms.values())

    def is_short_form_of(self, short: str, full: str) -> bool:
        """Check whether `short` is a common short form of the given name `full`."""
        return short.casefold() in self.short_forms.get(full.casefold(), frozenset())


@dataclass(frozen=True, slots=True)
class Naming:
    """Patterns that show how a name is used: as one's own name, an address, or an introduction.

    Patterns `..._before` match the text before the name, patterns `..._after` the text after it.
    `after_own_name` holds words that may follow a speaker's own name without a comma. If a word of
    `not_thanked` occurs, the name is not thanked. `openers` matches words at the start of a
    sentence that may precede an address. `described_before` and `described_after` match the text
    around a name that is described, `reported_before` and `reported_after` around a name in
    reported speech ("and my father said, Ann Lee, you ..."). `second_person` matches text in the
    second person.
    `programme_before` matches text before a programme's name ("welcome back to").
    """

    me_before: Rules = ()
    me_after: Rules = ()
    after_own_name: frozenset[str] = frozenset()
    thanks_before: Pattern[str] = NEVER
    thanks_after: Pattern[str] = NEVER
    thanks: frozenset[str] = frozenset()
    not_thanked: frozenset[str] = frozenset()
    openers: Pattern[str] = NEVER
    described_after: Pattern[str] = NEVER
    described_before: Pattern[str] = NEVER
    reported_before: Pattern[str] = NEVER
    reported_after: Pattern[str] = NEVER
    kin: frozenset[str] = frozenset()
    question_after: Rules = ()
    statement_after: Rules = ()
    second_person: Pattern[str] = NEVER
    calling_last: Pattern[str] = NEVER
    aside_before: Pattern[str] = NEVER
    aside_after: Pattern[str] = NEVER
    guest_before: Rules = ()
    guest_after: Rules = ()
    with_me_before: Pattern[str] = NEVER
    with_me_after: Pattern[str] = NEVER
    programme_before: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class HandOvers:
    """Patterns of whole sentences that name the next speaker or the speaker of the sentence.

    `with_place`, `by_name`, `greeted` and `own_name` have a group "name", which matches one word.
    `with_place` also has a group "place" and, if the sentence gives the floor, "to" ("let's go to")
    or "ahead" ("go ahead"). `by_name` gives the floor by name, `go_ahead` without a name; `greeted`
    greets a person. `own_name` answers the question that `asks_name` matches. `that_is_me` follows
    the name of a presenter, and `presents` matches the text before that name. `inside_places` holds
    lower-case words in names of places ("the").
    """

    with_place: Pattern[str] = NEVER
    by_name: Pattern[str] = NEVER
    go_ahead: Pattern[str] = NEVER
    greeted: Pattern[str] = NEVER
    asks_name: Pattern[str] = NEVER
    own_name: Pattern[str] = NEVER
    that_is_me: Pattern[str] = NEVER
    presents: Pattern[str] = NEVER
    inside_places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Documents:
    """Patterns for people and their roles in prose.

    `role_before` has the phrase in its first group, `role_after` in the group "role". `several`
    finds the first of two roles joined by "and". `link` matches the separator between a name and a
    role that needs no comma. `of` separates a role from the work that it belongs to. `comments` and
    `byline` match lines that the document's author did not write.
    """

    role_before: Pattern[str] = NEVER
    role_after: Pattern[str] = NEVER
    several: Pattern[str] = NEVER
    link: Pattern[str] = NEVER
    of: str | None = None
    by: RoleRules = ()
    does: RoleRules = ()
    owns: RoleRules = ()
    reports: Pattern[str] = NEVER
    says: Pattern[str] = NEVER
    interviewed: Pattern[str] = NEVER
    comments: Pattern[str] = NEVER
    byline: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class RolePhrases:
    """Phrases of hosts, guests and announcers, and phrases that announce clips.

    `opens_programme` matches what hosts say to listeners first of all.
    `received` matches what hosts say to guests, or about them, when they arrive and leave.
    `as_role` has a role in its first group: the speaker's own role, or the other person's if `you`
    matches the sentence. `own_view` matches the text that follows if "you" means people in general.
    """

    host: Pattern[str] = NEVER
    opens_programme: Pattern[str] = NEVER
    guest: Pattern[str] = NEVER
    received: Pattern[str] = NEVER
    ident: Pattern[str] = NEVER
    clip: Pattern[str] = NEVER
    own_work: RoleRules = ()
    your_work: RoleRules = ()
    as_role: Pattern[str] = NEVER
    you: Pattern[str] = NEVER
    own_view: Pattern[str] = NEVER
    of_oneself: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class Turns:
    """Phrases that classify the turns of a text without sound.

    `answers` matches the beginning of a turn that reacts to another person's ("Yes", "Well").
    `filler` is a phrase like "you know". `label_roles` maps a label that names a role ("HOST") to
    that role, or to "" for an unknown person.
    """

    backchannels: frozenset[str] = frozenset()
    answers: Pattern[str] = NEVER
    hands_over: Pattern[str] = NEVER
    me: frozenset[str] = frozenset()
    you: frozenset[str] = frozenset()
    filler: str | None = None
    reply: Pattern[str] = NEVER
    together: Pattern[str] = NEVER
    station_announcement: Pattern[str] = NEVER
    credits: Pattern[str] = NEVER
    sponsor: Pattern[str] = NEVER
    puts_through: Pattern[str] = NEVER
    calls: Pattern[str] = NEVER
    recorded: Pattern[str] = NEVER
    label_roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """All phrases and word lists of a language, compared by identity.

    `sound_key` maps names that sound alike to the same key; the default is the key that the
    language has for ordinary words.
    """

    language: Language
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    roles: RoleWords = field(default_factory=RoleWords)
    given_names: GivenNames = field(default_factory=GivenNames)
    naming: Naming = field(default_factory=Naming)
    hand_overs: HandOvers = field(default_factory=HandOvers)
    documents: Documents = field(default_factory=Documents)
    role_phrases: RolePhrases = field(default_factory=RolePhrases)
    turns: Turns = field(default_factory=Turns)
    sound_key: Callable[[str], str] | None = None

    def name_key(self, name: str) -> str:
        """Return the key shared by names that sound alike."""
        return (self.sound_key or self.language.sound_key)(name)
