"""Spell names in the chosen words, and list each as a correction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from transcripts.corrections.punctuate import PunctuatedText
from transcripts.corrections.thresholds import Thresholds
from transcripts.corrections.write_words import WrittenWords
from transcripts.languages.language import Language
from transcripts.realignment.written_names import without_possessive
from transcripts.text.word_punctuation import join_stripped, strip_punctuation
from transcripts.text_change import TextChange
from transcripts.transcript import Status, Word


@dataclass(frozen=True, slots=True)
class SpelledName:
    """The right spelling of the words `first` to `last` (exclusive), which are as many.

    `probability` is that of the spelling being right. `evidence` is published with the correction.
    """

    first: int
    last: int
    words: tuple[str, ...]
    probability: float
    evidence: Mapping[str, Any] = field(default_factory=dict)


_FORM_KINDS = frozenset({"punctuation", "case", "order"})
"""Kinds of corrections that do not say which word was spoken."""


def undo_name_changes(written: WrittenWords, language: Language) -> tuple[str, ...]:
    """Return the texts of the words without the respellings of names that were applied.

    The recognizer is told the known names, so it may write one of them for a similar name of
    another person. `respell_names` decides these names again.
    """
    texts = [word.text for word in written.words]
    for change in written.text.changes:
        for at, old in _respelled_words(written.text, change, language):
            texts[at] = _spell_word(texts[at], old, language)
    return tuple(texts)


def respell_names(
    written: WrittenWords,
    names: Sequence[SpelledName],
    language: Language,
    thresholds: Thresholds,
    verbatim: bool = False,
) -> WrittenWords:
    """Spell names as known; a name that is not likely enough becomes a question.

    Only words of the reference are changed. A correction of the same words is replaced, also if it
    has further words, so that no word has two corrections of its wording. With `verbatim`, no word
    is changed.
    """
    texts, undone = [word.text for word in written.words], undo_name_changes(written, language)
    changes = list(written.text.changes)
    changed: set[int] = set()
    for name in names:
        replaced = [c for c in changes if c.kind not in _FORM_KINDS and _has_words_of(c, name)]
        change = _build_change(written.text, name, replaced, undone, language)
        status = _choose_status(name.probability, thresholds, verbatim)
        if not change.before or (status is None and texts == list(undone)):
            continue
        now = undone[change.first : change.last]
        if status == "applied":
            now = (
                *undone[change.first : name.first],
                *_spell(undone, name, language),
                *undone[name.last : change.last],
            )
        if status is None and tuple(texts[change.first : change.last]) == now:
            continue
        changes = [c for c in changes if c not in replaced]
        if language.plain(change.before) != language.plain(change.after):
            changes.append(replace(change, status=status or "proposed"))
        texts[change.first : change.last] = now
        changed |= set(range(change.first, change.last))
    if changed:
        changes = [_requote(change, changed, texts, language) for change in changes]
    changes.sort(key=lambda change: (change.first, change.last))
    return WrittenWords(
        _with_texts(written.words, texts),
        replace(written.text, words=_with_texts(written.text.words, texts), changes=tuple(changes)),
    )


def _respelled_words(
    text: PunctuatedText, change: TextChange, language: Language
) -> Iterator[tuple[int, str]]:
    """Yield (index of a word, its text in the reference) for each name that a change respells."""
    own = range(change.first, change.last)
    before, after = change.before.split(), change.after.split()
    if change.kind in _FORM_KINDS or change.status != "applied":
        return
    if not len(before) == len(after) == len(own):
        return
    for at, old, new in zip(own, before, after, strict=True):
        if old[:1].isupper() and new[:1].isupper() and language.plain(old) != language.plain(new):
            yield at, without_possessive(old, language)


def _has_words_of(change: TextChange, name: SpelledName) -> bool:
    return change.first < name.last and name.first < change.last


def _build_change(
    text: PunctuatedText,
    name: SpelledName,
    replaced: Sequence[TextChange],
    undone: Sequence[str],
    language: Language,
) -> TextChange:
    """Build the correction of a name, extended over the wording corrections that it replaces."""
    first = min([name.first, *(c.first for c in replaced)])
    last = max([name.last, *(c.last for c in replaced)])
    spelled = _spell(undone, name, language)
    recognized = [at for _, at in text.source_indices[first:last] if at is not None]
    heard = text.recognized_words[recognized[0] : recognized[-1] + 1] if recognized else ()
    return TextChange(
        kind="name",
        before=_reference_text(text, first, last, replaced, language),
        after=join_stripped(
            [*undone[first : name.first], *spelled, *undone[name.last : last]], language
        ),
        score=name.probability,
        status="applied",
        first=first,
        last=last,
        evidence={"heard": " ".join(heard), **name.evidence},
    )


def _choose_status(probability: float, thresholds: Thresholds, verbatim: bool) -> Status | None:
    if probability >= thresholds.apply:
        return "proposed" if verbatim else "applied"
    return "proposed" if probability >= thresholds.propose else None


def _reference_text(
    text: PunctuatedText,
    first: int,
    last: int,
    overlapping: Sequence[TextChange],
    language: Language,
) -> str:
    """Return the reference's words for the words `first` to `last`; "" if it lacks them."""
    if len(overlapping) == 1 and (overlapping[0].first, overlapping[0].last) == (first, last):
        return overlapping[0].before
    indices = [at for at, _ in text.source_indices[first:last] if at is not None]
    if not indices:
        return ""
    return join_stripped(text.reference_words[indices[0] : indices[-1] + 1], language)


def _spell(texts: Sequence[str], name: SpelledName, language: Language) -> list[str]:
    """Return the words with the right spelling; punctuation and possessive endings are kept."""
    return [
        _spell_word(text, word, language)
        for text, word in zip(texts[name.first : name.last], name.words, strict=True)
    ]


def _spell_word(text: str, word: str, language: Language) -> str:
    bare = strip_punctuation(text, language)
    stem = without_possessive(bare, language)
    return text.replace(bare, word + bare[len(stem) :], 1)


def _requote(
    change: TextChange, changed: Set[int], texts: Sequence[str], language: Language
) -> TextChange:
    """Quote the new spellings in a correction of punctuation, case or order."""
    own = range(change.first, change.last)
    if change.kind not in _FORM_KINDS or changed.isdisjoint(own):
        return change
    before = change.before.split()
    if change.kind != "order" and len(before) == len(own):
        before = [
            _spell_word(old, strip_punctuation(texts[at], language), language)
            if at in changed
            else old
            for at, old in zip(own, before, strict=True)
        ]
    after = " ".join(texts[change.first : change.last])
    return replace(change, before=" ".join(before), after=after)


def _with_texts(words: Sequence[Word], texts: Sequence[str]) -> tuple[Word, ...]:
    """Return the words with new texts; changed words count as the reference's."""
    return tuple(
        word if word.text == text else replace(word, text=text, origin="reference")
        for word, text in zip(words, texts, strict=True)
    )
