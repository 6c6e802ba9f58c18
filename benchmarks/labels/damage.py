"""Damage the turns of texts with known speakers, as turns in old typescripts are damaged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from benchmarks.labels.texts import Interview, TrueTurn
from benchmarks.labels.verdicts import TextVerdict, judge, mean_share

_SENTENCE = re.compile(r"\S.*?(?:[.?!][\"”’)]*(?= |$)|$)")
SURE = 0.9


def split_by_sentences(interview: Interview, per_paragraph: int) -> Interview:
    """Split each turn into paragraphs of `per_paragraph` sentences, one paragraph on each line."""
    return _with_turns(interview, lambda turn: _groups(_sentences(turn.text), per_paragraph))


def split_by_words(interview: Interview, per_paragraph: int) -> Interview:
    """Split each turn at sentence ends into paragraphs of about `per_paragraph` words."""
    random = Random(interview.name)

    def paragraphs(turn: TrueTurn) -> Iterator[str]:
        own: list[str] = []
        goal = random.uniform(0.5, 1.5) * per_paragraph
        for sentence in _sentences(turn.text):
            own.append(sentence)
            if len(" ".join(own).split()) >= goal:
                yield " ".join(own)
                own, goal = [], random.uniform(0.5, 1.5) * per_paragraph
        if own:
            yield " ".join(own)

    return _with_turns(interview, paragraphs)


def split_some(interview: Interview, share: float) -> Interview:
    """Split a share of the turns in two."""
    random = Random(interview.name)

    def halves(turn: TrueTurn) -> Sequence[str]:
        said = _sentences(turn.text)
        if len(said) < 2 or random.random() >= share:
            return [turn.text]
        cut = random.randrange(1, len(said))
        return [" ".join(said[:cut]), " ".join(said[cut:])]

    return _with_turns(interview, halves)


def drop_some(interview: Interview, share: float) -> Interview:
    """Leave out a share of the turns."""
    random = Random(interview.name)
    return replace(interview, turns=tuple(t for t in interview.turns if random.random() >= share))


def join_some(interview: Interview, share: float) -> Interview:
    """Write a share of the turns on the line of the previous turn."""
    random = Random(interview.name)
    turns = range(1, len(interview.turns))
    return replace(interview, joined=frozenset(t for t in turns if random.random() < share))


DAMAGE: Mapping[str, Callable[[Interview], Interview]] = {
    "as it is": lambda interview: interview,
    "paragraphs of 2 sentences": partial(split_by_sentences, per_paragraph=2),
    "paragraphs of 3 sentences": partial(split_by_sentences, per_paragraph=3),
    "paragraphs of 5 sentences": partial(split_by_sentences, per_paragraph=5),
    "paragraphs of 80 words": partial(split_by_words, per_paragraph=80),
    "20 % of turns split": partial(split_some, share=0.2),
    "10 % of turns missing": partial(drop_some, share=0.1),
    "10 % of turns joined": partial(join_some, share=0.1),
}


def report_damage(
    half: str,
    interviews: Sequence[Interview],
    styles: Mapping[str, Callable[[Interview], Interview]],
) -> None:
    """Print, for each damage, the shares of words with a right and a wrong name, given a cast."""
    for style, change in styles.items():
        print(f"\n== {half}, {style}, cast: right / wrong; at {SURE} and more: turns, right")
        for kind, damage in DAMAGE.items():
            texts = [change(damage(interview)) for interview in interviews]
            verdicts = [judge(text, text.cast) for text in texts]
            counts = sorted({len(i.speakers) for i in interviews})
            cells = [
                _cell([v for v in verdicts if len(v.interview.speakers) == count])
                for count in counts
            ]
            print(f"{kind:28}" + "".join(cells), flush=True)
        print(f"{'speakers':28}" + "".join(f"{count:<36}" for count in counts))


def _cell(verdicts: Sequence[TextVerdict]) -> str:
    sure = [a for v in verdicts for a in v.answers if a.name and a.probability >= SURE]
    right = sum(a.right > a.wrong for a in sure)
    shares = f"{mean_share(verdicts, 'right'):6.1%} / {mean_share(verdicts, 'wrong'):5.1%}"
    precision = f"{right / len(sure):.1%}" if sure else "-"
    return f"{shares}; {len(sure):5} {precision:>7}      "


def _with_turns(
    interview: Interview, paragraphs: Callable[[TrueTurn], Sequence[str] | Iterator[str]]
) -> Interview:
    turns = (
        replace(turn, text=paragraph)
        for turn in interview.turns
        for paragraph in paragraphs(turn)
        if re.search(r"\w", paragraph)
    )
    return replace(interview, turns=tuple(turns))


def _groups(sentences: Sequence[str], size: int) -> list[str]:
    return [" ".join(sentences[i : i + size]) for i in range(0, len(sentences), size)]


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)
