"""The two witnesses of who says a word: what is heard during it, and where the text turns.

The numbers were tried on three podcast interviews of 700 words, spoken by synthetic voices and
disturbed as recognisers and diarizers do (words and edges off by up to 0.15 s and 0.25 s, stretches
given to the wrong voice, half of the shortest missed): 50,000 words. Halving or doubling any of
them moves the share of words with a wrong voice by a tenth or less.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transcripts.attribution.backchannels import Backchannel
from transcripts.languages.language import Language
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.sentences import ends_sentence, last_mark
from transcripts.transcript import Diarization, SpeakerSegment, Word

Floats = NDArray[np.float64]

PADDING_SECONDS = 0.15
"""Seconds around a word that count half: word times and edges of voices are off by as much."""

DIARIZATION_TRUST = 0.97
"""How far the sound of FULL seconds is believed. Less keeps short turns in their neighbours, more
lets every slip of the diarizer through: at 0.97 one inside a sentence must last 1.4 s."""

FULL_EVIDENCE_SECONDS = 0.4
"""Seconds of a word that make one full witness; the evidence grows with the length, up to twice.
Slips of diarizers last about as long: a short "the" in one proves nothing, a long word much."""

TRUST_IN_MISSED_TURN = 0.7
"""The same for a phrase that the archive's text makes a turn of its own and no voice owns: half of
such short speech is missed by diarizers."""

BACKCHANNEL_WEIGHT = 8.0
"""Weight of the short stretch that falls together with an aside, where 1 is a voice heard
throughout: the listener says such a phrase, though the speaker goes on beside it."""

NEARBY_WEIGHT = 0.05
"""Weight of a voice that is next to a word and not in it, falling by e every REACH seconds:
a word between stretches belongs to the nearer one unless the text says otherwise."""

NEARBY_DECAY_SECONDS = 0.5
"""Seconds; see FAINT."""

IN_PHRASE = 0.002
AFTER_COMMA = 0.01
AFTER_SENTENCE = 0.25
AFTER_QUESTION = 0.4
BEFORE_BACKCHANNEL = 0.8
AFTER_BACKCHANNEL = 0.45
"""Chance that the voice changes before a word, by what stands before it. Counted in 20 edited
podcast transcripts (The Changelog, 2,891 turns): 0.0002 inside a phrase, 0 after a comma, 0.25
after a sentence, 0.42 after a question, 0.88 before a listener's word that begins a sentence, 0.46
after one that ends it. The first two are set higher, as recognisers drop and mistake marks."""

AT_BACKCHANNEL = 0.5
"""The same at both ends of an aside that a short stretch bears out."""

AT_BREAK = 0.9
"""The same where a turn of the archive's text begins: strong, as such texts were typed by people
who listened, and not certain, as a paragraph inside a turn looks alike."""

OFF_BREAK_ODDS = 0.3
"""Factor of the odds of a change elsewhere, where the archive's text marks its turns: it is silent
about asides, and sometimes about turns."""

PAUSE_ODDS = 4.0
"""Factor of the odds of a change at a pause of PAUSE seconds or more, growing up to it."""

PAUSE_SECONDS = 0.6
"""Seconds; see PAUSE_ODDS. Typical of a change of speaker; longer ones say no more."""


def emission_scores(
    words: Sequence[Word], voices: Diarization, names: Sequence[str], found: Sequence[Backchannel]
) -> Floats:
    """Compute the log-likelihood of each word's sound under each voice [words, voices]."""
    spans = np.array([(w.start, max(w.end, w.start + 0.02)) for w in words])
    heard = [[s for s in voices.segments if s.voice == name] for name in names]
    activity = np.stack([_activity(spans, stretches) for stretches in heard], axis=1)
    trust = np.full((len(words), 1), DIARIZATION_TRUST)
    for aside in found:
        if aside.voice is None:
            trust[aside.first : aside.last + 1] = TRUST_IN_MISSED_TURN
        else:
            activity[aside.first : aside.last + 1, names.index(aside.voice)] += BACKCHANNEL_WEIGHT
    share = activity / activity.sum(axis=1, keepdims=True)
    weight = np.minimum(2.0, (spans[:, 1:] - spans[:, :1]) / FULL_EVIDENCE_SECONDS)
    likelihood: Floats = weight * np.log(trust * share + (1 - trust))
    return likelihood


def transition_probabilities(
    words: Sequence[Word], breaks: frozenset[int], found: Sequence[Backchannel], language: Language
) -> Floats:
    """Compute the probability that the voice changes before each word [words]."""
    listeners = flag_backchannels([word.text for word in words], language)
    edges = {i for aside in found if aside.voice for i in (aside.first, aside.last + 1)} - breaks
    change = np.full(len(words), IN_PHRASE)
    for i in range(1, len(words)):
        if i in edges:
            change[i] = AT_BACKCHANNEL
        elif i in breaks:
            change[i] = AT_BREAK
        else:
            odds = turn_odds(words, listeners, i) * (OFF_BREAK_ODDS if breaks else 1.0)
            change[i] = odds / (1 + odds)
    return change


def turn_odds(words: Sequence[Word], listeners: Sequence[bool], at: int) -> float:
    """Compute the odds that a turn begins at a word, from the mark and the pause before it."""
    pause = min(1.0, max(0.0, words[at].start - words[at - 1].end) / PAUSE_SECONDS)
    return punctuation_odds(words, listeners, at) * float(PAUSE_ODDS**pause)


def punctuation_odds(words: Sequence[Word], listeners: Sequence[bool], at: int) -> float:
    """Compute the odds that a turn begins at a word, from the mark before it alone."""
    chance = _change_probability(words[at - 1].text, listeners[at - 1], listeners[at])
    return chance / (1 - chance)


def _change_probability(before: str, listener_before: bool, listener: bool) -> float:
    """Look up the probability of a change after a mark, next to backchannels or not."""
    mark = last_mark(before)
    if not ends_sentence(before):
        return AFTER_COMMA if mark in set(",;:-–—") else IN_PHRASE
    if listener and not listener_before:
        return BEFORE_BACKCHANNEL
    if listener_before:
        return AFTER_BACKCHANNEL
    return AFTER_QUESTION if mark == "?" else AFTER_SENTENCE


def _activity(spans: Floats, stretches: Sequence[SpeakerSegment]) -> Floats:
    """Measure how much a voice is heard in each span: 1 throughout, near 0 far away."""
    if not stretches:
        return np.full(len(spans), np.finfo(float).tiny)
    edges = np.array(sorted((s.start, s.end) for s in stretches))
    inside, around = (
        _cover(spans[:, 0] - pad, spans[:, 1] + pad, edges) for pad in (0.0, PADDING_SECONDS)
    )
    near = NEARBY_WEIGHT * np.exp(-_distance(spans, edges) / NEARBY_DECAY_SECONDS)
    activity: Floats = (inside + around) / 2 + near + np.finfo(float).tiny
    return activity


def _cover(start: Floats, end: Floats, edges: Floats) -> Floats:
    """Compute the share of each span that stretches cover; `edges` are [stretches, 2]."""
    times = np.maximum.accumulate(edges.ravel())
    speech = np.diff(times, prepend=times[0]) * (np.arange(len(times)) % 2)
    heard = np.cumsum(speech)
    share: Floats = (np.interp(end, times, heard) - np.interp(start, times, heard)) / (end - start)
    return share


def _distance(spans: Floats, edges: Floats) -> Floats:
    """Compute the seconds from each span to the nearest stretch; `edges` are [stretches, 2]."""
    after = np.searchsorted(edges[:, 0], spans[:, 0], side="right")
    begun = np.maximum.accumulate(edges[:, 1])
    behind = np.where(after > 0, spans[:, 0] - begun[np.maximum(after - 1, 0)], np.inf)
    starts = np.append(edges[:, 0], np.inf)
    gap: Floats = np.maximum(0.0, np.minimum(behind, starts[after] - spans[:, 1]))
    return gap
