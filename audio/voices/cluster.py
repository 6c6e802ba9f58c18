"""Which stretches of speech are one voice: by their prints, and by what the segmentation heard.

Prints of short stretches are noisy in a way that is known: between stretches of n and m seconds of
one voice the cosine is about sqrt(r(n) r(m)), where r(n) = n / (n + 1). Cosines are divided by that
here, so that 1 is expected of one voice whatever the lengths. Pure: arrays in, arrays out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Seconds of sound at which a print is half voice and half chance: cosines of one voice were 0.42,
# 0.59 and 0.75 at 0.75, 1.5 and 3 s (medians; read, telephone, meeting and synthetic speech).
_HALF_SECONDS = 1.0

# Two groups are one voice above this corrected cosine where the segmentation has nothing to say; a
# higher value makes more voices. Two people on a telephone line are at 0.6, read voices below 0.4.
_SAME_VOICE = 0.65

# ... and by so much less or more where it heard them as one or as two, fully after so many seconds
# side by side as several times `_HEARSAY_SECONDS`. In meetings one person turning away is at
# 0.45, two people whom the segmentation took for one at 0.3, two alike women with Kokoro's voices
# at 0.40.
_HEARSAY = 0.25
_HEARSAY_SECONDS = 1.0

# Stretches nearer than this (seconds) were heard in one window, the less surely the further apart.
_NEAR_SECONDS = 10.0

# Shorter stretches found no voice of their own, they only join one: below a second the cosines of
# one voice and of two overlap.
_FOUNDING_SECONDS = 1.0

# A group with less speech is a cough or a word in passing and joins the nearest voice ...
_ENOUGH_SECONDS = 2.0
# ... unless the segmentation heard somebody else and the print is nobody's (corrected cosine): so
# the one who says a single sentence in half a minute of meeting is kept, and noises are not.
_BRIEF_SECONDS = 0.8
_STRANGER = 0.5

# Where a number is asked for, each voice speaks at least this part of an even share, if that is no
# more than some seconds: two alike voices are told apart before a noise counts as the second.
_FAIR_SHARE = 0.1
_FAIR_SECONDS = 5.0

# What a cosine and what all neighbours together weigh when a stretch is given to a voice: 0.2 of
# cosine outweighs neighbours that speak with one mouth. Larger `_NEIGHBOURS` follows the
# segmentation more, and with it its confusions.
_COSINE = 20.0
_NEIGHBOURS = 2.0
_ROUNDS = 5  # of giving and averaging; it settles in two or three

# Groups that are compared each with each (15 minutes of talk); more makes tables that grow with
# the square of the recording. Longer recordings are thinned out to so many in blocks first.
_BLOCK = 600
_THINNED = 4  # of so many groups of a block one is left: the surest unions only

Vectors = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Stretches of speech of one voice each, in order of time.

    `prints` [n, dimensions] of unit length, `seconds` of speech, `middles` in seconds, and the
    `places` at which the segmentation seated them, which say something among neighbours.
    """

    prints: Vectors
    seconds: Vectors
    middles: Vectors
    places: Numbers


def cluster(pieces: Pieces, minimum: int = 1, maximum: int | None = None) -> Numbers:
    """Give each piece the number of its voice, from 0, as many voices as the bounds allow.

    There are fewer than `minimum` only where there are fewer pieces.
    """
    links = _links(pieces)
    longest = np.sort(pieces.seconds)[-max(minimum, min(3, len(pieces.seconds))) :]
    founders = np.flatnonzero(pieces.seconds >= min(_FOUNDING_SECONDS, longest.min()))
    groups = np.full(len(pieces.seconds), -1)
    groups[founders] = _thin(pieces, links, founders)
    return _settle(pieces, links, _choose(pieces, links, groups, minimum, maximum))


def corrected(sums: Vectors, seconds: Vectors) -> Vectors:
    """Compare groups, by the sums of their prints, each with each: 1 is expected of one voice."""
    directions = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    trust = np.sqrt(seconds / (seconds + _HALF_SECONDS))
    return np.asarray(directions @ directions.T / np.outer(trust, trust), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Pairs of near pieces, and how surely they were heard as one voice (or two: below 0)."""

    left: Numbers
    right: Numbers
    weight: Vectors

    def between(self, groups: Numbers, count: int) -> tuple[Vectors, Vectors]:
        """Add up what was heard as one and as two voices, [count, count] each; -1 is no group."""
        a, b = groups[self.left], groups[self.right]
        inside = (a >= 0) & (b >= 0)
        tables = np.zeros((2, count, count))
        where = (self.weight[inside] < 0).astype(np.int64), a[inside], b[inside]
        np.add.at(tables, where, np.abs(self.weight[inside]))
        tables += tables.transpose(0, 2, 1)
        return tables[0], tables[1]


def _links(pieces: Pieces) -> _Links:
    ends = np.searchsorted(pieces.middles, pieces.middles + _NEAR_SECONDS)
    left = np.repeat(np.arange(len(ends)), ends - np.arange(len(ends)) - 1)
    right = np.concatenate([np.arange(i + 1, end) for i, end in enumerate(ends)])
    distance = pieces.middles[right] - pieces.middles[left]
    weight = np.minimum(pieces.seconds[left], pieces.seconds[right])
    weight = weight * np.exp(-2 * distance / _NEAR_SECONDS)
    same = pieces.places[left] == pieces.places[right]
    return _Links(left, right, np.where(same, weight, -weight))


def _sums(pieces: Pieces, groups: Numbers, count: int) -> tuple[Vectors, Vectors]:
    """Add up prints, weighted by their seconds, and seconds of each group; -1 is no group."""
    inside = groups >= 0
    sums = np.zeros((count, pieces.prints.shape[1]))
    seconds = np.zeros(count)
    np.add.at(sums, groups[inside], pieces.prints[inside] * pieces.seconds[inside, None])
    np.add.at(seconds, groups[inside], pieces.seconds[inside])
    return sums, seconds


def _thin(pieces: Pieces, links: _Links, founders: Numbers) -> Numbers:
    """Start with each founder a group of its own; where there are too many, with sure unions."""
    groups = np.arange(len(founders))
    everyone = np.full(len(pieces.seconds), -1)
    while (count := int(groups.max()) + 1) > _BLOCK:
        joined = np.empty(count, np.int64)
        for first in range(0, count, _BLOCK):
            last = min(first + _BLOCK, count)
            inside = (groups >= first) & (groups < last)
            everyone[:] = -1
            everyone[founders[inside]] = groups[inside] - first
            unions = _unions(pieces, links, everyone)
            sure = unions[: (last - first) - -(-(last - first) // _THINNED)]
            joined[first:last] = first + _united(np.arange(last - first), sure)
        groups = _renumbered(joined[groups])
    return groups


@dataclass(frozen=True, slots=True)
class _Union:
    """Two groups become one, the first; `margin` below 0 says that they should not."""

    kept: int
    gone: int
    margin: float


def _unions(pieces: Pieces, links: _Links, groups: Numbers) -> list[_Union]:
    """Join the two most alike groups again and again until one is left (centroid linkage)."""
    count = int(groups.max()) + 1
    sums, seconds = _sums(pieces, groups, count)
    one, two = links.between(groups, count)
    margins = corrected(sums, seconds) - _needed(one, two)
    np.fill_diagonal(margins, -np.inf)
    unions = []
    for _ in range(count - 1):
        kept, gone = divmod(int(margins.argmax()), count)
        unions.append(_Union(kept, gone, float(margins[kept, gone])))
        for values in (sums, seconds, one, two):
            values[kept] += values[gone]
        for table in (one, two):
            table[:, kept] += table[:, gone]
        margins[gone] = margins[:, gone] = -np.inf
        rest = np.isfinite(margins[kept])
        margins[kept, rest] = margins[rest, kept] = _row(sums, seconds, kept, rest) - _needed(
            one[kept, rest], two[kept, rest]
        )
    return unions


def _row(sums: Vectors, seconds: Vectors, group: int, others: NDArray[np.bool_]) -> Vectors:
    """Compare one group with others, as `corrected` does."""
    norms = np.linalg.norm(sums[others], axis=1) * np.linalg.norm(sums[group])
    trust = seconds / (seconds + _HALF_SECONDS)
    return np.asarray(
        sums[others] @ sums[group] / norms / np.sqrt(trust[others] * trust[group]), np.float64
    )


def _needed(one: Vectors, two: Vectors) -> Vectors:
    """Say which corrected cosine two groups need to be joined, after what was heard."""
    return _SAME_VOICE + _HEARSAY * (two - one) / (two + one + _HEARSAY_SECONDS)


def _united(groups: Numbers, unions: list[_Union]) -> Numbers:
    """Join groups of pieces; -1 stays without."""
    groups = groups.copy()
    for union in unions:
        groups[groups == union.gone] = union.kept
    return groups


def _renumbered(groups: Numbers) -> Numbers:
    """Number groups from 0 without a gap; -1 stays without."""
    found = np.unique(groups[groups >= 0])
    return np.where(groups >= 0, np.searchsorted(found, groups), -1)


def _choose(
    pieces: Pieces, links: _Links, groups: Numbers, minimum: int, maximum: int | None
) -> Numbers:
    """Join groups while they are alike, and as long as the bounds ask; drop the passing ones."""
    unions = _unions(pieces, links, groups)
    stop = next((i for i, union in enumerate(unions) if union.margin < 0), len(unions))
    fair = min(_FAIR_SHARE * pieces.seconds.sum() / minimum, _FAIR_SECONDS)
    limits = (max(fair, _ENOUGH_SECONDS), _ENOUGH_SECONDS, 0.0)
    more = [(i, enough) for enough in limits for i in range(stop, -1, -1)] if minimum > 1 else []
    fewer = [(i, _ENOUGH_SECONDS) for i in range(stop, len(unions) + 1)]
    for joined, enough in more + fewer:
        found = _without_passing(pieces, links, _united(groups, unions[:joined]), enough)
        if minimum <= _voices(found) <= (maximum or len(groups)):
            return found
    return _renumbered(_united(groups, unions[: max(0, len(unions) + 1 - minimum)]))


def _voices(groups: Numbers) -> int:
    return int(groups.max()) + 1


def _without_passing(pieces: Pieces, links: _Links, groups: Numbers, enough: float) -> Numbers:
    """Join what spoke less than enough seconds to the nearest voice, the least first."""
    groups = _renumbered(groups)
    while (count := _voices(groups)) > 1:
        sums, seconds = _sums(pieces, groups, count)
        alike = corrected(sums, seconds)
        np.fill_diagonal(alike, -np.inf)
        one, two = (table.copy() for table in links.between(groups, count))
        for table in (one, two):
            np.fill_diagonal(table, 0)
        stranger = (alike.max(1) < _STRANGER) & (two.sum(1) > one.sum(1))
        passing = seconds < np.where(stranger, min(_BRIEF_SECONDS, enough), enough)
        if not passing.any():
            break
        least = int(np.where(passing, seconds, np.inf).argmin())
        groups = _renumbered(np.where(groups == least, alike[least].argmax(), groups))
    return groups


def _settle(pieces: Pieces, links: _Links, labels: Numbers) -> Numbers:
    """Give every piece to the voice that print and neighbours speak for, until that is stable."""
    count = _voices(labels)
    pinned = np.array([np.where(labels == k, pieces.seconds, 0).argmax() for k in range(count)])
    pins = labels[pinned]
    for _ in range(_ROUNDS):
        sums, _seconds = _sums(pieces, labels, count)
        centres = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        scores = _COSINE * pieces.prints @ centres.T + _NEIGHBOURS * _votes(links, labels, count)
        given = scores.argmax(1)
        given[pinned] = pins
        if (given == labels).all():
            break
        labels = given
    return labels


def _votes(links: _Links, labels: Numbers, count: int) -> Vectors:
    """Say for each piece how its neighbours speak for each voice, -1 to 1, [pieces, voices]."""
    votes = np.zeros((len(labels), count + 1))
    weight = np.full(len(labels), 0.5)  # half a second of doubt, where neighbours are few
    for here, there in ((links.left, links.right), (links.right, links.left)):
        np.add.at(votes, (here, labels[there]), links.weight)
        np.add.at(weight, here, np.abs(links.weight))
    return np.asarray(votes[:, :count] / weight[:, None], np.float64)
