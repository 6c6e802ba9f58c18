"""Bad input causes one clear line or a notice, and no words are lost."""

from __future__ import annotations

import time
from contextlib import suppress
from io import BytesIO
from timeit import repeat
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcripts.sources.dialogue import DOCX, EAF, RTF, SRT, TTML, VTT
from transcripts.errors import UserError
from transcripts.sources.packed import MOST_UNPACKED
from transcripts.sources.table import read_source

BOMB = f'<!DOCTYPE tt [<!ENTITY a "{"x" * 99}"><!ENTITY b "{"&a;" * 99}">]><tt>&b;</tt>'


def zip_bomb() -> bytes:
    """A docx of some kB whose text would expand beyond the limit."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as parts, parts.open("word/document.xml", "w") as part:
        for _ in range(MOST_UNPACKED // 2**20 + 1):
            part.write(b" " * 2**20)
    return file.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with lines of text on its pages; a page without lines is empty."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(612, 792)
        shown = " T* ".join(f"({line}) Tj" for line in text.split("\n"))
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 11 Tf 14 TL 72 720 Td {shown} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def damaged_zip(method: int) -> bytes:
    """A DOCX file packed by a method of zipfile, with damage in the packed text."""
    file = BytesIO()
    with ZipFile(file, "w", method) as parts:
        parts.writestr("word/document.xml", "<w:p>Hello</w:p>" * 500)
    data = bytearray(file.getvalue())
    data[70:74] = b"\xff" * 4
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"WEBVTT\n\n", "no words"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n\n", "no words"),
        (b"[music]\n\n(SOUNDBITE OF FILM)\n", "no words"),
        (b'{"chapters": []}', "JSON of a form that is not known"),
        (b'{"text": "half a', "of a form that is not known"),
        (b'<?xml version="1.0"?><pbcore>Hello</pbcore>', "XML of a form .*<pbcore>"),
        (b"<tt><p>Hello", "not well-formed"),
        (BOMB.encode(), "entity definitions"),
        (b"<tt>" * 300 + b"</tt>" * 300, "nested too deeply"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"an old Word file \(.doc\)"),
        (b"PK\x03\x04\x14\x00", "is damaged"),
        (DOCX[:-40], "is damaged"),
        *((damaged_zip(method), "is damaged") for method in (ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA)),
        (zip_bomb(), "unpacks to more than 64 MB"),
        (b"%PDF-1.7 nothing %%EOF", "damaged PDF"),
        (b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj", "a PDF whose end is missing"),
        (pdf("", ""), "run text recognition"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xd8", "not a text"),
        ("Привет, как дела сегодня?".encode("cp1251"), "not a text"),
        (b"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello", "not known"),
        (b"SPEAKER a 1 0.0 1.0 <NA> <NA> Ann <NA> <NA>\n", "RTTM"),
        (b"x" * 2000, "more than 1000 letters"),
        ("\n".join(f"{n} 0:0{n}; 0:1{n} hello" for n in range(9)).encode(), "times or numbers"),
    ],
)
def test_unreadable_input_is_reported_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        read_source(data)
    assert str(caught.value).startswith("it ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_encoding(encoding: str) -> None:
    text = "ANN: Café – it’s “fine”.\r\n\r\nTOM: Naïve, I’d say.\r\n"
    found = read_source(text.encode(encoding))
    assert [turn.text for turn in found.turns] == ["Café – it’s “fine”.", "Naïve, I’d say."]
    assert bool(found.notices) == (encoding in ("utf-16-le", "utf-16-be"))


def test_escapes_of_half_and_invisible_characters_in_json() -> None:
    half, reversing = "\\ud800", "\\u202e"
    segment = f'"speaker": "A{half}", "startTime": 0, "endTime": 2, "body": "So{reversing}."'
    (turn,) = read_source(f'{{"segments": [{{{segment}}}]}}'.encode()).turns
    assert (turn.label, turn.text) == ("A\ufffd", "So.")


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1"])
def test_old_encodings_are_read_and_reported(encoding: str) -> None:
    found = read_source("ANN: Café, naïve.\n\nTOM: Señor, here we are at last.\n".encode(encoding))
    assert found.turns[0].text == "Café, naïve."
    assert "Windows-1252" in found.notices[0]


@pytest.mark.parametrize("said", ["Café crème in a café, please, señor.", "In a café."])
def test_two_encodings_in_one_file(said: str) -> None:
    data = f"ANN: {said}\n".encode() + "TOM: Naïve.\n".encode("cp1252")
    found = read_source(data)
    assert [turn.text for turn in found.turns] == [said, "Naïve."]
    assert "1 byte is not UTF-8" in found.notices[0]


def test_bytes_of_an_old_encoding_that_happen_to_be_utf_8() -> None:
    data = "ANN: « LE CAFÉ» is a café.\n".encode("cp1252")
    assert "CAFÉ»" in read_source(data).turns[0].text


def test_decreasing_times_are_reported_and_ignored() -> None:
    cues = [(1, "one"), (4, "two"), (99, "three"), (8, "four"), (2, "five"), (12, "six")]
    text = "WEBVTT\n" + "".join(
        f"\n00:{s:02}.000 --> 00:{s + 1:02}.000\n{w}\n" for s, w in cues if s < 60
    )
    text += "\n01:39.000 --> 01:40.000\nthree\n\n00:20.000 --> 00:21.000\nseven\n"
    found = read_source(text.encode())
    timed = {w.text: w.start for turn in found.turns for w in turn.words}
    assert timed == {
        **{"one": 1.0, "two": 4.0, "four": 8.0, "six": 12.0, "seven": 20.0},
        **{"five": None, "three": None},
    }
    assert found.notices == (
        "2 of 7 times run backwards or are too late and were not used, the first is 2 s",
    )


def test_captions_shifted_before_the_beginning_lose_their_times_only() -> None:
    captions = (
        "1\n-00:00:02,000 --> -00:00:01,000\nGood evening.\n\n"
        "2\n-00:00:01,000 --> 00:00:01,500\nWelcome back.\n\n"
        "3\n00:00:02,000 --> 00:00:04,000\nIt is the tide hour.\n"
    )
    words = [word for turn in read_source(captions.encode()).turns for word in turn.words]
    assert " ".join(word.text for word in words) == (
        "Good evening. Welcome back. It is the tide hour."
    )
    assert [word.start for word in words if word.start is not None] == [2.0]


def test_two_languages_lose_no_word() -> None:
    english = "ANN: Welcome to the harbour, and tell us what you saw on that night in May.\n\n"
    german = "TOM: Wir sind früh losgefahren, und niemand hat uns an dem Tag da gesehen.\n\n"
    found = read_source((5 * (english + german)).encode())
    texts = [f"{turn.label}: {turn.text}" for turn in found.turns]
    assert texts == 5 * [english.strip(), german.strip()]
    assert found.notices == (
        "it seems to be in more than one language (50% en, 50% de): all words are kept, but only "
        "one language is recognized at a time",
    )
    assert read_source((9 * english + german).encode()).notices == ()  # a quotation


def test_a_pdf_with_headers_and_wrapped_lines() -> None:
    first = (
        "EVENING PAGES   Page 1\nANN LEE: We sailed at dawn, when the whole of the harbour was\n"
        "still asleep and the boats were dry.\nTOM RAY: Never."
    )
    second = (
        "EVENING PAGES   Page 2\nANN LEE: Well, that was long ago, and nobody remembers it now.\n"
    )
    found = read_source(pdf(first, second))
    assert [(turn.label, turn.text) for turn in found.turns] == [
        (
            "ANN LEE",
            "We sailed at dawn, when the whole of the harbour was still asleep and the boats were "
            "dry.",
        ),
        ("TOM RAY", "Never."),
        ("ANN LEE", "Well, that was long ago, and nobody remembers it now."),
    ]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_never_ends_in_a_traceback(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([DOCX, EAF, RTF, SRT, TTML, VTT]))
    raw = bytearray(whole if isinstance(whole, bytes) else whole.encode())
    for _ in range(data.draw(st.integers(0, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = raw[: data.draw(st.integers(0, len(raw)))]
    message = "it "
    try:
        read_source(bytes(cut))
    except UserError as error:
        message = str(error)
    assert message.startswith("it ")


HEAVY = {
    "<v ": "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 25_000,
    "open tags": "<p>" * 25_000,
    "brackets": "[(" * 33_000,
    "names": "Ann " * 25_000,
    "colons": "A:" * 41_000,
    "times": "1:" * 41_000,
    "times in brackets": "[0:01] " * 16_000,
    "digits": "12 " * 25_000,
    "blank lines": "a\n \t" * 20_000,
    "cues": "00:01.000 --> 00:02.000\n" * 3_000 + "hello",
    "quotes in a TextGrid": 'File type = "ooTextFile"\nObject class = "TextGrid"\n' + '"' * 300_001,
    "groups in RTF": r"{\rtf1 " + "{" * 16_000,
    "fields in RTF": r"{\rtf1 " + r"{\field{\*\fldinst{HYPERLINK " * 1_000,
    "columns": "text,start," + "a," * 400 + "\n" + "x,1,\n" * 3_000,
}


@pytest.mark.parametrize("kind", HEAVY)
def test_the_time_grows_with_the_length(kind: str) -> None:
    def read(text: str) -> None:
        with suppress(UserError):
            read_source(text.encode())

    def seconds(text: str) -> float:
        """Measure processor time without garbage collection, which is slow if models are loaded."""
        return min(repeat(lambda: read(text), timer=time.process_time, number=1, repeat=3))

    text = HEAVY[kind]
    assert seconds(text) < 3.5 * seconds(text[: len(text) // 2]) + 1.0
