"""Build candidate sets: alternative wordings between which only the audio can decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block, Range, join_blocks
from transcripts.realignment.wordings import MAX_SCORED_WORDS, CandidateKind, find_wordings
from transcripts.text.normalize import tokenize
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation
from transcripts.transcript import Span, Word

WINDOW_SECONDS = 24.0
"""Longest audio of one candidate set, in seconds.

Whisper processes 30 s at once, and the likelihoods of wordings get worse towards the end of a
window: by measurement, at most about 25 s are usable.
"""

# Candidates are scored in their context: up to `_BEFORE_SECONDS` before them, but at least
# `_BEFORE_WORDS`, and `_AFTER_WORDS` after them. With less context, the edges of the candidates are
# unreliable; more context takes longer.
_BEFORE_SECONDS, _BEFORE_WORDS, _AFTER_WORDS = 8.0, 6, 8
# Assumed words per second of a passage that only the reference has.
_WORDS_PER_SECOND = 3.0


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """Alternative wordings of one passage, between which the audio in `span` decides.

    The first of `candidates` is the reference's wording; the second is the recognizer's, if the two
    differ; "" is silence. `before` and `after` are the words around the passage. `reference` and
    `recognized` are the ranges of words that the candidates replace, and `block` is the index of
    their block. All sets in one window of audio have the same span.
    """

    id: str
    block: int
    kind: CandidateKind
    span: Span
    before: str
    after: str
    candidates: tuple[str, ...]
    reference: Range
    recognized: Range


def join_contraction_blocks(
    reference: Sequence[str], blocks: Sequence[Block], language: Language
) -> tuple[Block, ...]:
    """Join the blocks of words that may be an expanded contraction ("it", "is")."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last
            and last.relation == "same"
            and last.size[1] >= 1
            and _may_end_contraction(reference, last, block, language)
        ):
            same = last.relation == block.relation == "same"
            joined[-1] = join_blocks([last, block], "same" if same else None)
        else:
            joined.append(block)
    return tuple(joined)


def _may_end_contraction(
    reference: Sequence[str], last: Block, block: Block, language: Language
) -> bool:
    if block.relation == "heard" or block.size[0] != 1:
        return False
    first, second = reference[last.reference[1] - 1], reference[block.reference[0]]
    return language.contractions.contractible(first, second)


def find_candidate_sets(
    reference: Sequence[str],
    recognized: Sequence[Word],
    blocks: Sequence[Block],
    names: Sequence[str],
    language: Language,
) -> tuple[CandidateSet, ...]:
    """Find the candidates for every block with a difference, in spoken order.

    `names` are rare words and names that the reference or the recognizer may have misspelled.
    """
    drafts = []
    for at, block in enumerate(blocks):
        classified = find_wordings(reference, recognized, block, names, language)
        if classified and len(classified[1]) > 1:
            drafts.append((at, block, *classified))
    return tuple(_assign_windows(reference, recognized, drafts, language))


def _unify_case(
    wordings: Sequence[str], kind: CandidateKind, recognized: str, language: Language
) -> tuple[str, ...]:
    """Copy the initial case of the recognized wording to all candidates.

    Otherwise the case could decide on its own. A name and a word that sounds like it ("Wales",
    "whales") keep their own case.
    """
    first = strip_punctuation(recognized, language)[:1]
    if not first.isalpha() or (kind == "name" and first.islower() and wordings[0][:1].isupper()):
        return tuple(wordings)
    return tuple(_set_initial_case(w, first.isupper(), language) for w in wordings)


def _set_initial_case(wording: str, is_upper: bool, language: Language) -> str:
    """Begin a wording in upper or lower case; "I" and initials are unchanged."""
    if is_upper:
        return wording[:1].upper() + wording[1:]
    head = re.split(r"[ ']", wording, maxsplit=1)[0]
    if language.nouns_capitalized and not language.is_lower_case_word(language.plain(head)):
        return wording
    own = head.lower() in language.capitalized or any(c.isupper() for c in head[1:])
    return wording if own else wording[:1].lower() + wording[1:]


def is_filler(words: Iterable[str], language: Language) -> bool:
    """Check whether all of the words are hesitations ("um", "er")."""
    return all(t.key in language.fillers for t in tokenize(list(words), language))


CandidateDraft = tuple[int, Block, CandidateKind, tuple[str, ...]]


def _assign_windows(
    reference: Sequence[str],
    recognized: Sequence[Word],
    drafts: Sequence[CandidateDraft],
    language: Language,
) -> Iterator[CandidateSet]:
    """Complete each draft of a candidate set: choose a window of audio, and add its context."""
    begin, span = 0, Span(0.0, -1.0)
    for number, (at, block, kind, wordings) in enumerate(drafts, start=1):
        first, last = block.recognized
        extra = _estimate_untimed_seconds(block, kind)
        end = _end_before(recognized, min(last + _AFTER_WORDS, len(recognized))) + extra
        if end > span.start + WINDOW_SECONDS or span.end < 0:
            begin = _choose_window_start(recognized, first)
            start = (
                max(0.0, recognized[begin].start - 0.1)
                if begin < len(recognized)
                else _end_before(recognized, first)
            )
            if begin == 0 == first:
                start = max(0.0, start - extra)
            span = Span(start, start + WINDOW_SECONDS)
        is_complete = kind != "deletion" or block.size[0] <= MAX_SCORED_WORDS
        after = recognized[last : last + _AFTER_WORDS] if is_complete else ()
        mark = trailing_punctuation(recognized[last - 1].text, language) if last > first else ""
        yield CandidateSet(
            id=f"Q{number}",
            block=at,
            kind=kind,
            span=span,
            before=" ".join(w.text for w in recognized[begin:first]),
            after=" ".join([mark, *(w.text for w in after)]),
            candidates=_unify_case(
                wordings, kind, recognized[first].text if last > first else "", language
            ),
            reference=block.reference,
            recognized=block.recognized,
        )


def _estimate_untimed_seconds(block: Block, kind: CandidateKind) -> float:
    """Estimate the duration in seconds of words that only the reference has; at most 12 s."""
    return min(12.0, block.size[0] / _WORDS_PER_SECOND) if kind == "deletion" else 0.0


def _end_before(recognized: Sequence[Word], index: int) -> float:
    """Return the end in seconds of the word before index `index`; 0 for the first word."""
    return recognized[index - 1].end if index and recognized else 0.0


def _choose_window_start(recognized: Sequence[Word], first: int) -> int:
    """Choose the first word of a window: the beginning of a sentence, if one is near."""
    nearest = max(0, first - _BEFORE_WORDS)
    begin = nearest
    while begin and recognized[first - 1].end - recognized[begin - 1].start < _BEFORE_SECONDS:
        if recognized[begin - 1].text[-1:] in ".?!":
            return begin
        begin -= 1
    return begin if first - begin < 4 * _BEFORE_WORDS else nearest
