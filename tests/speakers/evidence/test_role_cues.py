from __future__ import annotations

import pytest

from speakers.evidence.role_cues import RoleCues, find_role_cues
from speakers.evidence.turn_sentences import read_turns
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


def described(text: str) -> dict[str, RoleCues]:
    return find_role_cues(read_turns(read_dialogue(text), PHRASES), PHRASES)


def test_each_voice_has_its_role_cues() -> None:
    cues = described(INTERVIEW)
    assert list(cues) == ["V1", "V2", "V3", "V4"]
    assert cues["V1"].host_probability > 0.9 > 0.2 > cues["V2"].host_probability
    assert cues["V2"].has_guest_phrase
    assert [v for v, m in cues.items() if m.is_clip] == ["V3"]
    assert [v for v, m in cues.items() if m.is_announcer] == ["V4"]
    assert cues["V2"].role_phrase_counts["author"] >= 2


@pytest.mark.parametrize(
    ("text", "clips"),
    [
        ("V1: Here is a clip.\nV2: Run away now.\nV1: Well then.", {"V2"}),
        ("V1: Let's hear a scene.\nV2: Run.\nV3: No, you run.\nV1: Well then.", {"V2", "V3"}),
        # The guest speaks right after the announcement, so that no voice belongs to a clip.
        (
            "V1: Let's listen.\nV2: Well, I liked it.\nV1: Why?\n"
            "V2: It is loud and very long, and I have a weakness for such songs.",
            set(),
        ),
        # The announced voice speaks to the end, so that it belongs to a report and not to a clip.
        ("V1: Take a listen.\nV2: A long report from the north follows now.", set()),
        ("V1: Let's hear from Ann Lee.\nV2: It is cold here.\nV1: Thanks.", set()),
        # The first turn is a short clip that nobody announced, in the voice of a later clip.
        (
            "V2: Yes, Miss.\nV1: Here is a clip.\nV2: None of you will go there, none.\nV1: So.",
            {"V2"},
        ),
    ],
)
def test_clips_end_when_the_host_is_back(text: str, clips: set[str]) -> None:
    assert {v for v, m in described(text).items() if m.is_clip} == clips


def test_no_turns() -> None:
    assert find_role_cues((), PHRASES) == {}
