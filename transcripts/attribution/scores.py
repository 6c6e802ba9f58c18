"""Score words for the voices of a diarization: emission scores and transition probabilities.

The constants were tested on three podcast interviews of 700 words, spoken by synthetic voices. Many
copies, 50,000 words in all, got the errors that recognizers and diarizers make: words were shifted
by up to 0.15 s and segment boundaries by up to 0.25 s, segments were given to the wrong voice, and
half of the shortest segments were removed. Halving or doubling any constant changes the share of
words with a wrong voice by a tenth or less.
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
"""Seconds around a word that count half: word times and segment boundaries are off by as much."""

DIARIZATION_TRUST = 0.97
"""Probability that the diarization is right about FULL_EVIDENCE_SECONDS of sound. A lower value
swallows short turns, a higher one lets every slip of the diarizer through: at 0.97 a slip inside a
sentence must last 1.4 s to change the voice."""

FULL_EVIDENCE_SECONDS = 0.4
"""Duration of a word that counts as one full observation; the weight grows with the length, up to
twice that. Slips of diarizers last about as long, so a short "the" proves little."""

TRUST_IN_MISSED_TURN = 0.7
"""Probability that the diarization is right about a phrase that is a turn only in the reference; it
is lower, because diarizers miss half of such short speech."""

BACKCHANNEL_WEIGHT = 8.0
"""Activity of the voice whose short segment matches a backchannel. A voice that is active during a
whole word has 1; a listener needs more, because the speaker may go on at the same time."""

NEARBY_WEIGHT = 0.05
"""Activity of a voice near a word but not in it; a factor of e less for each NEARBY_DECAY_SECONDS.
A word between two segments belongs to the nearer one unless the text says otherwise."""

NEARBY_DECAY_SECONDS = 0.5
"""See NEARBY_WEIGHT."""

IN_PHRASE = 0.002
AFTER_COMMA = 0.01
AFTER_SENTENCE = 0.25
AFTER_QUESTION = 0.4
BEFORE_BACKCHANNEL = 0.8
AFTER_BACKCHANNEL = 0.45
"""Probability that the voice changes before a word, by what precedes it. Counted in 20 edited
podcast transcripts (The Changelog, 2,891 turns): 0.0002 inside a phrase, 0 after a comma, 0.25
after a sentence, 0.42 after a question, 0.88 before a backchannel that begins a sentence, 0.46
after one that ends it. The first two are set higher because recognizers omit and mistake marks."""

AT_BACKCHANNEL = 0.5
"""Probability that the voice changes at each end of a backchannel that matches a short segment."""

AT_BREAK = 0.9
"""Probability that the voice changes where a turn of the reference begins: high, because people who
listened typed the turns, but not 1, because a paragraph inside a turn looks the same."""

OFF_BREAK_ODDS = 0.3
"""Factor of the odds of a change between two words inside a turn of the reference. The odds are not
0, because a reference usually omits backchannels, and sometimes turns."""

PAUSE_ODDS = 4.0
"""Factor of the odds of a change at a pause of PAUSE_SECONDS or more; shorter pauses have less."""

PAUSE_SECONDS = 0.6
"""See PAUSE_ODDS. Typical of a change of speaker; longer pauses are no stronger evidence."""


def emission_scores(
    words: Sequence[Word],
    diarization: Diarization,
    names: Sequence[str],
    backchannels: Sequence[Backchannel],
) -> Floats:
    """Compute the log-likelihood of each word's audio for each voice [words, voices].

    `names` are the voices in the order of the columns.
    """
    spans = np.array([(w.start, max(w.end, w.start + 0.02)) for w in words])
    by_voice = [[s for s in diarization.segments if s.voice == name] for name in names]
    activity = np.stack([_voice_activity_shares(spans, segments) for segments in by_voice], axis=1)
    trust = np.full((len(words), 1), DIARIZATION_TRUST)
    for reply in backchannels:
        if reply.voice is None:
            trust[reply.first : reply.last + 1] = TRUST_IN_MISSED_TURN
        else:
            activity[reply.first : reply.last + 1, names.index(reply.voice)] += BACKCHANNEL_WEIGHT
    share = activity / activity.sum(axis=1, keepdims=True)
    weight = np.minimum(2.0, (spans[:, 1:] - spans[:, :1]) / FULL_EVIDENCE_SECONDS)
    likelihood: Floats = weight * np.log(trust * share + (1 - trust))
    return likelihood


def transition_probabilities(
    words: Sequence[Word],
    breaks: frozenset[int],
    backchannels: Sequence[Backchannel],
    language: Language,
) -> Floats:
    """Compute the probability that the voice changes before each word [words]."""
    is_backchannel = flag_backchannels([word.text for word in words], language)
    edges = {i for b in backchannels if b.voice for i in (b.first, b.last + 1)} - breaks
    change = np.full(len(words), IN_PHRASE)
    for i in range(1, len(words)):
        if i in edges:
            change[i] = AT_BACKCHANNEL
        elif i in breaks:
            change[i] = AT_BREAK
        else:
            is_written = all(word.origin != "heard" for word in words[i - 1 : i + 1])
            odds = turn_odds(words, is_backchannel, i)
            odds *= OFF_BREAK_ODDS if breaks and is_written else 1.0
            change[i] = odds / (1 + odds)
    return change


def turn_odds(words: Sequence[Word], is_backchannel: Sequence[bool], index: int) -> float:
    """Compute the odds that a turn begins at a word, from the punctuation and pause before it."""
    pause = min(1.0, max(0.0, words[index].start - words[index - 1].end) / PAUSE_SECONDS)
    return punctuation_odds(words, is_backchannel, index) * float(PAUSE_ODDS**pause)


def punctuation_odds(words: Sequence[Word], is_backchannel: Sequence[bool], index: int) -> float:
    """Compute the odds that a turn begins at a word, from only the punctuation before it."""
    probability = _speaker_change_probability(
        words[index - 1].text, is_backchannel[index - 1], is_backchannel[index]
    )
    return probability / (1 - probability)


def _speaker_change_probability(
    word_before: str, after_backchannel: bool, is_backchannel: bool
) -> float:
    """Look up the probability that the voice changes after a word, by its punctuation mark."""
    mark = last_mark(word_before)
    if not ends_sentence(word_before):
        return AFTER_COMMA if mark in set(",;:-–—") else IN_PHRASE
    if is_backchannel and not after_backchannel:
        return BEFORE_BACKCHANNEL
    if after_backchannel:
        return AFTER_BACKCHANNEL
    return AFTER_QUESTION if mark == "?" else AFTER_SENTENCE


def _voice_activity_shares(spans: Floats, segments: Sequence[SpeakerSegment]) -> Floats:
    """Measure how active a voice is in each span.

    The value is 1 if the voice is active throughout, and near 0 if it is active only far away.
    """
    if not segments:
        return np.full(len(spans), np.finfo(float).tiny)
    edges = np.array(sorted((s.start, s.end) for s in segments))
    inside, around = (
        _covered_share(spans[:, 0] - pad, spans[:, 1] + pad, edges)
        for pad in (0.0, PADDING_SECONDS)
    )
    near = NEARBY_WEIGHT * np.exp(-_seconds_to_segment(spans, edges) / NEARBY_DECAY_SECONDS)
    activity: Floats = (inside + around) / 2 + near + np.finfo(float).tiny
    return activity


def _covered_share(start: Floats, end: Floats, segment_edges: Floats) -> Floats:
    """Compute the share of each span that is covered by segments (edges: [segments, 2])."""
    times = np.maximum.accumulate(segment_edges.ravel())
    speech = np.diff(times, prepend=times[0]) * (np.arange(len(times)) % 2)
    heard = np.cumsum(speech)
    share: Floats = (np.interp(end, times, heard) - np.interp(start, times, heard)) / (end - start)
    return share


def _seconds_to_segment(spans: Floats, segment_edges: Floats) -> Floats:
    """Compute the seconds from each span to the nearest segment (edges: [segments, 2])."""
    after = np.searchsorted(segment_edges[:, 0], spans[:, 0], side="right")
    begun = np.maximum.accumulate(segment_edges[:, 1])
    behind = np.where(after > 0, spans[:, 0] - begun[np.maximum(after - 1, 0)], np.inf)
    starts = np.append(segment_edges[:, 0], np.inf)
    gap: Floats = np.maximum(0.0, np.minimum(behind, starts[after] - spans[:, 1]))
    return gap
