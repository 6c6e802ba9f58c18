"""The XML formats keep the rules of their schemas, as far as they use them.

No package contains the published schemas, so this file states their rules: the children that an
element may have, in which order, and the attributes that it must have. The schemas are

- EAF: "EAF Annotation Format", schema 3.0, The Language Archive, Max Planck Institute for
  Psycholinguistics
- TEI: P5 Guidelines, chapters 2 (The TEI Header) and 8 (Transcriptions of Speech) and the
  specifications of the elements
- PBCore: pbcore-2.1.xsd, pbcore.org
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, settings
from lxml import etree

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats.table import BY_NAME
from transcripts.transcript import Transcript

Rules = dict[str, tuple[str, str]]
"""The children of each element as a regular expression, and its attributes."""

TEXT = ""

EAF: Rules = {
    "ANNOTATION_DOCUMENT": (
        "(LICENSE )*HEADER TIME_ORDER (TIER )*(LINGUISTIC_TYPE )*(LOCALE )*(LANGUAGE )*"
        "(CONSTRAINT )*(CONTROLLED_VOCABULARY )*",
        "DATE AUTHOR VERSION",
    ),
    "HEADER": ("(MEDIA_DESCRIPTOR )*(LINKED_FILE_DESCRIPTOR )*(PROPERTY )*", ""),
    "MEDIA_DESCRIPTOR": (TEXT, "MEDIA_URL MIME_TYPE"),
    "PROPERTY": (TEXT, ""),
    "TIME_ORDER": ("(TIME_SLOT )*", ""),
    "TIME_SLOT": (TEXT, "TIME_SLOT_ID"),
    "TIER": ("(ANNOTATION )*", "TIER_ID LINGUISTIC_TYPE_REF"),
    "ANNOTATION": ("(ALIGNABLE_ANNOTATION |REF_ANNOTATION )", ""),
    "ALIGNABLE_ANNOTATION": (
        "ANNOTATION_VALUE ",
        "ANNOTATION_ID TIME_SLOT_REF1 TIME_SLOT_REF2",
    ),
    "ANNOTATION_VALUE": (TEXT, ""),
    "LINGUISTIC_TYPE": (TEXT, "LINGUISTIC_TYPE_ID"),
    "CONSTRAINT": (TEXT, "STEREOTYPE"),
}

TEI: Rules = {
    "TEI": ("teiHeader text ", ""),
    "teiHeader": ("fileDesc (encodingDesc |profileDesc )*(revisionDesc )?", ""),
    "fileDesc": (
        "titleStmt (editionStmt )?(extent )?publicationStmt (seriesStmt )*(notesStmt )?"
        "(sourceDesc )+",
        "",
    ),
    "titleStmt": ("(title )+(respStmt )*", ""),
    "respStmt": ("(resp )+(name )+", ""),
    "publicationStmt": ("(p )+", ""),
    "sourceDesc": ("(recordingStmt )+|(p )+", ""),
    "recordingStmt": ("(recording )+", ""),
    "recording": ("(date |media |broadcast )*", ""),
    "media": (TEXT, "mimeType url"),
    "broadcast": ("bibl ", ""),
    "bibl": ("(title |date )*", ""),
    "encodingDesc": ("(appInfo )+", ""),
    "appInfo": ("(application )+", ""),
    "application": ("(label |desc )+", "ident version"),
    "profileDesc": ("(langUsage |particDesc )*", ""),
    "langUsage": ("(language )+", ""),
    "language": (TEXT, "ident"),
    "particDesc": ("(listPerson )+", ""),
    "listPerson": ("(person )+", ""),
    "person": ("(persName |note )*", ""),
    "revisionDesc": ("(change )+", ""),
    "text": ("body ", ""),
    "timeline": ("(when )+", ""),
    "when": (TEXT, ""),
    "choice": ("sic corr ", ""),
    "sic": (TEXT, ""),
    "corr": (TEXT, ""),
}

PBCORE: Rules = {
    "pbcoreDescriptionDocument": (
        "(pbcoreAssetType )*(pbcoreAssetDate )*(pbcoreIdentifier )+(pbcoreTitle )+"
        "(pbcoreSubject )*(pbcoreDescription )+(pbcoreGenre )*(pbcoreRelation )*"
        "(pbcoreCoverage )*(pbcoreAudienceLevel )*(pbcoreAudienceRating )*(pbcoreCreator )*"
        "(pbcoreContributor )*(pbcorePublisher )*(pbcoreRightsSummary )*(pbcoreInstantiation )*"
        "(pbcoreAnnotation )*(pbcorePart )*(pbcoreExtension )*",
        "",
    ),
    "pbcoreIdentifier": (TEXT, "source"),
    "pbcoreContributor": ("contributor (contributorRole )*", ""),
    "pbcoreInstantiation": (
        "(instantiationIdentifier )+(instantiationDate )*(instantiationDimensions )*"
        "(instantiationPhysical )?(instantiationDigital )?(instantiationStandard )?"
        "instantiationLocation (instantiationMediaType )?(instantiationGenerations )*"
        "(instantiationFileSize )?(instantiationTimeStart )?(instantiationDuration )?",
        "",
    ),
    "instantiationIdentifier": (TEXT, "source"),
}

# Elements that need no rule: plain text, and TEI's `u` and `body`, which may contain many others.
# A document with an element in neither list fails the test.
PLAIN = {
    "eaf": "",
    "tei": "title resp name p date persName note label desc change body u",
    "pbcore": "pbcoreAssetDate pbcoreTitle pbcoreDescription contributor contributorRole "
    "instantiationDigital instantiationLocation instantiationMediaType instantiationDuration "
    "pbcoreAnnotation",
}
RULES = {"eaf": EAF, "tei": TEI, "pbcore": PBCORE}


def offences(name: str, root: etree._Element) -> Iterator[str]:
    """List the violations of a format's rules in a document."""
    for element in root.iter():
        tag = etree.QName(element).localname
        if tag not in RULES[name]:
            if tag not in PLAIN[name].split():
                yield f"{tag} is not expected"
            continue
        children, attributes = RULES[name][tag]
        found = "".join(f"{etree.QName(child).localname} " for child in element)
        if not re.fullmatch(children, found):
            yield f"{tag} has {found}"
        yield from (f"{tag} lacks {a}" for a in attributes.split() if element.get(a) is None)


def document(name: str, transcript: Transcript) -> etree._Element:
    made = BY_NAME[name].render(transcript)
    assert isinstance(made, str)
    return etree.fromstring(made.encode())


@pytest.mark.parametrize("name", RULES)
def test_the_example_keeps_the_rules(name: str) -> None:
    assert list(offences(name, document(name, EXAMPLE))) == []


@pytest.mark.parametrize("name", RULES)
@given(odd_transcripts())
@settings(max_examples=10)
def test_odd_texts_keep_the_rules(name: str, transcript: Transcript) -> None:
    assert list(offences(name, document(name, transcript))) == []


@pytest.mark.parametrize(
    ("name", "path", "offence"),
    [
        ("eaf", "HEADER", "ANNOTATION_DOCUMENT has TIME_ORDER "),
        ("eaf", ".//ANNOTATION_VALUE", "ALIGNABLE_ANNOTATION has "),
        ("tei", ".//{*}sourceDesc", "fileDesc has titleStmt publicationStmt "),
        ("tei", ".//{*}choice/{*}corr", "choice has sic "),
        ("pbcore", "{*}pbcoreTitle[1]", ""),
        ("pbcore", "{*}pbcoreDescription", "pbcoreDescriptionDocument has "),
        ("pbcore", ".//{*}instantiationLocation", "pbcoreInstantiation has "),
    ],
)
def test_a_rule_can_be_broken(name: str, path: str, offence: str) -> None:
    root = document(name, EXAMPLE)
    element = root.find(path)
    assert element is not None
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
    found = list(offences(name, root))
    assert any(line.startswith(offence) for line in found) if offence else found == []


def test_names_are_unique_and_values_of_their_types() -> None:
    eaf = document("eaf", EXAMPLE)
    ids = [e.get(a) for e in eaf.iter() for a in ("TIME_SLOT_ID", "ANNOTATION_ID") if e.get(a)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in ids)  # xsd:ID
    assert datetime.fromisoformat(eaf.get("DATE")).tzinfo  # xsd:dateTime
    assert all(slot.get("TIME_VALUE").isdecimal() for slot in eaf.iter("TIME_SLOT"))
    assert eaf.find("HEADER").get("TIME_UNITS") in ("milliseconds", "NTSC-frames", "PAL-frames")
    stereotypes = {c.get("STEREOTYPE") for c in eaf.iter("CONSTRAINT")}
    assert stereotypes <= {
        "Time_Subdivision",
        "Symbolic_Subdivision",
        "Symbolic_Association",
        "Included_In",
    }
    tei = document("tei", EXAMPLE)
    recording = tei.find(".//{*}recording")
    assert recording.get("type") in ("audio", "video")
    assert re.fullmatch(r"PT\d+(\.\d+)?S", recording.get("dur"))  # xsd:duration
    assert all(0 <= float(corr.get("cert")) <= 1 for corr in tei.iterfind(".//{*}corr"))
