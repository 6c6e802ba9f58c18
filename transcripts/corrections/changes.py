"""List the changes that a person may check: corrections, unspoken and unwritten passages.

Changes refer to published words by number; their exact times are added later.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from transcripts.corrections.chosen_word import ChosenWord
from transcripts.corrections.decide import WordingDecision
from transcripts.corrections.punctuation import PunctuatedWord
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS, Block
from transcripts.realignment.candidates import is_filler
from transcripts.realignment.realign import Alignment
from transcripts.text.word_punctuation import join_stripped
from transcripts.text_change import TextChange, UnmatchedPassage
from transcripts.transcript import Word

# Probability that a sentence end or a capital is right if only the recognizer has it. In six
# interviews whose true text is known, 99 of 100 such sentence ends were right. The value for
# capitals was set by hand, between those for sentence ends and for commas.
_END_SCORE, _CASE_SCORE = 0.98, 0.9


def find_wording_changes(
    alignment: Alignment,
    chosen_words: Sequence[ChosenWord],
    decisions: Mapping[int, WordingDecision],
) -> Iterator[TextChange]:
    """Report every decision about a wording, except rejections of trivial changes."""
    numbers = [row.block_index for row in chosen_words]
    for at, block in enumerate(alignment.blocks):
        decision = decisions.get(at)
        if decision is None or _is_trivial(alignment, block, decision):
            continue
        recognized = " ".join(w.text for w in alignment.recognized_words[slice(*block.recognized)])
        whisper = dict(
            zip(decision.candidate_set.candidates, decision.log_likelihoods, strict=False)
        )
        acoustic = dict(
            zip(decision.candidate_set.candidates, decision.acoustic_log_likelihoods, strict=False)
        )
        first, last = _find_published_range(numbers, at)
        yield TextChange(
            kind=decision.kind,
            before=join_stripped(
                alignment.reference_words[slice(*block.reference)], alignment.language
            ),
            after=recognized
            if decision.kind == "insertion" and decision.alternative_wording
            else decision.alternative_wording,
            score=decision.score,
            status=decision.status,
            first=first,
            last=last,
            evidence={
                "heard": recognized,
                **({"nats": {w: round(n, 2) for w, n in whisper.items()}} if whisper else {}),
                **({"fit": {w: round(n, 1) for w, n in acoustic.items()}} if acoustic else {}),
                **({"confirmed": False} if decision.is_unconfirmed_reference else {}),
            },
        )


def _find_published_range(numbers: Sequence[int], block: int) -> tuple[int, int]:
    """Return the range of a block's published words; it is empty if the block has none.

    `numbers` has the block index of each published word, in ascending order.
    """
    return bisect_left(numbers, block), bisect_right(numbers, block)


def _is_trivial(alignment: Alignment, block: Block, decision: WordingDecision) -> bool:
    """Check whether a rejected change needs no report: equal texts, or an omitted filler."""
    if decision.status != "rejected":
        return False
    recognized = [w.text for w in alignment.recognized_words[slice(*block.recognized)]]
    language = alignment.language
    agreed = block.relation == "same" and (
        language.plain(join_stripped(recognized, language))
        == language.plain(decision.reference_wording)
    )
    return agreed or (block.relation == "heard" and is_filler(recognized, language))


def find_punctuation_changes(
    alignment: Alignment, chosen_words: Sequence[ChosenWord], words: Sequence[PunctuatedWord]
) -> Iterator[TextChange]:
    """Report changes of punctuation and case; those of neighboring words are reported together."""
    changed = [
        i
        for i, row in enumerate(chosen_words)
        if row.reference_index is not None
        and not row.is_reworded
        and words[i].text != alignment.reference_words[row.reference_index]
    ]
    for _, group in groupby(enumerate(changed), key=lambda pair: pair[1] - pair[0]):
        members = [i for _, i in group]
        before = " ".join(
            alignment.reference_words[chosen_words[i].reference_index or 0] for i in members
        )
        after = " ".join(words[i].text for i in members)
        yield TextChange(
            kind="case" if before.lower() == after.lower() else "punctuation",
            before=before,
            after=after,
            score=min(_score_punctuation_mark(words[i]) for i in members),
            status="applied",
            first=members[0],
            last=members[-1] + 1,
        )


def _score_punctuation_mark(word: PunctuatedWord) -> float:
    """Return the probability that a word's punctuation mark or capital is right."""
    if word.text[-1:] == "," and word.comma_probability is not None:
        return word.comma_probability
    return _END_SCORE if word.text[-1:] in ".?!" else _CASE_SCORE


def find_order_changes(
    alignment: Alignment, chosen_words: Sequence[ChosenWord], words: Sequence[Word]
) -> Iterator[TextChange]:
    """Report passages that the reference has at another position than the audio."""
    for move, place in zip(alignment.moves, alignment.moved_ranges, strict=True):
        members = [
            i
            for i, r in enumerate(chosen_words)
            if r.reference_index is not None and place[0] <= r.reference_index < place[1]
        ]
        if members:
            yield TextChange(
                kind="order",
                before=join_stripped(alignment.reference_words[slice(*place)], alignment.language),
                after=" ".join(words[i].text for i in members),
                score=move.agreement,
                status="applied",
                first=members[0],
                last=members[-1] + 1,
            )


def find_unspoken_passages(
    alignment: Alignment,
    chosen_words: Sequence[ChosenWord],
    decisions: Mapping[int, WordingDecision],
) -> Iterator[UnmatchedPassage]:
    """List the passages of the reference that are not published, with their positions."""
    numbers = [row.block_index for row in chosen_words]
    for at, block in enumerate(alignment.blocks):
        decision = decisions.get(at)
        if block.relation != "reference" or decision is None or decision.status != "applied":
            continue
        if block.size[0] >= MIN_PASSAGE_WORDS:
            yield UnmatchedPassage(
                " ".join(alignment.reference_words[slice(*block.reference)]),
                *_find_published_range(numbers, at),
            )


def find_unwritten_passages(
    words: Sequence[Word], chosen_words: Sequence[ChosenWord]
) -> Iterator[UnmatchedPassage]:
    """List the published passages that are not in the reference."""
    for (alone, _), group in groupby(
        range(len(chosen_words)),
        key=lambda i: (chosen_words[i].reference_index is None, chosen_words[i].block_index),
    ):
        members = list(group)
        if alone and len(members) >= MIN_PASSAGE_WORDS:
            text = " ".join(words[i].text for i in members)
            yield UnmatchedPassage(text, members[0], members[-1] + 1)
