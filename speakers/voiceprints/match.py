"""Compare a recording's voices with the archive's voiceprints by cosine similarity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from speakers.voiceprints.known import NOBODY, KnownVoices
from transcripts.transcript import Diarization

# An embedding of this many seconds of speech is half signal and half noise
# (audio/diarization/clustering.py). Similarities are corrected for duration, so that two samples of
# one voice have an expected similarity of 1, even if they are short.
HALF_SECONDS = 1.0
# Maximum seconds of speech from which the embedding of a voice is computed
# (audio/diarization/tracks.py).
MOST_SECONDS = 60.0

# Logistic calibration: the log-odds that two samples are one voice are SLOPE * (similarity - EVEN).
# Measured by `benchmarks/voiceprints.py --calibrate` on 14 synthetic voices on three occasions
# (studio, noise, telephone); four of the voices are another voice shifted by 0.7 semitones. Samples
# of one voice had similarities of 0.63 to 0.99, in most telephone pairs below 0.8; samples of two
# voices had less than 0.57 in 95 of 100 pairs, and at most 0.91.
SLOPE, EVEN = 18.6, 0.575
# Limits of the log-odds of one similarity. `MOST_FOR` is the most that the 500 measured pairs of
# different voices can prove. `MOST_AGAINST` is low because a telephone or a cold changes a voice,
# and because a wrong turn may have been enrolled.
MOST_FOR, MOST_AGAINST = 5.0, -5.0

# Least similarity, and least margin over the runner-up, at which a voiceprint alone names a voice.
# If the speaker was enrolled, no name was wrong. Of 84 samples of speakers who were not enrolled,
# 12 got a wrong name, nearly all of them samples of shifted voices; with `SURE` = 0.8, 16 got one,
# and with 0.7, 28. A higher value names fewer voices: on the telephone, 0.85 names hardly anybody.
SURE, MARGIN = 0.85, 0.1
# A voiceprint names a voice only if it was computed from at least this many seconds of clean
# speech. Set by hand.
ENOUGH_SECONDS = 10.0
# Least similarity at which the editor is asked. Two samples of the same voice never had less.
ASKED = 0.6
# Highest log-odds of an uncertain match, so that it never decides alone. Set by hand.
TIPS = 1.0

# Log-odds of the owner of a microphone against everybody else. Set by hand to outweigh all other
# evidence together.
OWN_MICROPHONE = 20.0


@dataclass(frozen=True, slots=True)
class VoiceMatch:
    """A voice and the known person most similar to it.

    `is_sure` is true if the match is strong enough to name the voice.
    """

    voice: str
    person: str
    similarity: float
    is_sure: bool

    @property
    def log_odds(self) -> float:
        """Return the log-odds that the voice is this person's, from the similarity alone."""
        return float(np.clip(SLOPE * (self.similarity - EVEN), MOST_AGAINST, MOST_FOR))


@dataclass(frozen=True, slots=True, eq=False)
class VoiceMatches:
    """Similarities of all voices to all known people: `similarities` [voices, people].

    Similarities are corrected for the duration of the speech, so that the expected value is 1 for a
    voice and the person that it belongs to. `best` has, for each voice, the most similar person, if
    similar enough to ask an editor about; the voice that speaks most comes first. `microphones`
    maps voices to the owners of their microphones.
    """

    voices: tuple[str, ...] = ()
    known: KnownVoices = NOBODY
    similarities: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    best: Mapping[str, VoiceMatch] = field(default_factory=dict)
    microphones: Mapping[str, str] = field(default_factory=dict)

    def log_odds(self, person: str) -> dict[str, float]:
        """Return the log-odds that each voice is this person; empty for an unknown person.

        The owner of a microphone outweighs all other evidence, because the user named the owner.
        """
        return self._compute_voiceprint_log_odds(person) | {
            voice: OWN_MICROPHONE if person == owner else -OWN_MICROPHONE
            for voice, owner in self.microphones.items()
        }

    def _compute_voiceprint_log_odds(self, person: str) -> dict[str, float]:
        if person not in self.known.people or not self.voices:
            return {}
        column = self.similarities[:, self.known.people.index(person)]
        odds = np.clip(SLOPE * (column - EVEN), MOST_AGAINST, TIPS)
        found = dict(zip(self.voices, map(float, odds), strict=True))
        return found | {b.voice: b.log_odds for b in self._list_sure_matches(person)[:1]}

    def is_second_voice_of(self, voice: str, person: str) -> bool:
        """Check whether a voice certainly belongs to a person who already has another voice."""
        return voice in [b.voice for b in self._list_sure_matches(person)[1:]]

    def _list_sure_matches(self, person: str) -> list[VoiceMatch]:
        """Return the person's sure matches; the voice that speaks most comes first."""
        return [b for b in self.best.values() if b.is_sure and b.person == person]


def match_voices(voices: Diarization, known_voices: KnownVoices) -> VoiceMatches:
    """Compare the voices of a recording with all known voices in one matrix product."""
    names = tuple(voices.embeddings)
    if not names or not known_voices.people:
        return VoiceMatches()
    embeddings = np.array([voices.embeddings[name] for name in names], np.float32)
    seconds = _sum_seconds_by_voice(voices, names)
    trust = np.sqrt(
        _weight_by_duration(seconds)[:, None] * _weight_by_duration(known_voices.seconds)[None, :]
    )
    table = np.asarray(embeddings @ known_voices.embeddings.T / trust, np.float32)
    best = [
        _find_best_match(names[i], table[i], known_voices)
        for i in np.argsort(-seconds, kind="stable")
    ]
    return VoiceMatches(
        names, known_voices, table, {b.voice: b for b in best if b.similarity >= ASKED}
    )


def _sum_seconds_by_voice(voices: Diarization, names: Sequence[str]) -> NDArray[np.float32]:
    spoken = dict.fromkeys(names, 0.0)
    for segment in voices.exclusive_segments:
        if segment.voice in spoken:
            spoken[segment.voice] += segment.span.duration
    return np.clip(np.array([spoken[n] for n in names], np.float32), HALF_SECONDS, MOST_SECONDS)


def _weight_by_duration(seconds: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(seconds / (seconds + HALF_SECONDS), np.float32)


def _find_best_match(voice: str, row: NDArray[np.float32], known_voices: KnownVoices) -> VoiceMatch:
    first = int(row.argmax())
    likeness = float(row[first])
    second = float(np.delete(row, first).max(initial=0.0))
    sure = (
        likeness >= SURE
        and likeness - second >= MARGIN
        and float(known_voices.seconds[first]) >= ENOUGH_SECONDS
    )
    return VoiceMatch(voice, known_voices.people[first], likeness, sure)
