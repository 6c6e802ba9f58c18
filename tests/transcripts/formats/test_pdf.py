"""PDF, read with pypdf."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from tests.lamplight import EXAMPLE, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.chapters import find_chapters
from transcripts.formats import pdf
from transcripts.formats.clock import clock
from transcripts.formats.options import RenderOptions
from transcripts.sources.table import read_source
from transcripts.transcript import Transcript


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def letters(text: str) -> Counter[str]:
    """Count the letters and digits of a text.

    Combining marks are left out, because programs that read PDF put them at different positions.
    """
    return Counter(each for each in text if unicodedata.category(each)[0] in "LN")


@given(odd_transcripts())
@settings(max_examples=15, deadline=None)
def test_another_reader_finds_every_letter(transcript: Transcript) -> None:
    wanted = letters("".join(turn.text for turn in transcript.turns))
    assert not wanted - letters("".join(texts(pdf.render(transcript))))


@pytest.mark.parametrize("word", ["東京", "नमस्ते", "👩", "\U0010fffd", "ไทย", "Ωμέγα", "Grüße"])
def test_a_character_without_a_letter_in_the_fonts_is_copied_as_itself(word: str) -> None:
    said = replace(EXAMPLE, turns=(turn(1, "S1", "V1", 0.0, 1.0, f"a {word} b"),), corrections=())
    assert f"a {word} b" in texts(pdf.render(said))[0]


def test_pages_are_numbered_and_turns_have_their_times() -> None:
    long = replace(EXAMPLE, turns=EXAMPLE.turns * 5, corrections=())
    pages = texts(pdf.render(long))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert page.endswith(f"{number} / {len(pages)}")
    for each in EXAMPLE.turns:
        assert f"\n{clock(each.start)} " in pages[0] + pages[1]
    assert "1:39" not in "".join(texts(pdf.render(EXAMPLE, RenderOptions(shows_times=False))))


def test_chapters_are_bookmarks_and_the_properties_are_the_transcript_s_own() -> None:
    document = PdfReader(BytesIO(pdf.render(EXAMPLE)))
    marks = [each.title for each in document.outline if not isinstance(each, list)]
    assert marks == [chapter.title for chapter in find_chapters(EXAMPLE)]
    about = document.metadata
    assert about is not None
    assert about.title == "The Keeper Who Wouldn’t Leave"
    assert about.creator == "tapelog 0.1.0"
    assert about.creation_date_raw == "D:20260504210733Z"


def test_names_words_and_times_are_read_again() -> None:
    found = read_source(pdf.render(EXAMPLE))
    assert found.title == EXAMPLE.recording.title
    assert found.turns[0].label == "MARIAN WHITLOCK, host"
    assert found.turns[-1].text == "It was a pleasure."
    words = Counter(word.text for turn in found.turns for word in turn.words)
    assert words + Counter(["<Silence>"]) == Counter(word.text for word in EXAMPLE.words)
