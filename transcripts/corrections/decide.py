"""Decide from the evidence which candidate wording is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.corrections.acoustics import AcousticContext
from transcripts.corrections.calibration import TEXT_WEIGHTS, WEIGHTS, correction_probability
from transcripts.corrections.evidence import compute_candidate_features
from transcripts.corrections.guards import (
    is_confirmed_by_acoustic_model,
    is_permitted,
    is_permitted_by_text,
)
from transcripts.corrections.habits import WritingHabits
from transcripts.corrections.thresholds import Thresholds
from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.text.normalize import tokenize
from transcripts.transcript import CorrectionKind, Status, Word


@dataclass(frozen=True, slots=True)
class WordingDecision:
    """The decision on a candidate set: the published wording and the best alternative.

    `score` is the probability that `alternative_wording` is right and the reference's wording is
    wrong. `log_likelihoods` has Whisper's log-likelihood of each candidate,
    `acoustic_log_likelihoods` the acoustic model's. `is_unconfirmed_reference` is true if the
    reference's words stay although neither model finds them in the audio.
    """

    candidate_set: CandidateSet
    published_wording: str
    alternative_wording: str
    score: float
    status: Status
    kind: CorrectionKind
    log_likelihoods: tuple[float, ...]
    acoustic_log_likelihoods: tuple[float, ...] = ()
    is_unconfirmed_reference: bool = False

    @property
    def reference_wording(self) -> str:
        """Return the reference's wording."""
        return self.candidate_set.candidates[0]


def decide(
    candidate_set: CandidateSet,
    log_likelihoods: Sequence[float] | None,
    thresholds: Thresholds,
    recognized: Sequence[Word],
    habits: WritingHabits,
    acoustic_context: AcousticContext = AcousticContext(),  # noqa: B008 - frozen
) -> WordingDecision:
    """Decide which wording of a candidate set is published.

    `log_likelihoods` are Whisper's log-likelihoods of the candidates, `recognized` the set's
    recognized words, and `habits` the writing habits of the reference's author. Without
    `log_likelihoods`, contractions, names from the cast and the context, and passages that the
    reference lacks may be published; other changes may only be proposed.
    """
    best_log_likelihoods = (
        None
        if log_likelihoods is None
        else equalize_homophone_likelihoods(candidate_set, log_likelihoods, habits.language)
    )
    rated = sorted(
        (
            (
                change_probability(
                    candidate_set, best_log_likelihoods, at, recognized, habits, acoustic_context
                ),
                at,
            )
            for at in replacement_candidate_indices(candidate_set, habits.language)
        ),
        reverse=True,
    )
    likely = (pair for pair in rated if pair[0] >= thresholds.apply)
    accepted = next(
        (
            pair
            for pair in likely
            if _may_publish(candidate_set, pair[1], best_log_likelihoods, acoustic_context, habits)
        ),
        None,
    )
    score, best = accepted or rated[0]
    after = candidate_set.candidates[best]
    return WordingDecision(
        candidate_set=candidate_set,
        published_wording=after if accepted else candidate_set.candidates[0],
        alternative_wording=after,
        score=score,
        status="applied"
        if accepted
        else _choose_status_unless_applied(candidate_set, score, thresholds, acoustic_context),
        kind=candidate_set.kind,
        log_likelihoods=tuple(log_likelihoods or ()),
        acoustic_log_likelihoods=acoustic_context.fit_log_likelihoods,
        is_unconfirmed_reference=not accepted and _is_unconfirmed(candidate_set, acoustic_context),
    )


def _choose_status_unless_applied(
    candidate_set: CandidateSet,
    score: float,
    thresholds: Thresholds,
    acoustic_context: AcousticContext,
) -> Status:
    """Return the status of a change that is not applied.

    If neither model finds the reference's words in the audio, their deletion is always proposed.
    """
    if candidate_set.kind == "deletion" and is_confirmed_by_acoustic_model(
        candidate_set, acoustic_context
    ):
        return "rejected"
    doubtful = score >= thresholds.propose or _is_unconfirmed(candidate_set, acoustic_context)
    return "proposed" if doubtful else "rejected"


def _is_unconfirmed(candidate_set: CandidateSet, acoustic_context: AcousticContext) -> bool:
    """Check whether both models miss the reference's words in the audio, not only Whisper."""
    has_acoustics = acoustic_context.free_seconds is not None
    return (
        has_acoustics
        and candidate_set.kind == "deletion"
        and not is_confirmed_by_acoustic_model(candidate_set, acoustic_context)
    )


def _may_publish(
    candidate_set: CandidateSet,
    index: int,
    log_likelihoods: Sequence[float] | None,
    acoustic_context: AcousticContext,
    habits: WritingHabits,
) -> bool:
    """Check whether candidate `index` may be published."""
    if log_likelihoods is None:
        return is_permitted_by_text(candidate_set, index, habits)
    return is_permitted(
        candidate_set, index, log_likelihoods[index] - log_likelihoods[0], acoustic_context, habits
    )


def replacement_candidate_indices(
    candidate_set: CandidateSet, language: Language
) -> tuple[int, ...]:
    """List the indices of the candidates that may replace the reference's wording.

    If the reference writes a number in words, candidates with digits are left out, unless all
    candidates have digits.
    """
    old = candidate_set.candidates[0]
    others = range(1, len(candidate_set.candidates))
    if _has_digits(old) or not any(t.key[:1].isdigit() for t in tokenize(old.split(), language)):
        return tuple(others)
    return tuple(at for at in others if not _has_digits(candidate_set.candidates[at])) or tuple(
        others
    )


def equalize_homophone_likelihoods(
    candidate_set: CandidateSet, log_likelihoods: Sequence[float], language: Language
) -> tuple[float, ...]:
    """Assign to candidates that sound alike the highest of their log-likelihoods.

    Candidates sound alike if they are the same number in words and in digits, or if they differ
    only in a clitic that recognizers miss before a consonant ("he" for "he'd").
    """
    keys = [
        " ".join(t.key for t in tokenize(w.split(), language)) for w in candidate_set.candidates
    ]
    digits = [_has_digits(w) for w in candidate_set.candidates]
    bare = [language.plain(w) for w in candidate_set.candidates]
    lost = language.contractions.lost_clitic
    clipped = [w.removesuffix(lost) for w in bare] if candidate_set.kind == "contraction" else bare
    return tuple(
        max(
            log_likelihoods[j]
            for j in range(len(log_likelihoods))
            if j == i or (digits[i] != digits[j] and keys[i] == keys[j]) or clipped[i] == bare[j]
        )
        for i in range(len(log_likelihoods))
    )


def _has_digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


def change_probability(
    candidate_set: CandidateSet,
    log_likelihoods: Sequence[float] | None,
    index: int,
    recognized: Sequence[Word],
    habits: WritingHabits,
    acoustic_context: AcousticContext = AcousticContext(),  # noqa: B008 - frozen
) -> float:
    """Compute the probability that candidate `index` was said, not the reference's wording."""
    if candidate_set.kind == "insertion" and is_hesitation(
        candidate_set, recognized, habits.language
    ):
        return 0.0
    weights = WEIGHTS if log_likelihoods is not None else TEXT_WEIGHTS
    return correction_probability(
        compute_candidate_features(
            candidate_set, index, log_likelihoods, recognized, habits, acoustic_context
        ),
        weights,
    )


def is_hesitation(
    candidate_set: CandidateSet, recognized: Sequence[Word], language: Language
) -> bool:
    """Check whether words that only the recognizer has are a filler or a repetition.

    Human transcribers omit fillers and repetitions deliberately.
    """
    added = language.plain(candidate_set.candidates[1])
    before, after = language.plain(candidate_set.before), language.plain(candidate_set.after)
    is_repeated = f" {before}".endswith(f" {added}") or f"{after} ".startswith(f"{added} ")
    return is_repeated or is_filler((w.text for w in recognized), language)
