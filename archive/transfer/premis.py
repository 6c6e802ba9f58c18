"""Write PREMIS 3.0 metadata: the files of a recording, and the events in their history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from archive.storage.manifest import MANIFEST, PAGE, FileEntry
from archive.storage.sounds import UNKNOWN, is_sound, media_type
from transcripts.edits.change import Edit
from transcripts.formats import xml
from transcripts.formats.table import FORMATS
from transcripts.transcript import Transcript

_NAMESPACE = "http://www.loc.gov/premis/v3"
_SCHEMA = f"{_NAMESPACE} https://www.loc.gov/standards/premis/v3/premis-3-0.xsd"

_MEDIA = {kind.file: kind.media for kind in FORMATS} | {
    PAGE: "text/html",
    MANIFEST: "application/json",
}

PROGRAM = "tapelog"
TRANSCRIPT = "data/transcript.json"

Identifier = tuple[str, str]
"""The type and the value of an identifier."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event in the history of files; `type` is an event type of the Library of Congress."""

    identifier: str
    type: str
    at: str
    detail: str
    agent: str
    objects: tuple[str, ...]
    outcome: str | None = None


def build_events(transcript: Transcript, edits: Sequence[Edit]) -> list[Event]:
    """List how a transcript was made and every edit, with its kind and its author.

    The words that an edit changed are left out, because they may be withheld by now.
    """
    made = transcript.provenance
    models = ", ".join(f"{model.name} {model.sha256}" for model in made.models)
    origin = f"models: {models}" if models else "taken over from a transcript made elsewhere"
    created = min([made.created, *(edit.at for edit in edits)])
    first = Event("creation", "creation", created, origin, PROGRAM, (TRANSCRIPT,))
    changes = (
        Event(edit.id, "modification", edit.at, edit.kind, edit.author, (TRANSCRIPT,))
        for edit in edits
    )
    return [first, *changes]


def build_packing_events(names: Iterable[str], packed_at: str) -> list[Event]:
    """List what is done when a bag is made: the fixity check, and the packing."""
    objects = tuple(names)
    checked = "every file compared with the sha256 of its publication"
    return [
        Event("fixity", "fixity check", packed_at, checked, PROGRAM, objects, "pass"),
        Event("bag", "information package creation", packed_at, "BagIt 1.0", PROGRAM, objects),
    ]


def render(transcript: Transcript, files: Iterable[FileEntry], events: Sequence[Event]) -> str:
    """Write the metadata of a bag; `files` are its payload, with names from the bag's root.

    The original recording, which is not in the bag, is an object with its sha256. A text that was
    adopted without a recording is such an object, too, unless parts of the text are withheld.
    """
    root = Element("premis", {"xmlns": _NAMESPACE, "version": "3.0"})
    root.set(f"{xml.XSI}schemaLocation", _SCHEMA)
    recording = transcript.recording
    original = "sha256", recording.sha256
    if recording.sha256:
        entry = _add_file(root, original, recording.sha256, xml.media_type(recording.file))
        xml.add_element(entry, "originalName", recording.file)
    for file in files:
        name = Path(file.name).name
        kind = media_type(Path(name)) if is_sound(name) else _MEDIA.get(name, UNKNOWN)
        entry = _add_file(root, ("file", file.name), file.sha256, kind, file.bytes)
        if is_sound(name):
            relation = xml.add_element(entry, "relationship")
            xml.add_element(relation, "relationshipType", "derivation")
            xml.add_element(relation, "relationshipSubType", "has source")
            _add_identifier(relation, "relatedObjectIdentifier", original)
    for event in events:
        _add_event(root, event)
    _add_agent(root, PROGRAM, "software", transcript.provenance.tapelog)
    for author in dict.fromkeys(event.agent for event in events if event.agent != PROGRAM):
        _add_agent(root, author, "person")
    return xml.serialize_indented(root)


def _add_identifier(parent: Element, tag: str, identifier: Identifier) -> None:
    outer = xml.add_element(parent, tag)
    xml.add_element(outer, f"{tag}Type", identifier[0])
    xml.add_element(outer, f"{tag}Value", identifier[1])


def _add_file(
    root: Element, identifier: Identifier, sha256: str, kind: str, size: int | None = None
) -> Element:
    entry = xml.add_element(root, "object", attributes={f"{xml.XSI}type": "file"})
    _add_identifier(entry, "objectIdentifier", identifier)
    about = xml.add_element(entry, "objectCharacteristics")
    fixity = xml.add_element(about, "fixity")
    xml.add_element(fixity, "messageDigestAlgorithm", "SHA-256")
    xml.add_element(fixity, "messageDigest", sha256)
    if size is not None:
        xml.add_element(about, "size", str(size))
    designation = xml.add_element(xml.add_element(about, "format"), "formatDesignation")
    xml.add_element(designation, "formatName", kind)
    return entry


def _add_event(root: Element, event: Event) -> None:
    entry = xml.add_element(root, "event")
    _add_identifier(entry, "eventIdentifier", ("local", event.identifier))
    xml.add_element(entry, "eventType", event.type)
    xml.add_element(entry, "eventDateTime", event.at)
    detail = xml.add_element(entry, "eventDetailInformation")
    xml.add_element(detail, "eventDetail", event.detail)
    if event.outcome:
        outcome = xml.add_element(entry, "eventOutcomeInformation")
        xml.add_element(outcome, "eventOutcome", event.outcome)
    _add_identifier(entry, "linkingAgentIdentifier", ("local", event.agent))
    for name in event.objects:
        _add_identifier(entry, "linkingObjectIdentifier", ("file", name))


def _add_agent(root: Element, name: str, kind: str, version: str | None = None) -> None:
    entry = xml.add_element(root, "agent")
    _add_identifier(entry, "agentIdentifier", ("local", name))
    xml.add_element(entry, "agentName", name)
    xml.add_element(entry, "agentType", kind)
    if version:
        xml.add_element(entry, "agentVersion", version)
