"""Split text into sentences and tokens, and find the names in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from speakers.phrases.phrases import Phrases

LONGEST_NAME = 5
LONGEST_NOUN_NAME = 3

ELLIPSIS = "… "
"""Stands for omitted words, so that patterns do not take the first word after them for the
beginning of a sentence.
"""

QUOTED_WORDS = 5
"""Number of words on each side of a name that a quote of the name shows."""

REACH_WORDS = 100
"""Patterns are matched against at most this many words before a name, and as many after it. No
phrase is longer; without a limit, a text without full stops would take quadratic time.
"""

_SHAPE = re.compile(r"^(?P<before>[^\w]*)(?P<core>.*?)(?P<after>[^\w]*)$", re.DOTALL)
# In "Ann Lee—author of" the dash ends the name; an en dash before a capital is part of a name
# ("Bose–Einstein").
_STUCK_DASH = re.compile(r"(?<=[^\W\d])(—+|(?:--+|–)(?=[a-z]))(?=\w)")
_OPENING, _CLOSING = frozenset("“‘"), frozenset("”")


@dataclass(frozen=True, slots=True)
class TextToken:
    """A word with the punctuation before and after it.

    `is_possessive` is true if the word ends in "'s", which `core` then lacks. `is_abbreviation`
    marks a common abbreviation, whose full stop does not end a sentence.
    """

    core: str
    mark_before: str = ""
    mark_after: str = ""
    is_possessive: bool = False
    is_quoted: bool = False
    time: float | None = None
    is_abbreviation: bool = False

    @property
    def lower(self) -> str:
        """Return the word in lower case, with straight apostrophes."""
        return self.core.lower().replace("’", "'")

    @property
    def is_capitalized(self) -> bool:
        """Check whether the word has a capital first letter, but is not all in capitals."""
        return self.core[:1].isupper() and (len(self.core) == 1 or not self.core.isupper())

    @property
    def is_initial(self) -> bool:
        """Check whether the word is an initial in a name ("Gina R. Dalfonzo")."""
        return len(self.core) == 1 and self.core.isupper() and "." in self.mark_after

    @property
    def ends_clause(self) -> bool:
        """Check whether punctuation separates the word from the next one."""
        return bool(
            self.is_possessive
            or (set(self.mark_after) & set(',;:.?!…)]”—–-"') and not self.is_dotted_abbreviation)
        )

    @property
    def is_dotted_abbreviation(self) -> bool:
        """Check whether the word's full stop belongs to an abbreviation."""
        return self.mark_after == "." and (self.is_initial or self.is_abbreviation)

    @property
    def ends_sentence(self) -> bool:
        """Check whether the word ends a sentence."""
        return bool(set(self.mark_after) & set(".?!…")) and not self.is_dotted_abbreviation

    @property
    def as_written(self) -> str:
        """Return the word with its punctuation, as it was written."""
        return self.mark_before + self.core + ("'s" if self.is_possessive else "") + self.mark_after


Sentence = tuple[TextToken, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of words in a sentence that looks like a name.

    The name has the tokens `start` (included) to `end` (excluded). `title` is an honorific before
    the name ("Dr.") and not part of it.
    """

    name: str
    sentence: Sentence
    start: int
    end: int
    title: str | None = None

    @property
    def is_possessive(self) -> bool:
        """Check whether the name ends in "'s" ("Mark's")."""
        return self.sentence[self.end - 1].is_possessive

    @property
    def is_quoted(self) -> bool:
        """Check whether the name is within quotation marks."""
        return self.sentence[self.start].is_quoted

    @property
    def time(self) -> float | None:
        """Return the time in seconds at which the name is spoken; None for written text."""
        return self.sentence[self.start].time

    @property
    def text_before(self) -> str:
        """Return up to `REACH_WORDS` words before the name (and its title), in lower case.

        An ellipsis stands for further words.
        """
        end = self.start - bool(self.title)
        if end <= REACH_WORDS:
            return _join_lower_case(self.sentence[:end])
        return ELLIPSIS + _join_lower_case(self.sentence[end - REACH_WORDS + 1 : end])

    @property
    def text_after(self) -> str:
        """Return up to `REACH_WORDS` words after the name, in lower case, with commas."""
        return _join_lower_case(self.sentence[self.end : self.end + REACH_WORDS])

    @property
    def nearby(self) -> Sentence:
        """Return the words of the sentence within `REACH_WORDS` words of the name."""
        return self.sentence[max(0, self.start - REACH_WORDS) : self.end + REACH_WORDS]

    @property
    def has_break_before(self) -> bool:
        """Check whether punctuation separates the name from the text before."""
        first = self.start - bool(self.title)
        return first == 0 or self.sentence[first - 1].ends_clause

    @property
    def has_break_after(self) -> bool:
        """Check whether punctuation or the sentence end follows the name."""
        last = self.sentence[self.end - 1]
        return (last.ends_clause and not last.is_possessive) or self.end == len(self.sentence)

    @property
    def is_in_question(self) -> bool:
        """Check whether the sentence is a question."""
        return "?" in self.sentence[-1].mark_after

    @property
    def quote(self) -> str:
        """Return the words around the name, to show to a person."""
        around = self.sentence[max(0, self.start - QUOTED_WORDS) : self.end + QUOTED_WORDS]
        return " ".join(token.as_written for token in around)


def plain_text(sentence: Sentence) -> str:
    """Return a sentence in lower case, without punctuation except commas."""
    return _join_lower_case(sentence)


def split_speech(
    words: Iterable[tuple[str, float | None]], phrases: Phrases
) -> tuple[Sentence, ...]:
    """Split spoken words, each with its time, into sentences."""
    tokens = _split_into_tokens(words, phrases)
    cut: list[Sentence] = []
    begin = 0
    for i, token in enumerate(tokens):
        last = i + 1 == len(tokens)
        trails = token.mark_after.startswith(("...", "…"))
        if last or (token.ends_sentence and (not trails or tokens[i + 1].core[:1].isupper())):
            cut.append(tuple(tokens[begin : i + 1]))
            begin = i + 1
    return tuple(cut)


def split_prose(text: str, phrases: Phrases) -> tuple[Sentence, ...]:
    """Split written text, which has no times, into sentences."""
    return split_speech(((word, None) for word in _STUCK_DASH.sub(r"\1 ", text).split()), phrases)


def find_mentions(sentence: Sentence, phrases: Phrases) -> tuple[Mention, ...]:
    """Find the names in a sentence, in order."""
    return tuple(
        mention
        for run in _find_capitalized_runs(sentence, phrases)
        for start, end in _find_name_in_run(sentence, *run, phrases)
        if (mention := _build_mention(sentence, start, end, phrases))
    )


def group_lists(mentions: Sequence[Mention], phrases: Phrases) -> tuple[tuple[Mention, ...], ...]:
    """Group names that a sentence lists together ("Ann and Bob", "Ann, Bob and Carl")."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        if groups and _are_listed(groups[-1][-1], mention, phrases):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return tuple(map(tuple, groups))


def is_joined_by_and(group: Sequence[Mention], phrases: Phrases) -> bool:
    """Check whether "and" joins the names of a list; a single name needs no "and".

    Two names without "and" may be a place, as in "Boulder, Colorado".
    """
    last = group[-1]
    before = last.start - bool(last.title) - 1
    return len(group) == 1 or last.sentence[before].lower in phrases.vocabulary.conjunctions


def _are_listed(left: Mention, right: Mention, phrases: Phrases) -> bool:
    between = left.sentence[left.end : right.start - bool(right.title)]
    if left.is_possessive:
        return False
    if not between:
        return "," in left.sentence[left.end - 1].mark_after
    return len(between) == 1 and between[0].lower in phrases.vocabulary.conjunctions


def _split_into_tokens(
    words: Iterable[tuple[str, float | None]], phrases: Phrases
) -> list[TextToken]:
    tokens: list[TextToken] = []
    quoted = False
    for text, at in words:
        shape = _SHAPE.match(text)
        if shape is None or not shape["core"]:
            if tokens and text.strip():
                tokens[-1] = replace(tokens[-1], mark_after=tokens[-1].mark_after + text)
            continue
        before, core, after = shape["before"], shape["core"], shape["after"]
        opens = bool(set(before) & _OPENING) or '"' in before
        quoted = quoted or opens
        core, owns = _split_possessive(core, phrases)
        abbreviated = core.lower().replace("’", "'") in phrases.vocabulary.abbreviations
        tokens.append(TextToken(core, before, after, owns, quoted, at, abbreviated))
        quoted = quoted and not (set(after) & _CLOSING or '"' in after)
    return tokens


def _split_possessive(core: str, phrases: Phrases) -> tuple[str, bool]:
    ending = phrases.language.possessive
    stem, mark = core[: -len(ending)], core[-len(ending) :].replace("’", "'")
    if not ending or mark != ending or not stem[:1].isupper():
        return core, False
    verb = stem.lower() in phrases.vocabulary.words_with_contracted_verb
    return (core, False) if verb else (stem, True)


def _join_lower_case(tokens: Sequence[TextToken]) -> str:
    return " ".join(t.lower + ("," if "," in t.mark_after else "") for t in tokens)


def _find_capitalized_runs(sentence: Sentence, phrases: Phrases) -> Iterator[tuple[int, int]]:
    i = 0
    while i < len(sentence):
        end = i
        while end < len(sentence) and _continues_name(sentence, i, end, phrases):
            end += 1
        while end > i and not sentence[end - 1].is_capitalized:
            end -= 1
        if end > i:
            yield i, end
        i = max(end, i + 1)


def _find_name_in_run(
    sentence: Sentence, start: int, end: int, phrases: Phrases
) -> Iterator[tuple[int, int]]:
    """Find the name, if any, within a run of capitalized words.

    In a language that capitalizes all nouns, a name begins with a common given name, or follows a
    title or a phrase that only a name follows ("mein Name ist").
    """
    if not phrases.language.nouns_capitalized:
        yield start, end
        return
    known = phrases.vocabulary
    titled = sentence[start].lower in known.honorifics or (
        start > 0 and sentence[start - 1].lower in known.honorifics
    )
    if titled or known.before_name.search(_join_lower_case(sentence[:start])):
        yield start, min(end, start + LONGEST_NOUN_NAME + titled)
        return
    for first in range(start, end):
        if phrases.given_names.is_given_name(sentence[first].lower):
            yield first, min(end, first + LONGEST_NOUN_NAME)
            return


def _continues_name(sentence: Sentence, start: int, token_index: int, phrases: Phrases) -> bool:
    token, particles = sentence[token_index], phrases.vocabulary.name_particles
    if token_index > start and (
        sentence[token_index - 1].ends_clause or set(token.mark_before) & set('([“"')
    ):
        return False
    if token_index - start >= LONGEST_NAME:
        return False
    if token_index > start and token.core in particles and token_index + 1 < len(sentence):
        return (
            sentence[token_index + 1].is_capitalized or sentence[token_index + 1].core in particles
        )
    if token.is_initial and token_index > start:
        return True
    return _is_name_word(token, phrases, inside=token_index > start)


def _is_name_word(token: TextToken, phrases: Phrases, inside: bool) -> bool:
    if not token.is_capitalized or any(c.isdigit() for c in token.core):
        return False
    known, low = phrases.vocabulary, token.lower
    if low not in known.honorifics and (known.is_ordinary(low) or low in phrases.roles.words):
        return False
    return inside or not (known.is_demonym(low) or known.is_adverb(low))


def _build_mention(sentence: Sentence, start: int, end: int, phrases: Phrases) -> Mention | None:
    title, honorifics = None, phrases.vocabulary.honorifics
    if sentence[start].lower in honorifics:
        title, start = sentence[start].core, start + 1
    elif start and sentence[start - 1].lower in honorifics and not sentence[start - 1].ends_clause:
        title = sentence[start - 1].core
    if start >= end:
        return None
    opener = sentence[start]
    bare = end - start == 1 and start == 0 and not opener.ends_clause
    if bare and opener.lower in phrases.vocabulary.ambiguous_names:
        return None
    name = " ".join(t.core + "." * t.is_initial for t in sentence[start:end])
    return Mention(name, sentence, start, end, title)
