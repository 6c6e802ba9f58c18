"""Write PBCore 2.1: the catalogue record of public broadcasting, with contributors and roles."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from transcripts.formats import provenance, xml
from transcripts.formats.clock import format_timestamp
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Speaker, Transcript

_NAMESPACE = "http://www.pbcore.org/PBCore/PBCoreNamespace.html"
_SCHEMA = f"{_NAMESPACE} http://pbcore.org/xsd/pbcore-2.1.xsd"
_VOCABULARY = "PBCore creatorRole and contributorRole"

_ROLES = {
    "author": "Guest",
    "commentator": "Commentator",
    "director": "Guest",
    "guest": "Guest",
    "host": "Host",
    "interviewee": "Interviewee",
    "interviewer": "Interviewer",
    "moderator": "Moderator",
    "narrator": "Narrator",
    "panelist": "Panelist",
    "reporter": "Reporter",
}
"""Roles in PBCore's vocabulary, which describe a person's part in the programme. PBCore's Author is
the author of the programme, so a novelist who is interviewed is a Guest.
"""

_ANY_ROLE = "Speaker"
"""The vocabulary's term for any person whose speech is included."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a description document, with elements in the order that the schema prescribes."""
    named = options.apply_names(transcript)
    recording = named.recording
    root = description_document()
    if recording.date:
        xml.add_element(root, "pbcoreAssetDate", recording.date, {"dateType": "broadcast"})
    xml.add_element(root, "pbcoreIdentifier", recording.id, {"source": "tapelog"})
    xml.add_element(root, "pbcoreTitle", provenance.title(recording))
    if recording.programme:
        xml.add_element(root, "pbcoreTitle", recording.programme, {"titleType": "Series"})
    people = ", ".join(_name_with_role(speaker) for speaker in named.speakers)
    if recording.description:
        about = {"descriptionType": "Abstract"}
        xml.add_element(root, "pbcoreDescription", recording.description, about)
    length = f"of {format_timestamp(recording.duration)[:8]} of sound"
    of = length if recording.has_sound else "without a recording"
    description = f"Transcript {of}; speakers: {people}."
    xml.add_element(root, "pbcoreDescription", description, {"descriptionType": "Summary"})
    for speaker in named.speakers:
        if speaker.name:
            add_contributor(root, speaker.label, speaker.role)
    if recording.has_sound:
        _add_instantiation(root, named)
    for label, text in _list_annotations(named):
        xml.add_element(root, "pbcoreAnnotation", text, {"annotationType": label})
    return xml.serialize_indented(root)


def _name_with_role(speaker: Speaker) -> str:
    return f"{speaker.label} ({speaker.shown_role})" if speaker.shown_role else speaker.label


def description_document() -> Element:
    """Return an empty record."""
    root = Element("pbcoreDescriptionDocument", {"xmlns": _NAMESPACE})
    root.set(f"{xml.XSI}schemaLocation", _SCHEMA)
    return root


def add_contributor(root: Element, name: str, own_role: str | None) -> None:
    """Add a person's name with the role in PBCore's terms, and tapelog's role if more specific."""
    outer = xml.add_element(root, "pbcoreContributor")
    xml.add_element(outer, "contributor", name)
    role = _ROLES.get(own_role or "", _ANY_ROLE)
    xml.add_element(outer, "contributorRole", role, {"source": _VOCABULARY})
    if own_role and own_role != role.lower():
        xml.add_element(outer, "contributorRole", own_role)


def _add_instantiation(root: Element, transcript: Transcript) -> None:
    recording = transcript.recording
    outer = xml.add_element(root, "pbcoreInstantiation")
    xml.add_element(outer, "instantiationIdentifier", recording.sha256, {"source": "sha256"})
    xml.add_element(outer, "instantiationDigital", xml.media_type(recording.file))
    xml.add_element(outer, "instantiationLocation", recording.file)
    xml.add_element(outer, "instantiationMediaType", "Sound")
    xml.add_element(outer, "instantiationDuration", format_timestamp(recording.duration))
    for part in recording.parts:
        inner = xml.add_element(outer, "instantiationPart")
        xml.add_element(inner, "instantiationIdentifier", part.sha256, {"source": "sha256"})
        xml.add_element(inner, "instantiationDigital", xml.media_type(part.file))
        xml.add_element(inner, "instantiationLocation", part.file)
        xml.add_element(inner, "instantiationTimeStart", format_timestamp(part.start))
        xml.add_element(inner, "instantiationDuration", format_timestamp(part.end - part.start))


def _list_annotations(transcript: Transcript) -> Iterator[tuple[str, str]]:
    for label, text in provenance.provenance_statements(transcript):
        yield f"transcript {label}", text
    for correction in provenance.applied_repairs(transcript):
        at = format_timestamp(correction.start)
        yield "transcript repaired", f"{at} {provenance.describe_repair(correction)}"
