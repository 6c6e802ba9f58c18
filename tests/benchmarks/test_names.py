"""benchmarks.names judges the names that dialogues give to voices."""

from __future__ import annotations

from benchmarks.names import TEXTS, judge, read_dialogues
from speakers.name import name_voices
from transcripts.languages.english.language import LANGUAGE as ENGLISH

TEXT = """# street
@rep Nora Finch reporter gb_f_emma
@man - - us_m_onyx
rep: I'm Nora Finch. Do you like the bridge?
man: It is too steep for me.
"""


def test_a_dialogue_is_read_with_its_people() -> None:
    (dialogue,) = read_dialogues(TEXT)
    assert dialogue.names == {"rep": "Nora Finch", "man": None}
    assert [turn.voice for turn in dialogue.turns] == ["rep", "man"]
    assert dialogue.turns[0].end < dialogue.turns[1].start


def test_a_part_of_the_name_is_right() -> None:
    assert judge("Dr. Ruth Okafor", "Ruth Okafor") == "right"
    assert judge(None, None) == "right"
    assert judge("Janice", None) == "unknown"
    assert judge(None, "Janice") == judge("Janice", "Janet") == "wrong"


def test_no_name_of_the_dialogues_is_wrong() -> None:
    for path in TEXTS.glob("*.txt"):
        for dialogue in read_dialogues(path.read_text(encoding="utf-8")):
            for speaker in name_voices(dialogue.turns, ENGLISH):
                found = {judge(dialogue.names[voice], speaker.name) for voice in speaker.voices}
                assert "wrong" not in found, (dialogue.title, speaker)
