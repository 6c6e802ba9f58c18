"""Align a reference with the recognized words, and list what only the audio can decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block, Range, align_blocks
from transcripts.realignment.candidates import (
    CandidateSet,
    find_candidate_sets,
    join_contraction_blocks,
)
from transcripts.realignment.copies import find_copies, remove_ranges
from transcripts.realignment.moves import Move, find_moves, reading_order
from transcripts.realignment.reference import read_reference
from transcripts.realignment.written_names import written_names
from transcripts.source_transcript import SourceTranscript
from transcripts.text.normalize import tokenize
from transcripts.transcript import Word

# If `match_share` is lower, the reference belongs to another recording. Measured: at most 0.003 on
# 19 pairs of unrelated texts; at least 0.72 between a person's and a recognizer's text of the same
# five minutes (nine talks). A reference that covers part of the recording lies in between.
MIN_MATCH = 0.25
# This many consecutive words must agree to count as a match, because single words agree by chance.
_MIN_RUN = 3


@dataclass(frozen=True, slots=True)
class Alignment:
    """A reference aligned with the recognized words, and the candidates where they differ.

    `reference_words` are the reference's words, in spoken order. `turn_breaks` are the indices of
    words that begin a turn of the reference, and `speaker_labels` has the speaker labels before
    these words. `match_share` is the share of the shorter text's words that the other text has too,
    so an excerpt fully matches its whole transcript. `copied_word_count` words of the reference
    were left out because the reference contains them twice. `moved_ranges` are the ranges of
    `reference_words` to which the passages of `moves` were moved. `reference_times` has the seconds
    at which a word begins according to the reference, by the index of the word.
    """

    reference_words: tuple[str, ...]
    turn_breaks: frozenset[int]
    speaker_labels: Mapping[int, str]
    recognized_words: tuple[Word, ...]
    blocks: tuple[Block, ...]
    candidate_sets: tuple[CandidateSet, ...]
    match_share: float
    language: Language
    moves: tuple[Move, ...] = ()
    moved_ranges: tuple[Range, ...] = ()
    names: tuple[str, ...] = ()
    copied_word_count: int = 0
    reference_times: Mapping[int, float] = field(default_factory=dict)


def realign(
    reference: str | SourceTranscript,
    recognized: Sequence[Word],
    language: Language,
    names: Sequence[str] = (),
) -> Alignment:
    """Align a reference with recognized words.

    `names` are people and rare words that may be offered as candidates.
    """
    old = read_reference(reference, language)
    spoken = _join_split_words(recognized, language)
    texts = [w.text for w in spoken]
    copies = find_copies(old.words, texts, language)
    old = remove_ranges(old, copies) if copies else old
    aligned = align_blocks(old.words, texts, language)
    moves = find_moves(old.words, texts, aligned, language, old.breaks)
    order = reading_order(len(old.words), moves)
    words = tuple(old.words[i] for i in order)
    if moves:
        aligned = align_blocks(words, texts, language)
    place = {old_place: new for new, old_place in enumerate(order)}
    moved_ends = {end for move in moves for end in (move.passage[0], move.passage[1])}
    breaks = {place[b] for b in old.breaks | moved_ends if b in place} - {0}
    blocks = join_contraction_blocks(words, aligned, language)
    return Alignment(
        reference_words=words,
        turn_breaks=frozenset(breaks),
        speaker_labels={place[b]: label for b, label in old.labels.items()},
        recognized_words=spoken,
        blocks=blocks,
        candidate_sets=find_candidate_sets(
            words,
            spoken,
            blocks,
            (*names, *written_names(words, language), *written_names(texts, language)),
            language,
        ),
        match_share=_compute_match_share(aligned, len(words), len(spoken)),
        language=language,
        moves=moves,
        names=tuple(names),
        reference_times={place[at]: time for at, time in old.times.items()},
        copied_word_count=sum(last - first for first, last in copies),
        moved_ranges=tuple((place[m.passage[0]], place[m.passage[1] - 1] + 1) for m in moves),
    )


def align_without_reference(recognized: Sequence[Word], language: Language) -> Alignment:
    """Build an alignment without a reference; it has no candidates, so nothing is corrected."""
    return Alignment(
        (), frozenset(), {}, tuple(recognized), (), (), match_share=0.0, language=language
    )


def _join_split_words(recognized: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """Join words that the recognizer split ("drip", "-feed"), and drop words without letters."""
    words: list[Word] = []
    for word in recognized:
        text = word.text.strip().replace(" ", "")
        if words and (text[:1] == "-" or not tokenize([text], language)):
            last = words[-1]
            glue = text if tokenize([text], language) else text.strip("-–—♪*")
            words[-1] = replace(last, text=last.text + glue, end=max(last.end, word.end))
        elif tokenize([text], language):
            words.append(replace(word, text=text))
    return tuple(words)


def _compute_match_share(
    blocks: Sequence[Block], reference_count: int, recognized_count: int
) -> float:
    matched = run = 0
    for block in [*blocks, None]:
        if block and block.relation == "same":
            run += 1
        else:
            matched += run if run >= _MIN_RUN else 0
            run = 0
    return min(1.0, matched / max(1, min(reference_count, recognized_count)))
