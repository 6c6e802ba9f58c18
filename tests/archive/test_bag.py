"""Bags of one recording, checked by the Library of Congress's bagit-py."""

from __future__ import annotations

import hashlib
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner
from lxml import etree

from archive.database.connection import Catalogue
from archive.publishing.republish import republish
from archive.transfer import write_bag
from flows.cli import main
from tests.archive.catalogue.test_append import ID, decide
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import SetName
from transcripts.errors import UserError

PREMIS = {"p": "http://www.loc.gov/premis/v3"}
ORDER = {
    "object": "objectIdentifier objectCharacteristics originalName relationship",
    "objectCharacteristics": "fixity size format",
    "relationship": "relationshipType relationshipSubType relatedObjectIdentifier",
    "event": "eventIdentifier eventType eventDateTime eventDetailInformation "
    "eventOutcomeInformation linkingAgentIdentifier linkingObjectIdentifier",
    "agent": "agentIdentifier agentName agentType agentVersion",
}
"""The order of elements in PREMIS 3.0, as far as we use them; its schema comes in no package."""


@pytest.fixture
def bag(catalogue: Catalogue, published: Path, tmp_path: Path) -> Path:
    decide(catalogue, SetName("S3", "Ada Bell"))
    republish(catalogue, ID)
    write_bag(catalogue, ID, tmp_path / "bag")
    return tmp_path / "bag"


def metadata(bag: Path) -> etree._Element:
    return etree.fromstring((bag / "metadata/premis.xml").read_bytes())


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(each.text) for each in root.iterfind(path, PREMIS)]


def test_another_program_finds_the_bag_valid_and_every_published_file_in_it(
    bag: Path, published: Path
) -> None:
    found = bagit.Bag(str(bag))
    found.validate(processes=1)
    assert found.info["External-Identifier"] == ID
    names = {path.name for path in published.iterdir()}
    assert {Path(name).name for name in found.payload_files()} == names
    assert all((bag / "data" / n).read_bytes() == (published / n).read_bytes() for n in names)


def test_another_program_finds_a_changed_file(bag: Path) -> None:
    (bag / "data/transcript.txt").write_text("MARIAN: No.\n")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(bag)).validate(processes=1)


def test_the_metadata_have_fixity_and_who_edited(bag: Path) -> None:
    root = metadata(bag)
    digests = dict(
        zip(
            texts(root, "p:object/p:objectIdentifier/p:objectIdentifierValue"),
            texts(root, "p:object//p:messageDigest"),
            strict=True,
        )
    )
    assert digests.pop(EXAMPLE.recording.sha256) == EXAMPLE.recording.sha256
    assert digests == {
        f"data/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (bag / "data").iterdir()
    }
    kinds = texts(root, "p:event/p:eventType")
    assert kinds == ["creation", "modification", "fixity check", "information package creation"]
    who = texts(root, "p:event/p:linkingAgentIdentifier/p:linkingAgentIdentifierValue")
    assert who[0] == "tapelog"
    assert who[1] not in ("", "tapelog")
    assert set(who) == set(texts(root, "p:agent/p:agentName"))
    assert "Ada Bell" not in etree.tostring(root, encoding="unicode")  # what was changed


def test_elements_of_the_metadata_are_in_order(bag: Path) -> None:
    for element in metadata(bag).iter("{*}*"):
        if wanted := ORDER.get(etree.QName(element).localname, "").split():
            found = [wanted.index(etree.QName(child).localname) for child in element]
            assert found == sorted(found)


def test_what_is_missing_changed_or_unpublished_is_not_packed(
    catalogue: Catalogue, published: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="exists: choose a new folder"):
        write_bag(catalogue, ID, tmp_path)
    (published / "transcript.txt").unlink()
    with pytest.raises(UserError, match=r"has missing or changed files \(transcript.txt\)"):
        write_bag(catalogue, ID, tmp_path / "bag")
    with pytest.raises(UserError, match="no recording 'R1'"):
        write_bag(catalogue, "R1", tmp_path / "bag")
    assert not list(tmp_path.glob("*bag*"))


def test_the_command_packs_a_bag(catalogue: Catalogue, published: Path, tmp_path: Path) -> None:
    place = ["--archive", str(catalogue.archive)]
    ran = CliRunner().invoke(main, ["archive", *place, "bag", ID, "--out", str(tmp_path / "bag")])
    assert ran.exit_code == 0, ran.output
    assert ran.output.startswith(f"{len(list(published.iterdir()))} files in ")
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()
