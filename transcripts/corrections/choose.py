"""Choose the words to publish: decide every difference between the reference and the audio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from math import inf

from transcripts.corrections.acoustics import Acoustics, collect_acoustic_context
from transcripts.corrections.chosen_word import ChosenWord, choose_words_of_block, with_times
from transcripts.corrections.decide import WordingDecision, decide
from transcripts.corrections.habits import find_writing_habits
from transcripts.corrections.impossible import remove_impossible
from transcripts.corrections.name_spellings import unify_spellings
from transcripts.corrections.punctuation import BareWord, CasedWord, restore_punctuation, set_commas
from transcripts.corrections.reliability import Reliability
from transcripts.corrections.style import find_reference_style
from transcripts.corrections.swapped import reject_swapped_insertions
from transcripts.corrections.thresholds import Thresholds
from transcripts.languages.language import Language
from transcripts.realignment.realign import Alignment
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation
from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class ChosenWords:
    """The words to publish, in order, and the decisions behind them.

    `timed_words` have rough times, and punctuation from the reference and the recognizer; forced
    alignment uses their text. `chosen_words` and `cased_words` have one entry for each word;
    without a reference, they are empty. `decisions` are indexed by the alignment's block.
    `turn_breaks` are the indices of words that begin a turn of the reference, and `speaker_labels`
    has the speaker labels before these words. `name_words` are the words of names in the cast and
    the context.
    """

    alignment: Alignment
    timed_words: tuple[Word, ...]
    chosen_words: tuple[ChosenWord, ...] = ()
    cased_words: tuple[CasedWord, ...] = ()
    decisions: Mapping[int, WordingDecision] = field(default_factory=dict)
    turn_breaks: frozenset[int] = frozenset()
    speaker_labels: Mapping[int, str] = field(default_factory=dict)
    name_words: frozenset[str] = frozenset()


def choose_words(
    alignment: Alignment,
    log_likelihoods: Sequence[Sequence[float]] | None,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
    acoustics: Acoustics | None = None,
    duration: float = inf,
) -> ChosenWords:
    """Decide each candidate set of an alignment.

    `log_likelihoods` has the natural log-likelihood of each candidate of each set. If it is None,
    the candidates were not rescored, and only the reference and the recognized words decide. With
    `verbatim`, every word of the reference stays, and no word is added. `acoustics` is further
    evidence from the audio; `duration` is the length of the audio in seconds. Without a reference,
    the recognized words are returned unchanged.
    """
    if not alignment.reference_words:
        return ChosenWords(alignment, alignment.recognized_words)
    decisions = _decide_all(alignment, log_likelihoods, thresholds, verbatim, acoustics, duration)
    sources = tuple(
        word
        for at, block in enumerate(alignment.blocks)
        for word in choose_words_of_block(alignment, at, block, decisions.get(at))
    )
    breaks, labels = _locate_turn_breaks(alignment, sources)
    style = find_reference_style(alignment)
    cased = restore_punctuation(_build_bare_words(alignment, sources, breaks), style)
    texts = [word.text for word in set_commas(cased, style.name_words, alignment.language)]
    return ChosenWords(
        alignment=alignment,
        timed_words=with_times(sources, texts),
        chosen_words=sources,
        cased_words=cased,
        decisions=decisions,
        turn_breaks=frozenset(breaks),
        speaker_labels=labels,
        name_words=style.name_words,
    )


def _decide_all(
    alignment: Alignment,
    log_likelihoods: Sequence[Sequence[float]] | None,
    thresholds: Thresholds,
    verbatim: bool,
    acoustics: Acoustics | None,
    duration: float,
) -> dict[int, WordingDecision]:
    habits, reliability = find_writing_habits(alignment), Reliability.measure(alignment)
    candidate_sets = alignment.candidate_sets
    scores = log_likelihoods if log_likelihoods is not None else repeat(None, len(candidate_sets))
    decisions = {
        question.block: decide(
            question,
            set_scores,
            thresholds,
            alignment.recognized_words[slice(*question.recognized)],
            habits,
            collect_acoustic_context(alignment, number, acoustics, reliability),
        )
        for number, (question, set_scores) in enumerate(zip(candidate_sets, scores, strict=True))
    }
    decisions = unify_spellings(reject_swapped_insertions(decisions, alignment.language), habits)
    decisions = remove_impossible(decisions, alignment, duration)
    if verbatim:
        return {at: _downgrade_to_proposal(decision) for at, decision in decisions.items()}
    return decisions


def _downgrade_to_proposal(decision: WordingDecision) -> WordingDecision:
    """Turn an applied decision into a proposal."""
    status = "proposed" if decision.status == "applied" else decision.status
    return replace(decision, status=status, published_wording=decision.reference_wording)


def _locate_turn_breaks(
    alignment: Alignment, words: Sequence[ChosenWord]
) -> tuple[set[int], dict[int, str]]:
    """Find the chosen words that begin a turn of the reference: the first word after each break."""
    breaks: set[int] = set()
    labels: dict[int, str] = {}
    pending = sorted(alignment.turn_breaks | set(alignment.speaker_labels))
    for at, word in enumerate(words):
        first = (
            None
            if word.reference_index is None
            else _find_first_reference_word(alignment, words, at)
        )
        while pending and first is not None and pending[0] <= first:
            place = pending.pop(0)
            if place in alignment.turn_breaks and at:
                breaks.add(at)
            if place in alignment.speaker_labels:
                labels[at] = alignment.speaker_labels[place]
    return breaks, labels


def _find_first_reference_word(
    alignment: Alignment, words: Sequence[ChosenWord], index: int
) -> int:
    """Find the first reference word that a published word represents.

    A contraction may represent two reference words.
    """
    word = words[index]
    block = alignment.blocks[word.block_index]
    if index == 0 or words[index - 1].block_index != word.block_index:
        return block.reference[0]
    return word.reference_index if word.reference_index is not None else block.reference[0]


def _build_bare_words(
    alignment: Alignment, words: Sequence[ChosenWord], breaks: set[int]
) -> list[BareWord]:
    """Return each chosen word as the reference and as the recognizer write it."""
    recognized, language = [w.text for w in alignment.recognized_words], alignment.language
    bare = []
    for at, word in enumerate(words):
        # If several words replace one word, only the last of them gets its punctuation.
        block = alignment.blocks[word.block_index]
        last = at + 1 == len(words) or words[at + 1].block_index != word.block_index
        bare.append(
            BareWord(
                text=word.text,
                reference_text=_find_written_form(
                    alignment.reference_words, word.reference_index, last, block.reference, language
                ),
                recognized_text=_find_written_form(
                    recognized, word.recognized_index, last, block.recognized, language
                ),
                begins_turn=at in breaks,
                starts_sentence=word.reference_index is not None
                and _starts_sentence(alignment.reference_words, word.reference_index, language),
                recognized_starts_sentence=word.recognized_index is not None
                and _starts_sentence(recognized, word.recognized_index, language),
            )
        )
    return bare


def _find_written_form(
    words: Sequence[str],
    index: int | None,
    last: bool,
    block: tuple[int, int],
    language: Language,
) -> str | None:
    """Return a word as it is written in one text, the reference's or the recognizer's.

    The result is None if `index` is None, because the text lacks the word. If the two texts have
    different numbers of words in a block, only the last word keeps its punctuation.
    """
    if index is None:
        return None
    if last:
        return words[block[1] - 1]
    return words[index] if index < block[1] - 1 else strip_punctuation(words[index], language)


def _starts_sentence(words: Sequence[str], index: int, language: Language) -> bool:
    return index == 0 or any(
        mark in trailing_punctuation(words[index - 1], language) for mark in ".?!"
    )
