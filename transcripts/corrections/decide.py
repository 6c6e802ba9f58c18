"""From the sound's weights to a decision: how sure is it that a wording is better than the old one?

The margin of the best other wording over the reference's, in nats, less the trust that a human
transcript deserves for that kind of difference, goes through a logistic curve:

    probability = 1 / (1 + exp(-(margin - TRUST[kind]) / SLOPE))

The constants were set by hand, looking at the margins of about 350 differences in six readings of
four interviews by synthetic voices (clean, over a telephone band, with noise at 20 dB), with
errors planted in the references. There a probability of 0.7 and more was right 253 times in 254.
Real tape was not among them, so the curve is a first guess for it. More trust keeps more of the
old text, right or wrong.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from transcripts.realignment.blocks import PASSAGE
from transcripts.realignment.questions import Question, is_filler
from transcripts.text.normalize import normalize, plain
from transcripts.text.wordings import sound_key
from transcripts.transcript import CorrectionKind, Status, Word

# Nats by which another wording must beat the reference's before it is as likely as not.
TRUST = {
    "contraction": 1.0,
    "name": 4.0,
    "spelling": 4.0,
    "substitution": 6.0,
    "deletion": 4.5,
    "insertion": 6.0,
}
# Nats in which the odds change e-fold; the model's nats are not independent, so it is above 1.
SLOPE = 1.5
# Where recogniser and reference write the same words, the two together are trusted this much more.
AGREEMENT = 1.5
# A name that cast or context spell so needs this much less.
KNOWN_NAME = 6.0
# Of two spellings that look this much alike (rapidfuzz ratio, percent; "Lindquist" and "Lindqvist"
# are 89), cast and context may vouch for one alone. Theirs gives way to nothing that a recogniser
# spelt by ear, whose nats for its own invention are high (16 more measured for "Lindvist"), and it
# takes little to replace another by it, down to sounding this much worse.
LOOKS_ALIKE, KEEPS, REPLACES, LEAST_VOUCHED = 75.0, 25.0, 4.0, -5.0
# A writer who contracts less than this share of the heard contractions has expanded them blindly,
# and deserves so many nats less trust there.
_EXPANDS, EXPANDED = 0.2, 2.0
_CONTRACTION = re.compile(r"n't$|'(re|m|ve|ll|d)$|^(it|that|he|she|what|there|here|who|let)'s$")
# A wording that the recogniser itself chose, with all of the text before it in mind, needs so much
# less.
HEARD_SO = 1.0
# Words that sound the same differ in nothing that the sound can tell: the text around them decides,
# of which the model knows more than a slip of the pen. Names are no matter of the text around them.
HOMOPHONE = 3.0
# A wording whose words the reference has elsewhere is likelier than one with words of its own; the
# reference's own word, used twice, is no slip of the pen.
USED_ELSEWHERE, NOBODY_ELSE = 1.0, 4.0
# Each further word of a reworded stretch is one more that a person would have misheard in a row.
EACH_MORE = 2.0
# A false start that a person took the trouble to write was spoken; recognisers tidy it away.
FALSE_START = 4.0
# Whatever else speaks for it, a wording must not sound worse than this beside the reference's.
LEAST = -2.0
# A passage is in the sound when its words cost less than this, in nats a word over leaving it out:
# spoken ones that a recogniser dropped measured -0.44 to 0.75, invented ones -4.8 to -1.4.
PASSAGE_COST, PASSAGE_SLOPE = -1.0, 0.2


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability a correction is applied, and from which it is proposed."""

    apply: float = 0.7
    propose: float = 0.25


@dataclass(frozen=True, slots=True)
class Habits:
    """What a whole reference tells of its writer: contractions expanded? which words, how often?

    `names` are words of known spelling, from cast and context.
    """

    expands: bool
    words: Mapping[str, int]
    names: frozenset[str]


def habits(reference: Sequence[str], heard: Sequence[Word], names: Sequence[str]) -> Habits:
    """Read a writer's habits off a reference, beside what was heard."""
    written = sum(bool(_CONTRACTION.search(plain(w))) for w in reference)
    spoken = sum(bool(_CONTRACTION.search(plain(w.text))) for w in heard)
    return Habits(
        expands=written < _EXPANDS * spoken,
        words=Counter(part for w in reference for part in plain(w).split()),
        names=frozenset(plain(part) for name in names for part in name.split()),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a question: the wording that is published, and the one that was weighed.

    `score` is the probability that `after` is right and the reference's wording is wrong.
    """

    question: Question
    published: str
    after: str
    score: float
    status: Status
    kind: CorrectionKind
    nats: tuple[float, ...]

    @property
    def before(self) -> str:
        """The reference's wording."""
        return self.question.wordings[0]


def decide(
    question: Question,
    nats: Sequence[float],
    thresholds: Thresholds,
    heard: Sequence[Word],
    known: Habits,
) -> Decision:
    """Decide a question: `heard` was heard in its place, `known` is what the whole text tells."""
    rated = [
        (chance(question, nats, at, heard, known), at) for at in range(1, len(question.wordings))
    ]
    score, best = max(rated)
    applied = score >= thresholds.apply
    status: Status = (
        "applied" if applied else "proposed" if score >= thresholds.propose else "rejected"
    )
    after = question.wordings[best]
    return Decision(
        question=question,
        published=after if applied else question.wordings[0],
        after=after,
        score=score,
        status=status,
        kind=question.kind,
        nats=tuple(nats),
    )


def chance(
    question: Question,
    nats: Sequence[float],
    at: int,
    heard: Sequence[Word],
    known: Habits,
) -> float:
    """Give the probability that wording `at` was said, and not the reference's."""
    if passage_words(question) >= PASSAGE:
        return _passage(question, nats)
    if question.kind == "insertion" and _hesitates(question, heard):
        return 0.0
    margin = nats[at] - nats[0]
    if question.kind == "contraction" or "" in question.wordings:
        return _logistic((margin - _trust(question, at, heard, known)) / SLOPE)
    old, new = plain(question.wordings[0]), plain(question.wordings[at])
    if margin > 0 and not _familiar(new, old, known):
        # Sure of a word that nobody else has: a recogniser that spells by ear, or the word itself.
        margin *= math.prod(w.confidence for w in heard) ** (2 / max(1, len(heard)))
    need = _trust(question, at, heard, known) + _company(old, new, question, known)
    if question.kind == "name" and _misspells(new, question.wordings, known):
        return _logistic((margin - need - KEEPS) / SLOPE)
    if question.kind == "name" and _vouched(new, known) and _misspells(old, [new], known):
        return _logistic((margin - max(LEAST_VOUCHED, need - REPLACES)) / SLOPE)
    return _logistic((margin - max(LEAST, need)) / SLOPE)


def _misspells(wording: str, others: Sequence[str], known: Habits) -> bool:
    """Tell whether nobody vouches for a spelling, but somebody for one that looks like it."""
    return not _vouched(wording, known) and any(
        _vouched(plain(w), known) and fuzz.ratio(wording, plain(w)) >= LOOKS_ALIKE for w in others
    )


def _vouched(wording: str, known: Habits) -> bool:
    """Tell whether cast and context spell every word of a wording so."""
    return all(w.removesuffix("'s") in known.names for w in wording.split())


def _trust(question: Question, at: int, heard: Sequence[Word], known: Habits) -> float:
    """Nats by which wording `at` must beat the reference's, by who says what."""
    old, new = plain(question.wordings[0]), plain(question.wordings[at])
    spoken = plain(" ".join(w.text for w in heard))
    need = TRUST[question.kind] + AGREEMENT * (spoken == old) - HEARD_SO * (spoken == new)
    if question.kind == "contraction":
        need -= EXPANDED * known.expands
    elif question.kind == "substitution":
        need += EACH_MORE * (len(old.split()) - 1)
    if question.kind == "deletion" and _stutters(question):
        need += FALSE_START
    if old and is_filler([question.wordings[0]]):
        need += FALSE_START
    return need


def _company(old: str, new: str, question: Question, known: Habits) -> float:
    """Nats of trust more, or less, by where else the words of the two wordings stand."""
    fresh, settled = _familiar(new, old, known), _familiar(old, old, known)
    need = 0.0
    if sound_key(old) == sound_key(new) and question.kind != "name" and (fresh or not settled):
        need -= HOMOPHONE
    if fresh != settled:
        need += NOBODY_ELSE if settled else -USED_ELSEWHERE
    named = [sum(w.removesuffix("'s") in known.names for w in t.split()) for t in (old, new)]
    return need - KNOWN_NAME * (named[1] - named[0])


def _familiar(wording: str, old: str, known: Habits) -> bool:
    """Tell whether the reference has every word of a wording elsewhere, or cast and context do."""
    return all(
        w in known.names or known.words.get(w, 0) > old.split().count(w) for w in wording.split()
    )


def _stutters(question: Question) -> bool:
    """Tell whether a passage ends or begins as its surroundings do: "they are — they do not"."""
    said = plain(normalize(question.wordings[0])).split()
    before = plain(normalize(question.before)).split()[-1:]
    after = plain(normalize(question.after)).split()[:1]
    return said[-1:] == before or said[:1] == after


def passage_words(question: Question) -> int:
    """How many words one of the two texts has alone; 0 where both have some."""
    if question.kind not in ("deletion", "insertion"):
        return 0
    return max(len(w.split()) for w in question.wordings)


def _passage(question: Question, nats: Sequence[float]) -> float:
    """Judge a passage by its cost a word, so that length alone decides nothing."""
    spoken, silent = (0, 1) if question.kind == "deletion" else (1, 0)
    cost = (nats[spoken] - nats[silent]) / passage_words(question)
    present = _logistic((cost - PASSAGE_COST) / PASSAGE_SLOPE)
    return 1 - present if question.kind == "deletion" else present


def _hesitates(question: Question, heard: Sequence[Word]) -> bool:
    """Tell whether words that only the recogniser has are a filler, or a neighbour said twice.

    A human transcript leaves these out on purpose.
    """
    said = plain(question.wordings[1])
    before, after = plain(question.before), plain(question.after)
    twice = f" {before}".endswith(f" {said}") or f"{after} ".startswith(f"{said} ")
    return twice or is_filler(w.text for w in heard)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))
