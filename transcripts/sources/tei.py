"""Read TEI for transcribed speech: utterances with their speakers, on a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from transcripts.errors import UserError
from transcripts.sources.bounded_xml import attribute, descendants, parse_xml, root_name, tag_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_offset_time

_OMITTED = ("sic", "orig", "note", "del")


def matches(document: SourceDocument) -> bool:
    """Check for the element `TEI`."""
    return root_name(document.first_characters) in ("tei", "teicorpus")


def read(document: SourceDocument) -> ReadSource:
    """Read the utterances; of two readings (`choice`), the correction is used.

    Raises UserError if there are no utterances.
    """
    root = parse_xml(document.data)
    names_by_id = {
        f"#{attribute(person, 'id')}": " ".join(
            " ".join("".join(n.itertext()) for n in descendants(person, "persname")).split()
        )
        for person in descendants(root, "person")
    }
    times = {f"#{attribute(when, 'id')}": _read_time(when) for when in descendants(root, "when")}
    passages = [_build_passage(spoken, names_by_id, times) for spoken in descendants(root, "u")]
    if not passages:
        raise UserError("it has no utterances (element u)")
    title = next((t.text for t in descendants(root, "title") if t.text), None)
    return ReadSource(tuple(passages), title=title)


def _read_time(when: Element) -> float | None:
    interval = attribute(when, "interval")
    if interval is None:
        return 0.0 if attribute(when, "since") is None else None
    return parse_offset_time(interval.removeprefix("PT").lower()) or parse_offset_time(
        f"{interval}s"
    )


def _build_passage(
    spoken: Element, names_by_id: Mapping[str, str], times: Mapping[str, float | None]
) -> SourcePassage:
    who = attribute(spoken, "who") or ""
    label = names_by_id.get(who) or who.lstrip("#") or None
    start, end = (times.get(attribute(spoken, key) or "") for key in ("start", "end"))
    return SourcePassage("".join(_read_text(spoken)), label, start, end, begins_turn=True)


def _read_text(element: Element) -> Iterator[str]:
    yield element.text or ""
    for inner in element:
        if tag_name(inner) not in _OMITTED:
            yield from _read_text(inner)
        yield inner.tail or ""
