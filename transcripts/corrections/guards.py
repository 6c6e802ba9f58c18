"""Conditions that a change must meet, however probable it is: first, do no harm.

Whoever typed the reference heard its words. Whisper omits fillers, backchannels, repeated words and
overlapped speech, and spells names by ear, always with high confidence. Words are therefore deleted
only if the acoustic model agrees (where it was run) and, for passages, if the audio has no time for
them.
"""

from __future__ import annotations

from itertools import pairwise

from transcripts.corrections.acoustics import Surroundings
from transcripts.corrections.evidence import stutters
from transcripts.corrections.habits import WritingHabits, is_vouched
from transcripts.corrections.lexical import ALIKE, differing
from transcripts.corrections.reliability import UNRELIABLE
from transcripts.languages.language import Language
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.similarity import word_similarity

# Nats by which the acoustic model must prefer a deletion. In 140 trials each, spoken words had at
# most 4, and words that were not spoken had at least 18.
_UNSPOKEN_NATS = 15.0
# The same for a repeated word, because people often say the repetition fast.
_REPEATED_NATS = 60.0
# A passage is deleted only if the free share of the seconds that it needs is below this. Depending
# on the recognizer (three were tried), 5 % of 57 spoken passages of 8 words or more had less than
# 0.10 to 0.45, and 5 % of 126 passages that nobody said had more than 0.33 to 0.49
# (benchmarks.unheard).
_PASSAGE_ROOM = 0.45
# The limit is lower where voices overlap, because one may mask the passage.
_OVERLAPPED_ROOM = 0.3
# The limit is higher if both models rule a passage out: by these nats (acoustic model), and these
# nats per word (Whisper).
_IMPOSSIBLE_ROOM, _IMPOSSIBLE_NATS, _IMPOSSIBLE_A_WORD = 0.8, 300.0, 7.0
# Above this rate of differences, the recognizer misses too many words: a short deletion is refused.
_HEARD_WELL = 0.1
# Without the acoustic model, only passages of this many words with less free time are deleted.
_UNASKED_ROOM, _UNASKED_WORDS = 0.3, 8
# Nats by which a candidate may fit worse than the reference: homophones differ by chance.
_CONTRADICTED_NATS = -15.0
# Nats by which inserted words must fit better than silence.
_ADDED_NATS = 10.0
# If one spelling fits better by this many nats, the two are different names and not one misspelled.
_ANOTHER_NAME_NATS = 60.0
# A contraction that Whisper prefers by less than this needs the acoustic model to confirm it.
_CONTRACTED_NATS = 1.0
# Nats by which the acoustic model must prefer a change if the recognizer is unreliable.
_CONFIRMED_NATS = 10.0


def permitted(
    question: CandidateSet, at: int, nats: float, around: Surroundings, known: WritingHabits
) -> bool:
    """Whether candidate `at` may replace the reference's wording.

    `nats` is Whisper's log-likelihood ratio (natural) of the two.
    """
    margin = around.fit[at] - around.fit[0] if around.fit else None
    if question.kind == "deletion":
        return _may_go(question, margin, nats, around, known.language)
    if mends_name(question, at, known):
        return True
    if question.kind != "contraction" and _spells_by_ear(question, at, around, known):
        return False
    if question.kind == "insertion" and _lacks_room(around):
        return False
    if margin is None:
        return True
    if question.kind == "contraction" and nats < _CONTRACTED_NATS:
        return margin >= _CONFIRMED_NATS
    if question.kind == "insertion":
        return margin >= _ADDED_NATS
    if margin < _CONTRADICTED_NATS:
        return False
    unreliable = question.kind != "contraction" and around.disagreement > UNRELIABLE
    return not unreliable or margin >= _CONFIRMED_NATS


def _lacks_room(around: Surroundings) -> bool:
    """Whether there is too little speech for words that an unreliable recognizer adds.

    A recognizer that writes words for noise uses up the time in which the reference's words were
    spoken.
    """
    unreliable = around.disagreement > UNRELIABLE
    return unreliable and around.room is not None and around.room < around.needed


def _may_go(
    question: CandidateSet,
    margin: float | None,
    nats: float,
    around: Surroundings,
    language: Language,
) -> bool:
    """Whether words of the reference may be deleted.

    `margin` is the acoustic model's log-likelihood ratio for the deletion, None if it was not
    asked; `nats` is Whisper's.
    """
    words = question.candidates[0].split()
    if is_filler(words, language) or all(flag_backchannels(words, language)):
        return False
    if len(words) < MIN_PASSAGE_WORDS and around.disagreement > _HEARD_WELL:
        return False
    share = around.room / around.needed if around.room is not None and around.needed else None
    if margin is None:
        long = question.reference[1] - question.reference[0] >= _UNASKED_WORDS
        return long and share is not None and share < _UNASKED_ROOM and not around.overlapped
    if len(words) >= MIN_PASSAGE_WORDS:
        impossible = margin >= _IMPOSSIBLE_NATS and nats >= _IMPOSSIBLE_A_WORD * len(words)
        most = _OVERLAPPED_ROOM if around.overlapped else _PASSAGE_ROOM
        most = _IMPOSSIBLE_ROOM if impossible and not around.overlapped else most
        return margin >= _UNSPOKEN_NATS and (share is None or share < most)
    least = _REPEATED_NATS if stutters(question, language) else _UNSPOKEN_NATS
    return margin >= least and not around.overlapped


def confirmed(question: CandidateSet, around: Surroundings) -> bool:
    """Whether the acoustic model hears words of the reference that Whisper does not."""
    return bool(around.fit) and around.fit[0] - around.fit[1] >= _UNSPOKEN_NATS


def mends_name(question: CandidateSet, at: int, known: WritingHabits) -> bool:
    """Whether a candidate corrects a name to a known spelling.

    Known spellings are those in cast, context or elsewhere in the reference. The acoustic model is
    not asked, because it scores a misspelled name letter by letter.
    """
    language = known.language
    was, becomes = differing(*(language.plain(question.candidates[i]) for i in (0, at)))
    if not is_vouched(becomes, known) or is_vouched(was, known):
        return False
    return word_similarity(was, becomes, language) >= ALIKE


def _spells_by_ear(
    question: CandidateSet, at: int, around: Surroundings, known: WritingHabits
) -> bool:
    """Whether a candidate changes a name to a spelling that only the recognizer supports."""
    language = known.language
    old, new = question.candidates[0], question.candidates[at]
    was, becomes = differing(language.plain(old), language.plain(new))
    if not _has_name(question, 0, was, known):
        return False
    if language.nouns_capitalized:  # the acoustic model does not know this language
        return not is_vouched(becomes, known)
    if not _has_name(question, at, becomes, known):  # nobody mistypes a rare name
        return language.sound_key(was) != language.sound_key(becomes)
    if is_vouched(becomes, known) or word_similarity(was, becomes, language) < ALIKE:
        return False
    if not around.lexicon:
        return question.kind in ("name", "spelling")
    if around.fit and around.fit[at] - around.fit[0] >= _ANOTHER_NAME_NATS:
        return not _in_dictionary(becomes, around, language)
    known_before = _in_dictionary(was, around, language)
    return known_before or not _in_dictionary(becomes, around, language)


def _has_name(question: CandidateSet, at: int, words: str, known: WritingHabits) -> bool:
    """Whether one of the plain `words` of a candidate may be a name, by its capital.

    In languages that capitalize all nouns, it must also follow a capitalized noun, or be a name
    from cast or context.
    """
    language = known.language
    differs = set(words.split())
    said = [*question.before.split()[-1:], *question.candidates[at].split()]
    named = {
        language.plain(word)
        for before, word in pairwise(said if question.before else ["", *said])
        if word[:1].isupper()
        and word.lower() not in language.capitalized
        and (language.is_name_behind(before) or language.plain(word) in known.names)
    }
    return not differs.isdisjoint(named)


def _in_dictionary(words: str, around: Surroundings, language: Language) -> bool:
    return all(word.removesuffix(language.possessive) in around.lexicon for word in words.split())
