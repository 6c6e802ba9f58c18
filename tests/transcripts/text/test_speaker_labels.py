from __future__ import annotations

import pytest

from transcripts.text.speaker_labels import read_label, split_labels
from transcripts.text.turns import split_turns


@pytest.mark.parametrize(
    ("written", "name", "title", "description"),
    [
        ("DAVID GREENE, host", "DAVID GREENE", None, "host"),
        ("TERRY GROSS, HOST:", "TERRY GROSS", None, "HOST"),
        ('Mr. PAUL RENNER (Director, "Sand")', "PAUL RENNER", "Mr.", 'Director, "Sand"'),
        ("SEN. ANN LEE (R-AZ), CANDIDATE:", "ANN LEE", "SEN.", "R-AZ, CANDIDATE"),
        ('Mr. JOHN ASH, AUTHOR, "LIGHT: A LIFE":', "JOHN ASH", "Mr.", 'AUTHOR, "LIGHT: A LIFE"'),
        ("**Ann Lee:**", "Ann Lee", None, None),
        ("**Ann Lee**:", "Ann Lee", None, None),
        ("Unidentified Woman #1:", "Unidentified Woman #1", None, None),
        ("ann lee", "ann lee", None, None),
    ],
)
def test_a_label_is_taken_apart(
    written: str, name: str, title: str | None, description: str | None
) -> None:
    label = read_label(written)
    assert (label.name, label.title, label.description) == (name, title, description)


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("Q. Where were you born?", "A. In Oslo.", ["Q", "A"]),
        ("Анна Петрова: Hello.", "ИВАН: Yes.", ["Анна Петрова", "ИВАН"]),
        ("Šárka Nová: Hello.", "Łukasz: Yes.", ["Šárka Nová", "Łukasz"]),
        ("أحمد: Hello.", "山田\uff1aYes.", ["أحمد", "山田"]),
        ("Q    Just a quick one?", "MR. LEE:  Sure.", ["Q", "LEE"]),
        ("[00:00:41] CC: Hello.", "[00:01:00] KH: Yes.", ["CC", "KH"]),
        ("Ann (00:00:07):\nHello.", "Bob Ash (00:00:14):\nYes.", ["Ann", "Bob Ash"]),
        ("Ann Lee: 00:00:07\n\nHello.", "Bob Ash: 00:00:14\n\nYes.", ["Ann Lee", "Bob Ash"]),
        (">> host: hello.", ">> guest: yes.", ["host", "guest"]),
        ("Lee:\n\nHello.", "Ash:\n\nYes.", ["Lee", "Ash"]),
        ("Ann Lee\n\nHello.", "Bob Ash\n\nYes.", ["Ann Lee", "Bob Ash"]),
        ("ANN LEE, BYLINE: Hello.", "ASH (voice-over): Yes.", ["ANN LEE", "ASH"]),
        ("The CHAIRMAN. Hello.", "Mr. ASH. Yes.", ["The CHAIRMAN", "ASH"]),
    ],
)
def test_styles_of_labels(first: str, second: str, names: list[str]) -> None:
    found = split_turns("\n\n".join([first, second, first, second]))
    assert [p.label.name for p in found if p.label] == names * 2
    words = [p.text for p in found if p.text]
    assert all(":" not in text and "\n" not in text for text in words)
    assert len(words) == 4


def test_texts_that_are_not_labels() -> None:
    said = [
        "So: what now? So: nothing.",
        "So: we went on.",
        "There is one thing: the river.",
        "Right",
        "Right",
        "My rule: never look down.",
        "A long day.",
        "I  think so.",
        "I  know so.",
    ]
    assert [p.text for p in split_labels(said)] == said


def test_a_full_name_once_among_labels() -> None:
    said = ["Ann Lee: Hello.", "Bob Ash: Yes.", "AL: Good.", "BA: Very.", "AL: So?"]
    assert [p.label and p.label.name for p in split_labels(said)] == [
        "Ann Lee",
        "Bob Ash",
        "AL",
        "BA",
        "AL",
    ]


def test_times_are_kept_as_evidence() -> None:
    found = split_labels(["[00:01:02] ANN: Hello.", "(00:02:00)\nAnd then?", "0:03 Yes."])
    assert [p.time for p in found] == [62.0, 120.0, 3.0]
    assert [p.text for p in found] == ["Hello.", "And then?", "Yes."]


def test_wrapped_lines_of_a_labelled_text() -> None:
    text = (
        "ANN: Well, how did you get there? When did you first hear of\nit?\n"
        "BOB: From a friend.\nANN: When?\nBOB: In spring.  Or so."
    )
    assert [p.text for p in split_turns(text)] == [
        "Well, how did you get there? When did you first hear of\nit?",
        "From a friend.",
        "When?",
        "In spring.  Or so.",
    ]
