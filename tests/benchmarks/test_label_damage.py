from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from benchmarks.labels.continuation import Pairs, fit_continuation
from benchmarks.labels.curves import coverage_curve, draw_curves, reliability
from benchmarks.labels.damage import (
    DAMAGE,
    drop_some,
    join_some,
    report_damage,
    split_by_sentences,
    split_by_words,
    split_some,
)
from benchmarks.labels.texts import (
    Interview,
    TrueTurn,
    broadcast_style,
    read_folders,
    to_lower_case,
    to_upper_case,
)
from benchmarks.labels.verdicts import Answer, judge
from speakers.turns.continuation import WEIGHTS

SAID = 'I asked, "Is it far?" It is 3.5 miles. We walked. Then it rained... and we ran. So.'
TEXT = Interview("pier_1", tuple(TrueTurn(f"Ann {n % 3}", SAID) for n in range(40)))
MADE = Path(__file__).parents[2] / "benchmarks" / "labels" / "made"


def words(interview: Interview) -> list[str]:
    return interview.text.split()


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if "missing" not in kind])
def test_damage_loses_no_word_and_no_speaker(kind: str) -> None:
    damaged = DAMAGE[kind](TEXT)
    assert words(damaged) == words(TEXT)
    speakers = [damaged.turns[turn].speaker for turn in damaged.turn_numbers_of_words]
    assert speakers == [TEXT.turns[turn].speaker for turn in TEXT.turn_numbers_of_words]
    assert DAMAGE[kind](TEXT) == damaged


def test_paragraphs_have_so_many_sentences() -> None:
    lines = split_by_sentences(TEXT, 2).text.split("\n")
    assert lines[:2] == ['I asked, "Is it far?" It is 3.5 miles.', "We walked. Then it rained..."]
    assert len(lines) == 3 * len(TEXT.turns)


def test_paragraphs_have_about_so_many_words() -> None:
    lines = split_by_words(TEXT, 6).text.split("\n")
    assert len(TEXT.turns) < len(lines) < len(words(TEXT)) / 3


def test_a_part_of_the_turns_is_split_or_missing_or_joined() -> None:
    assert 44 <= len(split_some(TEXT, 0.3).turns) <= 60
    assert 25 <= len(drop_some(TEXT, 0.2).turns) <= 38
    joined = join_some(TEXT, 0.2)
    assert len(joined.turns) == 40
    assert len(joined.text.split("\n")) == 40 - len(joined.joined)
    assert 2 <= len(joined.joined) <= 15


def test_joined_turns_stay_joined_in_broadcast_style() -> None:
    turns = (TrueTurn("Ann", "Yes."), TrueTurn("Bob", "..."), TrueTurn("Ann", "No, no!"))
    changed = broadcast_style(Interview("pier_1", turns, frozenset({2})))
    assert changed.text == "Yes. No no."
    assert [t.speaker for t in changed.turns] == ["Ann", "Ann"]


def test_capitals_and_lower_case() -> None:
    text = Interview("pier_1", (TrueTurn("Ann", "I'm Ann, and you?"),))
    assert to_upper_case(text).text == "I'M ANN, AND YOU?"
    assert to_lower_case(text).text == "i am ann and you"


def test_the_report_has_a_row_for_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    report_damage("made", [Interview("pier_1", TEXT.turns[:4])], {"as written": lambda i: i})
    printed = capsys.readouterr().out
    assert all(kind in printed for kind in DAMAGE)


def test_six_texts_of_five_and_more_speakers_are_made() -> None:
    texts = read_folders([MADE])
    assert len(texts) == len({text.show for text in texts}) == 6
    for text in texts:
        assert len(text.speakers) >= 5
        assert len(text.turns) >= 25
        assert all(turn.role for turn in text.turns)
        verdict = judge(text, text.cast)
        assert sum(a.right for a in verdict.answers) > sum(a.wrong for a in verdict.answers)


def answer(probability: float, right: int, words: int = 10) -> Answer:
    return Answer("Ann Lee", probability, words, right, words - right, right, 0, 0)


def test_curves_are_drawn_for_each_number_of_speakers() -> None:
    own = [answer(0.95, 10), answer(0.6, 0), Answer(None, 0.4, 20, 0, 0, 0, 0, 0)]
    assert coverage_curve(own) == ((0.25, 1.0), (0.5, 0.5))
    assert [(b.count, b.right) for b in reliability(own)] == [(1, 0.0), (1, 1.0)]
    drawn = ET.fromstring(draw_curves({"2 speakers": own, "3 speakers": own[:1]}))
    assert len(drawn.findall(".//{*}circle")) == 3
    assert "3 speakers" in {text.text for text in drawn.findall(".//{*}text")}


def test_the_fit_finds_where_a_speaker_continues() -> None:
    draw = np.random.default_rng(1)
    features = np.zeros((200, len(WEIGHTS)))
    features[:, 0] = 1.0
    features[:, 1] = draw.random(200) < 0.5
    continues = np.where(draw.random(200) < 0.1, features[:, 1], 1 - features[:, 1])
    weights = fit_continuation([Pairs("pier", "as it is", features, continues)])
    assert weights[1] < -2
