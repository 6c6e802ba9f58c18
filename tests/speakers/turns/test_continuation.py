from __future__ import annotations

import numpy as np
import pytest

from speakers.cast import CastMember
from speakers.label import label
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.continuation import (
    WEIGHTS,
    continuation_features,
    continuation_ratios,
    estimate_repeats,
)
from speakers.turns.lines import read_lines
from transcripts.languages.english.language import LANGUAGE as ENGLISH

QUESTION = "So what was it like when you first came to the harbor and nobody knew your name?"
ANSWER = (
    "It was cold, and the work began at four in the morning. We mended the nets on the quay, and "
    "the old men watched us and said nothing at all for most of that year."
)
MORE = (
    "Then the herring came back to the bay, and everybody who had a boat went out for the herring. "
    "My uncle had two boats by the end of the summer and my brother had a third."
)


def ratio(before: str, line: str) -> float:
    return float(continuation_ratios(read_lines(f"{before}\n{line}", PHRASES), PHRASES)[1])


def test_a_long_line_after_a_long_one_may_have_the_same_speaker() -> None:
    assert ratio(ANSWER, MORE) > 2


@pytest.mark.parametrize(
    ("before", "line"), [(QUESTION, ANSWER), (ANSWER, "Yeah, I see."), ("Right.", MORE)]
)
def test_questions_answers_and_short_lines_show_a_change(before: str, line: str) -> None:
    assert ratio(before, line) < 0.8


def test_a_line_that_goes_on_with_the_topic_is_likelier_the_same_speakers() -> None:
    other = MORE.replace("herring", "winter").replace("summer", "season")
    assert ratio(MORE, f"The herring and the summer. {MORE}") > ratio(other, f"Bread. {ANSWER}")


def test_features_have_a_row_for_each_pair_of_lines() -> None:
    lines = read_lines(f"{QUESTION}\n{ANSWER}\n{MORE}", PHRASES)
    assert continuation_features(lines, PHRASES).shape == (2, len(WEIGHTS))
    assert continuation_features(lines[:1], PHRASES).shape == (0, len(WEIGHTS))
    assert continuation_ratios((), PHRASES).shape == (0,)


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_the_share_of_continued_lines_is_estimated(share: float) -> None:
    draw = np.random.default_rng(2)
    ratios = np.where(draw.random(400) < share, 6.0, 1 / 6.0)
    found = estimate_repeats(np.concatenate([[1.0], ratios]))
    assert found == pytest.approx(share, abs=0.2)


def test_texts_of_whole_turns_do_not_look_split() -> None:
    assert estimate_repeats(np.full(100, 0.1)) is None
    assert estimate_repeats(np.ones(1)) is None


def test_a_few_lines_show_nothing() -> None:
    ratios = np.full(5, 3.0)
    assert estimate_repeats(ratios[:2]) is None
    assert estimate_repeats(np.repeat(ratios, 4)) == pytest.approx(0.5)


def test_paragraphs_of_one_speech_are_not_read_as_alternating_turns() -> None:
    cast = [CastMember("Ann Lee", "host"), CastMember("Bob Moss", "guest")]
    said = ["I'm Ann Lee, and with me is Bob Moss. Welcome, Bob. " + QUESTION]
    truth = ["Ann Lee"]
    for _ in range(8):
        said += [ANSWER, MORE, ANSWER, MORE, QUESTION]
        truth += ["Bob Moss"] * 4 + ["Ann Lee"]
    labels = label("\n".join(said), ENGLISH, cast)
    names = [labels.label(turn) for turn in labels.turns]
    right = sum(name == who for name, who in zip(names, truth, strict=True))
    # If each line were taken for another speaker's, about half of the names would be wrong.
    assert right >= 0.8 * len(truth)
    wrong = sum(name in ("Ann Lee", "Bob Moss") for name in names) - right
    assert wrong <= 0.1 * len(truth)
