from __future__ import annotations

from math import exp

import pytest

from speakers.people.person import Person
from speakers.turns.hypotheses import MOST_PARTIES, likeliest_hypotheses, split_by_repeats

ANN, BOB = Person("Ann Lee", "recording", 0.6), Person("Bob Moss", "recording", 0.3)


def test_hypothesis_probabilities_sum_to_one() -> None:
    found = likeliest_hypotheses([ANN, BOB], [0.3, 0.5])
    assert sum(exp(party.log_prior) for party in found) == pytest.approx(1.0)
    assert [p.log_prior for p in found] == sorted((p.log_prior for p in found), reverse=True)


def test_hypotheses_of_two_people_are_split_by_whether_they_alternate() -> None:
    found = split_by_repeats(likeliest_hypotheses([ANN, BOB], [0.3, 0.5]), 0.005, None)
    assert sum(exp(party.log_prior) for party in found) == pytest.approx(1.0)
    assert {party.people for party in found if party.repeats == 0.005} == {2}
    pairs = [party for party in found if party.people == 2]
    assert len(pairs) == 2 * sum(party.repeats == 0.005 for party in pairs)
    assert any(party.people > 2 for party in found)


def test_any_number_of_people_may_speak_in_paragraphs() -> None:
    hypotheses = likeliest_hypotheses([ANN, BOB], [0.3, 0.5])
    found = split_by_repeats(hypotheses, 0.005, 0.4)
    assert sum(exp(party.log_prior) for party in found) == pytest.approx(1.0)
    assert sum(party.repeats == 0.4 for party in found) == len(hypotheses)
    for party in found:
        readings = {other.repeats for other in found if other.present == party.present}
        assert {None, 0.4} <= readings


def test_somebody_asks_and_somebody_answers() -> None:
    for party in likeliest_hypotheses([ANN, BOB], [0.3, 0.5]):
        assert party.hosts or party.unnamed_host
        several = len(party.hosts) > 1
        assert party.present - party.hosts or party.unnamed_guest or several


def test_the_likeliest_of_many() -> None:
    crowd = [Person(f"Ann {letter}", "cast", 0.85) for letter in "ABCDEFGHIJ"]
    found = likeliest_hypotheses(crowd, [0.1] * len(crowd))
    assert len(found) == MOST_PARTIES
    assert found[0].present == frozenset(range(len(crowd)))


def test_many_hosts_from_a_cast() -> None:
    hosts = [Person(f"Ann {letter}", "cast", 0.85, "host") for letter in "ABCDEFGHIJKLMNOPQRST"]
    found = likeliest_hypotheses(hosts, [0.95] * len(hosts), limit=10)
    assert found[0].hosts == frozenset(range(len(hosts)))
