"""Write Word files (docx) for newsrooms: names before turns, times in the margin."""

from __future__ import annotations

from io import BytesIO
from xml.etree.ElementTree import Element, register_namespace
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from transcripts.formats import provenance, xml
from transcripts.formats.clock import clock
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.txt import name_with_role, short_names
from transcripts.sound_events import events_before_turns
from transcripts.transcript import Transcript

_MARGIN = Cm(1.9)
"""Width of the column of times: "1:02:03" fits in 9 pt."""

_DUBLIN = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
for _prefix, _namespace in (("dc", _DUBLIN), ("dcterms", _TERMS), ("cp", _CORE)):
    register_namespace(_prefix, _namespace)


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> bytes:
    """Write a transcript as a docx file; the same transcript always produces the same bytes."""
    named = options.apply_names(transcript)
    document = docx.Document()
    times = options.shows_times is not False
    _add_styles(document, times)
    _add_heading(document, named)
    _add_turns(document, named, times)
    _add_provenance(document, named)
    file = BytesIO()
    document.save(file)
    made = named.provenance
    about = "; ".join(provenance.provenance_lines(named)[:5])
    properties = core_properties(
        provenance.title(named.recording), made.tapelog, about, made.created
    )
    return without_timestamps(file, properties)


def _add_styles(document: Document, times: bool) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    turn = document.styles.add_style("Turn", WD_STYLE_TYPE.PARAGRAPH)
    turn.base_style = normal
    layout = turn.paragraph_format
    layout.space_after, layout.line_spacing = Pt(8), 1.25
    layout.widow_control = True
    if times:
        layout.left_indent, layout.first_line_indent = _MARGIN, -_MARGIN
        layout.tab_stops.add_tab_stop(_MARGIN)
    time = document.styles.add_style("Time", WD_STYLE_TYPE.CHARACTER)
    time.font.size, time.font.color.rgb = Pt(9), RGBColor(0x70, 0x70, 0x70)
    name = document.styles.add_style("Name", WD_STYLE_TYPE.CHARACTER)
    name.font.bold = True


def _add_heading(document: Document, transcript: Transcript) -> None:
    recording = transcript.recording
    document.add_heading(xml.replace_forbidden(provenance.title(recording)), level=1)
    about = ", ".join(part for part in (recording.programme, recording.date) if part)
    if about:
        _add_paragraph(document, "Subtitle", _to_printable_line(about))


def _add_turns(document: Document, transcript: Transcript, times: bool) -> None:
    short = short_names(transcript.speakers)
    met: set[str] = set()
    *before, after = events_before_turns(
        transcript.events, [turn.start for turn in transcript.turns]
    )
    for turn, events in zip(transcript.turns, before, strict=True):
        for event in events:
            _add_paragraph(document, "Turn", _to_printable_line(event.caption))
        speaker = transcript.speaker(turn)
        paragraph = _add_paragraph(document, "Turn")
        if times:
            _add_run(paragraph, "Time", clock(turn.start))
            paragraph.add_run("\t")
        name = short[speaker.id] if speaker.id in met else name_with_role(speaker)
        met.add(speaker.id)
        _add_run(paragraph, "Name", f"{_to_printable_line(name)}:")
        paragraph.add_run(f" {_to_printable_line(turn.text)}")
    for event in after:
        _add_paragraph(document, "Turn", _to_printable_line(event.caption))


def _add_provenance(document: Document, transcript: Transcript) -> None:
    document.add_heading("How this transcript was made", level=2)
    for label, text in provenance.provenance_statements(transcript):
        _add_paragraph(document, "ListBullet", f"{label}: {_to_printable_line(text)}")
    repairs = provenance.applied_repairs(transcript)
    if repairs:
        document.add_heading("Repairs to the old text", level=2)
        for c in repairs:
            _add_paragraph(
                document,
                "ListBullet",
                f"{clock(c.start)} {_to_printable_line(provenance.describe_repair(c))}",
            )


def _add_paragraph(document: Document, style: str, text: str = "") -> Paragraph:
    """Add a paragraph with a style.

    The style is set by its id, because python-docx is slow at looking up names.
    """
    paragraph = document.add_paragraph(text)
    paragraph._p.style = style
    return paragraph


def _add_run(paragraph: Paragraph, style: str, text: str) -> None:
    """Add words with a character style, which is set by its id (see `_add_paragraph`)."""
    paragraph.add_run(text)._r.style = style


def _to_printable_line(text: str) -> str:
    return xml.replace_forbidden(provenance.one_line(text))


def core_properties(title: str, tapelog: str, description: str, created: str) -> str:
    """Set the document properties; otherwise python-docx enters its own author and date."""
    root = Element(f"{{{_CORE}}}coreProperties")
    xml.add_element(root, f"{{{_DUBLIN}}}title", title)
    xml.add_element(root, f"{{{_DUBLIN}}}creator", f"tapelog {tapelog}")
    xml.add_element(root, f"{{{_DUBLIN}}}description", description)
    when = {f"{xml.XSI}type": "dcterms:W3CDTF"}
    xml.add_element(root, f"{{{_TERMS}}}created", created, when)
    return xml.serialize(root)


def without_timestamps(file: BytesIO, properties: str) -> bytes:
    """Repack a docx without the timestamps of its parts."""
    repacked = BytesIO()
    with ZipFile(file) as parts, ZipFile(repacked, "w", ZIP_DEFLATED) as packed:
        for name in parts.namelist():
            core = name == "docProps/core.xml"
            data: bytes = properties.encode() if core else parts.read(name)
            packed.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return repacked.getvalue()
