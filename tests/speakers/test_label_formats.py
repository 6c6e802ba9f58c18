from __future__ import annotations

import csv
import json
import zipfile
from io import BytesIO, StringIO

import pytest
from lxml import etree

from speakers.label import label
from speakers.label_formats import LABEL_FORMATS, LabelledText
from tests.transcripts.formats.test_rules_of_schemas import offences
from transcripts.languages.english.language import LANGUAGE as ENGLISH

TALK = """I'm Jane Doe, and this is The Hour. Inga Solberg, how did the story begin for you?
It began with a flood & a <bridge>.
=1+1, do you mean?
Yes. When I wrote the novel, I walked along the river for a year.
Inga Solberg, thanks for coming in.
Thank you."""


@pytest.fixture
def text() -> LabelledText:
    return LabelledText(label(TALK, ENGLISH), "old talk.txt", "en", "0.1.0", "2026-01-02T03:04:05")


def rendered(text: LabelledText, name: str) -> str:
    data = LABEL_FORMATS[name][1](text)
    return data if isinstance(data, str) else data.decode("latin-1")


def words(text: LabelledText) -> list[str]:
    return [turn.text for turn in text.labels.turns]


def test_every_format_has_a_file_of_its_own() -> None:
    files = [file for file, _ in LABEL_FORMATS.values()]
    assert len(set(files)) == len(files)


def test_csv_has_the_runners_up_and_no_formula(text: LabelledText) -> None:
    rows = list(csv.DictReader(StringIO(rendered(text, "csv"))))
    assert [row["text"].lstrip("'") for row in rows] == words(text)
    assert rows[2]["text"].startswith("'=")
    assert rows[0]["name"] == "Jane Doe"
    assert rows[0]["role"] == "host"
    assert [float(row["probability"]) for row in rows] == [
        turn.probability for turn in text.labels.turns
    ]
    assert any(row["others"] for row in rows)


def test_tei_keeps_its_rules_and_the_words(text: LabelledText) -> None:
    root = etree.fromstring(rendered(text, "tei").encode())
    assert not list(offences("tei", root))
    turns = root.findall(".//{*}u")
    assert [turn.text for turn in turns] == words(text)
    people = {p.get("{http://www.w3.org/XML/1998/namespace}id") for p in root.iter("{*}person")}
    assert {turn.get("who") for turn in turns if turn.get("who")} <= {f"#{id}" for id in people}
    assert all(0 <= float(turn.get("cert", "0")) <= 1 for turn in turns)
    assert "start" not in turns[0].attrib


def test_pbcore_keeps_its_rules(text: LabelledText) -> None:
    root = etree.fromstring(rendered(text, "pbcore").encode())
    assert not list(offences("pbcore", root))
    named = [element.text for element in root.iter("{*}contributor")]
    assert named == ["Jane Doe", "Inga Solberg"]
    assert "pbcoreInstantiation" not in {etree.QName(child).localname for child in root}


def test_docx_marks_what_needs_review(text: LabelledText) -> None:
    import docx

    data = LABEL_FORMATS["docx"][1](text)
    assert isinstance(data, bytes)
    assert data == LABEL_FORMATS["docx"][1](text)
    paragraphs = [p.text for p in docx.Document(BytesIO(data)).paragraphs[1:-1]]
    for paragraph, turn in zip(paragraphs, text.labels.turns, strict=True):
        name, _, said = paragraph.partition(": ")
        assert said == turn.text
        assert name.endswith(" (?)") == (not turn.is_sure)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert b"tapelog 0.1.0" in parts.read("docProps/core.xml")


def test_json_and_txt(text: LabelledText) -> None:
    assert json.loads(rendered(text, "json")) == text.labels.as_json()
    assert rendered(text, "txt") == text.labels.as_text()


@pytest.mark.parametrize("name", LABEL_FORMATS)
def test_a_text_without_words(name: str) -> None:
    empty = LabelledText(label("", ENGLISH), "empty.txt", "en", "0.1.0", "2026-01-02T03:04:05")
    rendered(empty, name)
