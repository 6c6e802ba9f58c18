"""Cluster speech segments into voices by embeddings and the segmentation's speaker slots.

Embeddings of short segments are noisy in a known way: for segments of n and m seconds of one voice,
the cosine is about sqrt(r(n) r(m)), where r(n) = n / (n + 1). Cosines are divided by this value, so
the expected result for one voice is 1 at any length. The functions are pure and use only arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Seconds of audio at which an embedding is half signal and half noise: cosines of one voice were
# 0.42, 0.59 and 0.75 at 0.75, 1.5 and 3 s (medians; read, telephone, meeting and synthetic speech).
_HALF_SECONDS = 1.0

# Above this corrected cosine, two groups are one voice if the segmentation gives no evidence; a
# higher value yields more voices. Two people on one telephone line have a corrected cosine of 0.6,
# two people who read aloud less than 0.4.
_SAME_VOICE_COSINE = 0.65

# Maximum change of `_SAME_VOICE_COSINE` by the segmentation, which lowers it if it found one
# speaker in both groups and raises it if it found two. The change is close to this maximum if the
# evidence is several times `_SEGMENTATION_SECONDS`. Corrected cosines were 0.45 for one person who
# turned away in a meeting, 0.3 for two people in a meeting whom the segmentation took for one, and
# 0.40 for two similar female voices of Kokoro.
_SEGMENTATION_WEIGHT = 0.25
_SEGMENTATION_SECONDS = 1.0

# Slots of two segments are compared if the segments are closer than this (seconds). The further
# apart they are, the less likely one window contained both, and the less the comparison counts.
_NEAR_SECONDS = 10.0

# Segments shorter than this (seconds) join a voice but do not start one: below a second, cosines of
# one voice and of two voices overlap.
_FOUNDING_SECONDS = 1.0

# A group with less speech than this (seconds) counts as a cough or a stray word and joins the
# nearest voice.
_LEAST_VOICE_SECONDS = 2.0
# This much speech (seconds) is enough for a voice if the segmentation found another speaker in it,
# and its corrected cosine with every other voice is below `_STRANGER_COSINE`. A person who says a
# single sentence in a meeting clip then remains a voice, and a noise does not.
_LEAST_STRANGER_SECONDS = 0.8
_STRANGER_COSINE = 0.5

# If the number of voices is given, each voice must have `_FAIR_SHARE` of an even share of the
# speech, or `_FAIR_SECONDS` if that is less. Two similar voices are then separated before a noise
# counts as the second voice.
_FAIR_SHARE = 0.1
_FAIR_SECONDS = 5.0

# Weights of a cosine and of all neighbours together when a segment is assigned to a voice: a
# difference of 0.2 in cosine outweighs unanimous neighbours. With a larger `_NEIGHBOUR_WEIGHT`,
# voices follow the segmentation more closely, including its confusions.
_COSINE_WEIGHT = 20.0
_NEIGHBOUR_WEIGHT = 2.0
_ROUNDS = 5  # maximum number of iterations; two or three usually suffice

# Maximum number of groups that are compared pairwise (15 minutes of speech), because tables grow
# with the square of this number. In longer recordings, groups are first merged block by block until
# so few remain.
_BLOCK_GROUPS = 600
_THINNING_FACTOR = 4  # one in four groups of a block remains: only the surest merges are applied

Vectors = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedSegments:
    """Segments with one speaker, in order of time.

    `embeddings` [n, dimensions] have unit length; `seconds` is the duration of speech and
    `middle_seconds` the time of the middle, both in seconds; `slots` are the segmentation's slots,
    which can be compared only between neighbours.
    """

    embeddings: Vectors
    seconds: Vectors
    middle_seconds: Vectors
    slots: Numbers


def cluster(segments: EmbeddedSegments, minimum: int = 1, maximum: int | None = None) -> Numbers:
    """Assign each segment to a voice, numbered from 0.

    There are at least `minimum` voices, unless there are fewer segments, and at most `maximum`.
    """
    links = _link_neighbours(segments)
    longest = np.sort(segments.seconds)[-max(minimum, min(3, len(segments.seconds))) :]
    founders = np.flatnonzero(segments.seconds >= min(_FOUNDING_SECONDS, longest.min()))
    groups = np.full(len(segments.seconds), -1)
    groups[founders] = _build_initial_groups(segments, links, founders)
    return _reassign_segments(
        segments, links, _merge_to_voice_count(segments, links, groups, minimum, maximum)
    )


def corrected_cosines(sums: Vectors, seconds: Vectors) -> Vectors:
    """Return the corrected cosine of each pair of groups; two groups of one voice have about 1.

    `sums` are the groups' summed embeddings [groups, dimensions], `seconds` their speech.
    """
    directions = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    trust = np.sqrt(seconds / (seconds + _HALF_SECONDS))
    return np.asarray(directions @ directions.T / np.outer(trust, trust), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _NeighbourLinks:
    """Pairs of nearby segments; a positive weight means one voice, a negative one two voices."""

    left: Numbers
    right: Numbers
    weight: Vectors

    def between(self, groups: Numbers, count: int) -> tuple[Vectors, Vectors]:
        """Return, in seconds, the evidence that two groups are one voice, and that they are two.

        Both arrays are [count, count]. Segments of group -1 are skipped.
        """
        a, b = groups[self.left], groups[self.right]
        inside = (a >= 0) & (b >= 0)
        tables = np.zeros((2, count, count))
        where = (self.weight[inside] < 0).astype(np.int64), a[inside], b[inside]
        np.add.at(tables, where, np.abs(self.weight[inside]))
        tables += tables.transpose(0, 2, 1)
        return tables[0], tables[1]


def _link_neighbours(segments: EmbeddedSegments) -> _NeighbourLinks:
    ends = np.searchsorted(segments.middle_seconds, segments.middle_seconds + _NEAR_SECONDS)
    left = np.repeat(np.arange(len(ends)), ends - np.arange(len(ends)) - 1)
    right = np.concatenate([np.arange(i + 1, end) for i, end in enumerate(ends)])
    distance = segments.middle_seconds[right] - segments.middle_seconds[left]
    weight = np.minimum(segments.seconds[left], segments.seconds[right])
    weight = weight * np.exp(-2 * distance / _NEAR_SECONDS)
    same = segments.slots[left] == segments.slots[right]
    return _NeighbourLinks(left, right, np.where(same, weight, -weight))


def _sum_by_group(
    segments: EmbeddedSegments, groups: Numbers, count: int
) -> tuple[Vectors, Vectors]:
    """Sum the weighted embeddings and the seconds of each group; group -1 is ignored."""
    inside = groups >= 0
    sums = np.zeros((count, segments.embeddings.shape[1]))
    seconds = np.zeros(count)
    np.add.at(sums, groups[inside], segments.embeddings[inside] * segments.seconds[inside, None])
    np.add.at(seconds, groups[inside], segments.seconds[inside])
    return sums, seconds


def _build_initial_groups(
    segments: EmbeddedSegments, links: _NeighbourLinks, founders: Numbers
) -> Numbers:
    """Start with one group for each segment of `founders`.

    If there are too many groups, the surest pairs are merged.
    """
    groups = np.arange(len(founders))
    everyone = np.full(len(segments.seconds), -1)
    while (count := int(groups.max()) + 1) > _BLOCK_GROUPS:
        joined = np.empty(count, np.int64)
        for first in range(0, count, _BLOCK_GROUPS):
            last = min(first + _BLOCK_GROUPS, count)
            inside = (groups >= first) & (groups < last)
            everyone[:] = -1
            everyone[founders[inside]] = groups[inside] - first
            merges = _plan_merges(segments, links, everyone)
            sure = merges[: (last - first) - -(-(last - first) // _THINNING_FACTOR)]
            joined[first:last] = first + _apply_merges(np.arange(last - first), sure)
        groups = _renumber(joined[groups])
    return groups


@dataclass(frozen=True, slots=True)
class _Merge:
    """Group `merged` joins group `into`; a negative `margin` advises against it."""

    into: int
    merged: int
    margin: float


def _plan_merges(
    segments: EmbeddedSegments, links: _NeighbourLinks, groups: Numbers
) -> list[_Merge]:
    """Return the order in which centroid linkage merges all groups into one."""
    count = int(groups.max()) + 1
    sums, seconds = _sum_by_group(segments, groups, count)
    one, two = links.between(groups, count)
    margins = corrected_cosines(sums, seconds) - _compute_merge_threshold(one, two)
    np.fill_diagonal(margins, -np.inf)
    merges = []
    for _ in range(count - 1):
        kept, gone = divmod(int(margins.argmax()), count)
        merges.append(_Merge(kept, gone, float(margins[kept, gone])))
        for values in (sums, seconds, one, two):
            values[kept] += values[gone]
        for table in (one, two):
            table[:, kept] += table[:, gone]
        margins[gone] = margins[:, gone] = -np.inf
        rest = np.isfinite(margins[kept])
        margins[kept, rest] = margins[rest, kept] = _compare_group_with_others(
            sums, seconds, kept, rest
        ) - _compute_merge_threshold(one[kept, rest], two[kept, rest])
    return merges


def _compare_group_with_others(
    sums: Vectors, seconds: Vectors, group: int, other_groups: NDArray[np.bool_]
) -> Vectors:
    """Return the corrected cosine of one group with each of the others."""
    norms = np.linalg.norm(sums[other_groups], axis=1) * np.linalg.norm(sums[group])
    trust = seconds / (seconds + _HALF_SECONDS)
    return np.asarray(
        sums[other_groups] @ sums[group] / norms / np.sqrt(trust[other_groups] * trust[group]),
        np.float64,
    )


def _compute_merge_threshold(
    one_speaker_seconds: Vectors, two_speakers_seconds: Vectors
) -> Vectors:
    """Return the corrected cosine above which two groups merge.

    The threshold is lower where the segmentation found one speaker, and higher where it found two.
    """
    return _SAME_VOICE_COSINE + _SEGMENTATION_WEIGHT * (
        two_speakers_seconds - one_speaker_seconds
    ) / (two_speakers_seconds + one_speaker_seconds + _SEGMENTATION_SECONDS)


def _apply_merges(groups: Numbers, merges: list[_Merge]) -> Numbers:
    """Apply merges to group numbers; -1 (no group) is unchanged."""
    groups = groups.copy()
    for merge in merges:
        groups[groups == merge.merged] = merge.into
    return groups


def _renumber(groups: Numbers) -> Numbers:
    """Renumber groups from 0 without gaps; -1 (no group) is unchanged."""
    found = np.unique(groups[groups >= 0])
    return np.where(groups >= 0, np.searchsorted(found, groups), -1)


def _merge_to_voice_count(
    segments: EmbeddedSegments,
    links: _NeighbourLinks,
    groups: Numbers,
    minimum: int,
    maximum: int | None,
) -> Numbers:
    """Merge similar groups within the bounds of the voice count, and absorb brief voices."""
    merges = _plan_merges(segments, links, groups)
    stop = next((i for i, merge in enumerate(merges) if merge.margin < 0), len(merges))
    fair = min(_FAIR_SHARE * segments.seconds.sum() / minimum, _FAIR_SECONDS)
    limits = (max(fair, _LEAST_VOICE_SECONDS), _LEAST_VOICE_SECONDS, 0.0)
    more = [(i, enough) for enough in limits for i in range(stop, -1, -1)] if minimum > 1 else []
    fewer = [(i, _LEAST_VOICE_SECONDS) for i in range(stop, len(merges) + 1)]
    for joined, enough in more + fewer:
        found = _absorb_brief_voices(
            segments, links, _apply_merges(groups, merges[:joined]), enough
        )
        if minimum <= _count_voices(found) <= (maximum or len(groups)):
            return found
    return _renumber(_apply_merges(groups, merges[: max(0, len(merges) + 1 - minimum)]))


def _count_voices(groups: Numbers) -> int:
    return int(groups.max()) + 1


def _absorb_brief_voices(
    segments: EmbeddedSegments, links: _NeighbourLinks, groups: Numbers, enough_seconds: float
) -> Numbers:
    """Merge voices with too little speech into the nearest voice, smallest first."""
    groups = _renumber(groups)
    while (count := _count_voices(groups)) > 1:
        sums, seconds = _sum_by_group(segments, groups, count)
        alike = corrected_cosines(sums, seconds)
        np.fill_diagonal(alike, -np.inf)
        one, two = (table.copy() for table in links.between(groups, count))
        for table in (one, two):
            np.fill_diagonal(table, 0)
        stranger = (alike.max(1) < _STRANGER_COSINE) & (two.sum(1) > one.sum(1))
        passing = seconds < np.where(
            stranger, min(_LEAST_STRANGER_SECONDS, enough_seconds), enough_seconds
        )
        if not passing.any():
            break
        least = int(np.where(passing, seconds, np.inf).argmin())
        groups = _renumber(np.where(groups == least, alike[least].argmax(), groups))
    return groups


def _reassign_segments(
    segments: EmbeddedSegments, links: _NeighbourLinks, labels: Numbers
) -> Numbers:
    """Assign segments to voices by embedding and neighbours until nothing changes."""
    count = _count_voices(labels)
    pinned = np.array([np.where(labels == k, segments.seconds, 0).argmax() for k in range(count)])
    pins = labels[pinned]
    for _ in range(_ROUNDS):
        sums, _seconds = _sum_by_group(segments, labels, count)
        centroids = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        scores = (
            _COSINE_WEIGHT * segments.embeddings @ centroids.T
            + _NEIGHBOUR_WEIGHT * _compute_neighbour_votes(links, labels, count)
        )
        given = scores.argmax(1)
        given[pinned] = pins
        if (given == labels).all():
            break
        labels = given
    return labels


def _compute_neighbour_votes(links: _NeighbourLinks, labels: Numbers, count: int) -> Vectors:
    """Score, from -1 to 1, how well each voice fits each segment's neighbours.

    The result has the shape [segments, voices].
    """
    votes = np.zeros((len(labels), count + 1))
    weight = np.full(
        len(labels), 0.5
    )  # in seconds: shrinks the votes of segments with few neighbours
    for here, there in ((links.left, links.right), (links.right, links.left)):
        np.add.at(votes, (here, labels[there]), links.weight)
        np.add.at(weight, here, np.abs(links.weight))
    return np.asarray(votes[:, :count] / weight[:, None], np.float64)
