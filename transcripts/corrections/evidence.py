"""What speaks for another wording than the reference's: numbers that a logistic curve adds up.

Every number has a name, and its weight stands in `transcripts.corrections.calibration`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.corrections.acoustics import Surroundings, acoustic_evidence
from transcripts.corrections.lexical import ALIKE, differing, lexical, sounds_alike
from transcripts.languages.language import Language
from transcripts.realignment.blocks import MIN_PASSAGE_WORDS
from transcripts.realignment.candidates import CandidateSet, is_filler
from transcripts.realignment.realign import Alignment
from transcripts.realignment.wordings import CandidateKind
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.normalize import normalize, tokenize
from transcripts.text.similarity import word_similarity
from transcripts.transcript import Word

# A writer who contracts less than this share of the heard contractions has expanded them blindly.
_EXPANDS = 0.2
# Beyond so many nats either way the sound has said all it can: one more tells nothing new, and a
# single odd token must not outvote all other evidence.
_MOST_NATS = 12.0
# The same for a passage, whose nats are shared out to its words.
_MOST_A_WORD = 3.0
# Shorter words with a capital are rarely names.
_NAME_LETTERS = 4
# What a low confidence counts for between words that sound the same.
_UNSURE_OF_SPELLING = 0.5
# Log of the least confidence that still tells words apart: below it all are guesses.
_LEAST_CONFIDENCE = -3.0


@dataclass(frozen=True, slots=True)
class WritingHabits:
    """What a whole reference tells of its writer: contractions expanded? which words, how often?

    `words` counts those that were heard as they are written, `written` all of them. `names` are
    words of known spelling, from cast and context; the "the" of a title is none of them. `own` are
    names of the reference that were heard as they are written, in some place.
    """

    expands: bool
    words: Mapping[str, int]
    names: frozenset[str]
    written: Mapping[str, int]
    language: Language
    own: frozenset[str] = frozenset()


def writing_habits(alignment: Alignment) -> WritingHabits:
    """Read a writer's habits off a reference, beside what was heard.

    Words that were heard otherwise do not count: a slip made twice must not vouch for itself.
    """
    language = alignment.language
    contracted, plain = language.contractions.recognized, language.plain
    written = sum(bool(contracted.search(plain(w))) for w in alignment.words)
    spoken = sum(bool(contracted.search(plain(w.text))) for w in alignment.heard)
    common = {plain(w.text) for w in alignment.heard if w.text[:1].islower()}
    agreed = (b.reference for b in alignment.blocks if b.relation == "same")
    return WritingHabits(
        expands=written < _EXPANDS * spoken,
        words=Counter(
            part
            for place in agreed
            for w in alignment.words[slice(*place)]
            for part in plain(w).split()
        ),
        names=frozenset(plain(part) for name in alignment.names for part in name.split()) - common,
        written=Counter(part for word in alignment.words for part in plain(word).split()),
        own=_own_names(alignment) - common,
        language=language,
    )


def _own_names(alignment: Alignment) -> frozenset[str]:
    """Names of the reference, never small in either text, that were heard as written somewhere."""
    language = alignment.language
    if language.nouns_capitalized:
        return frozenset()

    def stem(word: str) -> str:
        return language.plain(word).removesuffix(language.possessive)

    heard = {stem(word.text) for word in alignment.heard}
    large = {stem(w) for w in alignment.words if w[:1].isupper() and len(w) >= _NAME_LETTERS}
    small = {stem(w) for w in alignment.words if w[:1].islower()}
    return frozenset((large & heard) - small) - language.capitalized


def evidence(
    question: CandidateSet,
    at: int,
    nats: Sequence[float] | None,
    heard: Sequence[Word],
    known: WritingHabits,
    around: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> dict[str, float]:
    """Give what speaks for wording `at` against the reference's, by name; absent means 0.

    `nats` are log-likelihoods (natural) of the question's wordings, None where no sound was asked.
    What is named so is a difference of two, "unsure" a mean log of confidences, the rest counts or
    0 and 1.
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
        # How sure the recognizer is of a homophone is a matter of spelling, not of sound.
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
    """Say by how much another wording sounds better; a name's best is often a spelling by ear."""
    if nats is None or question.kind == "name":
        return 0.0
    return min(_MOST_NATS, max(nats) - nats[at])


def _replaced(question: CandidateSet, at: int, known: WritingHabits) -> list[str]:
    """Give the words of the reference that wording `at` has not."""
    old, new = (known.language.plain(question.candidates[i]) for i in (0, at))
    return differing(old, new)[0].split()


def _contracting(question: CandidateSet, at: int, known: WritingHabits) -> dict[str, float]:
    """Say how a wording differs by contraction.

    "Opens" is a contraction of the reference written out, which nobody does blindly; "clips" is a
    verb gone ("we" for "we would"): recognisers lose it, and the contraction ("we'd") sounds like
    it.
    """
    old, new = (
        known.language.plain(question.candidates[0]),
        known.language.plain(question.candidates[at]),
    )
    clips = new != old and new == re.split(r"[ ']", old)[0]
    opens = old.count("'") > new.count("'") and not clips
    return {
        "writer expands": float(known.expands and not clips),
        "opens": float(opens),
        "clips": float(clips),
    }


def passage_words(question: CandidateSet) -> int:
    """How many words one of the two texts has alone; 0 where both have some."""
    if question.kind not in ("deletion", "insertion"):
        return 0
    return max(len(w.split()) for w in question.candidates)


def _kind(question: CandidateSet, at: int) -> CandidateKind:
    """Say what a wording would change: a name, or a word that was taken for one ("Wales")."""
    named = question.kind != "name" or question.candidates[at][:1].isupper()
    return question.kind if named else "spelling"


def _register(kind: CandidateKind) -> str:
    """Name what is weighed: contractions, names, words against silence, or words against words.

    The recogniser likes its own spelling of a name that it does not know, by many nats.
    """
    return "words" if kind in ("spelling", "substitution") else kind


def _agreement(
    question: CandidateSet, at: int, heard: Sequence[Word], known: WritingHabits
) -> dict[str, float]:
    """Say which wording the recogniser chose, with all of the text before it in mind.

    How sure it was of a name says nothing where cast or context have that name.
    """
    old, new = (
        known.language.plain(question.candidates[0]),
        known.language.plain(question.candidates[at]),
    )
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
    """Tell whether a wording is a number, in words or digits: no recogniser makes these up."""
    return bool(text) and all(key[:1].isdigit() for key in _keys(text, known))


def _keys(text: str, known: WritingHabits) -> list[str]:
    return [token.key for token in tokenize(text.split(), known.language)]


def _sureness(heard: Sequence[Word]) -> float:
    """Give the mean log confidence of heard words: 0 for certain ones."""
    sure = sum(math.log(max(w.confidence, 1e-3)) for w in heard) / max(1, len(heard))
    return max(_LEAST_CONFIDENCE, sure)


def _company(question: CandidateSet, at: int, known: WritingHabits) -> dict[str, float]:
    """Say where else the words of the two wordings stand.

    A wording whose words the reference has elsewhere is likelier than one with words of its own;
    the reference's own word, used twice, is no slip of the pen. Words that sound the same differ in
    nothing that the sound can tell; the text around them decides.
    """
    old, new = (
        known.language.plain(question.candidates[0]),
        known.language.plain(question.candidates[at]),
    )
    fresh, settled = _familiar(new, known), _familiar(old, known)
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
    """Say which of two spellings cast and context have, and whether a name is always spelt so."""
    old, new = (
        known.language.plain(question.candidates[0]),
        known.language.plain(question.candidates[at]),
    )
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
    """Tell whether nobody vouches for a spelling, but somebody for one that looks like it."""
    for other in others:
        mine, theirs = differing(wording, known.language.plain(other))
        likely = is_vouched(theirs, known) and not is_vouched(mine, known)
        if likely and word_similarity(mine, theirs, known.language) >= ALIKE:
            return True
    return False


def is_vouched(words: str, known: WritingHabits) -> bool:
    """Tell whether cast, context or the old text elsewhere have all of some words (one or more)."""
    return bool(words) and all(_is_known(w, known) for w in words.split())


def _is_known(word: str, known: WritingHabits) -> bool:
    stem = word.removesuffix(known.language.possessive)
    return stem in known.names or stem in known.own


def _familiar(wording: str, known: WritingHabits) -> bool:
    """Tell whether the reference has every word of a wording elsewhere, or cast and context do."""
    return all(w in known.names or known.words.get(w, 0) > 0 for w in wording.split())


def _filler(question: CandidateSet, known: WritingHabits) -> float:
    """Say whether the reference's wording is a hesitation that a person took care to write."""
    return float(
        bool(question.candidates[0]) and is_filler([question.candidates[0]], known.language)
    )


def _remark(wording: str, known: WritingHabits) -> float:
    """Say whether a few words are what listeners say: "Right." "Oh, thank you."

    That is spoken under another's voice: recognisers miss it, and people leave it out.
    """
    return float(all(flag_backchannels(wording.split(), known.language)))


def stutters(question: CandidateSet, language: Language) -> bool:
    """Tell whether a passage ends or begins as its surroundings do: "they are — they do not"."""
    said = language.plain(normalize(question.candidates[0], language)).split()
    before = language.plain(normalize(question.before, language)).split()[-1:]
    after = language.plain(normalize(question.after, language)).split()[:1]
    return said[-1:] == before or said[:1] == after
