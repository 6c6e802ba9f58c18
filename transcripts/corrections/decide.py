"""From the sound's weights to a decision: how likely is it that a wording beats the old one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.corrections.acoustics import Surroundings
from transcripts.corrections.calibration import TEXT_WEIGHTS, WEIGHTS, probability
from transcripts.corrections.evidence import WritingHabits, evidence
from transcripts.corrections.guards import confirmed, permitted
from transcripts.corrections.thresholds import Thresholds
from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.text.normalize import tokenize
from transcripts.transcript import CorrectionKind, Status, Word


@dataclass(frozen=True, slots=True)
class WordingDecision:
    """What becomes of a question: the wording that is published, and the one that was weighed.

    `score` is the probability that `after` is right and the reference's wording is wrong. `fit` are
    the second listener's log-likelihoods. `unconfirmed` says that the reference's words are kept
    though neither listener hears them.
    """

    question: CandidateSet
    published: str
    after: str
    score: float
    status: Status
    kind: CorrectionKind
    nats: tuple[float, ...]
    fit: tuple[float, ...] = ()
    unconfirmed: bool = False

    @property
    def before(self) -> str:
        """The reference's wording."""
        return self.question.candidates[0]


def decide(
    question: CandidateSet,
    nats: Sequence[float] | None,
    thresholds: Thresholds,
    heard: Sequence[Word],
    known: WritingHabits,
    around: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> WordingDecision:
    """Decide a question: `heard` was heard in its place, `known` is what the whole text tells.

    Without `nats` the texts alone decide, and no word of the reference is taken out: recognisers
    leave out more than archives invent.
    """
    best_nats = None if nats is None else settled(question, nats, known.language)
    rated = sorted(
        (
            (chance(question, best_nats, at, heard, known, around), at)
            for at in offered(question, known.language)
        ),
        reverse=True,
    )
    likely = (pair for pair in rated if pair[0] >= thresholds.apply)
    made = next(
        (pair for pair in likely if _may(question, pair[1], best_nats, around, known)), None
    )
    score, best = made or rated[0]
    after = question.candidates[best]
    return WordingDecision(
        question=question,
        published=after if made else question.candidates[0],
        after=after,
        score=score,
        status="applied" if made else _left(question, score, thresholds, around),
        kind=question.kind,
        nats=tuple(nats or ()),
        fit=around.fit,
        unconfirmed=not made and _unconfirmed(question, around),
    )


def _left(
    question: CandidateSet, score: float, thresholds: Thresholds, around: Surroundings
) -> Status:
    """Name what becomes of a change that is not made; words that nobody hears are asked about."""
    if question.kind == "deletion" and confirmed(question, around):
        return "rejected"
    doubtful = score >= thresholds.propose or _unconfirmed(question, around)
    return "proposed" if doubtful else "rejected"


def _unconfirmed(question: CandidateSet, around: Surroundings) -> bool:
    """Tell whether neither listener hears words of the old text that are kept."""
    asked = around.room is not None
    return asked and question.kind == "deletion" and not confirmed(question, around)


def _may(
    question: CandidateSet,
    at: int,
    nats: Sequence[float] | None,
    around: Surroundings,
    known: WritingHabits,
) -> bool:
    """Tell whether a wording may be published: see `guards`; texts alone take nothing out."""
    if nats is None:
        return question.kind != "deletion"
    return permitted(question, at, nats[at] - nats[0], around, known)


def offered(question: CandidateSet, language: Language) -> tuple[int, ...]:
    """Give the wordings that may be published: numbers only in the manner of the reference."""
    old = question.candidates[0]
    others = range(1, len(question.candidates))
    if _has_digits(old) or not any(t.key[:1].isdigit() for t in tokenize(old.split(), language)):
        return tuple(others)
    return tuple(at for at in others if not _has_digits(question.candidates[at])) or tuple(others)


def settled(question: CandidateSet, nats: Sequence[float], language: Language) -> tuple[float, ...]:
    """Give every wording the best nats of all that sound the same.

    These are the two ways to write a number; and "he" for "he'd", which recognisers write where a
    consonant follows.
    """
    keys = [" ".join(t.key for t in tokenize(w.split(), language)) for w in question.candidates]
    digits = [_has_digits(w) for w in question.candidates]
    bare = [language.plain(w) for w in question.candidates]
    lost = language.contractions.lost_clitic
    clipped = [w.removesuffix(lost) for w in bare] if question.kind == "contraction" else bare
    return tuple(
        max(
            nats[j]
            for j in range(len(nats))
            if j == i or (digits[i] != digits[j] and keys[i] == keys[j]) or clipped[i] == bare[j]
        )
        for i in range(len(nats))
    )


def _has_digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


def chance(
    question: CandidateSet,
    nats: Sequence[float] | None,
    at: int,
    heard: Sequence[Word],
    known: WritingHabits,
    around: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> float:
    """Give the probability that wording `at` was said, and not the reference's."""
    if question.kind == "insertion" and hesitates(question, heard, known.language):
        return 0.0
    weights = WEIGHTS if nats is not None else TEXT_WEIGHTS
    return probability(evidence(question, at, nats, heard, known, around), weights)


def hesitates(question: CandidateSet, heard: Sequence[Word], language: Language) -> bool:
    """Tell whether words that only the recogniser has are a filler, or a neighbour said twice.

    A human transcript leaves these out on purpose.
    """
    said = language.plain(question.candidates[1])
    before, after = language.plain(question.before), language.plain(question.after)
    twice = f" {before}".endswith(f" {said}") or f"{after} ".startswith(f"{said} ")
    return twice or is_filler((w.text for w in heard), language)
