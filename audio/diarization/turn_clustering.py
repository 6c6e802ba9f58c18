"""Cluster the pieces of turns into voices, with the breaks of an old text as evidence.

Whoever typed the text heard where one person stops and another begins. Neighbouring turns are
therefore seldom one voice, and the pieces of one turn are seldom two. The pieces form a hidden
Markov model whose state is the voice: the embedding of a piece and the voice that the diarization
hears are its emissions; the probability that the voice changes is learned for each kind of boundary
from the recording itself, because a text may also break where only a paragraph ends.

Pure: arrays in, arrays out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audio.diarization.clustering import corrected_cosines
from transcripts.attribution.chain import most_likely_path

Vectors = NDArray[np.float64]
Numbers = NDArray[np.int64]

BREAK, CHANGE, INSIDE, UNKNOWN = range(4)
"""Kinds of boundaries: a turn of the text begins; only the diarization hears a change; neither; or
a sentence begins where there is no text."""

# Expected probability that the voice changes at each kind of boundary, and how many boundaries
# that expectation is worth: the recording's own boundaries are added to it.
_EXPECTED_CHANGES = np.array([0.9, 0.5, 0.03, 0.25])
_EXPECTATION_WORTH = np.array([10.0, 6.0, 40.0, 10.0])

# Log-likelihood of a cosine of 1 for a piece of many seconds.
_COSINE_WEIGHT = 40.0

# Log-likelihood weight of the voice that the diarization hears in a piece, and the share of pieces
# in which it is expected to be wrong about everything.
_HEARD_WEIGHT = 1.0
_HEARD_SMOOTHING = 2.0  # seconds

_HALF_SECONDS = 1.0  # as in clustering.py
_ROUNDS = 12

# Two voices are different people below this corrected cosine, whatever the text says.
_DIFFERENT_COSINE = 0.65

# Above it they are two only if pieces tell them apart that did not help to describe them (share of
# the seconds), and if as one voice they would follow themselves at this many breaks more than
# paragraphs explain.
_LEAST_SEPARATION = 0.9
_LEAST_BREAKS_EXPLAINED = 2.0
_LEAST_VOICE_SECONDS = 2.0

# An expected voice must at least explain this much (log-likelihood).
_EXPECTED_GAIN = 10.0

_MOST_VOICES = 20


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedPieces:
    """Pieces of turns in order of time.

    `embeddings` [n, dimensions] of unit length, or zeros if a piece is too short to embed;
    `seconds` of speech; `boundaries` are the kinds of boundary at which they begin; `heard` is the
    number of the diarization's voice, or -1.
    """

    embeddings: Vectors
    seconds: Vectors
    boundaries: Numbers
    heard: Numbers

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which pieces have an embedding."""
        return np.asarray(self.embeddings.any(1))


@dataclass(frozen=True, slots=True, eq=False)
class TurnVoices:
    """The voice of each piece, numbered from 0, and what was learned with them.

    `changes` is the probability of a change at each kind of boundary. `score` is the
    log-likelihood of the path.
    """

    labels: Numbers
    changes: Vectors
    score: float

    @property
    def count(self) -> int:
        """The number of voices."""
        return int(self.labels.max()) + 1


def cluster_turns(
    pieces: EmbeddedPieces,
    minimum: int = 1,
    maximum: int | None = None,
    expected: int | None = None,
) -> TurnVoices:
    """Assign each piece to a voice, within the bounds on their number if the pieces allow it.

    Voices are split as long as a split is supported. `minimum` forces splits and `maximum` forbids
    them; up to `expected` voices, such as a cast has, a split needs no breaks that explain it.
    """
    most = min(maximum or _MOST_VOICES, _MOST_VOICES, max(1, int(pieces.usable.sum())))
    found = _fit(pieces, np.zeros(len(pieces.seconds), np.int64))
    while found.count < most:
        splits = [c for c in _splits(pieces, found) if c.count == found.count + 1]
        supported = [c for c in splits if is_supported(pieces, c)]
        if not supported and found.count < (expected or 1):
            supported = [c for c in splits if c.score >= found.score + _EXPECTED_GAIN]
        if not supported and found.count < minimum:
            supported = splits
        if not supported:
            break
        found = max(supported, key=lambda c: c.score)
    heard = _as_heard(pieces)
    fits = minimum <= heard.count <= most and is_supported(pieces, heard)
    return heard if fits and heard.score > found.score else found


def _as_heard(pieces: EmbeddedPieces) -> TurnVoices:
    """Start from the voices of the diarization; a piece in which it hears nobody has the first."""
    return _fit(pieces, _renumber(np.maximum(pieces.heard, 0)))


def _fit(pieces: EmbeddedPieces, labels: Numbers) -> TurnVoices:
    """Alternate between the description of the voices and the likeliest path until stable."""
    changes = _EXPECTED_CHANGES
    path = labels
    for _ in range(_ROUNDS):
        count = int(path.max()) + 1
        emissions = _emissions(pieces, path, count)
        new = most_likely_path(emissions, changes[pieces.boundaries]).astype(np.int64)
        changes = learned_changes(pieces.boundaries, new)
        if (new == path).all():
            break
        path = _renumber(new)
    path = _renumber(path)
    return TurnVoices(path, changes, _score(pieces, path, changes))


def learned_changes(boundaries: Numbers, labels: Numbers) -> Vectors:
    """Return the probability of a change of voice at each kind of boundary."""
    changed = np.concatenate([[False], labels[1:] != labels[:-1]])
    kinds = boundaries[1:]
    seen = np.bincount(kinds, minlength=len(_EXPECTED_CHANGES))
    moved = np.bincount(kinds, weights=changed[1:], minlength=len(_EXPECTED_CHANGES))
    expected = _EXPECTED_CHANGES * _EXPECTATION_WORTH
    return np.asarray((moved + expected) / (seen + _EXPECTATION_WORTH), np.float64)


def _centroids(pieces: EmbeddedPieces, labels: Numbers, count: int) -> Vectors:
    sums = np.zeros((count, pieces.embeddings.shape[1]))
    np.add.at(sums, labels, pieces.embeddings * pieces.seconds[:, None])
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))


def _trust(pieces: EmbeddedPieces) -> Vectors:
    return np.asarray(pieces.seconds / (pieces.seconds + _HALF_SECONDS))


def _emissions(pieces: EmbeddedPieces, labels: Numbers, count: int) -> Vectors:
    """Score each piece for each voice [pieces, voices]."""
    cosines = pieces.embeddings @ _centroids(pieces, labels, count).T
    return _COSINE_WEIGHT * _trust(pieces)[:, None] * cosines + _heard_scores(pieces, labels, count)


def _heard_scores(pieces: EmbeddedPieces, labels: Numbers, count: int) -> Vectors:
    """Score how well the diarization's voice of each piece fits each voice [pieces, voices]."""
    known = pieces.heard >= 0
    kinds = int(pieces.heard.max()) + 1
    if kinds < 1:
        return np.zeros((len(labels), count))
    together = np.full((count, kinds), _HEARD_SMOOTHING / kinds)
    np.add.at(together, (labels[known], pieces.heard[known]), pieces.seconds[known])
    shares = np.log(together / together.sum(1, keepdims=True))
    scores = np.zeros((len(labels), count))
    weight = np.minimum(1.0, pieces.seconds[known])[:, None] * _HEARD_WEIGHT
    scores[known] = weight * shares[:, pieces.heard[known]].T
    return scores


def _score(pieces: EmbeddedPieces, labels: Numbers, changes: Vectors) -> float:
    """Score a path; each piece is compared with what other turns say of its voice.

    A voice that describes nobody but its own few pieces therefore gains nothing.
    """
    heard = _heard_scores(pieces, labels, int(labels.max()) + 1)
    cosines = _cross_validated_cosines(pieces, labels)
    change = changes[pieces.boundaries[1:]]
    steps = np.where(labels[1:] != labels[:-1], np.log(change), np.log(1 - change))
    fit = _COSINE_WEIGHT * _trust(pieces) * cosines + heard[np.arange(len(labels)), labels]
    return float(fit.sum() + steps.sum())


def _turn_numbers(pieces: EmbeddedPieces) -> Numbers:
    """Number the turns of the pieces; without a text, every sentence may be one."""
    return np.asarray(np.cumsum(pieces.boundaries != INSIDE), np.int64)


def _cross_validated_cosines(pieces: EmbeddedPieces, labels: Numbers) -> Vectors:
    """Compare each piece with its voice as all other turns describe it."""
    weighted = pieces.embeddings * pieces.seconds[:, None]
    sums = np.zeros((int(labels.max()) + 1, weighted.shape[1]))
    np.add.at(sums, labels, weighted)
    _, own = np.unique(np.stack([_turn_numbers(pieces), labels]), axis=1, return_inverse=True)
    own = own.ravel()
    in_turn = np.zeros((int(own.max()) + 1, weighted.shape[1]))
    np.add.at(in_turn, own, weighted)
    rest = sums[labels] - in_turn[own]
    norms = np.linalg.norm(rest, axis=1)
    cosines = (pieces.embeddings * rest).sum(1) / np.maximum(norms, 1e-9)
    return np.asarray(np.where(norms > 1e-6, cosines, 0.0), np.float64)


def _splits(pieces: EmbeddedPieces, found: TurnVoices) -> list[TurnVoices]:
    """Split each voice in two in several ways, and fit all voices again."""
    candidates = []
    for voice in range(found.count):
        for halves in _halves(pieces, found, voice):
            labels = found.labels.copy()
            labels[halves] = found.count
            candidates.append(_fit(pieces, labels))
    return candidates


def _halves(pieces: EmbeddedPieces, found: TurnVoices, voice: int) -> list[Numbers]:
    """Propose which pieces leave a voice: those near each of its pieces far from its middle."""
    own = np.flatnonzero((found.labels == voice) & pieces.usable)
    if len(own) < 2:
        return []
    vectors = pieces.embeddings[own]
    weight = _trust(replace(pieces, seconds=pieces.seconds))[own]
    centre = (vectors * weight[:, None]).sum(0)
    spread = (vectors - centre / weight.sum()) * weight[:, None]
    _, _, axes = np.linalg.svd(spread, full_matrices=False)
    halves = []
    for axis in axes[:2]:
        side = (vectors - centre / weight.sum()) @ axis > 0
        halves += [own[side]]
    far = own[(weight * (1 - vectors @ (centre / np.linalg.norm(centre)))).argmax()]
    other = own[(pieces.embeddings[own] @ pieces.embeddings[far]).argmin()]
    near = vectors @ pieces.embeddings[far] > vectors @ pieces.embeddings[other]
    halves.append(own[near])
    heard = pieces.heard[own]
    halves += [own[heard == h] for h in np.unique(heard) if 0 < (heard == h).sum() < len(own)]
    return [half for half in halves if 0 < len(half) < len(own)]


def is_supported(pieces: EmbeddedPieces, voices: TurnVoices) -> bool:
    """Whether every voice speaks and every two voices are two people."""
    return all(
        is_two(pieces, voices, a, b)
        for a in range(voices.count)
        for b in range(a + 1, voices.count)
    ) and bool(
        (
            np.bincount(voices.labels, weights=pieces.seconds, minlength=voices.count)
            >= _LEAST_VOICE_SECONDS
        ).all()
    )


def is_two(pieces: EmbeddedPieces, voices: TurnVoices, a: int, b: int) -> bool:
    """Whether two voices are two people: unlike, or else separable and kept apart by breaks."""
    return likeness(pieces, voices.labels, a, b) < _DIFFERENT_COSINE or (
        separation(pieces, voices.labels, a, b) >= _LEAST_SEPARATION
        and breaks_explained(pieces, voices, a, b) >= _LEAST_BREAKS_EXPLAINED
    )


def likeness(pieces: EmbeddedPieces, labels: Numbers, a: int, b: int) -> float:
    """Compare two voices by the sums of their embeddings; one voice is expected at 1."""
    sums = np.stack(
        [(pieces.embeddings * pieces.seconds[:, None])[labels == k].sum(0) for k in (a, b)]
    )
    seconds = np.array([pieces.seconds[(labels == k) & pieces.usable].sum() for k in (a, b)])
    if not (np.linalg.norm(sums, axis=1) > 0).all():
        return 1.0
    return float(corrected_cosines(sums, seconds)[0, 1])


def separation(pieces: EmbeddedPieces, labels: Numbers, a: int, b: int) -> float:
    """Share of the seconds of two voices that are nearer to their own voice than to the other.

    Each piece is compared with what the other pieces, apart from those of its turn, say of a voice.
    """
    own = np.flatnonzero(np.isin(labels, (a, b)) & pieces.usable)
    turns = _turn_numbers(pieces)[own]
    is_a = labels[own] == a
    weighted = pieces.embeddings[own] * pieces.seconds[own, None]
    total = np.stack([weighted[is_a].sum(0), weighted[~is_a].sum(0)])
    right = 0.0
    for turn in np.unique(turns):
        here = turns == turn
        rest = total - np.stack([weighted[here & is_a].sum(0), weighted[here & ~is_a].sum(0)])
        norms = np.linalg.norm(rest, axis=1)
        if not (norms > 1e-9).all():
            continue
        cosines = pieces.embeddings[own[here]] @ (rest / norms[:, None]).T
        correct = (cosines[:, 0] > cosines[:, 1]) == is_a[here]
        right += float(pieces.seconds[own[here]][correct].sum())
    return right / max(1e-9, float(pieces.seconds[own].sum()))


def breaks_explained(pieces: EmbeddedPieces, voices: TurnVoices, a: int, b: int) -> float:
    """How many breaks between two voices would need another explanation if they were one."""
    before, after = voices.labels[:-1], voices.labels[1:]
    at_break = pieces.boundaries[1:] == BREAK
    between = at_break & (((before == a) & (after == b)) | ((before == b) & (after == a)))
    stays = at_break & (before == after)
    elsewhere = (stays.sum() + 1) / (at_break.sum() + 2)
    met = at_break & np.isin(before, (a, b)) & np.isin(after, (a, b))
    return float(between.sum() - elsewhere * met.sum())


def _renumber(labels: Numbers) -> Numbers:
    """Number the voices from 0 in order of first appearance."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return np.asarray(order[inverse], np.int64)
