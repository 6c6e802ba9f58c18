"""Evidence for or against a candidate wording: the features of a logistic regression.

Each feature has a name; `transcripts.corrections.calibration` has its weight.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from transcripts.corrections.acoustics import Surroundings, acoustic_evidence
from transcripts.corrections.habits import WritingHabits, is_familiar, is_vouched
from transcripts.corrections.lexical import ALIKE, differing, lexical, sounds_alike
from transcripts.languages.language import Language
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.realignment.wordings import CandidateKind
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.normalize import normalize, tokenize
from transcripts.text.similarity import word_similarity
from transcripts.transcript import Word

# Limit of a difference of log-likelihoods in nats: a single odd token must not outweigh all other
# evidence.
_MOST_NATS = 12.0
# The same for a passage, in nats per word.
_MOST_A_WORD = 3.0
# Factor for the log confidence if the two wordings sound the same.
_UNSURE_OF_SPELLING = 0.5
# Lower limit of the mean log confidence: anything below it is a guess.
_LEAST_CONFIDENCE = -3.0


def evidence(
    question: CandidateSet,
    at: int,
    nats: Sequence[float] | None,
    heard: Sequence[Word],
    known: WritingHabits,
    around: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> dict[str, float]:
    """Return the features of candidate `at`, compared with the reference's wording.

    A feature that is missing is 0. `nats` are the natural log-likelihoods of the candidates, None
    if they were not rescored; features named "nats" are differences of two of them. "unsure"
    features are mean log confidences; all others are counts, or 0 and 1.
    """
    margin = 0.0 if nats is None else nats[at] - nats[0]
    if passage_words(question) >= MIN_PASSAGE_WORDS:
        a_word = margin / passage_words(question)
        return {
            f"passage {question.kind}": 1.0,
            "passage nats a word": max(-_MOST_A_WORD, min(_MOST_A_WORD, a_word)),
            "passage unsure": _sureness(heard) if question.kind == "insertion" else 0.0,
            **acoustic_evidence(at, f"passage {question.kind}", around),
        }
    margin = max(-_MOST_NATS, min(_MOST_NATS, margin))
    kind = _kind(question, at)
    found = {
        kind: 1.0,
        f"nats {_register(kind)}": margin,
        "nats short of the best": _short(question, at, nats),
        **_agreement(question, at, heard, known),
        **acoustic_evidence(at, _register(kind), around),
    }
    if question.kind == "contraction":
        return {**found, **_contracting(question, at, known)}
    if question.kind == "deletion":
        return {
            **found,
            "stutters": float(stutters(question, known.language)),
            "filler": _filler(question, known),
            "remark unheard": _remark(question.candidates[0], known),
        }
    if question.kind == "insertion":
        return {**found, "remark unwritten": _remark(question.candidates[at], known)}
    if found.get("unsure of it") and sounds_alike(question, at, known.language):
        # Between homophones, confidence reflects the spelling and not the sound.
        found["unsure of it"] *= _UNSURE_OF_SPELLING
    return {
        **found,
        "further words": float(max(0, len(_replaced(question, at, known)) - 1)),
        "numbers": float(
            all(
                _is_number(wording, known)
                for wording in (question.candidates[0], question.candidates[at])
            )
        ),
        "filler": _filler(question, known),
        **_company(question, at, known),
        **_spelling(question, at, margin, known),
        **lexical(question, at, around.lexicon, known.names, known.language),
    }


def _short(question: CandidateSet, at: int, nats: Sequence[float] | None) -> float:
    """Return how much less likely a candidate sounds than the best one, in nats; 0 for names.

    The candidate that sounds best for a name is often a phonetic spelling.
    """
    if nats is None or question.kind == "name":
        return 0.0
    return min(_MOST_NATS, max(nats) - nats[at])


def _plain_wordings(question: CandidateSet, at: int, known: WritingHabits) -> tuple[str, str]:
    """Return the wordings of the reference and of candidate `at` as they are compared."""
    plain = known.language.plain
    return plain(question.candidates[0]), plain(question.candidates[at])


def _replaced(question: CandidateSet, at: int, known: WritingHabits) -> list[str]:
    """List the words of the reference that candidate `at` does not have."""
    old, new = _plain_wordings(question, at, known)
    return differing(old, new)[0].split()


def _contracting(question: CandidateSet, at: int, known: WritingHabits) -> dict[str, float]:
    """Return the features of a change that contracts or expands words.

    "opens" is whether the candidate expands a contraction of the reference, which no writer makes
    by habit. "clips" is whether it drops the verb ("we" for "we would"): recognizers miss it,
    because the contraction ("we'd") sounds almost the same.
    """
    old, new = _plain_wordings(question, at, known)
    clips = new != old and new == re.split(r"[ ']", old)[0]
    opens = old.count("'") > new.count("'") and not clips
    return {
        "writer expands": float(known.expands and not clips),
        "opens": float(opens),
        "clips": float(clips),
    }


def passage_words(question: CandidateSet) -> int:
    """Count the words that only one of the two texts has; 0 if both have words here."""
    if question.kind not in ("deletion", "insertion"):
        return 0
    return max(len(w.split()) for w in question.candidates)


def _kind(question: CandidateSet, at: int) -> CandidateKind:
    """Return the kind of change; a candidate without a capital ("whales") is not a name."""
    named = question.kind != "name" or question.candidates[at][:1].isupper()
    return question.kind if named else "spelling"


def _register(kind: CandidateKind) -> str:
    """Return the name under which a kind's likelihood is weighted.

    Names have a weight of their own, because a recognizer far prefers its own spelling of a name
    that it does not know.
    """
    return "words" if kind in ("spelling", "substitution") else kind


def _agreement(
    question: CandidateSet, at: int, heard: Sequence[Word], known: WritingHabits
) -> dict[str, float]:
    """Return which wording the recognizer chose, and how confident it was.

    Its confidence in a name does not count if the name is in the cast or context, or elsewhere in
    the reference.
    """
    old, new = _plain_wordings(question, at, known)
    spoken = " ".join(w.text for w in heard)
    if known.language.plain(spoken) == old:
        agreed = question.kind == "contraction" and not known.expands
        return {"heard the old": 1.0, "both in full": float(agreed)}
    if known.language.plain(spoken) != new and not (
        any(map(str.isdigit, spoken)) and _keys(spoken, known) == _keys(new, known)
    ):
        return {}
    vouched = question.kind == "name" and is_vouched(differing(old, new)[1], known)
    return {"heard the new": 1.0, "unsure of it": 0.0 if vouched else _sureness(heard)}


def _is_number(text: str, known: WritingHabits) -> bool:
    """Whether a wording is a number, in words or digits; recognizers do not invent numbers."""
    return bool(text) and all(key[:1].isdigit() for key in _keys(text, known))


def _keys(text: str, known: WritingHabits) -> list[str]:
    return [token.key for token in tokenize(text.split(), known.language)]


def _sureness(heard: Sequence[Word]) -> float:
    """Compute the mean log confidence of recognized words; 0 if all are certain."""
    sure = sum(math.log(max(w.confidence, 1e-3)) for w in heard) / max(1, len(heard))
    return max(_LEAST_CONFIDENCE, sure)


def _company(question: CandidateSet, at: int, known: WritingHabits) -> dict[str, float]:
    """Return features that depend on where else the reference uses the words.

    A candidate whose words occur elsewhere in the reference is more likely, and a word that the
    reference uses twice is less likely an error. Homophones sound the same, so only the text can
    decide between them.
    """
    old, new = _plain_wordings(question, at, known)
    fresh, settled = is_familiar(new, known), is_familiar(old, known)
    sound = known.language.sound_key
    alike = sound(old) == sound(new) and _kind(question, at) != "name"
    return {
        "homophone": float(alike and (fresh or not settled)),
        "apostrophe alone": float(
            old.replace("'", "") == new.replace("'", "")
            and old not in known.language.contractions.slips
        ),
        "only the new is used elsewhere": float(fresh and not settled),
        "only the old is used elsewhere": float(settled and not fresh),
    }


def _spelling(
    question: CandidateSet, at: int, margin: float, known: WritingHabits
) -> dict[str, float]:
    """Return which of two spellings is known, and whether a name is always spelled that way."""
    old, new = _plain_wordings(question, at, known)
    was, becomes = differing(old, new)
    vouched = is_vouched(becomes, known)
    found = {"old is vouched for": float(is_vouched(was, known) and not vouched)}
    if _kind(question, at) == "name":
        own = set(old.split()) - set(new.split())
        found["name comes back"] = float(all(known.written.get(word, 0) > 1 for word in own))
    large = question.kind == "name" or question.candidates[at][:1].isupper()
    if large and _misspells(new, question.candidates, known):
        return {**found, "misspells": 1.0}
    mends = vouched and _misspells(old, [new], known)
    return {**found, "mends": float(mends), "nats mended": mends * margin}


def _misspells(wording: str, others: Sequence[str], known: WritingHabits) -> bool:
    """Whether a spelling is unknown while another candidate has a similar, known one."""
    for other in others:
        mine, theirs = differing(wording, known.language.plain(other))
        likely = is_vouched(theirs, known) and not is_vouched(mine, known)
        if likely and word_similarity(mine, theirs, known.language) >= ALIKE:
            return True
    return False


def _filler(question: CandidateSet, known: WritingHabits) -> float:
    """Return 1 if the reference's wording is a hesitation, which its writer meant to keep."""
    return float(
        bool(question.candidates[0]) and is_filler([question.candidates[0]], known.language)
    )


def _remark(wording: str, known: WritingHabits) -> float:
    """Return 1 if a wording is a backchannel: "Right." "Oh, thank you."

    Listeners say these while another person speaks: recognizers miss them, and writers omit them.
    """
    return float(all(flag_backchannels(wording.split(), known.language)))


def stutters(question: CandidateSet, language: Language) -> bool:
    """Whether a passage repeats the word before or after it: "they are — they do not"."""
    said = language.plain(normalize(question.candidates[0], language)).split()
    before = language.plain(normalize(question.before, language)).split()[-1:]
    after = language.plain(normalize(question.after, language)).split()[:1]
    return said[-1:] == before or said[:1] == after
