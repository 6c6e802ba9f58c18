from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from lxml import etree
from pympi import Eaf

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import eaf
from transcripts.formats.tiers import speaker_tiers
from transcripts.transcript import Transcript


def read(text: str) -> Eaf:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "transcript.eaf"
        path.write_text(text, encoding="utf-8")
        return Eaf(path)


def found(document: Eaf, tier: str) -> list[tuple[int, int, str]]:
    return sorted(document.get_annotation_data_for_tier(tier), key=lambda row: row[0])


def test_a_foreign_reader_finds_turns_words_and_repairs() -> None:
    document = read(eaf.render(EXAMPLE))
    for speaker in EXAMPLE.speakers:
        turns = [t for t in EXAMPLE.turns if t.speaker == speaker.id]
        rows = [(round(t.start * 1000), round(t.end * 1000), t.text) for t in turns]
        assert found(document, speaker.label) == rows
        words = [w for t in turns for w in t.words]
        told = [(round(w.start * 1000), round(w.end * 1000), w.text) for w in words]
        assert found(document, f"{speaker.label} / words") == told
        about = document.get_parameters_for_tier(f"{speaker.label} / words")
        assert about["PARENT_REF"] == speaker.label
        assert about["PARTICIPANT"] == speaker.label
    assert found(document, "repairs")[0][2] == "“Marion Witlock” → “Marian Whitlock”"
    assert document.get_linked_files()[0]["RELATIVE_MEDIA_URL"] == "./lamplight-1987.mp3"


@given(odd_transcripts())
@settings(max_examples=40)
def test_odd_text_is_read_as_it_is(transcript: Transcript) -> None:
    document = read(eaf.render(transcript))
    for tier in speaker_tiers(transcript):
        rows = [(i.start_ms, i.end_ms, i.text) for i in tier.intervals]
        assert found(document, tier.name) == rows


@given(odd_transcripts())
@settings(max_examples=40)
def test_every_reference_leads_somewhere_and_words_are_inside_their_turns(
    transcript: Transcript,
) -> None:
    root = etree.fromstring(eaf.render(transcript).encode())
    slots = {s.get("TIME_SLOT_ID"): int(s.get("TIME_VALUE")) for s in root.iter("TIME_SLOT")}
    assert list(slots.values()) == sorted(slots.values())
    spans: dict[str, list[tuple[int, int]]] = {}
    for tier in root.iter("TIER"):
        spans[tier.get("TIER_ID")] = [
            (slots[a.get("TIME_SLOT_REF1")], slots[a.get("TIME_SLOT_REF2")])
            for a in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        for start, end in spans[tier.get("TIER_ID")]:
            assert start < end
        if parent := tier.get("PARENT_REF"):
            for start, end in spans[tier.get("TIER_ID")]:
                assert any(a <= start and end <= b for a, b in spans[parent])
    kinds = {kind.get("LINGUISTIC_TYPE_ID") for kind in root.iter("LINGUISTIC_TYPE")}
    assert {tier.get("LINGUISTIC_TYPE_REF") for tier in root.iter("TIER")} <= kinds
    order = [element.tag for element in root]
    sections = ("HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "CONSTRAINT")
    assert [tag for n, tag in enumerate(order) if tag not in order[:n]] == list(sections)
