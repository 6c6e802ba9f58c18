"""benchmarks.misspelt_names corrects dialogues and judges their names."""

from __future__ import annotations

import pytest

from benchmarks.misspelt_names import TEXTS, correct, judge, read_dialogues

TEXT = """# potter
@cast Ioana Szczygiel: guest
@cast Dale Hutchins: host
@voice h us_m_michael Dale Hutchins
@voice g us_f_heart Ioana Szczygiel
h: I'm Dale Hutchins. My guest today is {Joanna Stigel|Ioana Szczygiel}.
> I'm Dale Hutchins. My guest today is Yoana Shichigel.
g: Hello. I brought you a bowl, and it has one crack, says Dan Hutchens.
"""


def test_a_dialogue_is_read_with_three_texts() -> None:
    (dialogue,) = read_dialogues(TEXT)
    assert dialogue.typed[0].endswith("is Joanna Stigel.")
    assert dialogue.recognized[0].endswith("is Yoana Shichigel.")
    assert dialogue.true[0].endswith("is Ioana Szczygiel.")
    assert dialogue.misspelt == [(0, "Joanna Stigel", "Ioana Szczygiel")]


def test_names_are_judged_by_the_published_text() -> None:
    (dialogue,) = read_dialogues(TEXT)
    now = judge(dialogue, correct(dialogue)).counts
    before = judge(dialogue, correct(dialogue, words_only=True)).counts
    assert now == {"misspelt full, right": 1, "right name, kept": 2, "voice right": 2}
    assert before["misspelt full, right"] == 0


@pytest.mark.parametrize("untold", [False, True])
def test_no_right_name_of_the_dialogues_is_made_wrong(untold: bool) -> None:
    for path in TEXTS.glob("*.txt"):
        for dialogue in read_dialogues(path.read_text(encoding="utf-8")):
            outcome = judge(dialogue, correct(dialogue, untold=untold))
            assert not {"right name, made wrong", "question, changed"} & set(outcome.counts), (
                dialogue.title,
                outcome.lines,
            )
