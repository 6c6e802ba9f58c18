"""Align reference and recognized words in blocks.

In a block, reference and recognition agree, or they differ, or only one of them has words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from transcripts.languages.language import Language
from transcripts.realignment.token_pairs import pair_tokens
from transcripts.text.normalize import Token, tokenize
from transcripts.text.sentences import ends_sentence

Relation = Literal["same", "differs", "reference", "heard"]
Range = tuple[int, int]

# A run of at least this many unpaired words is a separate passage, even next to a difference. A
# shorter run is part of the difference ("want a chigiel" for "Kazuo Ishiguro").
MIN_PASSAGE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A range of reference words aligned with a range of recognized words (begin, end).

    `parts` are the smallest blocks of a longer block; they are empty for a smallest block.
    """

    relation: Relation
    reference: Range
    recognized: Range
    parts: tuple[Block, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Return the numbers of reference words and of recognized words."""
        return self.reference[1] - self.reference[0], self.recognized[1] - self.recognized[0]


def align_blocks(
    reference: Sequence[str], recognized: Sequence[str], language: Language
) -> tuple[Block, ...]:
    """Align two sequences of words as written; every word is in exactly one block, in order."""
    left, right = tokenize(reference, language), tokenize(recognized, language)
    pairs = pair_tokens([t.key for t in left], [t.key for t in right], language)
    smallest = _build_smallest_blocks(
        [(None if i is None else left[i], None if j is None else right[j]) for i, j in pairs]
    )
    return tuple(_merge_differing(_Texts(reference, recognized), smallest))


@dataclass(frozen=True, slots=True)
class _Texts:
    """The reference and the recognized words as written, with the marks that end sentences."""

    reference: Sequence[str]
    recognized: Sequence[str]

    def ends_reference_sentence(self, block: Block) -> bool:
        """Check whether a block is a difference whose reference words end a sentence."""
        return block.relation == "differs" and ends_sentence(self.reference[block.reference[1] - 1])

    def split_at_sentences(self, passage: Sequence[Block]) -> list[Sequence[Block]]:
        """Separate a passage from the few words at its edges that belong to other sentences.

        A passage consists of whole sentences, so an "And" at its end belongs to the next sentence.
        """
        ends = [self._ends_sentence(block) for block in passage]
        if not any(ends):
            return [passage]
        first, last = ends.index(True) + 1, len(ends) - ends[::-1].index(True)
        tail = 0 < len(passage) - last < MIN_PASSAGE_WORDS <= last
        whole, rest = (passage[:last], passage[last:]) if tail else (passage, [])
        begun = (
            not self._begins_sentence(passage[0])
            and first < MIN_PASSAGE_WORDS <= len(whole) - first
        )
        parts = [whole[:first], whole[first:]] if begun else [whole]
        return [*parts, rest] if rest else parts

    def _ends_sentence(self, block: Block) -> bool:
        if block.relation == "reference":
            return ends_sentence(self.reference[block.reference[1] - 1])
        return block.recognized[1] > 0 and ends_sentence(self.recognized[block.recognized[1] - 1])

    def _begins_sentence(self, block: Block) -> bool:
        """Check whether a block begins a sentence."""
        text, at = (
            (self.reference, block.reference[0])
            if block.relation == "reference"
            else (self.recognized, block.recognized[0])
        )
        return at == 0 or ends_sentence(text[at - 1])


def join_blocks(parts: Sequence[Block], relation: Relation | None = None) -> Block:
    """Join neighboring blocks into one."""
    ends = (
        (parts[0].reference[0], parts[-1].reference[1]),
        (parts[0].recognized[0], parts[-1].recognized[1]),
    )
    inner = tuple(p for part in parts for p in (part.parts or (part,)))
    return Block(
        relation or _classify_relation(*ends), *ends, parts=inner if len(inner) > 1 else ()
    )


def _classify_relation(reference: Range, recognized: Range) -> Relation:
    if reference[0] == reference[1]:
        return "heard"
    return "reference" if recognized[0] == recognized[1] else "differs"


def _build_smallest_blocks(pairs: Iterable[tuple[Token | None, Token | None]]) -> list[Block]:
    """Build the smallest blocks: cut after every pair of tokens, unless that splits a word."""
    blocks: list[Block] = []
    for left, right in pairs:
        previous = blocks[-1] if blocks else Block("same", (0, 0), (0, 0))
        a, b = previous.reference[1], previous.recognized[1]
        same = left is not None and right is not None and left.key == right.key
        opens = (left is None or left.first >= a) and (right is None or right.first >= b)
        reference = (a if opens else previous.reference[0], max(a, left.last + 1) if left else a)
        spoken = (b if opens else previous.recognized[0], max(b, right.last + 1) if right else b)
        relation: Relation = "same" if same else _classify_relation(reference, spoken)
        if opens:
            blocks.append(Block(relation, reference, spoken))
            continue
        if relation != "same" or previous.relation != "same":
            relation = _classify_relation(reference, spoken)
        blocks[-1] = Block(relation, reference, spoken)
    return blocks


def _merge_differing(both_texts: _Texts, smallest: Sequence[Block]) -> Iterator[Block]:
    """Join neighboring blocks with differences, but never across the edge of a passage."""
    for same, group in groupby(smallest, key=lambda b: b.relation == "same"):
        members = list(group)
        yield from members if same else _join_runs(_cut_into_runs(both_texts, members))


Run = tuple[Sequence[Block], bool, bool]
"""Neighboring blocks with one relation, whether they are a passage, and whether they end a
sentence.
"""


def _cut_into_runs(both_texts: _Texts, differing: Sequence[Block]) -> Iterator[Run]:
    """Cut blocks with differences into runs, at the ends of passages and of sentences."""
    for relation, group in groupby(differing, key=lambda b: b.relation):
        members = list(group)
        if relation == "differs":
            yield from (
                ((member,), False, both_texts.ends_reference_sentence(member)) for member in members
            )
            continue
        for piece in both_texts.split_at_sentences(members):
            yield piece, sum(max(b.size) for b in piece) >= MIN_PASSAGE_WORDS, False


def _join_runs(runs: Iterable[Run]) -> Iterator[Block]:
    loose: list[Block] = []
    for members, passage, ends_reference_sentence in runs:
        if not passage:
            loose += members
        if loose and (passage or ends_reference_sentence):
            yield join_blocks(loose)
            loose = []
        if passage:
            yield replace(join_blocks(members), relation=members[0].relation, parts=())
    if loose:
        yield join_blocks(loose)
