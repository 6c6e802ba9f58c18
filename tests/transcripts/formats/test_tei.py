from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from lxml import etree

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import tei
from transcripts.transcript import Transcript

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"


def read(transcript: Transcript) -> etree._Element:
    return etree.fromstring(tei.render(transcript).encode())


def words(utterance: etree._Element, without: str = "sic") -> list[str]:
    """Return the words of an utterance, with the corrected reading or the original one."""
    texts = utterance.xpath(
        f".//text()[not(ancestor::t:{without} or ancestor::t:note)]", namespaces=TEI
    )
    return "".join(texts).split()


@given(odd_transcripts())
@settings(max_examples=50)
def test_a_foreign_reader_finds_every_turn_as_it_is(transcript: Transcript) -> None:
    root = read(transcript)
    for utterance, turn in zip(root.iterfind(".//t:u", TEI), transcript.turns, strict=True):
        assert words(utterance) == turn.text.split()
        assert utterance.get("who") == f"#{turn.speaker}"


def test_every_reference_leads_somewhere() -> None:
    root = read(EXAMPLE)
    ids = [element.get(ID) for element in root.iter() if element.get(ID)]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for name in ("who", "start", "end", "since", "origin", "resp"):
            assert element.get(name, "#t0").removeprefix("#") in ids


def test_the_timeline_has_the_times_of_the_turns() -> None:
    root = read(EXAMPLE)
    at = {w.get(ID): float(w.get("interval", "0")) for w in root.iterfind(".//t:when", TEI)}
    for utterance, turn in zip(root.iterfind(".//t:u", TEI), EXAMPLE.turns, strict=True):
        assert at[utterance.get("start")[1:]] == turn.start
        assert at[utterance.get("end")[1:]] == turn.end


def test_the_old_reading_can_be_had_back() -> None:
    utterance = read(EXAMPLE).find(".//t:u", TEI)
    assert words(utterance) == EXAMPLE.turns[0].text.split()
    assert " ".join(words(utterance, without="corr")).endswith("I’m Marion Witlock")


def test_the_body_has_no_repairs_without_corrections() -> None:
    assert read(replace(EXAMPLE, corrections=())).find(".//t:choice", TEI) is None
