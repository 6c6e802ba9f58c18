"""Transcripts of other programs: labels, times and words are recognized."""

from __future__ import annotations

import pytest

from tests.transcripts.sources.dialogue import ODT, OHMS_5, SAID, TIMED
from transcripts.source_transcript import SourceTranscript
from transcripts.sources.table import FORMS, read_source

Row = tuple[str | None, float | None, str]


def data(source: str | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.encode()


def table(source: SourceTranscript) -> list[Row]:
    """Return the turns, with labels in one case."""
    return [
        (turn.label.title() if turn.label else None, turn.start, turn.text) for turn in source.turns
    ]


@pytest.mark.parametrize("kind", TIMED)
def test_labels_times_and_words_of_other_programs(kind: str) -> None:
    source, form = TIMED[kind]
    found = read_source(data(source))
    assert found.form == form
    texts = [row[::2] for row in table(found)]
    assert texts == [(n, t) for n, _, _, t in SAID]
    assert [turn.start for turn in found.turns][:2] == [1.0, 4.0]


@pytest.mark.parametrize("kind", ["WebVTT", "OHMS 6.0"])
def test_a_voice_in_the_middle_of_a_cue_has_its_end(kind: str) -> None:
    found = read_source(data(TIMED[kind][0]))
    assert [(turn.start, turn.end) for turn in found.turns] == [
        (1.0, 3.0),
        (4.0, None),
        (None, 8.0),
    ]


def test_an_odt_with_times_between_tabs() -> None:
    found = read_source(ODT)
    assert found.form == "odt"
    assert [row for row in table(found) if row[0]] == [(n, s, t) for n, s, _, t in SAID]


def test_the_synchronized_words_of_ohms() -> None:
    found = read_source(OHMS_5.encode())
    assert [turn.text for turn in found.turns] == [t for _, _, _, t in SAID]
    timed = [(w.text, w.start) for turn in found.turns for w in turn.words if w.start is not None]
    assert timed == [("sailed", 60.0), ("that", 120.0)]
    assert found.title == "Sailing"


def test_automatic_captions_that_roll() -> None:
    rolling = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n \nso<00:01.200><c> we</c><00:01.500><c> sailed</c>\n\n"
        "00:02.000 --> 00:02.010\nso we sailed\n \n\n"
        "00:02.010 --> 00:04.000\nso we sailed\nat<00:02.500><c> dawn</c>\n"
    )
    found = read_source(rolling.encode())
    assert found.turns[0].text == "so we sailed at dawn"
    assert [w.start for w in found.turns[0].words] == [1.0, 1.2, 1.5, 2.01, 2.5]


def test_marks_are_no_words() -> None:
    text = (
        "ANN: [music] We sailed (SOUNDBITE OF FILM) at ?Skerrow? dawn. [inaudible 00:03:10]\n\n"
        "TOM: Never [? Hale ?] (laughs) again. [00:04:00] Not once.\n"
    )
    ann, tom = read_source(text.encode()).turns
    assert (ann.text, tom.text) == ("We sailed at Skerrow dawn.", "Never Hale again. Not once.")
    assert [(m.text, m.kind, m.word_index) for m in ann.marks] == [
        ("[music]", "sound", 0),
        ("(SOUNDBITE OF FILM)", "recorded", 2),
        ("?Skerrow?", "unsure", 3),
        ("[inaudible 00:03:10]", "unclear", 5),
    ]
    assert [(m.kind, m.word_index) for m in tom.marks] == [("unsure", 1), ("sound", 2)]
    assert tom.words[3].start == 240.0
    assert "[music] We sailed (SOUNDBITE OF FILM)" in ann.text_with_marks


def test_every_form_has_a_source_in_the_tests_of_sources() -> None:
    known = {form for _, form in TIMED.values()} | {"odt", "ohms", "text"}
    elsewhere = {"pdf", "tapelog", "tei", "ctm"}
    assert known | elsewhere == {form.name for form in FORMS}
