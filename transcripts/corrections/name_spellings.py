"""Choose one spelling of each name for a whole recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from transcripts.corrections.decide import WordingDecision
from transcripts.corrections.guards import ANOTHER_NAME_NATS, CONTRADICTED_NATS
from transcripts.corrections.habits import WritingHabits, are_documented_name_words
from transcripts.corrections.lexical import ALIKE, find_differing_words
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.written_names import without_possessive
from transcripts.text.similarity import word_similarity

Respelling = tuple[str, str]
"""The spelling of a name in the reference, and a new spelling; without possessive endings."""


def unify_spellings(
    decisions: Mapping[int, WordingDecision], habits: WritingHabits
) -> dict[int, WordingDecision]:
    """Respell a name everywhere if most of its occurrences are respelled, otherwise nowhere.

    `decisions` are indexed by block. Occurrences that were recognized in the old spelling count
    against a change. Spellings from the cast and the context need no majority. A change to a name
    that sounds different affects only that occurrence.
    """
    applied: Counter[Respelling] = Counter()
    for decision in decisions.values():
        if decision.status == "applied":
            applied.update(_find_respellings(decision, decision.alternative_wording, habits))
    most = {
        (old, new)
        for (old, new), count in applied.items()
        if 2 * count > _count_occurrences(old, habits) or are_documented_name_words(new, habits)
    }
    return {at: _follow_majority(decision, most, habits) for at, decision in decisions.items()}


def _count_occurrences(name: str, habits: WritingHabits) -> int:
    """Count the occurrences of a name in the reference, including possessives."""
    forms = {name, f"{name}{habits.language.possessive}"}
    return sum(habits.reference_words.get(form, 0) for form in forms)


def _follow_majority(
    decision: WordingDecision, majority_respellings: set[Respelling], habits: WritingHabits
) -> WordingDecision:
    """Apply the respellings of the majority, and only propose all others."""
    if decision.status == "applied":
        refused = (
            set(_find_respellings(decision, decision.alternative_wording, habits))
            - majority_respellings
        )
        if not refused:
            return decision
        return replace(decision, status="proposed", published_wording=decision.reference_wording)
    for index, candidate in enumerate(decision.candidate_set.candidates):
        wanted = set(_find_respellings(decision, candidate, habits)) & majority_respellings
        if wanted and not _is_contradicted(decision, index):
            return replace(
                decision,
                status="applied",
                alternative_wording=candidate,
                published_wording=candidate,
            )
    return decision


def _is_contradicted(decision: WordingDecision, index: int) -> bool:
    """Check whether both models prefer the reference, or the acoustic model clearly prefers it."""
    whisper, acoustic = (
        row[index] - row[0] if row else 0.0
        for row in (decision.log_likelihoods, decision.acoustic_log_likelihoods)
    )
    return acoustic < CONTRADICTED_NATS or max(whisper, acoustic) < 0


def _find_respellings(
    decision: WordingDecision, candidate: str, habits: WritingHabits
) -> Iterator[Respelling]:
    """Yield the respelling of a name by a candidate, if the candidate changes nothing else."""
    language, wordings = habits.language, decision.candidate_set
    was, becomes = find_differing_words(
        language.plain(decision.reference_wording), language.plain(candidate)
    )
    if " " in was + becomes or not _is_name(wordings, was, habits):
        return
    if not _is_name(wordings, becomes, habits):
        return
    fits = decision.acoustic_log_likelihoods
    sounds = fits[wordings.candidates.index(candidate)] - fits[0] if fits else 0.0
    if word_similarity(was, becomes, language) >= ALIKE and sounds < ANOTHER_NAME_NATS:
        yield without_possessive(was, language), without_possessive(becomes, language)


def _is_name(candidate_set: CandidateSet, word: str, habits: WritingHabits) -> bool:
    """Check whether a word is capitalized in a candidate and never written in lower case."""
    words = (w for wording in candidate_set.candidates for w in wording.split())
    large = {habits.language.plain(w) for w in words if w[:1].isupper()}
    return word in large - habits.lower_case_words
