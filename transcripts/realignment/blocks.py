"""Two texts cut into blocks: where they say the same, where they differ, where one is silent."""

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

# A run of at least this many words without a partner is a passage of its own, beside whatever
# differs next to it; shorter ones belong to the difference ("want a chigiel" for "Kazuo Ishiguro").
MIN_PASSAGE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of reference words and the stretch of heard words beside it (begin, end).

    `parts` are the smallest blocks of which a longer one is made; one without parts is smallest.
    """

    relation: Relation
    reference: Range
    heard: Range
    parts: tuple[Block, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """How many words there are on each side."""
        return self.reference[1] - self.reference[0], self.heard[1] - self.heard[0]


def align_blocks(
    reference: Sequence[str], heard: Sequence[str], language: Language
) -> tuple[Block, ...]:
    """Lay two rows of words as written beside each other; every word is in one block, in order."""
    left, right = tokenize(reference, language), tokenize(heard, language)
    pairs = pair_tokens([t.key for t in left], [t.key for t in right], language)
    smallest = _smallest(
        [(None if i is None else left[i], None if j is None else right[j]) for i, j in pairs]
    )
    return tuple(_merged(_Texts(reference, heard), smallest))


@dataclass(frozen=True, slots=True)
class _Texts:
    """Both texts as written, to know where their sentences end."""

    reference: Sequence[str]
    heard: Sequence[str]

    def closes(self, block: Block) -> bool:
        """Whether a block has words of both texts and ends a sentence of the reference."""
        return block.relation == "differs" and ends_sentence(self.reference[block.reference[1] - 1])

    def pieces(self, passage: Sequence[Block]) -> list[Sequence[Block]]:
        """Cut off what a passage has of the sentences around it: fewer words than a passage.

        A passage is of whole sentences: the "And" behind it belongs to what comes next.
        """
        mine = [self._closed(block) for block in passage]
        if not any(mine):
            return [passage]
        first, last = mine.index(True) + 1, len(mine) - mine[::-1].index(True)
        tail = 0 < len(passage) - last < MIN_PASSAGE_WORDS <= last
        whole, rest = (passage[:last], passage[last:]) if tail else (passage, [])
        begun = not self._begins(passage[0]) and first < MIN_PASSAGE_WORDS <= len(whole) - first
        parts = [whole[:first], whole[first:]] if begun else [whole]
        return [*parts, rest] if rest else parts

    def _closed(self, block: Block) -> bool:
        if block.relation == "reference":
            return ends_sentence(self.reference[block.reference[1] - 1])
        return block.heard[1] > 0 and ends_sentence(self.heard[block.heard[1] - 1])

    def _begins(self, block: Block) -> bool:
        """Whether a sentence begins with a block."""
        text, at = (
            (self.reference, block.reference[0])
            if block.relation == "reference"
            else (self.heard, block.heard[0])
        )
        return at == 0 or ends_sentence(text[at - 1])


def join_blocks(parts: Sequence[Block], relation: Relation | None = None) -> Block:
    """Make one block of neighbours."""
    ends = (parts[0].reference[0], parts[-1].reference[1]), (parts[0].heard[0], parts[-1].heard[1])
    inner = tuple(p for part in parts for p in (part.parts or (part,)))
    return Block(relation or _relation(*ends), *ends, parts=inner if len(inner) > 1 else ())


def _relation(reference: Range, heard: Range) -> Relation:
    if reference[0] == reference[1]:
        return "heard"
    return "reference" if heard[0] == heard[1] else "differs"


def _smallest(pairs: Iterable[tuple[Token | None, Token | None]]) -> list[Block]:
    """Cut between pairs wherever no word on either side is cut in two."""
    found: list[Block] = []
    for left, right in pairs:
        was = found[-1] if found else Block("same", (0, 0), (0, 0))
        a, b = was.reference[1], was.heard[1]
        same = left is not None and right is not None and left.key == right.key
        opens = (left is None or left.first >= a) and (right is None or right.first >= b)
        reference = (a if opens else was.reference[0], max(a, left.last + 1) if left else a)
        spoken = (b if opens else was.heard[0], max(b, right.last + 1) if right else b)
        relation: Relation = "same" if same else _relation(reference, spoken)
        if opens:
            found.append(Block(relation, reference, spoken))
            continue
        if relation != "same" or was.relation != "same":
            relation = _relation(reference, spoken)
        found[-1] = Block(relation, reference, spoken)
    return found


def _merged(texts: _Texts, smallest: Sequence[Block]) -> Iterator[Block]:
    """Make one block of neighbours that differ, and leave passages to themselves."""
    for same, group in groupby(smallest, key=lambda b: b.relation == "same"):
        members = list(group)
        yield from members if same else _joined(_runs(texts, members))


Run = tuple[Sequence[Block], bool, bool]
"""Neighbours of one relation; whether they are a passage, and whether they end a sentence."""


def _runs(texts: _Texts, differing: Sequence[Block]) -> Iterator[Run]:
    """Cut what differs at the ends of passages and of sentences."""
    for relation, group in groupby(differing, key=lambda b: b.relation):
        members = list(group)
        if relation == "differs":
            yield from (((member,), False, texts.closes(member)) for member in members)
            continue
        for piece in texts.pieces(members):
            yield piece, sum(max(b.size) for b in piece) >= MIN_PASSAGE_WORDS, False


def _joined(runs: Iterable[Run]) -> Iterator[Block]:
    loose: list[Block] = []
    for members, passage, closes in runs:
        if not passage:
            loose += members
        if loose and (passage or closes):
            yield join_blocks(loose)
            loose = []
        if passage:
            yield replace(join_blocks(members), relation=members[0].relation, parts=())
    if loose:
        yield join_blocks(loose)
