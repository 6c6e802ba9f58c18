from __future__ import annotations

import pytest

from speakers.evidence.clues import passages
from speakers.evidence.manner import Manner, manners
from speakers.phrases.english.phrases import PHRASES
from tests.speakers.dialogues import read_dialogue

INTERVIEW = """
V1: Welcome to the show. My guest wrote a book on rivers. How did it begin?
V2: It began with my first novel, a long time ago, on a bridge over the Elbe, in the rain.
V1: Did you like it there? Let us take a listen.
V3: The water is rising. Run to the hills, all of you, and do not turn back for anything.
V1: What did you feel as a novelist when you heard that?
V2: As a writer you feel small, and then you begin to work, and the work goes on for years.
V1: Thank you for joining us.
V2: Thanks for having me.
V4: This is City Radio. The Hour is a production of City Radio.
"""


def described(text: str) -> dict[str, Manner]:
    return manners(passages(read_dialogue(text), PHRASES), PHRASES)


def test_each_voice_takes_part_in_its_way() -> None:
    manner = described(INTERVIEW)
    assert list(manner) == ["V1", "V2", "V3", "V4"]
    assert manner["V1"].host > 0.9 > 0.2 > manner["V2"].host
    assert manner["V2"].guest
    assert [v for v, m in manner.items() if m.clip] == ["V3"]
    assert [v for v, m in manner.items() if m.announcer] == ["V4"]
    assert manner["V2"].leanings["author"] >= 2


@pytest.mark.parametrize(
    ("text", "clips"),
    [
        ("V1: Here is a clip.\nV2: Run away now.\nV1: Well then.", {"V2"}),
        ("V1: Let's hear a scene.\nV2: Run.\nV3: No, you run.\nV1: Well then.", {"V2", "V3"}),
        # The guest speaks right after the announcement: no clip was heard as a voice of its own.
        (
            "V1: Let's listen.\nV2: Well, I liked it.\nV1: Why?\n"
            "V2: It is loud and very long, and I have a weakness for such songs.",
            set(),
        ),
        # Nobody comes back: the announcement was of something else.
        ("V1: Take a listen.\nV2: A long report from the north follows now.", set()),
        ("V1: Let's hear from Ann Lee.\nV2: It is cold here.\nV1: Thanks.", set()),
        # A short clip that nobody announced, by the voice of a later one.
        (
            "V2: Yes, Miss.\nV1: Here is a clip.\nV2: None of you will go there, none.\nV1: So.",
            {"V2"},
        ),
    ],
)
def test_clips_end_when_the_host_is_back(text: str, clips: set[str]) -> None:
    assert {v for v, m in described(text).items() if m.clip} == clips


def test_no_turns() -> None:
    assert manners((), PHRASES) == {}
