"""Build the hypotheses of who is present and which of them host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from math import log

from speakers.people.person import Person
from speakers.turns.shortlist import OUTSIDE_THE_CAST

# Prior probability of an unnamed host or guest in addition to named ones. With a lower value, fewer
# turns stay unknown and more are wrong.
NAMELESS_TOO = 0.05
# Prior probability that several hosts talk to each other without a guest. Set by hand.
HOSTS_ALONE = 0.5
# More than `MOST_HOSTS` hosts are considered only if more than `MOST_HOSTS` people have a
# probability of hosting above `SURELY_HOSTS`.
MOST_HOSTS, SURELY_HOSTS = 2, 0.9
# Maximum number of hypotheses: time and memory grow with their number, and all further hypotheses
# together weigh less than the best one.
MOST_PARTIES = 192
# Prior probability that two people strictly alternate, so that nobody has two turns in a row. Not
# fitted, because the text's own evidence outweighs it.
ALTERNATES = 0.5
# Prior probability that speeches are split into paragraphs, if a text seems to be. Not fitted.
IN_PARAGRAPHS = 0.5


@dataclass(frozen=True, slots=True)
class AttendanceHypothesis:
    """The people `present` and the `hosts` among them, by index.

    `log_prior` is the log-probability of the hypothesis. `unnamed_host` and `unnamed_guest` each
    add a person without a name. `repeats` is the probability that somebody has two turns in a row,
    or None for the default.
    """

    present: frozenset[int]
    hosts: frozenset[int]
    unnamed_host: bool
    unnamed_guest: bool
    log_prior: float
    repeats: float | None = None

    @property
    def people(self) -> int:
        """Return the number of people, with and without a name."""
        return len(self.present) + self.unnamed_host + self.unnamed_guest


def likeliest_hypotheses(
    people: Sequence[Person], host_probabilities: Sequence[float], limit: int = MOST_PARTIES
) -> tuple[AttendanceHypothesis, ...]:
    """Return the likeliest hypotheses of who is present: at most `limit`, likeliest first.

    `host_probabilities` [people] is the probability that a person hosts, if present.
    """
    most_hosts = max(MOST_HOSTS, sum(share > SURELY_HOSTS for share in host_probabilities))
    options = [
        _list_role_options(p.presence, share)
        for p, share in zip(people, host_probabilities, strict=True)
    ]
    needed = OUTSIDE_THE_CAST if any(p.source == "cast" for p in people) else 1.0
    found: list[AttendanceHypothesis] = []
    for prior, choice in _combine_likeliest_first(options):
        present = frozenset(p for p, part in enumerate(choice) if part != "absent")
        asking = frozenset(p for p, part in enumerate(choice) if part == "host")
        if len(asking) <= most_hosts:
            found += _add_unnamed_people(present, asking, prior, needed)
        if len(found) >= limit:
            break
    return tuple(sorted(found, key=lambda party: -party.log_prior)[:limit])


def split_by_repeats(
    hypotheses: Sequence[AttendanceHypothesis], alternating: float, in_paragraphs: float | None
) -> tuple[AttendanceHypothesis, ...]:
    """Split each hypothesis by the probability that somebody has two turns in a row.

    `alternating` is this probability if two people alternate strictly, `in_paragraphs` if speeches
    are split into paragraphs (None if they do not seem to be split).
    """
    return tuple(
        replace(hypothesis, repeats=repeats, log_prior=hypothesis.log_prior + log(share))
        for hypothesis in hypotheses
        for repeats, share in _list_repeat_options(
            hypothesis.people == 2, alternating, in_paragraphs
        )
    )


def _list_repeat_options(
    of_two: bool, alternating: float, in_paragraphs: float | None
) -> list[tuple[float | None, float]]:
    readings: list[tuple[float | None, float]] = [(None, 1.0)]
    if of_two:
        readings = [(None, 1 - ALTERNATES), (alternating, ALTERNATES)]
    if in_paragraphs is None:
        return readings
    whole = [(repeats, share * (1 - IN_PARAGRAPHS)) for repeats, share in readings]
    return [*whole, (in_paragraphs, IN_PARAGRAPHS)]


def _add_unnamed_people(
    present: frozenset[int], hosts: frozenset[int], prior: float, unnamed_probability: float
) -> list[AttendanceHypothesis]:
    return [
        AttendanceHypothesis(present, hosts, host, guest, prior + host_prior + guest_prior)
        for host, host_prior in _list_unnamed_host_options(bool(hosts), unnamed_probability)
        for guest, guest_prior in _list_unnamed_guest_options(present, hosts, unnamed_probability)
    ]


def _list_unnamed_guest_options(
    present: frozenset[int], hosts: frozenset[int], unnamed_probability: float
) -> tuple[tuple[bool, float], ...]:
    if present == hosts and len(hosts) > 1:
        return (False, log(HOSTS_ALONE)), (True, log((1 - HOSTS_ALONE) * unnamed_probability))
    return _list_unnamed_host_options(present > hosts, unnamed_probability)


def _list_unnamed_host_options(
    has_named_person: bool, unnamed_probability: float
) -> tuple[tuple[bool, float], ...]:
    # Every hypothesis has at least one host or guest, named or not.
    if not has_named_person:
        return ((True, log(unnamed_probability)),)
    too = NAMELESS_TOO * unnamed_probability
    return (False, log(1 - too)), (True, log(too))


def _list_role_options(present: float, host_probabilities: float) -> list[tuple[float, str]]:
    shares = {
        "absent": 1 - present,
        "host": present * host_probabilities,
        "guest": present * (1 - host_probabilities),
    }
    return sorted(((log(share), part) for part, share in shares.items()), reverse=True)


def _combine_likeliest_first(
    options: Sequence[list[tuple[float, str]]],
) -> Iterator[tuple[float, list[str]]]:
    """Yield all combinations, the likeliest first."""
    start = tuple(0 for _ in options)
    heap = [(-sum(each[0][0] for each in options), start)]
    seen = {start}
    while heap:
        cost, picks = heappop(heap)
        yield -cost, [options[i][pick][1] for i, pick in enumerate(picks)]
        for i, pick in enumerate(picks):
            if pick + 1 < len(options[i]):
                after = (*picks[:i], pick + 1, *picks[i + 1 :])
                if after not in seen:
                    seen.add(after)
                    step = options[i][pick][0] - options[i][pick + 1][0]
                    heappush(heap, (cost + step, after))
