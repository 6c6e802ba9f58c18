"""Write TTML captions in IMSC 1.1's text profile, for broadcasters and streaming services."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, indent

from transcripts.formats import provenance, xml
from transcripts.formats.clock import format_timestamp
from transcripts.formats.cues import Cue, CueLimits, cues_in_order
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.languages.table import language_of
from transcripts.transcript import Transcript

LINE = 42
"""Limit of characters in a line, according to Netflix's guide for captions in Latin script."""

_TTML = "http://www.w3.org/ns/ttml"
_NAMESPACES = {
    "xmlns": _TTML,
    "xmlns:ttm": f"{_TTML}#metadata",
    "xmlns:ttp": f"{_TTML}#parameter",
    "xmlns:tts": f"{_TTML}#styling",
}
_PROFILE = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
_REGION = {
    f"{xml.XML}id": "bottom",
    "tts:origin": "10% 80%",
    "tts:extent": "80% 15%",
    "tts:displayAlign": "after",
    "tts:textAlign": "center",
}


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write one paragraph per caption; each speaker is an agent, to which `ttm:agent` refers."""
    named = options.apply_names(transcript)
    root = Element("tt", {**_NAMESPACES, "ttp:contentProfiles": _PROFILE})
    root.set(f"{xml.XML}lang", language_of(named).code)
    _add_head(root, named)
    body = xml.add_element(root, "body", attributes={"region": "bottom"})
    division = xml.add_element(body, "div")
    cues = cues_in_order(named, CueLimits(options.max_line_length or LINE))
    paragraphs = [_add_paragraph(division, cue) for cue in cues]
    indent(root)  # before adding lines, because white space inside a paragraph is text
    for paragraph, cue in zip(paragraphs, cues, strict=True):
        _add_lines(paragraph, cue.lines)
    return xml.serialize(root)


def _add_head(root: Element, transcript: Transcript) -> None:
    head = xml.add_element(root, "head")
    about = xml.add_element(head, "metadata")
    xml.add_element(about, "ttm:title", provenance.title(transcript.recording))
    for line in provenance.provenance_lines(transcript):
        xml.add_element(about, "ttm:desc", line)
    for speaker in transcript.speakers:
        identity = {f"{xml.XML}id": speaker.id, "type": "person"}
        agent = xml.add_element(about, "ttm:agent", attributes=identity)
        xml.add_element(agent, "ttm:name", speaker.label, {"type": "full"})
    layout = xml.add_element(head, "layout")
    xml.add_element(layout, "region", attributes=_REGION)


def _add_paragraph(division: Element, cue: Cue) -> Element:
    attributes = {
        f"{xml.XML}id": f"{cue.turn.id}.{cue.number}",
        "begin": format_timestamp(cue.start),
        "end": format_timestamp(cue.end),
        "ttm:agent": cue.turn.speaker,
    }
    return xml.add_element(division, "p", attributes=attributes)


def _add_lines(paragraph: Element, lines: Sequence[str]) -> None:
    paragraph.text = xml.replace_forbidden(lines[0])
    for line in lines[1:]:
        xml.add_element(paragraph, "br").tail = xml.replace_forbidden(line)
