"""Choose the words to publish, block by block, linked to reference and recognized words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from transcripts.corrections.decide import WordingDecision
from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.text.word_punctuation import strip_punctuation
from transcripts.transcript import Origin, Word

# Assumed duration in seconds of a word without times.
_ASSUMED_WORD_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class ChosenWord:
    """A word to publish, without punctuation.

    `reference_index` and `recognized_index` are the indices of the corresponding reference word and
    recognized word. `block_index` is the index of the word's block. `start` and `end` are in
    seconds, or None if no recognized word provides a time. `is_reworded` is true if a decision
    replaced the reference's word with this one.
    """

    text: str
    origin: Origin
    reference_index: int | None
    recognized_index: int | None
    start: float | None
    end: float | None
    confidence: float
    block_index: int
    is_reworded: bool = False


def choose_words_of_block(
    alignment: Alignment, block_index: int, block: Block, decision: WordingDecision | None
) -> Iterator[ChosenWord]:
    """Yield the words of one block as they will be published."""
    written = alignment.reference_words[slice(*block.reference)]
    is_reworded = decision is not None and decision.published_wording != decision.reference_wording
    if is_reworded and decision is not None:
        texts: Sequence[str] = decision.published_wording.split()
        if decision.kind == "insertion":
            texts = [
                strip_punctuation(w.text, alignment.language)
                for w in alignment.recognized_words[slice(*block.recognized)]
            ]
    else:
        texts = [strip_punctuation(w, alignment.language) for w in written]
    reference_indices = _spread_indices(len(texts), block.reference)
    recognized_indices = _spread_indices(len(texts), block.recognized)
    times = _divide_time(texts, alignment.recognized_words[slice(*block.recognized)])
    for i, text in enumerate(texts):
        recognized = recognized_indices[i]
        word = alignment.recognized_words[recognized] if recognized is not None else None
        confidence = word.confidence if word else decision.score if decision else 0.5
        if decision and not is_reworded and block.relation == "reference":
            confidence = 1 - decision.score
        yield ChosenWord(
            text=text,
            origin=_classify_origin(block, is_reworded, decision, alignment.language),
            reference_index=reference_indices[i],
            recognized_index=recognized,
            start=times[i][0] if times else None,
            end=times[i][1] if times else None,
            confidence=confidence,
            block_index=block_index,
            is_reworded=is_reworded,
        )


def _classify_origin(
    block: Block, reworded: bool, decision: WordingDecision | None, language: Language
) -> Origin:
    """Return whether the reference, the recognition or both have a block's published words."""
    if block.relation == "same":
        return "both"
    if block.relation == "heard":
        return "heard"
    if not reworded or decision is None:
        return "reference"
    spoken = decision.candidate_set.candidates[1]
    return (
        "heard"
        if language.plain(decision.published_wording) == language.plain(spoken)
        else "reference"
    )


def _spread_indices(count: int, words: tuple[int, int]) -> list[int | None]:
    """Spread `count` new words evenly over the range `words`; return an index for each new word."""
    size = words[1] - words[0]
    if not size:
        return [None] * count
    if count == size:
        return list(range(*words))
    if count == 1:
        return [words[1] - 1]
    return [words[0] + round(i * (size - 1) / (count - 1)) for i in range(count)]


def _divide_time(texts: Sequence[str], recognized: Sequence[Word]) -> list[tuple[float, float]]:
    """Return (start, end) for each text within the time of the recognized words.

    If the counts differ, the time is divided in proportion to the letters.
    """
    if not recognized:
        return []
    if len(texts) == len(recognized):
        return [(w.start, w.end) for w in recognized]
    start, end = recognized[0].start, recognized[-1].end
    letters = [len(t) + 1 for t in texts]
    total, done, times = sum(letters), 0, []
    for size in letters:
        times.append((done, done + size))
        done += size
    return [
        (start + (end - start) * a / total, start + (end - start) * b / total) for a, b in times
    ]


def with_times(chosen_words: Sequence[ChosenWord], texts: Sequence[str]) -> tuple[Word, ...]:
    """Build words from chosen words and texts; words without times share the gap around them."""
    words: list[Word] = []
    for has_times, group in groupby(
        range(len(chosen_words)), key=lambda i: chosen_words[i].start is not None
    ):
        members = list(group)
        if has_times:
            words += [
                _build_timed_word(
                    chosen_words[i], texts[i], chosen_words[i].start, chosen_words[i].end
                )
                for i in members
            ]
        else:
            start = words[-1].end if words else 0.0
            after = (
                chosen_words[members[-1] + 1].start if members[-1] + 1 < len(chosen_words) else None
            )
            end = max(
                start, after if after is not None else start + _ASSUMED_WORD_SECONDS * len(members)
            )
            step = (end - start) / len(members)
            for n, i in enumerate(members):
                words.append(
                    _build_timed_word(
                        chosen_words[i], texts[i], start + n * step, start + (n + 1) * step
                    )
                )
    return tuple(words)


def _build_timed_word(
    chosen_word: ChosenWord, text: str, start: float | None, end: float | None
) -> Word:
    confidence = max(0.0, min(1.0, chosen_word.confidence))
    return Word(text, start or 0.0, end or 0.0, confidence, chosen_word.origin)
