from __future__ import annotations

from dataclasses import replace

from lxml import etree

from tests.lamplight import EXAMPLE
from transcripts.formats import pbcore
from transcripts.transcript import Speaker, Transcript

PB = "{http://www.pbcore.org/PBCore/PBCoreNamespace.html}"

# The order that the schema of PBCore 2.1 prescribes for these elements; all may be repeated.
ORDER = (
    "pbcoreAssetDate",
    "pbcoreIdentifier",
    "pbcoreTitle",
    "pbcoreDescription",
    "pbcoreContributor",
    "pbcoreInstantiation",
    "pbcoreAnnotation",
)
INSTANTIATION = (
    "instantiationIdentifier",
    "instantiationDigital",
    "instantiationLocation",
    "instantiationMediaType",
    "instantiationDuration",
)


def read(transcript: Transcript) -> etree._Element:
    return etree.fromstring(pbcore.render(transcript).encode())


def test_elements_are_in_the_order_of_the_schema() -> None:
    root = read(EXAMPLE)
    places = [ORDER.index(element.tag.removeprefix(PB)) for element in root]
    assert places == sorted(places)
    assert {"pbcoreIdentifier", "pbcoreTitle", "pbcoreDescription"} <= {ORDER[p] for p in places}
    inner = tuple(e.tag.removeprefix(PB) for e in root.find(f"{PB}pbcoreInstantiation"))
    assert inner == INSTANTIATION
    assert all(e.get("source") for e in root.iter(f"{PB}pbcoreIdentifier"))


def test_people_with_names_contribute_in_their_roles() -> None:
    callers = (Speaker("S5", ("V9",), "Bo Lind", "caller"), Speaker("S6", ("V8",)))
    root = read(replace(EXAMPLE, speakers=EXAMPLE.speakers + callers))
    rows = {
        c.findtext(f"{PB}contributor"): [role.text for role in c.iter(f"{PB}contributorRole")]
        for c in root.iter(f"{PB}pbcoreContributor")
    }
    assert rows == {
        "Marian Whitlock": ["Host"],
        "Tobias Aurelian-Grey": ["Guest", "author"],
        "Ifeoma Castellan": ["Guest", "director"],
        "Bo Lind": ["Speaker", "caller"],
    }
