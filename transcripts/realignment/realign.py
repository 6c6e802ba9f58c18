"""Lay an archive's old text over the heard words, and ask what only the sound can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block, Range, align_blocks
from transcripts.realignment.candidates import CandidateSet, contraction_blocks, find_candidate_sets
from transcripts.realignment.moves import Move, find_moves, reading_order
from transcripts.realignment.reference import read_reference
from transcripts.text.normalize import tokenize
from transcripts.transcript import Word

# Below this `match` a reference is of another recording. Measured on 19 pairs of unrelated texts:
# at most 0.003; a person's and a recogniser's text of the same five minutes (nine talks):
# at least 0.72. Between the two lies a reference of which a part is of this recording.
MIN_MATCH = 0.25
# A word counts as found inside a run of so many: single words agree by chance.
_MIN_RUN = 3


@dataclass(frozen=True, slots=True)
class Alignment:
    """A reference beside the heard words, and the questions between them.

    `words` are the reference's, in the order of the sound; `breaks` are those that begin a turn
    there, with the `labels` that stood before them. `match` is the share of words found in the
    other text, of the text of which more was found: an excerpt matches its whole transcript.
    `moved` tells where in `words` the passage of each of `moves` came to stand.
    """

    words: tuple[str, ...]
    breaks: frozenset[int]
    labels: Mapping[int, str]
    heard: tuple[Word, ...]
    blocks: tuple[Block, ...]
    candidate_sets: tuple[CandidateSet, ...]
    match: float
    language: Language
    moves: tuple[Move, ...] = ()
    moved_ranges: tuple[Range, ...] = ()
    names: tuple[str, ...] = ()


def realign(
    reference: str, heard: Sequence[Word], language: Language, names: Sequence[str] = ()
) -> Alignment:
    """Align a reference with heard words; `names` are people and rare words to offer."""
    old = read_reference(reference, language)
    spoken = _join_split_words(heard, language)
    texts = [w.text for w in spoken]
    laid = align_blocks(old.words, texts, language)
    moves = find_moves(old.words, texts, laid, language, old.breaks)
    order = reading_order(len(old.words), moves)
    words = tuple(old.words[i] for i in order)
    if moves:
        laid = align_blocks(words, texts, language)
    place = {old_place: new for new, old_place in enumerate(order)}
    moved_ends = {end for move in moves for end in (move.words[0], move.words[1])}
    breaks = {place[b] for b in old.breaks | moved_ends if b in place} - {0}
    asked = contraction_blocks(words, laid, language)
    return Alignment(
        words=words,
        breaks=frozenset(breaks),
        labels={place[b]: label for b, label in old.labels.items()},
        heard=spoken,
        blocks=asked,
        candidate_sets=find_candidate_sets(words, spoken, asked, names, language),
        match=_match_share(laid, len(words), len(spoken)),
        language=language,
        moves=moves,
        names=tuple(names),
        moved_ranges=tuple((place[m.words[0]], place[m.words[1] - 1] + 1) for m in moves),
    )


def align_without_reference(heard: Sequence[Word], language: Language) -> Alignment:
    """Wrap heard words that no reference is laid over; nothing is asked and nothing corrected."""
    return Alignment((), frozenset(), {}, tuple(heard), (), (), match=0.0, language=language)


def _join_split_words(heard: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """Join what the recogniser cut in two ("drip", "-feed"), and drop what says nothing."""
    words: list[Word] = []
    for word in heard:
        text = word.text.strip().replace(" ", "")
        if words and (text[:1] == "-" or not tokenize([text], language)):
            last = words[-1]
            glue = text if tokenize([text], language) else text.strip("-–—♪*")
            words[-1] = replace(last, text=last.text + glue, end=max(last.end, word.end))
        elif tokenize([text], language):
            words.append(replace(word, text=text))
    return tuple(words)


def _match_share(laid: Sequence[Block], reference: int, heard: int) -> float:
    found = run = 0
    for block in [*laid, None]:
        if block and block.relation == "same":
            run += 1
        else:
            found += run if run >= _MIN_RUN else 0
            run = 0
    return min(1.0, found / max(1, min(reference, heard)))
