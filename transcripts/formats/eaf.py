"""Write ELAN's annotation format: for each speaker, a tier of turns with a tier of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from xml.etree.ElementTree import Element

from transcripts.formats import provenance, xml
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.tiers import REPAIRS, Interval, repair_tier, speaker_tiers
from transcripts.transcript import Transcript

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_INCLUDED = "Included_In"
"""ELAN's name for annotations that lie inside their parent's annotation and may have gaps."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as an EAF 3.0 document; the recording, if any, is its media file."""
    named = options.apply_names(transcript)
    rows = list(_build_tier_rows(named))
    root = Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "tapelog",
            "DATE": xml.replace_forbidden(named.provenance.created),
            "FORMAT": "3.0",
            "VERSION": "3.0",
            f"{xml.XSI}noNamespaceSchemaLocation": _SCHEMA,
        },
    )
    _add_header(root, named, sum(len(row.intervals) for row in rows))
    slots = _add_time_slots(root, rows)
    numbers = count(1)
    for row in rows:
        tier = xml.add_element(root, "TIER", attributes={"TIER_ID": row.name, **row.about})
        for interval in row.intervals:
            _add_annotation(tier, interval, f"a{next(numbers)}", next(slots), next(slots))
    _add_annotation_types(root)
    return xml.serialize_indented(root)


@dataclass(frozen=True, slots=True)
class _TierRow:
    """A tier in ELAN's layout; words have their own tier below the tier of their turns."""

    name: str
    about: Mapping[str, str]
    intervals: tuple[Interval, ...]


def _build_tier_rows(transcript: Transcript) -> Iterator[_TierRow]:
    for tier in speaker_tiers(transcript):
        about = {"PARTICIPANT": tier.speaker, "ANNOTATOR": "tapelog"}
        yield _TierRow(tier.name, {"LINGUISTIC_TYPE_REF": "turns", **about}, tier.intervals)
        words = tuple(word for turn in tier.intervals for word in turn.parts)
        inside = {"LINGUISTIC_TYPE_REF": "words", "PARENT_REF": tier.name, **about}
        yield _TierRow(tier.words_name, inside, words)
    kind = {"LINGUISTIC_TYPE_REF": "repairs", "ANNOTATOR": "tapelog"}
    yield _TierRow(REPAIRS, kind, repair_tier(transcript))


def _add_time_slots(root: Element, rows: Sequence[_TierRow]) -> Iterator[str]:
    """Write all time slots in order of time; yield their ids in the order of the annotations."""
    ends = [ms for row in rows for i in row.intervals for ms in (i.start_ms, i.end_ms)]
    names = [""] * len(ends)
    order = xml.add_element(root, "TIME_ORDER")
    for number, place in enumerate(sorted(range(len(ends)), key=ends.__getitem__), start=1):
        names[place] = f"ts{number}"
        attributes = {"TIME_SLOT_ID": names[place], "TIME_VALUE": str(ends[place])}
        xml.add_element(order, "TIME_SLOT", attributes=attributes)
    return iter(names)


def _add_annotation(tier: Element, interval: Interval, name: str, start: str, end: str) -> None:
    attributes = {"ANNOTATION_ID": name, "TIME_SLOT_REF1": start, "TIME_SLOT_REF2": end}
    inner = xml.add_element(
        xml.add_element(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", attributes=attributes
    )
    xml.add_element(inner, "ANNOTATION_VALUE", interval.text)


def _add_header(root: Element, transcript: Transcript, annotations: int) -> None:
    header = xml.add_element(
        root, "HEADER", attributes={"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}
    )
    if transcript.recording.has_sound:
        file = transcript.recording.file
        place = {"MEDIA_URL": f"./{file}", "RELATIVE_MEDIA_URL": f"./{file}"}
        media = {**place, "MIME_TYPE": xml.media_type(file)}
        xml.add_element(header, "MEDIA_DESCRIPTOR", attributes=media)
    for label, text in provenance.provenance_statements(transcript):
        xml.add_element(header, "PROPERTY", text, {"NAME": label})
    xml.add_element(header, "PROPERTY", str(annotations), {"NAME": "lastUsedAnnotationId"})


def _add_annotation_types(root: Element) -> None:
    for kind in ("turns", "words", "repairs"):
        about = {
            "LINGUISTIC_TYPE_ID": kind,
            "TIME_ALIGNABLE": "true",
            "GRAPHIC_REFERENCES": "false",
        }
        inside = {"CONSTRAINTS": _INCLUDED} if kind == "words" else {}
        xml.add_element(root, "LINGUISTIC_TYPE", attributes={**about, **inside})
    meaning = "Each word lies inside its turn, and there may be gaps between words."
    xml.add_element(
        root, "CONSTRAINT", attributes={"STEREOTYPE": _INCLUDED, "DESCRIPTION": meaning}
    )
