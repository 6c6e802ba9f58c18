"""Define conditions that a change must meet, however probable it is: first, do no harm.

The person who typed the reference heard its words. Whisper omits fillers, backchannels, repeated
words and overlapped speech, and spells names by ear, always with high confidence. Words are
therefore deleted only if the acoustic model, where it was run, agrees. A whole passage is deleted
only if the audio is also too short for its words to have been spoken.
"""

from __future__ import annotations

from itertools import pairwise

from transcripts.corrections.acoustics import AcousticContext
from transcripts.corrections.evidence import count_passage_words, repeats_neighbor
from transcripts.corrections.habits import (
    WritingHabits,
    are_documented_name_words,
    are_known_name_words,
    is_used_instead,
    occur_in_lower_case,
)
from transcripts.corrections.lexical import (
    ALIKE,
    ALIKE_NATS,
    find_differing_words,
    homophone_log_odds,
    is_respelled_as_known,
)
from transcripts.corrections.reliability import UNRELIABLE
from transcripts.languages.language import Language
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.similarity import word_similarity

# Least log-likelihood ratio (nats) of the acoustic model for a deletion. In 140 trials with words
# that were spoken, the ratio was at most 4; in 140 with words that were not, it was at least 18.
_UNSPOKEN_NATS = 15.0
# Least log-likelihood ratio (nats) of the acoustic model for the deletion of a repeated word. The
# ratio must be higher, because people often say such a word fast.
_REPEATED_NATS = 60.0
# A passage is deleted only if (free seconds / needed seconds) is below this. The ratio was measured
# with three recognizers (benchmarks.unheard). Its 5th percentile for 57 spoken passages of at least
# 8 words was between 0.10 and 0.45, depending on the recognizer; its 95th percentile for 126
# passages that nobody said was between 0.33 and 0.49.
_MIN_PASSAGE_SECONDS_RATIO = 0.45
# The ratio below which a passage is deleted where voices overlap: another voice may mask the
# passage.
_OVERLAPPED_ROOM = 0.3
# The ratio below which a passage is deleted if both models reject it: the acoustic model by at
# least `_IMPOSSIBLE_NATS` nats, Whisper by at least `_IMPOSSIBLE_A_WORD` nats per word.
_IMPOSSIBLE_ROOM, _IMPOSSIBLE_NATS, _IMPOSSIBLE_A_WORD = 0.8, 300.0, 7.0
# Highest rate of differences per word at which short deletions are allowed; at higher rates, the
# recognizer misses too many words.
_HEARD_WELL = 0.1
# Without the acoustic model, a passage is deleted only if (free seconds / needed seconds) is below
# `_UNASKED_ROOM` and it has at least `_UNASKED_WORDS` words.
_UNASKED_ROOM, _UNASKED_WORDS = 0.3, 8
CONTRADICTED_NATS = -15.0
"""Lowest log-likelihood ratio (nats) at which the acoustic model does not contradict a candidate;
homophones differ this much by chance.
"""
# Least log-likelihood ratio (nats) of the acoustic model for inserted words.
_ADDED_NATS = 10.0
ANOTHER_NAME_NATS = 60.0
"""If one spelling fits better by at least this (nats), the spellings are two different names."""
# If Whisper's log-likelihood ratio for a contraction is below this (nats), the acoustic model must
# confirm the contraction.
_CONTRACTED_NATS = 1.0
# Least log-likelihood ratio (nats) of the acoustic model that confirms a change.
_CONFIRMED_NATS = 10.0
# Least log-odds of the language model that confirm a change between homophones. In 39 transcripts
# of podcasts, the model prefers a wrong homophone by at least these log-odds in 6 of 10,000 places
# (benchmarks.homophones).
_CONFIRMED_LOG_ODDS = 4.0
# Least log-odds of the language model at which a homophone may be changed. The recognizer alone is
# not enough, because it confuses homophones, too ("heroin" for "heroine").
_LEAST_LOG_ODDS = 2.0
# Least log-odds at which a homophone may be changed if the reference has the new word elsewhere and
# the old word only here. In 20 transcripts of podcasts, 673 of 708 such errors exceed this limit.
# Of 28 correct words that occur once, only one exceeds it; this one exceeds `_LEAST_LOG_ODDS`, too.
_LEAST_LOG_ODDS_OF_USED = 1.0


def is_permitted(
    candidate_set: CandidateSet,
    index: int,
    whisper_ratio: float,
    acoustic_context: AcousticContext,
    habits: WritingHabits,
) -> bool:
    """Check whether candidate `index` may replace the reference's wording.

    `whisper_ratio` is Whisper's log-likelihood ratio (natural) of the candidate to the reference's
    wording.
    """
    acoustic_ratio = (
        acoustic_context.fit_log_likelihoods[index] - acoustic_context.fit_log_likelihoods[0]
        if acoustic_context.fit_log_likelihoods
        else None
    )
    if candidate_set.kind == "deletion":
        return _may_delete(
            candidate_set, acoustic_ratio, whisper_ratio, acoustic_context, habits.language
        )
    if corrects_name(candidate_set, index, habits):
        return True
    text_log_odds = homophone_log_odds(candidate_set, index, acoustic_context)
    if text_log_odds and text_log_odds < _get_least_log_odds(candidate_set, index, habits):
        return False
    fits_text = text_log_odds >= _CONFIRMED_LOG_ODDS
    if acoustic_ratio is not None and max(acoustic_ratio, whisper_ratio) < 0 and not fits_text:
        return False
    is_plain_word = fits_text and _has_stop_word(candidate_set, index, habits.language)
    if (
        candidate_set.kind != "contraction"
        and not is_plain_word
        and _takes_spelling_only_from_recognizer(candidate_set, index, acoustic_context, habits)
    ):
        return False
    if candidate_set.kind == "insertion" and _lacks_time(acoustic_context):
        return False
    if acoustic_ratio is None:
        return True
    if candidate_set.kind == "contraction" and whisper_ratio < _CONTRACTED_NATS:
        return acoustic_ratio >= _CONFIRMED_NATS
    if candidate_set.kind == "insertion":
        return acoustic_ratio >= _ADDED_NATS
    if acoustic_ratio < CONTRADICTED_NATS:
        return False
    unreliable = (
        candidate_set.kind != "contraction" and acoustic_context.difference_rate > UNRELIABLE
    )
    return not unreliable or fits_text or acoustic_ratio >= _CONFIRMED_NATS


def _get_least_log_odds(candidate_set: CandidateSet, index: int, habits: WritingHabits) -> float:
    """Return the least log-odds of the language model for a candidate that is a homophone."""
    changed = find_differing_words(
        *(habits.language.plain(candidate_set.candidates[i]) for i in (0, index))
    )
    return _LEAST_LOG_ODDS_OF_USED if is_used_instead(*changed, habits) else _LEAST_LOG_ODDS


def is_permitted_by_text(candidate_set: CandidateSet, index: int, habits: WritingHabits) -> bool:
    """Check whether a candidate may replace the reference's wording without rescoring.

    The recognizer alone is weak evidence against the author: on nine recordings of real speech, 285
    of 288 changes of contractions agreed with a person's transcript, but only 80 of 661 other
    changes (benchmarks.texts_alone). Passages that only the recognizer has are published, because
    the reference may cover only a part of the recording.
    """
    if candidate_set.kind == "insertion":
        return count_passage_words(candidate_set) >= MIN_PASSAGE_WORDS
    return candidate_set.kind == "contraction" or corrects_name(candidate_set, index, habits)


def _lacks_time(acoustic_context: AcousticContext) -> bool:
    """Check whether there is too little speech for words that an unreliable recognizer adds.

    If a recognizer writes words for noise, it writes them at times when the reference's words were
    spoken.
    """
    unreliable = acoustic_context.difference_rate > UNRELIABLE
    return (
        unreliable
        and acoustic_context.free_seconds is not None
        and acoustic_context.free_seconds < acoustic_context.needed_seconds
    )


def _may_delete(
    candidate_set: CandidateSet,
    acoustic_ratio: float | None,
    whisper_ratio: float,
    acoustic_context: AcousticContext,
    language: Language,
) -> bool:
    """Check whether words of the reference may be deleted.

    `acoustic_ratio` is the acoustic model's log-likelihood ratio for the deletion, None if the
    model was not run; `whisper_ratio` is Whisper's log-likelihood ratio.
    """
    words = candidate_set.candidates[0].split()
    if is_filler(words, language) or all(flag_backchannels(words, language)):
        return False
    if len(words) < MIN_PASSAGE_WORDS and acoustic_context.difference_rate > _HEARD_WELL:
        return False
    share = (
        acoustic_context.free_seconds / acoustic_context.needed_seconds
        if acoustic_context.free_seconds is not None and acoustic_context.needed_seconds
        else None
    )
    if acoustic_ratio is None:
        long = candidate_set.reference[1] - candidate_set.reference[0] >= _UNASKED_WORDS
        return (
            long
            and share is not None
            and share < _UNASKED_ROOM
            and not acoustic_context.is_overlapped
        )
    if len(words) >= MIN_PASSAGE_WORDS:
        impossible = (
            acoustic_ratio >= _IMPOSSIBLE_NATS and whisper_ratio >= _IMPOSSIBLE_A_WORD * len(words)
        )
        most = _OVERLAPPED_ROOM if acoustic_context.is_overlapped else _MIN_PASSAGE_SECONDS_RATIO
        most = _IMPOSSIBLE_ROOM if impossible and not acoustic_context.is_overlapped else most
        return acoustic_ratio >= _UNSPOKEN_NATS and (share is None or share < most)
    least = _REPEATED_NATS if repeats_neighbor(candidate_set, language) else _UNSPOKEN_NATS
    return acoustic_ratio >= least and not acoustic_context.is_overlapped


def is_confirmed_by_acoustic_model(
    candidate_set: CandidateSet, acoustic_context: AcousticContext
) -> bool:
    """Check whether the acoustic model confirms reference words that Whisper omits."""
    return (
        bool(acoustic_context.fit_log_likelihoods)
        and acoustic_context.fit_log_likelihoods[0] - acoustic_context.fit_log_likelihoods[1]
        >= _UNSPOKEN_NATS
    )


def corrects_name(candidate_set: CandidateSet, index: int, habits: WritingHabits) -> bool:
    """Check whether a candidate corrects a name to the spelling in the cast or the context.

    The acoustic model is not consulted: it scores single letters, and a misspelling is often closer
    to the sound. A word that the reference writes in lower case is not a misspelled name.
    """
    language = habits.language
    was, becomes = find_differing_words(
        *(language.plain(candidate_set.candidates[i]) for i in (0, index))
    )
    if (
        are_known_name_words(was, habits)
        or occur_in_lower_case(was, habits)
        or not are_documented_name_words(becomes, habits)
    ):
        return False
    return word_similarity(was, becomes, language) >= ALIKE


def _takes_spelling_only_from_recognizer(
    candidate_set: CandidateSet,
    index: int,
    acoustic_context: AcousticContext,
    habits: WritingHabits,
) -> bool:
    """Check whether a candidate changes a name to a spelling that only the recognizer supports."""
    language = habits.language
    old, new = candidate_set.candidates[0], candidate_set.candidates[index]
    was, becomes = find_differing_words(language.plain(old), language.plain(new))
    if not _has_name(candidate_set, 0, was, habits):
        return False
    if language.nouns_capitalized:  # the acoustic model does not know this language
        return not are_known_name_words(becomes, habits)
    if not _has_name(candidate_set, index, becomes, habits):  # nobody mistypes a rare name
        return language.sound_key(was) != language.sound_key(becomes)
    if are_documented_name_words(becomes, habits):
        return False
    if word_similarity(was, becomes, language) < ALIKE:  # nobody mistypes one rare name as another
        return bool(acoustic_context.lexicon) and not _are_in_dictionary(
            was, acoustic_context, language
        )
    if are_known_name_words(becomes, habits):
        return False
    if not acoustic_context.lexicon:
        return candidate_set.kind in ("name", "spelling")
    difference = (
        acoustic_context.fit_log_likelihoods[index] - acoustic_context.fit_log_likelihoods[0]
        if acoustic_context.fit_log_likelihoods
        else 0.0
    )
    if difference >= ANOTHER_NAME_NATS:
        return not _are_in_dictionary(becomes, acoustic_context, language)
    if abs(difference) >= ALIKE_NATS and _are_in_dictionary(was, acoustic_context, language):
        return True
    return not is_respelled_as_known(was, becomes, language)


def _has_stop_word(candidate_set: CandidateSet, index: int, language: Language) -> bool:
    """Check whether one of the differing words is a stop word, which is hardly ever a name."""
    changed = find_differing_words(
        *(language.plain(candidate_set.candidates[i]) for i in (0, index))
    )
    return not language.stop_words.isdisjoint(" ".join(changed).split())


def _has_name(candidate_set: CandidateSet, index: int, words: str, habits: WritingHabits) -> bool:
    """Check whether one of the `words` of a candidate may be a name, judging by its capital.

    In languages that capitalize all nouns, it must also follow a capitalized noun, or be a name
    from the cast or the context.
    """
    language = habits.language
    differs = set(words.split())
    said = [*candidate_set.before.split()[-1:], *candidate_set.candidates[index].split()]
    named = {
        language.plain(word)
        for before, word in pairwise(said if candidate_set.before else ["", *said])
        if word[:1].isupper()
        and word.lower() not in language.capitalized
        and (language.is_name_after(before) or language.plain(word) in habits.documented_name_words)
    }
    return not differs.isdisjoint(named)


def _are_in_dictionary(words: str, acoustic_context: AcousticContext, language: Language) -> bool:
    return all(
        word.removesuffix(language.possessive) in acoustic_context.lexicon for word in words.split()
    )
