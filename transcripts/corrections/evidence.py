"""Compute the evidence for a candidate wording: the features of a logistic regression.

Each feature has a name; `transcripts.corrections.calibration` has its weight.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from transcripts.corrections.acoustics import AcousticContext, acoustic_features
from transcripts.corrections.habits import (
    WritingHabits,
    are_known_name_words,
    is_used_instead,
    occur_elsewhere,
    occur_in_lower_case,
)
from transcripts.corrections.lexical import (
    ALIKE,
    compute_lexical_features,
    find_differing_words,
    homophone_log_odds,
    is_name,
    is_respelled_as_known,
    sounds_alike,
)
from transcripts.languages.language import Language
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.realignment.wordings import CandidateKind
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.normalize import normalize_text, tokenize
from transcripts.text.similarity import word_similarity
from transcripts.transcript import Word

# A larger difference of log-likelihoods (nats) counts as this one, so that a single odd token
# cannot outweigh all other evidence.
_MAX_NATS = 12.0
# The same limit for passages, in nats per word.
_MAX_NATS_PER_WORD = 3.0
# Factor of the "unsure of it" feature if the candidate sounds like the reference's wording.
_UNSURE_OF_SPELLING = 0.5
# Mean log confidences below this value count as this value.
_LEAST_CONFIDENCE = -3.0


def compute_candidate_features(
    candidate_set: CandidateSet,
    index: int,
    log_likelihoods: Sequence[float] | None,
    recognized: Sequence[Word],
    habits: WritingHabits,
    acoustic_context: AcousticContext = AcousticContext(),  # noqa: B008 - frozen
) -> dict[str, float]:
    """Return the features of candidate `index`, relative to the reference's wording.

    A missing feature is 0. `log_likelihoods` are the natural log-likelihoods of the candidates, or
    None if they were not rescored; features named "nats" are differences between two
    log-likelihoods. "unsure" features are mean log confidences. All others are counts, or 0 or 1.
    """
    margin = 0.0 if log_likelihoods is None else log_likelihoods[index] - log_likelihoods[0]
    if count_passage_words(candidate_set) >= MIN_PASSAGE_WORDS:
        a_word = margin / count_passage_words(candidate_set)
        return {
            f"passage {candidate_set.kind}": 1.0,
            "passage nats a word": max(-_MAX_NATS_PER_WORD, min(_MAX_NATS_PER_WORD, a_word)),
            "passage unsure": _compute_mean_log_confidence(recognized)
            if candidate_set.kind == "insertion"
            else 0.0,
            **acoustic_features(index, f"passage {candidate_set.kind}", acoustic_context),
        }
    margin = max(-_MAX_NATS, min(_MAX_NATS, margin))
    kind = _classify_change(candidate_set, index)
    found = {
        kind: 1.0,
        f"nats {_name_likelihood_feature(kind)}": margin,
        "nats short of the best": _count_nats_below_best(candidate_set, index, log_likelihoods),
        **_compute_recognizer_features(candidate_set, index, recognized, habits),
        **acoustic_features(index, _name_likelihood_feature(kind), acoustic_context),
    }
    if candidate_set.kind == "contraction":
        return {**found, **_compute_contraction_features(candidate_set, index, habits)}
    if candidate_set.kind == "deletion":
        return {
            **found,
            "stutters": float(repeats_neighbor(candidate_set, habits.language)),
            "filler": _compute_filler_feature(candidate_set, habits),
            "remark unheard": _compute_backchannel_feature(candidate_set.candidates[0], habits),
        }
    if candidate_set.kind == "insertion":
        return {
            **found,
            "remark unwritten": _compute_backchannel_feature(
                candidate_set.candidates[index], habits
            ),
        }
    if found.get("unsure of it") and sounds_alike(candidate_set, index, habits.language):
        # Between homophones, the recognizer's confidence reflects the spelling and not the sound.
        found["unsure of it"] *= _UNSURE_OF_SPELLING
    return {
        **found,
        "further words": float(_count_further_words(candidate_set, index, habits)),
        "numbers": float(
            all(
                _is_number(wording, habits)
                for wording in (candidate_set.candidates[0], candidate_set.candidates[index])
            )
        ),
        "filler": _compute_filler_feature(candidate_set, habits),
        **_compute_usage_features(candidate_set, index, habits),
        **_compute_spelling_features(candidate_set, index, margin, habits),
        "text": homophone_log_odds(candidate_set, index, acoustic_context),
        **compute_lexical_features(
            candidate_set,
            index,
            acoustic_context.lexicon,
            habits.documented_name_words,
            habits.language,
        ),
    }


def _count_nats_below_best(
    candidate_set: CandidateSet, index: int, log_likelihoods: Sequence[float] | None
) -> float:
    """Return by how many nats a candidate is less likely than the best candidate; 0 for names.

    The likeliest candidate for a name is often a phonetic spelling.
    """
    if log_likelihoods is None or candidate_set.kind == "name":
        return 0.0
    return min(_MAX_NATS, max(log_likelihoods) - log_likelihoods[index])


def _normalize_wordings(
    candidate_set: CandidateSet, index: int, habits: WritingHabits
) -> tuple[str, str]:
    """Return the wordings of the reference and of candidate `index`, normalized."""
    plain = habits.language.plain
    return plain(candidate_set.candidates[0]), plain(candidate_set.candidates[index])


def _count_further_words(candidate_set: CandidateSet, index: int, habits: WritingHabits) -> int:
    """Count the reference words that a candidate replaces, except the first of them.

    Neighboring misspelled names are not counted.
    """
    old, new = _normalize_wordings(candidate_set, index, habits)
    was, becomes = find_differing_words(old, new)
    if is_respelled_as_known(was, becomes, habits.language):
        return 0
    return max(0, len(was.split()) - 1)


def _compute_contraction_features(
    candidate_set: CandidateSet, index: int, habits: WritingHabits
) -> dict[str, float]:
    """Return the features of a change that contracts or expands words.

    "opens" means that the candidate expands a contraction of the reference, which is unlikely to be
    right, because authors do not contract words that were said in full. "clips" means that the
    candidate drops the verb ("we" for "we would"): recognizers miss the verb, because the
    contraction ("we'd") sounds almost the same as "we".
    """
    old, new = _normalize_wordings(candidate_set, index, habits)
    clips = new != old and new == re.split(r"[ ']", old)[0]
    opens = old.count("'") > new.count("'") and not clips
    return {
        "writer expands": float(habits.expands_contractions and not clips),
        "opens": float(opens),
        "clips": float(clips),
    }


def count_passage_words(candidate_set: CandidateSet) -> int:
    """Count the words of an insertion or deletion; return 0 for a change of wording."""
    if candidate_set.kind not in ("deletion", "insertion"):
        return 0
    return max(len(w.split()) for w in candidate_set.candidates)


def _classify_change(candidate_set: CandidateSet, index: int) -> CandidateKind:
    """Return the kind of change; a candidate in lower case ("whales") is not a name."""
    is_kind = candidate_set.kind != "name" or is_name(candidate_set, index)
    return candidate_set.kind if is_kind else "spelling"


def _name_likelihood_feature(kind: CandidateKind) -> str:
    """Return the name of the feature for the log-likelihood ratio of this kind of change.

    Names have a separate weight, because a recognizer strongly prefers its own spelling of an
    unknown name.
    """
    return "words" if kind in ("spelling", "substitution") else kind


def _compute_recognizer_features(
    candidate_set: CandidateSet, index: int, recognized: Sequence[Word], habits: WritingHabits
) -> dict[str, float]:
    """Return features that say which wording the recognizer chose, and how confident it was.

    The confidence in a name does not count if the name is in the cast, the context, or elsewhere in
    the reference.
    """
    old, new = _normalize_wordings(candidate_set, index, habits)
    spoken = " ".join(w.text for w in recognized)
    if habits.language.plain(spoken) == old:
        agreed = candidate_set.kind == "contraction" and not habits.expands_contractions
        return {"heard the old": 1.0, "both in full": float(agreed)}
    if habits.language.plain(spoken) != new and not (
        any(map(str.isdigit, spoken))
        and _list_token_keys(spoken, habits) == _list_token_keys(new, habits)
    ):
        return {}
    vouched = candidate_set.kind == "name" and are_known_name_words(
        find_differing_words(old, new)[1], habits
    )
    return {
        "heard the new": 1.0,
        "unsure of it": 0.0 if vouched else _compute_mean_log_confidence(recognized),
    }


def _is_number(text: str, habits: WritingHabits) -> bool:
    """Check whether a wording is a number, in words or digits.

    Recognizers do not invent numbers.
    """
    return bool(text) and all(key[:1].isdigit() for key in _list_token_keys(text, habits))


def _list_token_keys(text: str, habits: WritingHabits) -> list[str]:
    return [token.key for token in tokenize(text.split(), habits.language)]


def _compute_mean_log_confidence(recognized: Sequence[Word]) -> float:
    """Compute the mean of the logarithm of the words' confidence; 0 if all words are certain."""
    sure = sum(math.log(max(w.confidence, 1e-3)) for w in recognized) / max(1, len(recognized))
    return max(_LEAST_CONFIDENCE, sure)


def _compute_usage_features(
    candidate_set: CandidateSet, index: int, habits: WritingHabits
) -> dict[str, float]:
    """Return features by how often the reference uses the words elsewhere.

    A candidate whose words occur elsewhere in the reference is more likely, and a word that the
    reference uses twice is less likely to be an error. For homophones, this is the only evidence,
    because they sound the same.
    """
    old, new = _normalize_wordings(candidate_set, index, habits)
    fresh, settled = occur_elsewhere(new, habits), occur_elsewhere(old, habits)
    sound = habits.language.sound_key
    alike = sound(old) == sound(new) and _classify_change(candidate_set, index) != "name"
    used = alike and is_used_instead(old, new, habits)
    return {
        "homophone": float(alike and (fresh or not settled)),
        "apostrophe alone": float(
            old.replace("'", "") == new.replace("'", "")
            and old not in habits.language.contractions.without_apostrophe
        ),
        "only the new is used elsewhere": float(fresh and not settled and not used),
        "only the old is used elsewhere": float(settled and not fresh),
    }


def _compute_spelling_features(
    candidate_set: CandidateSet, index: int, margin: float, habits: WritingHabits
) -> dict[str, float]:
    """Return features of spelling: which spelling is known, and whether a name recurs."""
    old, new = _normalize_wordings(candidate_set, index, habits)
    was, becomes = find_differing_words(old, new)
    vouched = are_known_name_words(becomes, habits)
    found = {"old is vouched for": float(are_known_name_words(was, habits) and not vouched)}
    if _classify_change(candidate_set, index) == "name":
        own = set(old.split()) - set(new.split())
        found["name comes back"] = float(
            all(habits.reference_words.get(word, 0) > 1 for word in own)
        )
    large = candidate_set.kind == "name" or candidate_set.candidates[index][:1].isupper()
    if large and _is_misspelling(new, candidate_set.candidates, habits):
        return {**found, "misspells": 1.0}
    mends = vouched and not occur_in_lower_case(was, habits) and _is_misspelling(old, [new], habits)
    return {**found, "mends": float(mends), "nats mended": mends * margin}


def _is_misspelling(wording: str, others: Sequence[str], habits: WritingHabits) -> bool:
    """Check whether a spelling is unknown while another candidate has a similar, known spelling."""
    for other in others:
        mine, theirs = find_differing_words(wording, habits.language.plain(other))
        known = are_known_name_words(theirs, habits) or is_respelled_as_known(
            mine, theirs, habits.language
        )
        if (
            known
            and not are_known_name_words(mine, habits)
            and word_similarity(mine, theirs, habits.language) >= ALIKE
        ):
            return True
    return False


def _compute_filler_feature(candidate_set: CandidateSet, habits: WritingHabits) -> float:
    """Return 1 if the reference's wording is a hesitation, which its author wrote deliberately."""
    return float(
        bool(candidate_set.candidates[0])
        and is_filler([candidate_set.candidates[0]], habits.language)
    )


def _compute_backchannel_feature(wording: str, habits: WritingHabits) -> float:
    """Return 1 if a wording is a backchannel ("Right."), otherwise 0.

    Listeners say backchannels while another person speaks; recognizers miss them, and transcribers
    omit them.
    """
    return float(all(flag_backchannels(wording.split(), habits.language)))


def repeats_neighbor(candidate_set: CandidateSet, language: Language) -> bool:
    """Check whether a passage repeats the word before or after it: "they are — they do not"."""
    said = language.plain(normalize_text(candidate_set.candidates[0], language)).split()
    before = language.plain(normalize_text(candidate_set.before, language)).split()[-1:]
    after = language.plain(normalize_text(candidate_set.after, language)).split()[:1]
    return said[-1:] == before or said[:1] == after
