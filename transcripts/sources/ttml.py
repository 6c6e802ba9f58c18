"""Read TTML, IMSC and DFXP: timed paragraphs with the agents who speak them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from transcripts.sources.bounded_xml import attribute, descendants, parse_xml, root_name, tag_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage, turn_of_cue
from transcripts.sources.times import parse_offset_time

_UNSPOKEN = ("metadata", "ruby", "rt")


@dataclass(frozen=True, slots=True)
class _Clock:
    """The frame rate and the tick rate of a document's times."""

    frames: float
    ticks: float

    def read(self, text: str | None) -> float | None:
        return parse_offset_time(text, self.frames, self.ticks) if text else None


def matches(document: SourceDocument) -> bool:
    """Check for the element `tt`."""
    return root_name(document.first_characters) == "tt"


def read(document: SourceDocument) -> ReadSource:
    """Read the paragraphs; times inside an element count from the start of that element."""
    root = parse_xml(document.data)
    agents = {}
    for agent in descendants(root, "agent"):
        names = ["".join(n.itertext()).strip() for n in descendants(agent, "name")]
        agents[attribute(agent, "id") or ""] = next(filter(None, names), None)
    frames, ticks = _read_number(root, "framerate", 30.0), _read_number(root, "tickrate", 1.0)
    found = _read_passages(root, _Clock(frames, ticks), agents, 0.0, None)
    titles = [t.text for t in descendants(root, "title") if t.text]
    return ReadSource(tuple(found), title=next(iter(titles), None))


def _read_number(root: Element, attribute_name: str, default: float) -> float:
    try:
        return float(attribute(root, attribute_name) or default) or default
    except ValueError:
        return default


def _read_passages(
    element: Element,
    clock: _Clock,
    agents: Mapping[str, str | None],
    offset: float,
    agent: str | None,
) -> Iterator[SourcePassage]:
    for inner in element:
        own = attribute(inner, "agent") or agent
        begin = clock.read(attribute(inner, "begin"))
        if tag_name(inner) != "p":
            if tag_name(inner) not in _UNSPOKEN:
                yield from _read_passages(inner, clock, agents, offset + (begin or 0.0), own)
            continue
        start = None if begin is None else offset + begin
        end, lasts = clock.read(attribute(inner, "end")), clock.read(attribute(inner, "dur"))
        end = offset + end if end is not None else None
        if end is None and lasts is not None and start is not None:
            end = start + lasts
        label = agents.get(own or "") or own
        turn = turn_of_cue(attribute(inner, "id"))
        yield SourcePassage("".join(_read_text(inner)), label, start, end, turn=turn)


def _read_text(element: Element) -> Iterator[str]:
    yield element.text or ""
    for inner in element:
        if tag_name(inner) == "br":
            yield "\n"
        elif tag_name(inner) not in _UNSPOKEN:
            yield from _read_text(inner)
        yield inner.tail or ""
