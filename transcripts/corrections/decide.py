"""Decide from the evidence which candidate wording is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.corrections.acoustics import Surroundings
from transcripts.corrections.calibration import TEXT_WEIGHTS, WEIGHTS, probability
from transcripts.corrections.evidence import evidence
from transcripts.corrections.guards import confirmed, permitted
from transcripts.corrections.habits import WritingHabits
from transcripts.corrections.thresholds import Thresholds
from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.text.normalize import tokenize
from transcripts.transcript import CorrectionKind, Status, Word


@dataclass(frozen=True, slots=True)
class WordingDecision:
    """The decision on a candidate set: the published wording and the best alternative.

    `after` is the alternative that was considered, and `score` the probability that it is right and
    the reference's wording is wrong. `nats` are Whisper's log-likelihoods of the candidates, `fit`
    those of the acoustic model. `unconfirmed` is whether the reference's words stay although
    neither model hears them.
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
    """Decide which wording of a candidate set is published.

    `nats` are Whisper's log-likelihoods of the candidates, `heard` the recognized words in this
    place, and `known` the habits of the reference's writer. Without `nats`, the texts alone decide
    and no word of the reference is removed, because recognizers omit words more often than archives
    invent them.
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
    """Return the status of a change that is not applied.

    Words of the reference that neither model hears are always proposed for deletion.
    """
    if question.kind == "deletion" and confirmed(question, around):
        return "rejected"
    doubtful = score >= thresholds.propose or _unconfirmed(question, around)
    return "proposed" if doubtful else "rejected"


def _unconfirmed(question: CandidateSet, around: Surroundings) -> bool:
    """Whether neither model hears words of the reference that might be deleted."""
    asked = around.room is not None
    return asked and question.kind == "deletion" and not confirmed(question, around)


def _may(
    question: CandidateSet,
    at: int,
    nats: Sequence[float] | None,
    around: Surroundings,
    known: WritingHabits,
) -> bool:
    """Whether candidate `at` may be published; without `nats`, deletions may not."""
    if nats is None:
        return question.kind != "deletion"
    return permitted(question, at, nats[at] - nats[0], around, known)


def offered(question: CandidateSet, language: Language) -> tuple[int, ...]:
    """List the candidates that may replace the reference's wording, by index.

    If the reference writes a number in words, candidates with digits are left out where others
    exist.
    """
    old = question.candidates[0]
    others = range(1, len(question.candidates))
    if _has_digits(old) or not any(t.key[:1].isdigit() for t in tokenize(old.split(), language)):
        return tuple(others)
    return tuple(at for at in others if not _has_digits(question.candidates[at])) or tuple(others)


def settled(question: CandidateSet, nats: Sequence[float], language: Language) -> tuple[float, ...]:
    """Give candidates that sound alike the highest log-likelihood among them.

    Candidates sound alike if they are the same number in words and in digits, or if one lacks only
    a clitic that recognizers miss before a consonant ("he" for "he'd").
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
    """Compute the probability that candidate `at` was said rather than the reference's wording."""
    if question.kind == "insertion" and hesitates(question, heard, known.language):
        return 0.0
    weights = WEIGHTS if nats is not None else TEXT_WEIGHTS
    return probability(evidence(question, at, nats, heard, known, around), weights)


def hesitates(question: CandidateSet, heard: Sequence[Word], language: Language) -> bool:
    """Whether words that only the recognizer has are a filler or repeat a neighboring word.

    Human transcribers leave these out on purpose.
    """
    said = language.plain(question.candidates[1])
    before, after = language.plain(question.before), language.plain(question.after)
    twice = f" {before}".endswith(f" {said}") or f"{after} ".startswith(f"{said} ")
    return twice or is_filler((w.text for w in heard), language)
