"""Decide which known person a misspelt full name means, once for the whole recording.

The probability comes from how similar the names sound, from where the known name comes, and from
who speaks after the name: a person who is introduced or addressed is usually the next speaker. What
the recognizer wrote is no evidence, because it spells names by ear, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from speakers.evidence.name_cues import find_name_cues
from speakers.evidence.turn_sentences import read_turns
from speakers.people.person import Source, word_likeness
from speakers.phrases.phrases import Phrases
from speakers.spelling.known_people import KnownName, WrongSpelling
from speakers.spelling.next_voices import find_named_voices
from speakers.spelling.written_names import (
    WrittenName,
    WrittenPlace,
    are_like_misspellings,
    find_misspelt_names,
    find_single_words,
)
from speakers.voiceprints.match import VoiceMatches
from transcripts.text.name_sounds import fold_name
from transcripts.transcript import Speaker, Turn

# All log-odds here were set by hand, on benchmarks/recordings/misspelt/developed.txt. Log-odds that
# a similar name means a known person, by where the known name comes from.
_SOURCES: Mapping[Source, float] = {"cast": 0.5, "context": 0.0, "archive": -0.5}
# Log-odds per unit of the distance by sound.
_SOUND = -10.0
# Log-odds if the name certainly points to a voice, and if it points to no voice.
_SPEAKS, _ONLY_MENTIONED = 2.5, -1.5
# Log-odds if other evidence shows that the voice to which the name points is the known person; that
# this voice is another person; that the known person has another voice.
_SAME_VOICE, _OTHER_PERSON, _OTHER_VOICE = 1.5, -4.0, -3.0
# Log-odds if the text also has the known name, so that the written name may be another person's.
_BOTH_WRITTEN = -2.5
# Log-odds if both names begin with different common given names ("Joan", "Jean").
_OTHER_GIVEN_NAME = -4.0
# Log-odds of a written surname that is a common one.
_COMMON_SURNAME = -0.8
# Log-odds if a document calls the written spelling wrong.
_CALLED_WRONG = 6.0
# Log-odds of a written name if another written name is likelier to mean the known person, and the
# two do not look like misspellings of one name.
_OTHER_SPELLING = -2.5
# Log-odds at which a voiceprint is listed as a reason.
_VOICEPRINT_SHOWN = 0.3
# Least probability at which other misspellings of one word of a name are listed, too.
_ASKED = 0.25
_VOWEL = re.compile("[aeiouy]")
# Factor of the probability where only one word of the name is written.
_SINGLE_WORD = 0.95


@dataclass(frozen=True, slots=True)
class SpellingReason:
    """A reason for a spelling: its kind, a quote, and its log-odds."""

    kind: str
    quote: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Respelling:
    """The words of a place that should be spelled like a known name.

    `written_name` is the misspelt full name, even if the place has only one of its words.
    `probability` is the probability that the known name is meant.
    """

    place: WrittenPlace
    words: tuple[str, ...]
    written_name: str
    known_name: str
    probability: float
    reasons: tuple[SpellingReason, ...]


@dataclass(frozen=True, slots=True)
class SpellingEvidence:
    """The known names and voices of a recording, which decide how its names are spelled.

    `name_speakers` returns the speakers of turns.
    """

    known_names: tuple[KnownName, ...]
    wrong_spellings: tuple[WrongSpelling, ...]
    matches: VoiceMatches
    name_speakers: Callable[[tuple[Turn, ...]], Sequence[Speaker]]


def find_respellings(
    turns: Sequence[Turn], evidence: SpellingEvidence, phrases: Phrases
) -> tuple[Respelling, ...]:
    """Find the misspelt full names, and decide for the whole recording whom each of them means.

    Names with a low probability are included, too. If two known people are equally likely, neither
    has a high probability.
    """
    names = [known.name for known in evidence.known_names]
    written = find_misspelt_names(turns, names, phrases)
    if not written:
        return ()
    speakers = evidence.name_speakers(_hide_names(turns, written))
    scorer = _Scorer(turns, evidence, speakers, phrases)
    by_words: dict[tuple[str, ...], list[WrittenName]] = {}
    for name in written:
        by_words.setdefault(name.words, []).append(name)
    found: list[Respelling] = []
    reasons_of = _prefer_best_spelling({name: scorer(name) for name in written})
    for options in by_words.values():
        rated = [(sum(r.log_odds for r in reasons_of[n]), reasons_of[n]) for n in options]
        total = 1.0 + sum(exp(odds) for odds, _ in rated)
        best = max(range(len(options)), key=lambda i: rated[i][0])
        probability = exp(rated[best][0]) / total
        found += _respell(turns, options[best], probability, rated[best][1], names, phrases)
    return _without_overlaps(found)


def _prefer_best_spelling(
    reasons_of: Mapping[WrittenName, tuple[SpellingReason, ...]],
) -> dict[WrittenName, tuple[SpellingReason, ...]]:
    """Lower the log-odds of a name if another written name is likelier to mean the same person.

    Names that look like misspellings of one name are left as they are, because both may mean that
    person.
    """
    odds = {name: sum(r.log_odds for r in reasons) for name, reasons in reasons_of.items()}
    weakened = {}
    for name, reasons in reasons_of.items():
        rivals = [other for other in odds if other.known_name == name.known_name]
        best = max(rivals, key=lambda other: odds[other])
        if odds[best] > odds[name] and not are_like_misspellings(best.words, name.words):
            reasons = (
                *reasons,
                SpellingReason("other-spelling", " ".join(best.words), _OTHER_SPELLING),
            )
        weakened[name] = reasons
    return weakened


def _respell(
    turns: Sequence[Turn],
    name: WrittenName,
    probability: float,
    reasons: tuple[SpellingReason, ...],
    known_names: Sequence[str],
    phrases: Phrases,
) -> list[Respelling]:
    """Respell a name wherever it is written, and its words wherever one of them stands alone."""
    others = frozenset(fold_name(w) for other in known_names for w in other.split())
    text = " ".join(name.words)
    whole = [
        Respelling(place, name.known_words, text, name.known_name, probability, reasons)
        for place in name.places
    ]
    alone = [
        Respelling(place, (word,), text, name.known_name, probability * _SINGLE_WORD, reasons)
        for place, word in find_single_words(
            turns, name, others, phrases, with_variants=probability >= _ASKED
        )
    ]
    return whole + alone


def _without_overlaps(respellings: Iterable[Respelling]) -> tuple[Respelling, ...]:
    """Keep the likeliest respelling of each word, in the order of the text."""
    kept: list[Respelling] = []
    taken: set[tuple[int, int]] = set()
    for one in sorted(respellings, key=lambda r: (-len(r.words), -r.probability)):
        words = {(one.place.turn, n) for n in range(one.place.first, one.place.last)}
        if taken.isdisjoint(words):
            taken |= words
            kept.append(one)
    return tuple(sorted(kept, key=lambda r: (r.place.turn, r.place.first)))


class _Scorer:
    """Lists the reasons for and against a known name, with their log-odds."""

    def __init__(
        self,
        turns: Sequence[Turn],
        evidence: SpellingEvidence,
        speakers: Sequence[Speaker],
        phrases: Phrases,
    ) -> None:
        self._evidence, self._speakers, self._phrases = evidence, speakers, phrases
        self._turns = read_turns(turns, phrases)
        self._cues = find_name_cues(self._turns, phrases)
        self._said = {
            tuple(fold_name(token.core) for token in sentence)
            for turn in self._turns
            for sentence in turn.sentences
        }
        self._known = {known.name: known for known in evidence.known_names}

    def __call__(self, name: WrittenName) -> tuple[SpellingReason, ...]:
        known = self._known[name.known_name]
        written = " ".join(name.words)
        reasons = [
            SpellingReason(known.source, known.quote or known.name, _SOURCES[known.source]),
            SpellingReason("sound", f"{written} / {known.name}", _SOUND * name.distance),
            *self._compare_voices(name),
            *self._compare_words(name),
        ]
        return tuple(reason for reason in reasons if reason.log_odds)

    def _compare_voices(self, name: WrittenName) -> list[SpellingReason]:
        """Compare the voices to which the written name points with that of the known person."""
        pointed = find_named_voices(self._cues, self._turns, name.words)
        options = [self._compare_voice(name, voice, *to) for voice, to in pointed.items()]
        if not options:
            options = [[SpellingReason("mentioned", " ".join(name.words), _ONLY_MENTIONED)]]
        return max(options, key=lambda reasons: sum(r.log_odds for r in reasons))

    def _compare_voice(
        self, name: WrittenName, voice: str, points: float, quote: str
    ) -> list[SpellingReason]:
        """List what speaks for and against one voice being the known person."""
        reasons = [SpellingReason("speaks-next", quote, _SPEAKS * points)]
        odds = self._evidence.matches.log_odds(name.known_name).get(voice, 0.0)
        if abs(odds) > _VOICEPRINT_SHOWN:
            reasons.append(SpellingReason("voiceprint", name.known_name, odds))
        own = next((s for s in self._speakers if s.name == name.known_name), None)
        speaker = next((s for s in self._speakers if voice in s.voices), None)
        if own is not None and voice in own.voices:
            reasons.append(SpellingReason("same-voice", name.known_name, _SAME_VOICE))
        elif own is not None and _is_shown_by_words(own):
            reasons.append(SpellingReason("other-voice", name.known_name, _OTHER_VOICE))
        elif speaker and speaker.name in self._known and _is_shown_by_words(speaker):
            reasons.append(SpellingReason("other-person", speaker.name or "", _OTHER_PERSON))
        return reasons

    def _compare_words(self, name: WrittenName) -> list[SpellingReason]:
        """Compare the spellings: given names, surnames, and what the text and documents have."""
        given, known_given = name.words[0], name.known_words[0]
        names, reasons = self._phrases.given_names, []
        both_common = names.is_given_name(given) and names.is_given_name(known_given)
        if both_common and not self._is_same_given_name(given, known_given):
            quote = f"{given} / {known_given}"
            reasons.append(SpellingReason("other-given-name", quote, _OTHER_GIVEN_NAME))
        surname = fold_name(name.words[-1])
        differs = surname != fold_name(name.known_words[-1])
        if differs and self._phrases.language.word_count(surname):
            reasons.append(SpellingReason("common-surname", name.words[-1], _COMMON_SURNAME))
        if self._is_said(name.known_words):
            reasons.append(SpellingReason("both-written", name.known_name, _BOTH_WRITTEN))
        folded = set(map(fold_name, name.words)) - set(map(fold_name, name.known_words))
        quotes = [s.quote for s in self._evidence.wrong_spellings if s.word in folded]
        if quotes:
            reasons.append(SpellingReason("called-wrong", quotes[0], _CALLED_WRONG))
        return reasons

    def _is_same_given_name(self, first: str, second: str) -> bool:
        """Check whether two common given names are spellings of the same name ("Alan", "Allen")."""
        vowels = [_VOWEL.search(fold_name(name)) for name in (first, second)]
        return bool(word_likeness(first.casefold(), second.casefold(), self._phrases)) and (
            len({found[0].replace("y", "i") for found in vowels if found}) < len(vowels)
        )

    def _is_said(self, words: Sequence[str]) -> bool:
        """Check whether the text has a full name, exactly as it is known."""
        folded = tuple(map(fold_name, words))
        size = len(folded)
        return any(
            sentence[at : at + size] == folded
            for sentence in self._said
            for at in range(len(sentence) - size + 1)
        )


def _hide_names(turns: Sequence[Turn], names: Iterable[WrittenName]) -> tuple[Turn, ...]:
    """Write names in lower case, so that they are no evidence of who speaks."""
    hidden = {(p.turn, n) for name in names for p in name.places for n in range(p.first, p.last)}
    return tuple(
        replace(
            turn,
            words=tuple(
                replace(w, text=w.text.lower()) if (number, n) in hidden else w
                for n, w in enumerate(turn.words)
            ),
        )
        for number, turn in enumerate(turns)
    )


def _is_shown_by_words(speaker: Speaker) -> bool:
    """Check whether a speaker's name rests on more than elimination."""
    return any(reason.at is not None or reason.kind == "label" for reason in speaker.reasons)
