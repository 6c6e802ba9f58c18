"""How well speakers are named and their roles known, by words and by people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from transcripts.scores.account import Person
from transcripts.scores.counts import Counts, share
from transcripts.scores.speakers import Labels, pairing

Verdict = Literal["right", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the person called `truth` is called in the hypothesis; unknown where it says nothing."""

    truth: str
    given: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class LabelScore(Counts):
    """Words whose speaker has a name (or role) in the truth: how many are labelled right."""

    right: int
    wrong: int
    unknown: int
    people: tuple[Given, ...]

    @property
    def words(self) -> int:
        """How many words have such a speaker."""
        return self.right + self.wrong + self.unknown

    @property
    def accuracy(self) -> float:
        """Give the share of words whose speaker is labelled right."""
        return share(self.right, self.words) if self.words else 1.0


def label_score(
    labels: Labels,
    truth: Mapping[str, Person],
    hypothesis: Mapping[str, Person],
    called: Callable[[Person], str | None],
) -> LabelScore | None:
    """Compare what speakers are `called` (name or role); None where the truth calls nobody so.

    A word is right when its given speaker is called as its true speaker is, whichever labels are
    paired. A person is called as the speaker who is paired with that person.
    """
    true_labels = {label: text for label, who in truth.items() if (text := called(who))}
    given_labels = {label: called(who) for label, who in hypothesis.items()}
    if not true_labels:
        return None
    verdicts = [
        _verdict(true_labels[true], given_labels.get(given))
        for true, given in labels
        if true in true_labels
    ]
    paired = pairing(labels)
    people = tuple(
        Given(text, name := given_labels.get(paired.get(label, "")), _verdict(text, name))
        for label, text in true_labels.items()
    )
    right, wrong, unknown = (verdicts.count(v) for v in get_args(Verdict))
    return LabelScore(right, wrong, unknown, people)


def _verdict(truth: str, given: str | None) -> Verdict:
    """Judge a label; case and spacing make no difference."""
    if not given:
        return "unknown"
    return "right" if _bare(given) == _bare(truth) else "wrong"


def _bare(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").split())
