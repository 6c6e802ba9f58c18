"""Measure the accuracy of speaker names and roles, by word and by person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from transcripts.scores.counts import AddableCounts, ratio
from transcripts.scores.scoring_input import SpeakerInfo
from transcripts.scores.speakers import Labels, pair_speakers

Verdict = Literal["right", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class LabelVerdict:
    """A person's true name or role, and the name or role in the hypothesis (None if missing)."""

    truth: str
    given: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class LabelScore(AddableCounts):
    """The numbers of words whose speaker's name (or role) is right, wrong or unknown.

    Only words whose speaker has a label in the truth are counted.
    """

    right: int
    wrong: int
    unknown: int
    people: tuple[LabelVerdict, ...]

    @property
    def words(self) -> int:
        """Return the number of words whose speaker has a label in the truth."""
        return self.right + self.wrong + self.unknown

    @property
    def accuracy(self) -> float:
        """Return the share of words labelled correctly, of those whose speaker has a true label."""
        return ratio(self.right, self.words) if self.words else 1.0


def label_score(
    labels: Labels,
    truth: Mapping[str, SpeakerInfo],
    hypothesis: Mapping[str, SpeakerInfo],
    label_of: Callable[[SpeakerInfo], str | None],
) -> LabelScore | None:
    """Compare labels; return None if the truth has no labels.

    `label_of` returns a speaker's name or role. A word is right if its speaker has the same label
    in both inputs, regardless of how speakers are paired. A person is judged by the label of the
    speaker who is paired with them.
    """
    true_labels = {label: text for label, who in truth.items() if (text := label_of(who))}
    given_labels = {label: label_of(who) for label, who in hypothesis.items()}
    if not true_labels:
        return None
    verdicts = [
        _compare_labels(true_labels[true], given_labels.get(given))
        for true, given in labels
        if true in true_labels
    ]
    paired = pair_speakers(labels)
    people = tuple(
        LabelVerdict(
            text, name := given_labels.get(paired.get(label, "")), _compare_labels(text, name)
        )
        for label, text in true_labels.items()
    )
    right, wrong, unknown = (verdicts.count(v) for v in get_args(Verdict))
    return LabelScore(right, wrong, unknown, people)


def _compare_labels(true_label: str, given_label: str | None) -> Verdict:
    """Compare two labels, ignoring case and spacing."""
    if not given_label:
        return "unknown"
    return "right" if _normalize_label(given_label) == _normalize_label(true_label) else "wrong"


def _normalize_label(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").split())
