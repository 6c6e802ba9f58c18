"""People with a microphone of their own are named by the microphone, not by the spoken words."""

from __future__ import annotations

from speakers.name import name_voices
from tests.speakers.dialogues import read_dialogue
from transcripts.languages.english.language import LANGUAGE as ENGLISH

TALK = """
A: Good evening, I am Ada Lane, and with me is the novelist Jonah Reed. Welcome, Jonah.
B: Thank you for having me, Ada. It is good to be here again.
A: What took you back to the harbour after all these years?
B: My brother still lives there, and he kept the boat.
"""


def test_a_microphone_names_its_voice() -> None:
    owners = {"A": "Vera Holt", "B": "Jonah Reed"}
    named = name_voices(read_dialogue(TALK), ENGLISH, microphones=owners)
    assert [(s.voices, s.name) for s in named] == [(("A",), "Vera Holt"), (("B",), "Jonah Reed")]
    assert all(s.reasons[0].kind == "microphone" and s.confidence > 0.9 for s in named)


def test_without_microphones_the_words_decide() -> None:
    assert [s.name for s in name_voices(read_dialogue(TALK), ENGLISH)] == ["Ada Lane", "Jonah Reed"]


def test_one_known_microphone_leaves_the_other_voice_to_the_words() -> None:
    named = name_voices(read_dialogue(TALK), ENGLISH, microphones={"A": "Ada Lane"})
    assert [s.name for s in named] == ["Ada Lane", "Jonah Reed"]
