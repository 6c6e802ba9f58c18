"""Write the files of a labelled text without a recording: names and probabilities, but no times."""

from __future__ import annotations

import csv as csv_module
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from xml.etree.ElementTree import Element

from speakers.labels import LabelledSpeaker, Labels
from transcripts.formats import pbcore as pbcore_format
from transcripts.formats import xml
from transcripts.formats.csv import escape_formula
from transcripts.formats.provenance import one_line

CSV_COLUMNS = ("turn", "speaker", "name", "role", "probability", "others", "text")

_TEI = "http://www.tei-c.org/ns/1.0"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """The labels of a text, and how they were made.

    `tapelog` is the version of the program; `created` is the time in ISO 8601.
    """

    labels: Labels
    file: str
    language: str
    tapelog: str
    created: str

    @property
    def title(self) -> str:
        """Return the name of the file without its suffix."""
        return one_line(self.file.rpartition(".")[0] or self.file)

    @property
    def speakers_with_turns(self) -> tuple[LabelledSpeaker, ...]:
        """Return the speakers who have at least one turn."""
        own = {turn.speaker for turn in self.labels.turns}
        return tuple(s for s in self.labels.speakers if s.id in own)

    @property
    def statement(self) -> str:
        """Describe how the speakers were found, and how many turns need review."""
        turns = self.labels.turns
        doubtful = sum(not turn.is_sure for turn in turns)
        return (
            f"The speakers were found by tapelog {self.tapelog} from what {self.file} says, and "
            "from the cast and documents that were given, if any; no recording was listened to. "
            f"{doubtful} of {len(turns)} turns need review."
        )


def render_json(text: LabelledText) -> str:
    """Write the labels with all probabilities and reasons as JSON (see docs/names.md)."""
    return json.dumps(text.labels.as_json(), indent=1, ensure_ascii=False) + "\n"


def render_txt(text: LabelledText) -> str:
    """Write each turn as `Name: text`."""
    return text.labels.as_text()


def render_csv(text: LabelledText) -> str:
    """Write one row for each turn.

    The column `others` lists the runners-up with their probabilities.
    """
    sheet = StringIO()
    writer = csv_module.writer(sheet, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    speakers = {speaker.id: speaker for speaker in text.labels.speakers}
    for turn in text.labels.turns:
        speaker = speakers.get(turn.speaker or "")
        cells = (
            turn.id,
            turn.speaker or "",
            text.labels.label(turn),
            (speaker.role if speaker else None) or "",
            f"{turn.probability:.3f}",
            "; ".join(f"{speakers[id].label} {p:.2f}" for id, p in turn.runners_up),
            turn.text,
        )
        writer.writerow(map(escape_formula, cells))
    return sheet.getvalue()


def render_docx(text: LabelledText) -> bytes:
    """Write a Word file; a question mark follows the speaker's name if the turn needs review."""
    from docx import Document

    from transcripts.formats.docx import core_properties, without_timestamps

    document = Document()
    document.add_heading(xml.replace_forbidden(text.title), level=1)
    for turn in text.labels.turns:
        paragraph = document.add_paragraph()
        name = f"{text.labels.label(turn)}{'' if turn.is_sure else ' (?)'}: "
        paragraph.add_run(xml.replace_forbidden(name)).bold = True
        paragraph.add_run(xml.replace_forbidden(turn.text))
    document.add_paragraph(xml.replace_forbidden(text.statement))
    file = BytesIO()
    document.save(file)
    properties = core_properties(text.title, text.tapelog, text.statement, text.created)
    return without_timestamps(file, properties)


def render_tei(text: LabelledText) -> str:
    """Write TEI utterances: `who` is the speaker and `cert` the probability."""
    root = Element("TEI", {"xmlns": _TEI})
    header = xml.add_element(root, "teiHeader")
    file = xml.add_element(header, "fileDesc")
    xml.add_element(xml.add_element(file, "titleStmt"), "title", text.title)
    xml.add_element(xml.add_element(file, "publicationStmt"), "p", "Made for an archive.")
    xml.add_element(xml.add_element(file, "sourceDesc"), "p", text.statement)
    program = {"ident": "tapelog", "version": text.tapelog, "when": text.created}
    encoding = xml.add_element(xml.add_element(header, "encodingDesc"), "appInfo")
    xml.add_element(xml.add_element(encoding, "application", None, program), "label", "tapelog")
    profile = xml.add_element(header, "profileDesc")
    usage = xml.add_element(profile, "langUsage")
    xml.add_element(usage, "language", text.language, {"ident": text.language})
    people = xml.add_element(xml.add_element(profile, "particDesc"), "listPerson")
    for speaker in text.speakers_with_turns:
        role = {"role": "_".join(speaker.role.split())} if speaker.role else {}
        person = xml.add_element(people, "person", None, {f"{xml.XML}id": speaker.id, **role})
        xml.add_element(person, "persName", speaker.label)
    body = xml.add_element(xml.add_element(root, "text"), "body")
    for turn in text.labels.turns:
        who = {"who": f"#{turn.speaker}"} if turn.speaker else {}
        sure = {"cert": f"{turn.probability:.3f}"} if turn.speaker else {}
        xml.add_element(body, "u", turn.text, {f"{xml.XML}id": turn.id, **who, **sure})
    return xml.serialize_indented(root)


def render_pbcore(text: LabelledText) -> str:
    """Write a PBCore 2.1 record that lists the named speakers as contributors."""
    people = ", ".join(
        f"{s.label} ({s.role})" if s.name and s.role else s.label for s in text.speakers_with_turns
    )
    root = pbcore_format.description_document()
    xml.add_element(root, "pbcoreIdentifier", text.file, {"source": "tapelog"})
    xml.add_element(root, "pbcoreTitle", text.title)
    summary = f"Transcript without a recording; speakers: {people or 'unknown'}."
    xml.add_element(root, "pbcoreDescription", summary, {"descriptionType": "Summary"})
    for speaker in text.speakers_with_turns:
        if speaker.name:
            pbcore_format.add_contributor(root, speaker.name, speaker.role)
    how = {"annotationType": "transcript speakers"}
    xml.add_element(root, "pbcoreAnnotation", text.statement, how)
    return xml.serialize_indented(root)


Render = Callable[[LabelledText], "str | bytes"]

LABEL_FORMATS: Mapping[str, tuple[str, Render]] = {
    "txt": ("transcript.txt", render_txt),
    "json": ("labels.json", render_json),
    "csv": ("transcript.csv", render_csv),
    "docx": ("transcript.docx", render_docx),
    "tei": ("transcript.tei.xml", render_tei),
    "pbcore": ("pbcore.xml", render_pbcore),
}
"""The file name of each format, and the function that renders it."""

ALWAYS = ("txt", "json")
"""The formats that are written by default."""
