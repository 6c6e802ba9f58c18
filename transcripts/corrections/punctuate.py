"""Punctuate the chosen words and list the changes to the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from transcripts.corrections import changes
from transcripts.corrections.choose import ChosenWords
from transcripts.corrections.chosen_word import with_times
from transcripts.corrections.commas import add_commas
from transcripts.corrections.punctuation import set_commas
from transcripts.text_change import TextChange, UnmatchedPassage
from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class PunctuatedText:
    """The published words in order, and the changes to the reference.

    `turn_breaks` are the indices of words that begin a turn of the reference, and `speaker_labels`
    has the speaker labels before these words. `changes` are in the order of the words.
    `reference_words` are the reference's words as written, in spoken order. `source_indices` has,
    for each published word, the indices of its words in `reference_words` and in
    `recognized_words`; an index is None if that sequence lacks the word.
    """

    words: tuple[Word, ...]
    turn_breaks: frozenset[int] = frozenset()
    changes: tuple[TextChange, ...] = ()
    unspoken: tuple[UnmatchedPassage, ...] = ()
    unwritten: tuple[UnmatchedPassage, ...] = ()
    reference_words: tuple[str, ...] = ()
    recognized_words: tuple[str, ...] = ()
    source_indices: tuple[tuple[int | None, int | None], ...] = ()
    speaker_labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def relabelled_breaks(self) -> frozenset[int]:
        """Return the breaks at which the reference's speaker label changes."""
        pairs = pairwise(sorted(self.speaker_labels))
        changed = (
            at for before, at in pairs if self.speaker_labels[before] != self.speaker_labels[at]
        )
        return self.turn_breaks.intersection(changed)


def punctuate(
    chosen_words: ChosenWords, comma_probabilities: Sequence[float] | None = None
) -> PunctuatedText:
    """Set the commas and list the changes to the reference; words are not changed.

    `comma_probabilities` has, for each chosen word, the probability of a comma after it given the
    audio, or None if unknown.
    """
    alignment, sources, decisions = (
        chosen_words.alignment,
        chosen_words.chosen_words,
        chosen_words.decisions,
    )
    if not alignment.reference_words:
        if comma_probabilities is None:
            return PunctuatedText(chosen_words.timed_words)
        return PunctuatedText(
            add_commas(chosen_words.timed_words, comma_probabilities, alignment.language)
        )
    marked = set_commas(
        chosen_words.cased_words, chosen_words.name_words, alignment.language, comma_probabilities
    )
    words = with_times(sources, [word.text for word in marked])
    all_changes = [
        *changes.find_wording_changes(alignment, sources, decisions),
        *changes.find_punctuation_changes(alignment, sources, marked),
        *changes.find_order_changes(alignment, sources, words),
    ]
    return PunctuatedText(
        words=words,
        turn_breaks=chosen_words.turn_breaks,
        changes=tuple(sorted(all_changes, key=lambda change: (change.first, change.last))),
        unspoken=tuple(changes.find_unspoken_passages(alignment, sources, decisions)),
        unwritten=tuple(changes.find_unwritten_passages(words, sources)),
        reference_words=alignment.reference_words,
        recognized_words=tuple(word.text for word in alignment.recognized_words),
        source_indices=tuple(
            (source.reference_index, source.recognized_index) for source in sources
        ),
        speaker_labels=chosen_words.speaker_labels,
    )
