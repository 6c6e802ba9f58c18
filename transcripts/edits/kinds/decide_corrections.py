"""Accept or reject corrections, and adjust the words around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from transcripts.edits.baseline import list_words_of_correction
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping
from transcripts.edits.spread import spread_over_span
from transcripts.edits.wording import reword
from transcripts.languages.language import Language
from transcripts.languages.table import language_of
from transcripts.ranges import numbers_in
from transcripts.text.normalize import plain
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation
from transcripts.transcript import Correction, Span, Status, Word

_CONTEXT_WORDS = 4
"""Number of words shown before and after a position between words."""

_SENTENCE_ENDS = frozenset(".?!")


@dataclass(frozen=True, slots=True)
class DecideCorrections(Change):
    """Accept or reject corrections."""

    kind: ClassVar[str] = "decide-corrections"
    aliases: ClassVar[tuple[str, ...]] = ("decide",)

    corrections: tuple[str, ...]
    accept: bool

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Apply the chosen wordings and turn breaks to the text: either all of them or none."""
        if not self.corrections:
            raise Refused("the edit names no correction: choose at least one")
        status: Status = "applied" if self.accept else "rejected"
        former = dict(draft.replaced), dict(draft.inserted), dict(draft.decisions)
        sets = set(draft.adjusted), set(draft.turn_starts)
        try:
            for name in self.corrections:
                _decide(draft, name, self.accept)
                draft.decisions[name] = status, edit.author
        except Refused:
            draft.replaced, draft.inserted, draft.decisions = former
            draft.adjusted, draft.turn_starts = sets
            raise
        words = draft.replaced.keys() | former[0].keys()
        changed = (n for n in words if draft.replaced.get(n) != former[0].get(n))
        draft.changed_by |= dict.fromkeys(changed, (edit.author, edit.at))

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the corrections and their words.

        For corrections without words, the adjacent words are returned.
        """
        return AffectedParts(
            tuple(
                run for name in self.corrections for run in seen_transcript.runs_of_correction(name)
            ),
            changes=frozenset(f"correction:{name}" for name in self.corrections),
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> DecideCorrections:
        """Return this edit with the corresponding corrections of the new run."""
        names = tuple(run_mapping.new_correction(name) for name in self.corrections)
        return DecideCorrections(names, self.accept)

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit: quote a single correction, or count several."""
        verb = "accepted" if self.accept else "rejected"
        if len(self.corrections) == 1:
            return f"{verb} {quotes.describe_correction(self.corrections[0])}"
        return f"{verb} {len(self.corrections)} corrections"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current words of the corrections, or the words around their positions."""
        return " … ".join(
            filter(None, (_find_current_text(draft, name) for name in self.corrections))
        )

    def first_word(self, draft: Draft) -> int | None:
        """Return the first word of the first correction."""
        places = (
            draft.baseline.correction_ranges.get(self.corrections[0], ())
            if self.corrections
            else ()
        )
        return min(places[0].first, len(draft.machine_words) - 1) if places else None

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


def _find_current_text(draft: Draft, name: str) -> str:
    places = draft.baseline.correction_ranges.get(name, ())
    if not places:
        return ""
    if places[0].is_position:
        return draft.text_around(places[0].first - _CONTEXT_WORDS, places[0].first + _CONTEXT_WORDS)
    return draft.text_of(numbers_in(places))


def _decide(draft: Draft, name: str, accept: bool) -> None:
    if name not in draft.baseline.corrections:
        raise Refused(f"there is no correction {name}")
    correction = draft.baseline.corrections[name]
    status, _ = draft.decisions.get(name, (correction.status, ""))
    if (status == "applied") == accept:
        return
    if correction.kind == "turn-break":
        _decide_turn_break(draft, correction, accept)
    else:
        _write_words(draft, name, _choose_wording(draft, correction, accept))


def _decide_turn_break(draft: Draft, correction: Correction, accept: bool) -> None:
    """Begin a turn at a correction, or join the turns there.

    If the decision agrees with the machine's status of the correction, a boundary is here if the
    machine's transcript has one. If the decision disagrees, a boundary is here if the machine's
    transcript has none.
    """
    places = draft.baseline.correction_ranges.get(correction.id)
    if not places or not places[0].is_position:
        raise Refused(
            f"{correction.id} moved the beginning of a turn: move the beginning back instead"
        )
    at = places[0].first
    in_machine = at in {first for first, last in draft.baseline.runs if first < last}
    wanted = in_machine if accept == (correction.status == "applied") else not in_machine
    if not 0 < at < len(draft.machine_words) or wanted == (at in draft.turn_starts):
        return
    if wanted:
        draft.turn_starts.add(at)
        return
    if (
        draft.speaker_of(at) != draft.speaker_of(at - 1)
        or draft.voice_by_word[at] != draft.voice_by_word[at - 1]
    ):
        raise Refused(
            f"the speaker or voice changes at {correction.id}: join the two turns instead"
        )
    draft.turn_starts.discard(at)


def _choose_wording(draft: Draft, correction: Correction, accept: bool) -> tuple[str, ...]:
    """Return the words that a decision puts into the text.

    Raises Refused if the text no longer has the words of the correction.
    """
    name = correction.id
    if correction.kind == "order":
        raise Refused(
            f"{name} concerns a whole passage: join, split, move or rewrite the passage instead"
        )
    places = draft.baseline.correction_ranges.get(name, ())
    if not places or any(n in draft.not_speech for n in list_words_of_correction(places)):
        raise Refused(f"the words of {name} are not in the text")
    if any(n in draft.rewritten_by for n in numbers_in(places)):
        raise Refused(f"the words of {name} were rewritten by hand")
    old, new = correction.before, correction.after
    current, wanted = (old, new) if accept else (new, old)
    texts = [w.text for w in _find_current_words(draft, name)]
    if plain(" ".join(texts)) != plain(current):
        raise Refused(f"the words of {name} now read {' '.join(texts)!r}")
    return reword(texts, current, wanted, _find_language(draft)) if texts else tuple(wanted.split())


def _find_current_words(draft: Draft, name: str) -> tuple[Word, ...]:
    """Return the current words at a correction."""
    places = draft.baseline.correction_ranges[name]
    if places[0].is_position:
        return draft.inserted.get(places[0].first - 1, ())
    return tuple(word for n in numbers_in(places) for word in draft.current_words(n))


def _write_words(draft: Draft, name: str, texts: tuple[str, ...]) -> None:
    """Replace the words of a correction, within their time span."""
    places = draft.baseline.correction_ranges[name]
    numbers, after = numbers_in(places), places[0].first - 1
    if places[0].is_position:
        draft.inserted[after] = spread_over_span(
            texts, _find_gap_after(draft, after), draft.machine_words[max(0, after)]
        )
        return
    _adjust_neighbors(draft, numbers[0], numbers[-1], removed=not texts)
    words = [draft.machine_words[n] for n in numbers]
    if len(texts) == len(words):
        for n, word, text in zip(numbers, words, texts, strict=True):
            draft.replaced[n] = spread_over_span((text,), word.span, word)
        return
    span = Span(words[0].start, max(word.end for word in words))
    draft.replaced |= dict.fromkeys(numbers, ())
    draft.replaced[numbers[0]] = spread_over_span(texts, span, words[0])


def _adjust_neighbors(draft: Draft, first: int, last: int, *, removed: bool) -> None:
    """Move the capital and the full stop of removed words to their neighbors.

    If the words are restored, the neighbors get their own form back.
    """
    before = None if first in draft.turn_starts else first - 1
    after = (
        None if last + 1 in draft.turn_starts or last + 1 == len(draft.machine_words) else last + 1
    )
    for n in (before, after):
        if n in draft.adjusted and n not in draft.rewritten_by:
            draft.adjusted.discard(n)
            del draft.replaced[n]
    if not removed:
        return
    begins = before is None or _ends_sentence(draft, before)
    if (
        after is not None
        and begins
        and strip_punctuation(draft.machine_words[first].text, _find_language(draft))[:1].isupper()
    ):
        _adjust_word(draft, after, lambda text: text[:1].upper() + text[1:])
    closing = trailing_punctuation(draft.machine_words[last].text, _find_language(draft))
    if before is not None and _SENTENCE_ENDS & set(closing) and not _ends_sentence(draft, before):
        _adjust_word(draft, before, lambda text: text.rstrip(",;:") + closing)


def _ends_sentence(draft: Draft, word: int) -> bool:
    language = _find_language(draft)
    return any(
        _SENTENCE_ENDS & set(trailing_punctuation(w.text, language))
        for w in draft.current_words(word)[-1:]
    )


def _adjust_word(draft: Draft, word: int, change: Callable[[str], str]) -> None:
    """Change the form of one of the machine's words, unless an edit has replaced or removed it."""
    if word in draft.replaced or word in draft.not_speech:
        return
    machine = draft.machine_words[word]
    if change(machine.text) != machine.text:
        draft.replaced[word] = (replace(machine, text=change(machine.text)),)
        draft.adjusted.add(word)


def _find_gap_after(draft: Draft, after: int) -> Span:
    """Return the time between a word and the next word of its turn; empty if they touch."""
    start = draft.machine_words[after].end if after >= 0 else 0.0
    inside = after + 1 < len(draft.machine_words) and after + 1 not in draft.turn_starts
    return Span(start, max(start, draft.machine_words[after + 1].start) if inside else start)


def _find_language(draft: Draft) -> Language:
    return language_of(draft.baseline.machine)
