"""What must be so before a change is made, however likely it seems: first, do no harm.

A person typed the old words because they heard them. Whisper leaves out fillers, backchannels,
repeated words and whoever speaks under somebody else, and spells names by ear; in all of that it is
sure of itself. So a word goes only if the sound has no room for it, and two listeners agree.
"""

from __future__ import annotations

from transcripts.corrections.acoustics import Surroundings
from transcripts.corrections.evidence import WritingHabits, is_vouched, stutters
from transcripts.corrections.lexical import ALIKE, differing
from transcripts.corrections.reliability import UNRELIABLE
from transcripts.languages.language import Language
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.similarity import word_similarity

# Nats by which the second listener must prefer the sound without a word. Words that were spoken had
# 4 at most in 140 trials, words that were not had 18 at least in 140.
_UNSPOKEN_NATS = 15.0
# The same where the old text has a word twice: what people say twice is often said fast.
_REPEATED_NATS = 60.0
# Room for a passage, as a share of the seconds that it needs. Of 57 passages of 8 words and more
# that were spoken and that one of three recognizers left out, 5 % had less than 0.10 to 0.45; of
# 126 that nobody said, 5 % had more than 0.33 to 0.49 (benchmarks.unheard).
_PASSAGE_ROOM = 0.45
# Under another voice less will do: there a passage may be hidden.
_OVERLAPPED_ROOM = 0.3
# More will do where both listeners find a passage impossible, by so many nats and nats a word.
_IMPOSSIBLE_ROOM, _IMPOSSIBLE_NATS, _IMPOSSIBLE_A_WORD = 0.8, 300.0, 7.0
# Where the two texts differ in more words than this, too many are not heard to miss a few.
_HEARD_WELL = 0.1
# Without a second listener only whole passages go, with less room and of so many words.
_UNASKED_ROOM, _UNASKED_WORDS = 0.3, 8
# Nats by which a wording may fit worse than the old one: what sounds the same differs by chance.
_CONTRADICTED_NATS = -15.0
# Nats by which added words must fit better than none.
_ADDED_NATS = 10.0
# Two spellings that the dictionary has are two names, not one, where one fits so much better.
_ANOTHER_NAME_NATS = 60.0
# A contraction that Whisper prefers by less is made only if the second listener hears it.
_CONTRACTED_NATS = 1.0
# Where the recognizer is unreliable, the second listener must be for a change, by so much.
_CONFIRMED_NATS = 10.0


def permitted(
    question: CandidateSet, at: int, nats: float, around: Surroundings, known: WritingHabits
) -> bool:
    """Tell whether wording `at` may take the place of the old one.

    `nats` is by how much Whisper finds it likelier, as a natural logarithm.
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
    """Tell whether old words that stay fill the place of words that an unreliable recognizer adds.

    What it makes of noise has a length, and the old words that it did not recognize were spoken
    there.
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
    """Tell whether the sound has no room for words of the old text."""
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
    """Tell whether the second listener hears old words that Whisper does not."""
    return bool(around.fit) and around.fit[0] - around.fit[1] >= _UNSPOKEN_NATS


def mends_name(question: CandidateSet, at: int, known: WritingHabits) -> bool:
    """Tell whether a wording spells a name as cast, context or the old text elsewhere do.

    The second listener has no say in that: it reads a misspelt name letter by letter.
    """
    language = known.language
    was, becomes = differing(*(language.plain(question.candidates[i]) for i in (0, at)))
    if not is_vouched(becomes, known) or is_vouched(was, known):
        return False
    return word_similarity(was, becomes, language) >= ALIKE


def _spells_by_ear(
    question: CandidateSet, at: int, around: Surroundings, known: WritingHabits
) -> bool:
    """Tell whether a name would get a spelling for which nothing but the recognizer speaks."""
    language = known.language
    old, new = question.candidates[0], question.candidates[at]
    was, becomes = differing(language.plain(old), language.plain(new))
    if not _has_name(old, was, known):
        return False
    if not _has_name(new, becomes, known):  # a rare name is no slip for a common word
        return language.sound_key(was) != language.sound_key(becomes)
    if is_vouched(becomes, known) or word_similarity(was, becomes, language) < ALIKE:
        return False
    if not around.lexicon:
        return question.kind in ("name", "spelling")
    if around.fit and around.fit[at] - around.fit[0] >= _ANOTHER_NAME_NATS:
        return not _in_dictionary(becomes, around, language)
    known_before = _in_dictionary(was, around, language)
    return known_before or not _in_dictionary(becomes, around, language)


def _has_name(wording: str, words: str, known: WritingHabits) -> bool:
    """Whether one of some plain words may be a name, by its capital in a wording.

    Where all nouns have capitals only cast and context tell.
    """
    language = known.language
    differs = set(words.split())
    named = [w for w in wording.split() if w[:1].isupper()]
    plain = {language.plain(w) for w in named if w.lower() not in language.capitalized}
    if language.nouns_capitalized:
        plain &= known.names
    return not differs.isdisjoint(plain)


def _in_dictionary(words: str, around: Surroundings, language: Language) -> bool:
    return all(word.removesuffix(language.possessive) in around.lexicon for word in words.split())
