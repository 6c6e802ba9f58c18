"""Define everything that depends on the language of a recording, as one value.

The defaults are those of an unknown language, without fillers, contractions or number words. A
language with a folder of its own overrides them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from transcripts.folding import folded, plain

NEVER = re.compile(r"(?!)")
"""A pattern that matches nothing."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sequence of words: its `key` ("1999", "21st") and how many words it takes."""

    key: str
    word_count: int


def word_set(text: str) -> frozenset[str]:
    """Split a text into a set of words, for the word lists of languages."""
    return frozenset(text.split())


def _read_no_number(words: Sequence[str], index: int) -> Number | None:
    return None


def _count_unknown(word: str) -> int:
    return 0


def _return_unchanged(text: str) -> str:
    return text


def _find_no_wordings(words: Sequence[str], next_word: str) -> tuple[str, ...]:
    return ()


def _never_contractible(first: str, second: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written in digits and spoken in words.

    `digits` matches a number in digits (lower case) with its separators and suffixes; `thousands`
    is the thousands separator. `read` parses the number words at an index of a list of lower-case
    words; `spell` writes the integers in a text as words. `scales` are large-number words between
    an amount and its currency ("$3 million").
    """

    digits: str = r"\d+(?:[.,]\d+)*"
    thousands: str = ""
    scales: frozenset[str] = frozenset()
    read: Callable[[Sequence[str], int], Number | None] = _read_no_number
    spell: Callable[[str], str] = _return_unchanged


@dataclass(frozen=True, slots=True)
class Contractions:
    """Words that speakers contract and authors may write in full ("it's", "it is").

    `clitics` maps the shortened second words to their full forms, in the order in which they are
    tried. `other_wordings` returns all other ways to write words, given the word after them.
    `contractible` returns whether two written words may be contracted. `contraction_pattern`
    matches a folded word that is a contraction. `lost_clitic` matches a contraction whose clitic
    recognizers miss before a consonant. `without_apostrophe` are contractions that people often
    write without the apostrophe.
    """

    clitics: Mapping[str, str] = field(default_factory=dict)
    other_wordings: Callable[[Sequence[str], str], tuple[str, ...]] = _find_no_wordings
    contractible: Callable[[str, str], bool] = _never_contractible
    contraction_pattern: re.Pattern[str] = NEVER
    lost_clitic: str = ""
    without_apostrophe: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CommaRules:
    """Rules that place commas by the words only; all words are folded.

    A comma belongs in three places. First, before a word of `conjunctions` that is followed by a
    word of `subjects` ("and he"), if the last mark is at least `min_clause_words` words back.
    Second, before a word of `subordinators` ("dass"), if the last mark is at least two words back.
    Third, around a name after a word of `greetings` ("thank you, Ingrid").
    """

    conjunctions: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    min_clause_words: int = 5
    subordinators: frozenset[str] = frozenset()
    greetings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChapterWords:
    """Words for chapters; `openers` matches beginnings that titles omit ("And so, ...")."""

    openers: re.Pattern[str] = NEVER
    introduction: str = ""
    """The title of the first chapter; if empty, its keywords are the title."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The rules and word lists of one spoken language, compared by identity.

    `code` is Whisper's language code, usually ISO 639-1. All words are lower case and, if the
    language folds accents, without accents.
    """

    code: str
    name: str

    folds_accents: bool = False
    """Whether a word with and without accents is the same word (English "café", not German "ä")."""
    nouns_capitalized: bool = False
    """Whether all nouns are capitalized, so that a capital does not indicate a name."""
    lower_case: frozenset[str] = frozenset()
    """Function words, which are not capitalized inside a sentence; used with `nouns_capitalized`.
    """
    capitalized: frozenset[str] = frozenset()
    """Words that always have a capital, besides names ("I")."""
    letter_words: frozenset[str] | None = None
    """One-letter words that are not initials; None if single letters are never joined."""
    titles: frozenset[str] = frozenset()
    """Abbreviated titles as written, whose full stop does not end a sentence ("Dr.")."""

    fillers: frozenset[str] = frozenset()
    """Hesitations, which transcripts omit."""
    backchannels: frozenset[str] = frozenset()
    """Words, and pairs of words, that listeners say while another person speaks."""
    stop_words: frozenset[str] = frozenset()
    """Words that carry no information about the topic of a text."""
    stem: Callable[[str], str] = _return_unchanged
    """Returns the stem of a lower-case word."""

    spoken_forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Abbreviations, symbols and whole contractions, with their spoken words."""
    currencies: Mapping[str, str] = field(default_factory=dict)
    """The spoken word for each currency sign."""
    percent: str = "%"
    """The spoken word for the percent sign."""
    spoken_marks: Mapping[str, str] = field(default_factory=dict)
    """The spoken words for "." and "@" inside an address."""
    spelling: Callable[[str], str] = _return_unchanged
    """Returns the standard spelling of a word ("colour", "color")."""
    sound_key: Callable[[str], str] = _return_unchanged
    """Returns a key that similar-sounding words share; the word itself if unknown."""
    letter_sounds: str = ""
    """The sounds of groups of letters, by which a person types a name that they hear; see
    `transcripts.text.name_sounds`. If it is empty, misspelt full names are not corrected.
    """
    word_count: Callable[[str], int] = _count_unknown
    """Returns how often a word, including names, occurs in a large collection of texts; 0 if
    unknown.
    """
    possessive: str = ""
    """The possessive ending ("'s"), if it has an apostrophe."""

    numbers: Numbers = field(default_factory=Numbers)
    contractions: Contractions = field(default_factory=Contractions)
    commas: CommaRules = field(default_factory=CommaRules)
    chapters: ChapterWords = field(default_factory=ChapterWords)

    def is_lower_case_word(self, word: str) -> bool:
        """Check whether a plain word is certainly written without a capital inside a sentence.

        If the language capitalizes all nouns, this is certain only for the words in `lower_case`.
        """
        return not self.nouns_capitalized or word in self.lower_case

    def is_name_after(self, word_before: str) -> bool:
        """Check whether a capitalized word is a name, judging by the word before it as written.

        If the language capitalizes all nouns, a word after another capitalized noun is a name:
        "Frau Lindner", "Jonas Hartwig". In other languages, every capitalized word is a name.
        """
        if not self.nouns_capitalized:
            return True
        unmarked = word_before[-1:].isalnum() or word_before in self.titles
        return (
            word_before[:1].isupper()
            and unmarked
            and not self.is_lower_case_word(self.plain(word_before))
        )

    def plain(self, text: str) -> str:
        """Remove case, punctuation and hyphens, and accents if the language ignores them."""
        return plain(text, not self.folds_accents)

    def folded(self, text: str) -> str:
        """Fold case and apostrophes, and accents if the language ignores them."""
        return folded(text, not self.folds_accents)
