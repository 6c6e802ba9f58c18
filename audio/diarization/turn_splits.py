"""Split diarized voices that are really two people, guided by the turns of an old text.

The typist heard where one person stops and another begins. If one voice speaks on both sides of so
many breaks of the text that paragraphs cannot explain all of them, it may be two people with
similar voices. The pieces of such a voice form a hidden Markov model with two states. Their
embeddings are the emissions; the probability that the voice changes is learned, for each kind of
boundary, from the recording itself. The voice is split if all of this holds: two halves fit better
than one voice does (each turn is compared only with the other turns); the halves are not too
similar; the breaks of the text mark turns, not paragraphs; and at enough of these breaks, the
speech changes from one half to the other. Voices are never joined.

The functions are pure and use only arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.diarization.clustering import corrected_cosines
from transcripts.attribution.chain import most_likely_path

Vectors = NDArray[np.float64]
Numbers = NDArray[np.int64]

BREAK, CHANGE, INSIDE, UNKNOWN = range(4)
"""Kinds of boundaries between pieces. BREAK: a turn of the text begins. CHANGE: only the
diarization has a change of voice. INSIDE: neither. UNKNOWN: a sentence begins in a passage without
text.
"""

# For each kind of boundary: the prior probability that the voice changes there, and the number of
# boundaries for which this prior counts beside those of the recording.
_PRIOR_CHANGES = np.array([0.8, 0.5, 0.03, 0.25])
_PRIOR_COUNTS = np.array([10.0, 6.0, 40.0, 10.0])

# Log-likelihood (nats) that a piece of many seconds gets if its cosine with the voice is 1.
_COSINE_WEIGHT = 40.0

_HALF_SECONDS = 1.0  # as in clustering.py
_ROUNDS = 12

# Least gain in log-likelihood (nats) of two voices over one, and least number of breaks of the text
# that the split must explain.
_LEAST_SCORE = 3.0
_BEYOND_CAST = (
    2.0  # factor of `_LEAST_SCORE` if there are more voices than people in the cast (not fitted)
)
_LEAST_BREAKS_EXPLAINED = 1.5
# Halves with a higher corrected cosine may be one person whose long answers are split into
# paragraphs in the text. Corrected cosines were 0.89 to 0.93 in correct splits (of a reader and the
# same voice shifted by 0.4 semitones), and 0.93 to 1.03 between paragraphs of one voice.
_MOST_ALIKE = 0.925
# Halves whose score is at least `_SURE_SCORE` may be more similar, up to `_MOST_ALIKE_IF_SURE`. For
# two people 0.7 semitones apart who alternate for minutes (0.936 to 0.953) the score was 26 to 46;
# for real readers of three recordings, each split into two halves, at most 17.5.
_SURE_SCORE = 20.0
_MOST_ALIKE_IF_SURE = 0.965

# The breaks of a text count as turns, not paragraphs, if the voice changes at this share or more of
# the breaks that are not within the voice to be split. If fewer than `_LEAST_BREAKS_ELSEWHERE`
# breaks are outside that voice, it is not split.
_LEAST_TURN_SHARE = 0.8
_LEAST_BREAKS_ELSEWHERE = 4
_LEAST_VOICE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedPieces:
    """Pieces of turns, in order of time.

    `embeddings` [n, dimensions] have unit length, or are zeros for a piece that is too short to
    embed. `seconds` is the duration of speech. `boundaries` is the kind of boundary at which each
    piece begins, `voices` the diarized voice, numbered from 0.
    """

    embeddings: Vectors
    seconds: Vectors
    boundaries: Numbers
    voices: Numbers

    @property
    def has_embedding(self) -> NDArray[np.bool_]:
        """Return for each piece whether it has an embedding, [n]."""
        return np.asarray(self.embeddings.any(1))


@dataclass(frozen=True, slots=True, eq=False)
class VoiceSplit:
    """The voice of each piece after voice `old` was split into `old` and `new`.

    `labels` are the voices of all pieces; `score` is the gain in log-likelihood.
    """

    labels: Numbers
    old: int
    new: int
    score: float


def split_voices(pieces: EmbeddedPieces, cast_size: int | None = None) -> Numbers:
    """Return the voice of each piece: the diarization's voice, or a new number after a split.

    `cast_size` is the number of people in the cast; a split that makes more voices needs a higher
    score.
    """
    labels = pieces.voices
    while True:
        voices = _count_voices(labels)
        splits = (s for voice in range(voices) for s in _propose_splits(pieces, labels, voice))
        supported = [split for split in splits if is_supported(pieces, split, voices, cast_size)]
        if not supported:
            return labels
        labels = max(supported, key=lambda split: split.score).labels


def _count_voices(labels: Numbers) -> int:
    return int(labels.max()) + 1


def learned_changes(boundaries: Numbers, labels: Numbers) -> Vectors:
    """Return the probability of a change of voice at each kind of boundary."""
    changed = np.concatenate([[False], labels[1:] != labels[:-1]])
    kinds = boundaries[1:]
    seen = np.bincount(kinds, minlength=len(_PRIOR_CHANGES))
    moved = np.bincount(kinds, weights=changed[1:], minlength=len(_PRIOR_CHANGES))
    expected = _PRIOR_CHANGES * _PRIOR_COUNTS
    return np.asarray((moved + expected) / (seen + _PRIOR_COUNTS), np.float64)


def best_split(pieces: EmbeddedPieces, voice: int) -> VoiceSplit | None:
    """Return the best-scoring split of a voice, even if the evidence for it does not suffice."""
    splits = _propose_splits(pieces, pieces.voices, voice)
    return max(splits, key=lambda split: split.score, default=None)


def _propose_splits(pieces: EmbeddedPieces, labels: Numbers, voice: int) -> Iterator[VoiceSplit]:
    """Yield splits of a voice, each grown from a different pair of halves."""
    new = _count_voices(labels)
    for half in _propose_halves(pieces, labels, voice):
        found = labels.copy()
        found[half] = new
        found = _refit_voices(pieces, found, voice, new)
        if {voice, new} <= set(found.tolist()):
            score = _score_labels(pieces, found) - _score_labels(pieces, labels)
            yield VoiceSplit(found, voice, new, score)


def _refit_voices(
    pieces: EmbeddedPieces, labels: Numbers, first_voice: int, second_voice: int
) -> Numbers:
    """Alternately re-estimate two voices and reassign their pieces, until nothing changes.

    The pieces of all other voices stay as they are.
    """
    voices = first_voice, second_voice
    own = np.isin(labels, voices)
    rows = np.arange(len(labels))
    changes = _PRIOR_CHANGES
    for _ in range(_ROUNDS):
        emissions = np.full((len(labels), max(voices) + 1), -1e6)
        emissions[rows[~own], labels[~own]] = 0.0
        cosines = pieces.embeddings @ _compute_centroids(pieces, labels, voices).T
        emissions[np.ix_(np.flatnonzero(own), np.array(voices))] = (
            _COSINE_WEIGHT * _weight_by_duration(pieces)[:, None] * cosines
        )[own]
        found = most_likely_path(emissions, changes[pieces.boundaries]).astype(np.int64)
        changes = learned_changes(pieces.boundaries, found)
        if (found == labels).all():
            break
        labels = found
    return labels


def _compute_centroids(pieces: EmbeddedPieces, labels: Numbers, voices: tuple[int, ...]) -> Vectors:
    weighted = pieces.embeddings * pieces.seconds[:, None]
    sums = np.stack([weighted[labels == voice].sum(0) for voice in voices])
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))


def _weight_by_duration(pieces: EmbeddedPieces) -> Vectors:
    return np.asarray(pieces.seconds / (pieces.seconds + _HALF_SECONDS))


def _score_labels(pieces: EmbeddedPieces, labels: Numbers) -> float:
    """Return the log-likelihood of labels; a piece is compared only with its voice's other turns.

    A half that consists of a single turn therefore gains nothing.
    """
    fit = _COSINE_WEIGHT * _weight_by_duration(pieces) * _cross_validate_cosines(pieces, labels)
    change = learned_changes(pieces.boundaries, labels)[pieces.boundaries[1:]]
    steps = np.where(labels[1:] != labels[:-1], np.log(change), np.log(1 - change))
    return float(fit.sum() + steps.sum())


def _number_turns(pieces: EmbeddedPieces) -> Numbers:
    """Number the turns of the pieces; without a text, every sentence counts as a turn."""
    return np.asarray(np.cumsum(pieces.boundaries != INSIDE), np.int64)


def _cross_validate_cosines(pieces: EmbeddedPieces, labels: Numbers) -> Vectors:
    """Return each piece's cosine with the mean of its voice in all other turns."""
    weighted = pieces.embeddings * pieces.seconds[:, None]
    sums = np.zeros((_count_voices(labels), weighted.shape[1]))
    np.add.at(sums, labels, weighted)
    _, own = np.unique(np.stack([_number_turns(pieces), labels]), axis=1, return_inverse=True)
    own = own.ravel()
    in_turn = np.zeros((int(own.max()) + 1, weighted.shape[1]))
    np.add.at(in_turn, own, weighted)
    rest = sums[labels] - in_turn[own]
    norms = np.linalg.norm(rest, axis=1)
    cosines = (pieces.embeddings * rest).sum(1) / np.maximum(norms, 1e-9)
    return np.asarray(np.where(norms > 1e-6, cosines, 0.0), np.float64)


def _propose_halves(pieces: EmbeddedPieces, labels: Numbers, voice: int) -> list[Numbers]:
    """Propose halves of a voice: along its principal axes, and around its most distant piece."""
    own = np.flatnonzero((labels == voice) & pieces.has_embedding)
    if len(own) < 2:
        return []
    vectors, weight = pieces.embeddings[own], _weight_by_duration(pieces)[own]
    middle = (vectors * weight[:, None]).sum(0) / weight.sum()
    _, _, axes = np.linalg.svd((vectors - middle) * weight[:, None], full_matrices=False)
    halves = [own[(vectors - middle) @ axis > 0] for axis in axes[:3]]
    far = own[(weight * (1 - vectors @ middle / np.linalg.norm(middle))).argmax()]
    other = own[(vectors @ pieces.embeddings[far]).argmin()]
    halves.append(own[vectors @ pieces.embeddings[far] > vectors @ pieces.embeddings[other]])
    return [half for half in halves if 0 < len(half) < len(own)]


def is_supported(
    pieces: EmbeddedPieces, split: VoiceSplit, voices: int = 1, cast_size: int | None = None
) -> bool:
    """Check whether the evidence for a split suffices.

    Each half must speak long enough, two voices must fit better than one, the halves must differ
    enough, and the voice must change at enough of the breaks.

    `voices` is the number of voices before the split, `cast_size` the number of people in the cast.
    """
    seconds = [pieces.seconds[split.labels == voice].sum() for voice in (split.old, split.new)]
    factor = _BEYOND_CAST if cast_size is not None and voices >= cast_size else 1.0
    most_alike = _MOST_ALIKE_IF_SURE if split.score >= factor * _SURE_SCORE else _MOST_ALIKE
    return bool(
        min(seconds) >= _LEAST_VOICE_SECONDS
        and split.score >= factor * _LEAST_SCORE
        and breaks_explained(pieces, split) >= _LEAST_BREAKS_EXPLAINED
        and share_of_breaks_with_change(pieces, split) >= _LEAST_TURN_SHARE
        and similarity_of_halves(pieces, split) <= most_alike
    )


def similarity_of_halves(pieces: EmbeddedPieces, split: VoiceSplit) -> float:
    """Return the corrected cosine of the two halves; about 1 is expected for a single voice."""
    weighted = pieces.embeddings * pieces.seconds[:, None]
    own = [pieces.has_embedding & (split.labels == voice) for voice in (split.old, split.new)]
    if not all(half.any() for half in own):
        return 1.0
    sums = np.stack([weighted[half].sum(0) for half in own])
    seconds = np.array([pieces.seconds[half].sum() for half in own])
    return float(corrected_cosines(sums, seconds)[0, 1])


def share_of_breaks_with_change(pieces: EmbeddedPieces, split: VoiceSplit) -> float:
    """Return the share of the breaks outside the split voice at which the voice changes.

    Returns 0 if there are too few breaks.
    """
    halves = (split.old, split.new)
    before, after = split.labels[:-1], split.labels[1:]
    within = np.isin(before, halves) & np.isin(after, halves)
    elsewhere = (pieces.boundaries[1:] == BREAK) & ~within
    if elsewhere.sum() < _LEAST_BREAKS_ELSEWHERE:
        return 0.0
    return float((before != after)[elsewhere].mean())


def breaks_explained(pieces: EmbeddedPieces, split: VoiceSplit) -> float:
    """Return how many breaks between the halves a single voice would leave unexplained."""
    before, after = split.labels[:-1], split.labels[1:]
    at_break = pieces.boundaries[1:] == BREAK
    halves = (split.old, split.new)
    met = at_break & np.isin(before, halves) & np.isin(after, halves)
    stays = at_break & (before == after)
    elsewhere = (stays.sum() + 1) / (at_break.sum() + 2)
    return float((met & (before != after)).sum() - elsewhere * met.sum())
