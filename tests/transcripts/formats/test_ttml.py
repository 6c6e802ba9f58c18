"""TTML follows the IMSC profile, and is read by ttconv, which the editor of IMSC wrote."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import ttconv.imsc.reader
import ttconv.model
from hypothesis import given, settings
from lxml import etree

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import ttml
from transcripts.formats.cues import Cue, CueLimits, cues_in_order
from transcripts.formats.options import RenderOptions
from transcripts.transcript import Transcript

Caption = tuple[float, float, str]


def read_by_another(text: str) -> list[Caption]:
    """Return the captions that ttconv reads, without the extra spaces of XML layout."""
    root = ElementTree.ElementTree(ElementTree.fromstring(text))
    document = ttconv.imsc.reader.to_model(root)
    return [
        (float(part.get_begin() or 0), float(part.get_end()), _text(part))
        for part in document.get_body().dfs_iterator()
        if isinstance(part, ttconv.model.P)
    ]


def _text(paragraph: ttconv.model.P) -> str:
    parts = []
    for part in paragraph.dfs_iterator():
        if isinstance(part, ttconv.model.Br):
            parts.append("\n")
        elif isinstance(part, ttconv.model.Text):
            parts.append(part.get_text())
    return "".join(parts)


def written(transcript: Transcript, line: int = ttml.LINE) -> tuple[Cue, ...]:
    return cues_in_order(transcript, CueLimits(line))


def test_another_reader_finds_times_and_lines() -> None:
    found = read_by_another(ttml.render(EXAMPLE))
    assert found == [
        (pytest.approx(c.start, abs=6e-4), pytest.approx(c.end, abs=6e-4), "\n".join(c.lines))
        for c in written(EXAMPLE)
    ]


@given(odd_transcripts())
@settings(max_examples=25, deadline=None)
def test_another_reader_finds_odd_words(transcript: Transcript) -> None:
    found = read_by_another(ttml.render(transcript))
    assert [text for _, _, text in found] == ["\n".join(c.lines) for c in written(transcript)]


def test_captions_have_speakers_and_a_region_of_the_profile() -> None:
    root = etree.fromstring(ttml.render(EXAMPLE).encode())
    space = {"t": "http://www.w3.org/ns/ttml", "m": "http://www.w3.org/ns/ttml#metadata"}
    agents = {
        agent.get("{http://www.w3.org/XML/1998/namespace}id"): agent.findtext("m:name", "", space)
        for agent in root.iterfind(".//m:agent", space)
    }
    paragraphs = root.findall(".//t:p", space)
    said = [agents[p.get(f"{{{space['m']}}}agent")] for p in paragraphs]
    assert said == [EXAMPLE.speaker(cue.turn).label for cue in written(EXAMPLE)]
    assert root.get("{http://www.w3.org/ns/ttml#parameter}contentProfiles").endswith("imsc1.1/text")
    regions = root.findall(".//t:region", space)
    assert [r.get("{http://www.w3.org/XML/1998/namespace}id") for r in regions] == ["bottom"]
    assert root.find("t:body", space).get("region") == "bottom"


def test_a_line_may_be_shorter() -> None:
    found = read_by_another(ttml.render(EXAMPLE, RenderOptions(max_line_length=30)))
    assert max(len(line) for _, _, text in found for line in text.split("\n")) <= 30
