"""Chapters begin at questions on new subjects, or where the vocabulary changes."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings

from tests.lamplight import EXAMPLE, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.chapters import find_chapters
from transcripts.formats import chapters_json
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.text.content_words import content_words, word_stem
from transcripts.transcript import Transcript, Turn

BREAD = (
    "The dough rests overnight, and the oven has to be hot before the flour meets the crust.",
    "A baker listens to the crust, because the loaf sings when the oven has done its work.",
    "Flour, water, salt, a loaf needs nothing else, and the dough tells you when.",
)
SAIL = (
    "The harbour was crowded with sails, and every mast leaned over in the wind.",
    "We rigged the mainsail twice, because the wind turned and the harbour wall was near.",
    "A sailor reads the mast, the ropes and the water before leaving the harbour.",
)


def talk(lines: list[tuple[str, str]], host: str | None = "host") -> Transcript:
    """Make a conversation of the host, S1, and a guest, S2, without pauses."""
    turns: list[Turn] = []
    at = 1.0
    for number, (speaker, text) in enumerate(lines, start=1):
        turns.append(turn(number, speaker, speaker.replace("S", "V"), at, 12.0, text))
        at = turns[-1].end + 0.3
    people = tuple(
        replace(s, role=role) for s, role in zip(EXAMPLE.speakers[:2], (host, "guest"), strict=True)
    )
    return replace(
        EXAMPLE,
        speakers=people,
        turns=tuple(turns),
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
        recording=replace(EXAMPLE.recording, duration=at),
    )


def test_a_question_on_something_else_begins_a_chapter_and_names_it() -> None:
    lines = [("S1", "Good evening from the studio, this is Evening Pages.")]
    lines += [pair for text in BREAD for pair in (("S2", text), ("S1", "Go on."))]
    lines += [("S1", "So, when did you first go to sea?")]
    lines += [pair for text in SAIL for pair in (("S2", text), ("S1", "I see."))]
    found = find_chapters(talk(lines))
    assert [c.title for c in found] == ["Introduction", "When did you first go to sea?"]
    assert [c.is_question for c in found] == [False, True]


def test_without_questions_the_words_name_a_chapter() -> None:
    lines = [(who, text) for text in BREAD for who in ("S2", "S1")]
    lines += [(who, text) for text in SAIL for who in ("S2", "S1")]
    found = {chapter.turn: chapter for chapter in find_chapters(talk(lines, host=None))}
    title = set(found["T7"].title.lower().split(", "))
    assert len(title) == 3
    assert title < {word.lower() for text in SAIL for word in content_words(text, ENGLISH)}


def test_the_chapters_of_the_example() -> None:
    assert [(round(c.start, 1), c.title) for c in find_chapters(EXAMPLE)] == [
        (0.0, "Introduction"),
        (29.2, "How much of the keeper is your father?"),
        (58.4, "Inspector, Silence, Kirkhallan"),
        (89.6, "Is it a sad film?"),
    ]


def test_a_long_question_is_shortened_to_its_clause() -> None:
    asked = (
        "And you, who went round the Horn in the winter of that terrible year, with eleven men "
        "and a dog, how did the crew bear the cold?"
    )
    lines = [("S1", "Good evening.")] + [("S2", text) for text in BREAD] + [("S1", asked)]
    lines += [("S2", text) for text in SAIL]
    assert find_chapters(talk(lines))[-1].title == "How did the crew bear the cold?"


def test_a_short_recording_has_no_chapters() -> None:
    assert find_chapters(talk([("S1", "Who decides?"), ("S2", BREAD[0])])) == ()


@given(odd_transcripts())
@settings(max_examples=50)
def test_chapters_cover_any_recording_in_order(transcript: Transcript) -> None:
    longer = replace(transcript, turns=transcript.turns * 3)
    for one in (transcript, longer):
        found = find_chapters(one)
        assert not found or found[0].start == 0.0
        assert all(c.title and len(c.title) <= 80 for c in found)
        assert {c.turn for c in found} <= {t.id for t in one.turns}


def test_podcast_apps_read_them() -> None:
    values = json.loads(chapters_json.render(EXAMPLE))
    assert values["version"] == "1.2.0"
    assert values["chapters"][1] == {
        "startTime": 29.2,
        "endTime": 58.4,
        "title": "How much of the keeper is your father?",
    }


def test_function_words_do_not_name_chapters() -> None:
    assert content_words("And what’s the last number in it, I don’t know?", ENGLISH) == ["number"]
    assert (
        word_stem("keepers", ENGLISH)
        == word_stem("keeper", ENGLISH)
        == word_stem("Keeper’s", ENGLISH)
    )
