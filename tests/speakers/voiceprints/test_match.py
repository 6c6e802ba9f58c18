"""A name needs a high similarity and a clear margin; otherwise there is a question or nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakers.voiceprints.known import NOBODY, pool_embeddings
from speakers.voiceprints.match import (
    ASKED,
    ENOUGH_SECONDS,
    MARGIN,
    MOST_AGAINST,
    MOST_FOR,
    SURE,
    TIPS,
    match_voices,
)
from tests.speakers.voiceprints_of import WIDTH, direction, heard, knows

# The correction of the similarity if voice and voiceprint have one minute of speech each.
TRUST = 60 / 61


@pytest.mark.parametrize(
    ("ada", "ben", "sure"),
    [
        (1.0, 0.0, True),
        (SURE + 0.02, SURE - MARGIN, True),
        (SURE + 0.02, SURE + 0.02 - MARGIN / 2, False),
        (SURE - 0.02, 0.0, False),
    ],
)
def test_a_certain_match_is_high_and_has_a_margin(ada: float, ben: float, sure: bool) -> None:
    known = knows({"Ada": direction(0, 1.0), "Ben": direction(1, 1.0)})
    rest = max(0.0, 1 - (ada * TRUST) ** 2 - (ben * TRUST) ** 2) ** 0.5
    voice = (ada * TRUST, ben * TRUST, *(0.0,) * (WIDTH - 3), rest)
    best = match_voices(heard({"V1": voice}), known).best["V1"]
    assert (best.person, best.is_sure) == ("Ada", sure)
    assert best.similarity == pytest.approx(ada, abs=0.02)


def test_an_unknown_voice_causes_no_question() -> None:
    found = match_voices(
        heard({"V1": direction(2), "V2": direction(0, ASKED)}), knows({"A": direction(0)})
    )
    assert list(found.best) == ["V2"]
    assert found.log_odds("A")["V1"] == MOST_AGAINST
    assert found.log_odds("A")["V2"] <= TIPS
    assert found.log_odds("Somebody else") == {}


def test_a_voiceprint_of_a_few_seconds_gives_no_name() -> None:
    for seconds, sure in ((ENOUGH_SECONDS - 1, False), (ENOUGH_SECONDS, True)):
        known = knows({"A": direction(0)}, seconds)
        assert match_voices(heard({"V1": direction(0)}), known).best["V1"].is_sure is sure


def test_of_two_voices_of_one_person_the_one_who_speaks_most_counts() -> None:
    voices = heard({"V1": direction(0), "V2": direction(0)})
    longer = [s for s in voices.exclusive_segments if s.voice == "V2"]
    both = type(voices)((), (), (*voices.exclusive_segments[:1], *longer), voices.embeddings)
    found = match_voices(both, knows({"A": direction(0)}))
    assert sorted(found.log_odds("A").values()) == [TIPS, MOST_FOR]
    assert [found.is_second_voice_of(v, "A") for v in ("V1", "V2")].count(True) == 1


def test_without_voices_or_voiceprints_there_are_no_matches() -> None:
    assert match_voices(heard({}), knows({"A": direction(0)})).best == {}
    assert match_voices(heard({"V1": direction(0)}), NOBODY).log_odds("A") == {}


def test_embeddings_are_weighted_by_seconds() -> None:
    embeddings = np.array([direction(0), direction(1), direction(3)], np.float32)
    known = pool_embeddings(
        ["A", "B"], np.array([0, 0, 1]), embeddings, np.array([3, 4, 5], np.float32)
    )
    assert known.embeddings[0][:2] == pytest.approx([0.6, 0.8])
    assert known.embeddings[1][3] == 1
    assert list(known.seconds) == [7, 5]
    assert (
        pool_embeddings([], np.zeros(0, np.int64), embeddings[:0], np.zeros(0, np.float32))
        is NOBODY
    )


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=6), st.integers(0, 5))
def test_who_is_most_alike_does_not_depend_on_the_order(likes: list[float], turned: int) -> None:
    people = {f"P{n}": direction(n % (WIDTH - 1), like) for n, like in enumerate(likes)}
    voices = heard({"V1": direction(0)})
    names = list(people)
    names = names[turned % len(names) :] + names[: turned % len(names)]
    one, other = (
        match_voices(voices, knows(some)).best.get("V1")
        for some in (people, {name: people[name] for name in names})
    )
    assert (one is None) == (other is None)
    if one and other:
        assert one.similarity == pytest.approx(other.similarity)
        assert one.is_sure == other.is_sure
