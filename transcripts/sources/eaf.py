"""Read ELAN's EAF: the annotations of the tiers that contain transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from transcripts.errors import UserError
from transcripts.formats.tiers import MADE_BY, REPAIRS
from transcripts.sources.bounded_xml import attribute, descendants, parse_xml, root_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time


def matches(document: SourceDocument) -> bool:
    """Check for ELAN's root element."""
    return root_name(document.first_characters) == "annotation_document"


def read(document: SourceDocument) -> ReadSource:
    """Read the tiers that depend on no other tier, in order of time.

    Raises UserError if no tier has text with times.
    """
    root = parse_xml(document.data)
    slots = {
        attribute(s, "time_slot_id") or "": parse_number_time(attribute(s, "time_value"), 0.001)
        for s in descendants(root, "time_slot")
    }
    passages = [p for tier in descendants(root, "tier") for p in _read_passages(tier, slots)]
    if not passages:
        raise UserError("it has no tier with annotations that have times")
    return ReadSource(tuple(sorted(passages, key=lambda p: p.start or 0.0)))


def _read_passages(tier: Element, slots: dict[str, float | None]) -> Iterator[SourcePassage]:
    name = attribute(tier, "tier_id") or ""
    if attribute(tier, "parent_ref") or name in (REPAIRS, MADE_BY):
        return
    label = attribute(tier, "participant") or name
    for annotation in descendants(tier, "alignable_annotation"):
        values = descendants(annotation, "annotation_value")
        text = " ".join("".join(value.itertext()) for value in values)
        start = slots.get(attribute(annotation, "time_slot_ref1") or "")
        end = slots.get(attribute(annotation, "time_slot_ref2") or "")
        yield SourcePassage(text, label or None, start, end, begins_turn=True)
