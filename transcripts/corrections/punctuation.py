"""Restore punctuation and case of published words from the reference and the recognizer's text.

Sentence ends and capitals follow from these two texts. Commas come last, because the best evidence
for them is the audio, which can be used only once the words are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.corrections.commas import COMMA, comma_probability, is_comma_missing
from transcripts.corrections.style import PAUSE, SENTENCE_END, ReferenceStyle
from transcripts.languages.language import Language
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation

# A comma after a word is undecided only if the mark after the word is one of these.
_OPEN = ("", ",")
# Number of words before a possible comma to which the rules of the language are applied.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class BareWord:
    """A word to publish without its punctuation, as the reference and the recognizer write it.

    `reference_text` and `recognized_text` are the word as the reference and the recognizer write
    it, or None. `begins_turn` and `starts_sentence` are true if the word begins a turn or a
    sentence of the reference, `recognized_starts_sentence` if it begins a sentence of the
    recognizer's text.
    """

    text: str
    reference_text: str | None = None
    recognized_text: str | None = None
    begins_turn: bool = False
    starts_sentence: bool = False
    recognized_starts_sentence: bool = False


@dataclass(frozen=True, slots=True)
class OpenComma:
    """A possible comma about which the reference and the recognizer's text do not decide.

    `following` are the next words. `is_allowed` is false before a new turn. `is_within_name` is
    true if the words before and after it belong to one name.
    """

    following: tuple[str, ...]
    is_allowed: bool
    is_within_name: bool


@dataclass(frozen=True, slots=True)
class CasedWord:
    """A word in its final case, the mark after it, and a comma that is still undecided, if any."""

    text: str
    mark: str
    open_comma: OpenComma | None = None


@dataclass(frozen=True, slots=True)
class PunctuatedWord:
    """A word as published.

    `comma_probability` is the probability of a comma after it, if a comma was undecided.
    """

    text: str
    comma_probability: float | None = None


def restore_punctuation(words: Sequence[BareWord], style: ReferenceStyle) -> tuple[CasedWord, ...]:
    """Restore case and punctuation, except the commas that only the audio can decide."""
    language, plain = style.language, style.language.plain
    restored: list[CasedWord] = []
    sentence_starts = True
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        mark = _choose_mark(word, following, style)
        text = _choose_case(word, sentence_starts, style)
        comma = None
        if (
            following
            and mark in _OPEN
            and not style.trusts_commas
            and not trailing_punctuation(word.reference_text or "", language)
        ):
            comma = OpenComma(
                following=tuple(w.recognized_text or w.text for w in words[at + 1 : at + 3]),
                is_allowed=not following.begins_turn,
                is_within_name=(plain(text), plain(following.text)) in style.within_names,
            )
        restored.append(CasedWord(text, mark, comma))
        sentence_starts = bool(SENTENCE_END.search(mark))
    return tuple(restored)


def set_commas(
    words: Sequence[CasedWord],
    people: frozenset[str],
    language: Language,
    probabilities: Sequence[float] | None = None,
) -> tuple[PunctuatedWord, ...]:
    """Decide the commas that are still undecided.

    `people` are the folded words of names. `probabilities` has, for each word, the probability of a
    comma after it given the audio, or None if unknown.
    """
    done: list[PunctuatedWord] = []
    for at, word in enumerate(words):
        mark, chance = word.mark, None
        if word.open_comma is not None:
            before = [w.text for w in done[-_NEAR:]]
            near = [*before, word.text, *word.open_comma.following]
            chance = comma_probability(
                sound_probability=None if probabilities is None else probabilities[at],
                is_recognized=mark == ",",
                is_required_by_rules=word.open_comma.is_allowed
                and is_comma_missing(near, len(before), people, language),
            )
            mark = "," if chance >= COMMA and not word.open_comma.is_within_name else ""
        done.append(PunctuatedWord(word.text + mark, chance))
    return tuple(done)


def _choose_mark(word: BareWord, following_word: BareWord | None, style: ReferenceStyle) -> str:
    """Choose the punctuation after a word."""
    language = style.language
    written = (
        trailing_punctuation(word.reference_text, language)
        if word.reference_text is not None
        else ""
    )
    spoken = (
        _simplify_mark(trailing_punctuation(word.recognized_text, language))
        if word.recognized_text is not None
        else ""
    )
    if word.reference_text is None:
        return spoken
    if word.recognized_text is None or "—" in written:
        return written
    if SENTENCE_END.search(written):
        is_question = "?" in spoken and not style.trusts_question_marks and "." in written
        return spoken if is_question else written
    if SENTENCE_END.search(spoken):
        if not style.trusts_sentence_ends or following_word is None or following_word.begins_turn:
            return spoken
        next_word = language.plain(following_word.text)
        capital = (following_word.reference_text or "")[
            :1
        ].isupper() and language.is_lower_case_word(next_word)
        return spoken if capital and next_word not in style.proper_nouns else ","
    return written if style.trusts_commas or written else spoken


def _simplify_mark(mark: str) -> str:
    """Reduce a recognizer's marks to one mark without quotes; three dots become a comma."""
    mark = mark.replace("...", ",").replace("…", ",")
    match = SENTENCE_END.search(mark) or PAUSE.search(mark)
    return match.group() if match else "—" if re.search(r"[-–—]", mark) else ""


def _choose_case(word: BareWord, sentence_starts: bool, style: ReferenceStyle) -> str:
    """Choose the case: a capital at the start of a sentence, otherwise as the reference writes it.

    If the case in the reference is no evidence, the case is that of the recognizer's text.
    """
    language, plain = style.language, style.language.plain
    spoken = strip_punctuation(word.recognized_text or "", language)
    agreed = plain(spoken) == plain(word.text)
    text = word.text if style.has_case else spoken if agreed else word.text.lower()
    always = plain(text).split("'")[0] in language.capitalized
    if sentence_starts or always or plain(text) in style.proper_nouns:
        return _capitalize(text)
    written = plain(strip_punctuation(word.reference_text or "", language)) == plain(text)
    if written and style.has_case and not word.starts_sentence:
        return text
    if agreed and not word.recognized_starts_sentence:
        return spoken
    if not language.is_lower_case_word(plain(text)):
        return text
    # Reference and recognizer begin a sentence with this word, but the published text does not, so
    # the capital is not evidence of a name.
    return text if text.isupper() and len(text) > 1 else text[:1].lower() + text[1:]


def _capitalize(text: str) -> str:
    """Begin a word with a capital, unless it has a capital inside ("iPhone")."""
    return text if any(c.isupper() for c in text[1:]) else text[:1].upper() + text[1:]
