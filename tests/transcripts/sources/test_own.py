"""Every format with words that tapelog writes can be read again: labels, times and words."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.formats.table import BY_NAME
from transcripts.sources.table import read_source
from transcripts.transcript import Transcript

TIMED = (
    *("json", "vtt", "srt", "podcast", "ohms", "eaf", "textgrid", "audacity", "csv", "seglst"),
    *("stm", "tei", "docx", "ttml", "podlove", "dote", "ohms-xml", "aapb", "pdf"),
)
PLAIN = ("txt", "markdown", "ctm")
WITHOUT_TURNS = ("srt", "podcast", "podlove", "dote", "aapb", "ohms", "ohms-xml")
"""Their cues have a speaker and no turn, so that a turn is a run of cues of one speaker.

Turns of one speaker in a row are joined, and a turn that another turn interrupts counts as two if
its cues before and after the interruption are apart.
"""

REFUSED = (
    "html",
    "repairs-html",
    "repairs",
    "chapters",
    "pbcore",
    "rttm",
    "rttm-names",
    "iiif",
    "annotations",
    "edl",
    "fcpxml",
)


def written(name: str, transcript: Transcript = EXAMPLE) -> bytes:
    made = BY_NAME[name].render(transcript)
    return made.encode() if isinstance(made, str) else made


def spoken(transcript: Transcript) -> list[str]:
    """Return the words in order of the turns' starts."""
    return [w.text for turn in sorted(transcript.turns, key=lambda t: t.start) for w in turn.words]


def in_subrip(words: list[str]) -> list[str]:
    """Replace the characters that SubRip cannot have in words, as the format does."""
    table = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "⧵"})
    return [word.translate(table) for word in words]


def test_every_format_is_tried() -> None:
    assert {*TIMED, *PLAIN, *REFUSED} == set(BY_NAME)


@pytest.mark.parametrize("name", [*TIMED, *PLAIN])
def test_no_word_is_lost_or_added(name: str) -> None:
    found = read_source(written(name))
    wanted = in_subrip(spoken(EXAMPLE)) if name == "srt" else spoken(EXAMPLE)
    if name in ("txt", "markdown", "docx", "pdf"):  # typists write directions in angle brackets
        wanted.remove("<Silence>")
    words = [word.text for turn in found.turns for word in turn.words]
    assert sorted(words) == sorted(wanted)
    if name != "ctm":
        assert [t.text for t in found.turns][:2] != []


@pytest.mark.parametrize("name", TIMED)
def test_labels_and_times_come_back(name: str) -> None:
    found = read_source(written(name))
    names = {turn.label.casefold() for turn in found.turns if turn.label}
    short = name in ("docx", "pdf")
    for speaker in EXAMPLE.speakers:
        wanted = speaker.label.casefold()
        assert any(wanted in label or (short and wanted.split()[-1] in label) for label in names)
    starts = {round(turn.start, 0) for turn in found.turns if turn.start is not None}
    assert {round(EXAMPLE.turns[0].start, 0), round(EXAMPLE.turns[-1].start, 0)} <= starts


@pytest.mark.parametrize("name", [n for n in (*TIMED, *PLAIN) if n not in (*WITHOUT_TURNS, "ctm")])
def test_every_turn_comes_back(name: str) -> None:
    found = read_source(written(name))
    assert len(found.turns) == len(EXAMPLE.turns)
    for turn, original in zip(found.turns, EXAMPLE.turns, strict=True):
        assert turn.label is not None
        label = EXAMPLE.speaker(original).label.split()[-1].casefold()
        assert label in turn.label.casefold()
        assert [w.text for w in turn.words][-1:] == [w.text for w in original.words][-1:]


@pytest.mark.parametrize("name", WITHOUT_TURNS)
def test_every_change_of_speaker_comes_back(name: str) -> None:
    found = [turn.label for turn in read_source(written(name)).turns]
    labels = [EXAMPLE.speaker(turn).label for turn in EXAMPLE.turns]
    if not name.startswith("ohms"):  # turn 7 goes on after turn 8, in a cue of its own
        labels.insert(8, labels[6])
    assert found == [label for label, _ in groupby(labels)]


def test_a_caption_that_names_the_turn_of_somebody_else_begins_a_turn() -> None:
    cues = "T1.1\n00:01.000 --> 00:02.000\n<v Ann>Yes.\n\nT1.2\n00:03.000 --> 00:04.000\n<v Bob>No."
    assert [t.label for t in read_source(f"WEBVTT\n\n{cues}\n".encode()).turns] == ["Ann", "Bob"]


@pytest.mark.parametrize("name", ["txt", "markdown"])
def test_labels_of_text_come_back(name: str) -> None:
    found = read_source(written(name))
    assert all(turn.label for turn in found.turns)


@pytest.mark.parametrize("name", REFUSED)
def test_a_format_without_a_whole_transcript_is_refused(name: str) -> None:
    with pytest.raises(UserError, match=r"^it (?:is|has)"):
        read_source(written(name))


@given(odd_transcripts())
@settings(max_examples=30, deadline=None)
def test_odd_words_come_back_with_their_times(transcript: Transcript) -> None:
    for name in ("json", "seglst"):
        if not any(any(map(str.isalnum, word)) for word in spoken(transcript)):
            continue
        found = read_source(written(name, transcript))
        words = sorted((round(w.start or 0, 3), w.text) for turn in found.turns for w in turn.words)
        kept = [(round(w.start, 3), w.text) for t in transcript.turns for w in t.words]
        assert [text for _, text in words] == [text for _, text in sorted(kept)]


@pytest.mark.parametrize("name", [*TIMED, *PLAIN])
@given(transcript=odd_transcripts())
@settings(max_examples=10, deadline=None)
def test_odd_text_is_read_or_refused_in_one_line(name: str, transcript: Transcript) -> None:
    message = refusal(written(name, transcript))
    assert message is None or (message.startswith("it ") and "\n" not in message)


def refusal(data: bytes) -> str | None:
    """Return why a transcript is refused; None if it is read."""
    try:
        read_source(data)
    except UserError as error:
        return str(error)
    return None
