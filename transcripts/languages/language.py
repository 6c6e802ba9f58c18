"""The value that holds everything that depends on the language of a recording.

All defaults are those of a language about which nothing is known: no word is a filler, nothing is
contracted, no number is read. A language of its own folder replaces what it knows.
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
    """A number found in a row of words: its `key` ("1999", "21st") and how many words it takes."""

    key: str
    words: int


def words(text: str) -> frozenset[str]:
    """Read a set of words from one text: how word lists are written in the folders of languages."""
    return frozenset(text.split())


def _no_number(words: Sequence[str], at: int) -> Number | None:
    return None


def _no_odds(before: str, old: Sequence[str], new: Sequence[str], after: str) -> float:
    return 0.0


def _unchanged(text: str) -> str:
    return text


def _no_wordings(words: Sequence[str], following: str) -> tuple[str, ...]:
    return ()


def _not_contractible(first: str, second: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written in digits and said in words.

    `digits` matches a number in digits (lower case) with everything that belongs to it, and
    `thousands` is the mark between its groups. `read` finds the number in words that begins at a
    place of a row of lower-case words; `spell` writes the whole numbers of a text in words. The
    words of `scales` are large numbers that stand between a sum and its currency ("$3 million").
    """

    digits: str = r"\d+(?:[.,]\d+)*"
    thousands: str = ""
    scales: frozenset[str] = frozenset()
    read: Callable[[Sequence[str], int], Number | None] = _no_number
    spell: Callable[[str], str] = _unchanged


@dataclass(frozen=True, slots=True)
class Contractions:
    """Words that speakers run together and writers may write in full ("it's", "it is").

    `clitics` are the shortened second words with their full form, in the order in which they are
    tried. `other_wordings` gives all other ways to write a row of words, seen the word behind it;
    `contractible` says whether two written words may be one contraction. `recognized` matches a
    plain word that is one. `lost_clitic` is one that recognizers miss before a consonant, and
    `slips` are words that people write without the apostrophe that they need.
    """

    clitics: Mapping[str, str] = field(default_factory=dict)
    other_wordings: Callable[[Sequence[str], str], tuple[str, ...]] = _no_wordings
    contractible: Callable[[str, str], bool] = _not_contractible
    recognized: re.Pattern[str] = NEVER
    lost_clitic: str = ""
    slips: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CommaRules:
    """Where a comma is wanted by the words alone (all plain).

    Before a word of `joins` that a word of `subjects` follows ("and he"), `clause` words or more
    after the last mark; before a word of `subordinators` ("dass"), two words or more after it; and
    around a name behind a word of `greetings` ("thank you, Ingrid").
    """

    joins: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    clause: int = 5
    subordinators: frozenset[str] = frozenset()
    greetings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChapterWords:
    """`openers` matches what a question begins with and a title leaves out ("And so, ...")."""

    openers: re.Pattern[str] = NEVER
    introduction: str = ""
    """The title of the first chapter; without one its most frequent words stand there."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One spoken language; `code` is Whisper's, mostly ISO 639-1. Compared by identity.

    All words are lower case and, where the language folds accents, without accents.
    """

    code: str
    name: str

    folds_accents: bool = False
    """Whether a word with and without accents is the same word (English "café", not German "ä")."""
    nouns_capitalized: bool = False
    """Whether all nouns have a capital, so that a capital is no evidence of a name."""
    capitalized: frozenset[str] = frozenset()
    """Words that always have a capital, besides names ("I")."""
    letter_words: frozenset[str] | None = None
    """One-letter words, which are no initials; None where single letters are never joined."""
    titles: frozenset[str] = frozenset()
    """Abbreviated titles as written, with a dot that ends no sentence ("Dr.")."""

    fillers: frozenset[str] = frozenset()
    """Hesitations, which transcripts leave out."""
    backchannels: frozenset[str] = frozenset()
    """Words, and pairs of words, that listeners say under another's voice."""
    stop_words: frozenset[str] = frozenset()
    """Words that say nothing about what a text is about."""
    stem: Callable[[str], str] = _unchanged
    """What a lower-case word has in common with its other forms."""

    spoken_forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Abbreviations, symbols and whole contractions, with the words that are said for them."""
    currencies: Mapping[str, str] = field(default_factory=dict)
    """The word said for a sign before a sum."""
    percent: str = "%"
    """The word said for the sign behind a number."""
    spoken_marks: Mapping[str, str] = field(default_factory=dict)
    """The words said for "." and "@" inside an address."""
    spelling: Callable[[str], str] = _unchanged
    """The one spelling under which two usual ones of a word meet."""
    sound_key: Callable[[str], str] = _unchanged
    """A key that words which sound alike share; the word itself where sounds are not known."""
    log_odds: Callable[[str, Sequence[str], Sequence[str], str], float] = _no_odds
    """How much likelier plain words are than others between two neighbours, by counts of texts."""
    possessive: str = ""
    """The ending of a name that owns something ("'s"), if it has an apostrophe."""

    numbers: Numbers = field(default_factory=Numbers)
    contractions: Contractions = field(default_factory=Contractions)
    commas: CommaRules = field(default_factory=CommaRules)
    chapters: ChapterWords = field(default_factory=ChapterWords)

    def begins_lower(self, word: str) -> bool:
        """Whether a plain word has no capital inside a sentence, as far as the language tells.

        Where nouns have capitals only the words of grammar are known to have none.
        """
        return not self.nouns_capitalized or word in self.stop_words

    def plain(self, text: str) -> str:
        """Remove case, punctuation and hyphens, and accents where they make no difference."""
        return plain(text, not self.folds_accents)

    def folded(self, text: str) -> str:
        """Fold case and apostrophes, and accents where they make no difference."""
        return folded(text, not self.folds_accents)
