"""Properties of every format in the table."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from lxml import etree
from pypdf import PdfReader

from tests.golden_files import assert_golden
from tests.lamplight import EXAMPLE, crossed, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import provenance
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import BY_NAME, FORMATS, Format
from transcripts.transcript import Speaker, Transcript, Turn, Word

TEXTS = [kind for kind in FORMATS if kind.name not in ("docx", "pdf", "html", "repairs-html")]
XML = [BY_NAME[name] for name in ("eaf", "tei", "pbcore", "ttml", "ohms-xml", "fcpxml")]

# Annotation formats take five lines per word, so their golden files have only the first turns.
FIRST = replace(EXAMPLE, turns=EXAMPLE.turns[:5], corrections=EXAMPLE.corrections[:1])
SHORTENED = {"eaf", "textgrid"}


def named(kind: Format) -> str:
    return kind.name


def text_of(kind: Format, transcript: Transcript, options: RenderOptions | None = None) -> str:
    """Render a format as text.

    For docx, the text is the XML of its parts; for PDF, it is what pypdf reads.
    """
    made = kind.render(transcript, options or RenderOptions())
    if isinstance(made, str):
        return made
    if kind.name == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    with ZipFile(BytesIO(made)) as parts:
        return "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".xml"))


def plain(text: str) -> str:
    """Undo the escapes and the spaces that a format adds to a text."""
    text = re.sub(r"\\(.)", r"\1", text.replace("_", " "))
    return text.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize("kind", TEXTS, ids=named)
def test_golden(kind: Format) -> None:
    made = kind.render(FIRST if kind.name in SHORTENED else EXAMPLE)
    assert isinstance(made, str)
    assert_golden(kind.file, made)


@pytest.mark.parametrize("kind", FORMATS, ids=named)
def test_the_same_transcript_gives_the_same_bytes(kind: Format) -> None:
    assert kind.render(EXAMPLE) == kind.render(EXAMPLE)


def test_format_names_and_files_are_unique() -> None:
    assert len({kind.name for kind in FORMATS}) == len(FORMATS)
    assert len({kind.file.lower() for kind in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("kind", [k for k in FORMATS if k.provenance != "none"], ids=named)
def test_a_format_says_which_words_were_repaired(kind: Format) -> None:
    text = plain(text_of(kind, EXAMPLE))
    for correction in provenance.applied_repairs(EXAMPLE):
        assert correction.before in text
        assert correction.after in text


@pytest.mark.parametrize(
    "kind", [k for k in FORMATS if k.provenance in ("whole", "summary")], ids=named
)
def test_a_format_says_which_program_and_models_made_it(kind: Format) -> None:
    text = plain(text_of(kind, EXAMPLE))
    made = EXAMPLE.provenance
    for told in (made.tapelog, made.created, EXAMPLE.recording.sha256, EXAMPLE.recording.file):
        assert told in text
    for model in made.models:
        assert f"{model.name}" in text
        assert model.sha256[:12] in text


@pytest.mark.parametrize("kind", [k for k in FORMATS if k.provenance == "summary"], ids=named)
def test_a_format_says_which_revision_it_is_of(kind: Format) -> None:
    options = replace(EXAMPLE.provenance.options, revision=17)
    edited = replace(EXAMPLE, provenance=replace(EXAMPLE.provenance, options=options))
    assert re.search(r"revision\W.{0,6}17", plain(text_of(kind, edited)))
    assert "revision:" not in plain(text_of(kind, EXAMPLE))


@pytest.mark.parametrize("kind", [k for k in FORMATS if k.provenance == "none"], ids=named)
def test_formats_without_provenance_are_marked(kind: Format) -> None:
    assert "tapelog" not in text_of(kind, EXAMPLE)


@pytest.mark.parametrize("kind", FORMATS, ids=named)
def test_names_can_be_left_out(kind: Format) -> None:
    people = tuple(replace(s, name=f"Zyx{s.id} Qwerty") for s in EXAMPLE.speakers)
    transcript = replace(EXAMPLE, speakers=people, corrections=())
    assert ("qwerty" in text_of(kind, transcript).lower()) == (
        kind.name not in ("ctm", "rttm", "chapters")
    )
    assert "qwerty" not in text_of(kind, transcript, RenderOptions(shows_names=False)).lower()


@pytest.mark.parametrize("kind", FORMATS, ids=named)
@settings(max_examples=10)
@given(transcript=odd_transcripts())
def test_every_format_renders_odd_text(kind: Format, transcript: Transcript) -> None:
    made = kind.render(transcript)
    assert isinstance(made, bytes) or made.encode().decode() == made


@pytest.mark.parametrize("kind", FORMATS, ids=named)
def test_two_hundred_people_and_a_hundred_hours(kind: Format) -> None:
    speakers = tuple(Speaker(f"S{n}", (f"V{n}",), f"Person {n % 150}") for n in range(1, 201))
    turns = crossed(
        [turn(n, f"S{n}", f"V{n}", 1800.0 * n, 12.0, f"Here is {n}.") for n in range(1, 201)]
    )
    recording = replace(EXAMPLE.recording, duration=370_000.0)
    crowd = replace(
        EXAMPLE, recording=recording, speakers=speakers, turns=turns, corrections=(), voices=()
    )
    text = text_of(kind, crowd)
    if kind.name in ("eaf", "textgrid", "stm", "rttm-names"):  # where each has one line or tier
        assert all(f"Person {n}" in plain(text) for n in range(150))
        assert "Person 1 S151" in plain(text)


CONTROLS = "".join(map(chr, (*range(32), 0x7F, 0x85, 0xFFFE, 0xFFFF))) + "\U0010ffff"


@pytest.mark.parametrize("kind", XML, ids=named)
def test_xml_holds_no_forbidden_character(kind: Format) -> None:
    odd = replace(
        EXAMPLE,
        recording=replace(EXAMPLE.recording, title=f"A{CONTROLS}B", file=f"a{CONTROLS}.mp3"),
        speakers=(replace(EXAMPLE.speakers[0], name=f"N{CONTROLS}M", role=f"r{CONTROLS}"),),
        turns=(_turn([f"a{c}b" for c in CONTROLS]),),
        corrections=(replace(EXAMPLE.corrections[0], before=f"w{CONTROLS}"),),
    )
    etree.fromstring(text_of(kind, odd).encode())  # raises an error for characters that XML forbids


def test_word_holds_no_forbidden_character() -> None:
    docx = BY_NAME["docx"]
    assert docx.render(replace(EXAMPLE, turns=(_turn([f"a{c}b" for c in CONTROLS]),)))


def _turn(texts: list[str]) -> Turn:
    words = tuple(Word(text, n, n + 0.5) for n, text in enumerate(texts))
    said = " ".join(texts)
    return Turn("T1", "S1", "V1", 0.0, float(len(texts)), said, 1.0, words)


@pytest.mark.parametrize("kind", FORMATS, ids=named)
def test_an_empty_transcript_renders(kind: Format) -> None:
    bare = replace(
        EXAMPLE,
        recording=replace(EXAMPLE.recording, title=None, programme=None, date=None),
        speakers=(Speaker("S1", ()),),
        turns=(),
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
    )
    made = kind.render(bare)
    if kind.media == "application/json":
        json.loads(made)


@pytest.mark.parametrize("name", ["vtt", "srt", "txt"])
def test_a_line_may_be_shorter(name: str) -> None:
    text = text_of(
        BY_NAME[name], replace(EXAMPLE, corrections=()), RenderOptions(max_line_length=30)
    )
    body = text.partition("NOTE")[2].partition("\n\n")[2] or text
    lines = [re.sub("<v .*?>", "", line) for line in body.splitlines() if "-->" not in line]
    assert 25 < max(map(len, lines)) <= 30


@pytest.mark.parametrize("name", ["txt", "markdown", "docx", "pdf"])
def test_times_are_shown_where_asked(name: str) -> None:
    kind = BY_NAME[name]
    assert "1:39" in text_of(kind, EXAMPLE, RenderOptions(shows_times=True))
    assert "1:39" not in text_of(kind, EXAMPLE, RenderOptions(shows_times=False))
