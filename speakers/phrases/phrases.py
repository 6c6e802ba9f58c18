"""Define the phrases of a language that show who speaks.

The defaults are for a language without phrases: no pattern matches, no word is ordinary, no given
name is known. Patterns are matched against lower-case text that has straight apostrophes and no
punctuation except commas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from re import Pattern

from transcripts.languages.language import NEVER, Language, word_set

__all__ = ["NEVER", "Phrases", "Rules", "word_set"]

Rules = tuple[tuple[Pattern[str], float], ...]
"""Patterns, each with the probability that a match has its usual meaning."""

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
    """Words that help to find names: ordinary words, and words in and around names.

    `is_ordinary`, `is_demonym` and `is_adverb` take a lower-case word. `ambiguous_names` holds
    names that, at the start of a sentence, are ordinary words at least as often as names.
    `words_with_contracted_verb` holds words whose "'s" is a contracted verb ("that's").
    `name_particles` holds lower-case parts of names ("de"); `words_inside_titles` holds lower-case
    words that occur inside titles of works. `words_before_things` holds words that precede places
    and things, but seldom people ("on", "the"). `before_name` matches text that is always followed
    by a name ("my name is").
    """

    honorifics: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    ambiguous_names: frozenset[str] = frozenset()
    words_with_contracted_verb: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    name_particles: frozenset[str] = frozenset()
    words_inside_titles: frozenset[str] = frozenset()
    words_before_things: frozenset[str] = frozenset()
    is_ordinary: Callable[[str], bool] = _return_false
    is_demonym: Callable[[str], bool] = _return_false
    is_adverb: Callable[[str], bool] = _return_false
    before_name: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Words for roles: `words` maps a lower-case word to its role.

    `role_in_phrase` returns the role that a phrase contains, or None. `normalize` returns the role
    that a phrase means: a phrase without a known word is returned in lower case, an empty phrase as
    None.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    role_in_phrase: Callable[[str], str | None] = _find_no_role
    normalize: Callable[[str], str | None] = _return_unchanged


@dataclass(frozen=True, slots=True)
class GivenNames:
    """Common given names in lower case, and the short forms of each.

    `places` holds given names that are also well-known places ("Austin").
    """

    common_names: frozenset[str] = frozenset()
    short_forms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: frozenset[str] = frozenset()

    def is_given_name(self, word: str) -> bool:
        """Check whether a word, in any case, is a common given name or its short form."""
        low = word.casefold()
        return low in self.common_names or any(low in short for short in self.short_forms.values())

    def is_short_form_of(self, short: str, full: str) -> bool:
        """Check whether `short` is a common short form of the given name `full`."""
        return short.casefold() in self.short_forms.get(full.casefold(), frozenset())


@dataclass(frozen=True, slots=True)
class NamingPatterns:
    """Patterns that show how a name is used: as one's own name, an address, or an introduction.

    Patterns `..._before` match the text before the name, patterns `..._after` the text after it.
    `words_after_own_name` may follow a speaker's own name without a comma. If a word of
    `words_after_unthanked` follows a name, the person is not thanked ("thanks to Ann and").
    `openers` matches words at the start of a sentence that may precede an address.
    `described_before` and `described_after` match the text around a name that is described,
    `reported_before` and `reported_after` around a name in reported speech ("and my father said,
    Ann Lee, you ..."). `final_address_before` matches the text before an address at the end of a
    sentence, `inserted_address_before` and `inserted_address_after` the text around an address
    without commas inside a sentence. `articles` begin a description ("the baker Ann Lee").
    `programme_before` matches text before a programme's name
    ("welcome back to").
    """

    own_name_before: Rules = ()
    own_name_after: Rules = ()
    words_after_own_name: frozenset[str] = frozenset()
    thanks_before: Pattern[str] = NEVER
    thanks_after: Pattern[str] = NEVER
    words_of_thanks: frozenset[str] = frozenset()
    words_after_unthanked: frozenset[str] = frozenset()
    openers: Pattern[str] = NEVER
    described_after: Pattern[str] = NEVER
    described_before: Pattern[str] = NEVER
    reported_before: Pattern[str] = NEVER
    reported_after: Pattern[str] = NEVER
    words_for_relations: frozenset[str] = frozenset()
    question_after: Rules = ()
    statement_after: Rules = ()
    second_person: Pattern[str] = NEVER
    final_address_before: Pattern[str] = NEVER
    inserted_address_before: Pattern[str] = NEVER
    inserted_address_after: Pattern[str] = NEVER
    articles: frozenset[str] = frozenset()
    introduction_before: Rules = ()
    introduction_after: Rules = ()
    colleague_before: Pattern[str] = NEVER
    colleague_after: Pattern[str] = NEVER
    programme_before: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class HandOverPatterns:
    """Patterns of whole sentences that name the next speaker or the speaker of the sentence.

    `name_and_place`, `go_ahead_by_name`, `greeting_by_name` and `own_name` have a group "name",
    which matches one word. `name_and_place` also has a group "place" and, if the sentence puts the
    person on the air, "to" ("let's go to") or "ahead" ("go ahead"). `go_ahead` matches an
    invitation to speak that has no name. `own_name` matches an answer to the question that
    `asks_name` matches. `that_is_me` matches the text after the name of a presenter, and
    `presenter_before` the text before that name. `words_inside_places` are lower-case words in
    names of places ("the").
    """

    name_and_place: Pattern[str] = NEVER
    go_ahead_by_name: Pattern[str] = NEVER
    go_ahead: Pattern[str] = NEVER
    greeting_by_name: Pattern[str] = NEVER
    asks_name: Pattern[str] = NEVER
    own_name: Pattern[str] = NEVER
    that_is_me: Pattern[str] = NEVER
    presenter_before: Pattern[str] = NEVER
    words_inside_places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DocumentPatterns:
    """Patterns for people and their roles in prose.

    Patterns `..._before` match the text before a name, patterns `..._after` the text after it.
    `role_before` has the role in its first group, `role_after` in the group "role".
    `first_of_several_roles` finds the first of two roles joined by "and". `role_link` matches the
    words between a name and a role that need no comma. `work_separator` separates a role from the
    work ("author of ..."). `comments_heading` and `byline` match lines that do not belong to the
    text itself. `wrong_spelling_before` matches the text before a wrong spelling ("Ann Lee, not").
    """

    role_before: Pattern[str] = NEVER
    role_after: Pattern[str] = NEVER
    first_of_several_roles: Pattern[str] = NEVER
    role_link: Pattern[str] = NEVER
    work_separator: str | None = None
    maker_before: RoleRules = ()
    activity_after: RoleRules = ()
    owned_work_after: RoleRules = ()
    reports_after: Pattern[str] = NEVER
    says_after: Pattern[str] = NEVER
    interviewed_before: Pattern[str] = NEVER
    comments_heading: Pattern[str] = NEVER
    byline: Pattern[str] = NEVER
    wrong_spelling_before: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class RolePhrases:
    """Phrases of hosts, guests and announcers, and phrases that announce clips.

    `opens_programme` matches a host's first words to the listeners, `receives_guest` what a host
    says to or about guests when they arrive or leave. `as_role` has a role in its first group: the
    speaker's own role, or the other person's if `second_person` matches the sentence.
    `general_you_after` matches the text after the role if "you" means people in general.
    """

    host_phrases: Pattern[str] = NEVER
    opens_programme: Pattern[str] = NEVER
    guest_phrases: Pattern[str] = NEVER
    receives_guest: Pattern[str] = NEVER
    station_ident: Pattern[str] = NEVER
    announces_clip: Pattern[str] = NEVER
    own_works: RoleRules = ()
    listeners_works: RoleRules = ()
    as_role: Pattern[str] = NEVER
    second_person: Pattern[str] = NEVER
    general_you_after: Pattern[str] = NEVER
    first_person: Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class TurnPhrases:
    """Phrases that classify the turns of a text without sound.

    `answers` matches the beginning of a turn that reacts to another turn ("Yes", "Well"). `filler`
    is a phrase like "you know". `label_roles` maps a label that names a role ("HOST") to that role,
    or to "" for an unknown person.
    """

    backchannels: frozenset[str] = frozenset()
    answers: Pattern[str] = NEVER
    hands_over: Pattern[str] = NEVER
    first_person_words: frozenset[str] = frozenset()
    second_person_words: frozenset[str] = frozenset()
    filler: str | None = None
    thanks_or_greeting: Pattern[str] = NEVER
    addresses_several: Pattern[str] = NEVER
    station_announcement: Pattern[str] = NEVER
    credits: Pattern[str] = NEVER
    sponsor_message: Pattern[str] = NEVER
    puts_through: Pattern[str] = NEVER
    mentions_call: Pattern[str] = NEVER
    recorded_speech: Pattern[str] = NEVER
    label_roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """All phrases and word lists of a language, compared by identity.

    `sound_key` maps names that sound alike to the same key; by default, the language's key for
    ordinary words is used.
    """

    language: Language
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    roles: RoleWords = field(default_factory=RoleWords)
    given_names: GivenNames = field(default_factory=GivenNames)
    naming: NamingPatterns = field(default_factory=NamingPatterns)
    hand_overs: HandOverPatterns = field(default_factory=HandOverPatterns)
    documents: DocumentPatterns = field(default_factory=DocumentPatterns)
    role_phrases: RolePhrases = field(default_factory=RolePhrases)
    turns: TurnPhrases = field(default_factory=TurnPhrases)
    sound_key: Callable[[str], str] | None = None

    def name_key(self, name: str) -> str:
        """Return the key shared by names that sound alike."""
        return (self.sound_key or self.language.sound_key)(name)
