"""Records as catalogues write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from transcripts.errors import UserError
from transcripts.formats.table import BY_NAME
from transcripts.records import Record, parse_record, record_of_values

PBCORE = """<?xml version="1.0"?>
<pbcoreDescriptionDocument xmlns="http://www.pbcore.org/PBCore/PBCoreNamespace.html">
 <pbcoreAssetDate dateType="Created">1987-10-30</pbcoreAssetDate>
 <pbcoreAssetDate dateType="Broadcast">1987-11-04</pbcoreAssetDate>
 <pbcoreIdentifier source="AAPB">cpb-aacip-1</pbcoreIdentifier>
 <pbcoreTitle titleType="Series">Evening Pages</pbcoreTitle>
 <pbcoreTitle titleType="Episode">The Keeper &amp; his light</pbcoreTitle>
 <pbcoreDescription>A lighthouse keeper
   and his film.</pbcoreDescription>
 <pbcoreCreator><creator>Moss, Peter</creator><creatorRole>Producer</creatorRole></pbcoreCreator>
 <pbcoreContributor><contributor>Whitlock, Marian, 1941-</contributor>
  <contributorRole>Host</contributorRole></pbcoreContributor>
 <pbcoreContributor><contributor>Tobias Aurelian-Grey</contributor></pbcoreContributor>
</pbcoreDescriptionDocument>"""

DUBLIN_CORE = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
 <dc:title>The Keeper &amp; his light</dc:title><dc:date>1987-11-04T20:00:00Z</dc:date>
 <dc:contributor>Whitlock, Marian</dc:contributor>
 <dc:contributor>Aurelian-Grey, Tobias</dc:contributor>
 <dcterms:isPartOf>Evening Pages</dcterms:isPartOf>
 <dc:description>A lighthouse keeper and his film.</dc:description></oai_dc:dc>"""

SIDECAR = json.dumps(
    {
        "Title": "The Keeper & his light",
        "series": "Evening Pages",
        "date": "1987-11-04",
        "summary": "A lighthouse keeper and his film.",
        "people": [{"name": "Marian Whitlock", "role": "Host"}, "Tobias Aurelian-Grey"],
    }
)


@pytest.mark.parametrize(
    ("text", "role"), [(PBCORE, "host"), (DUBLIN_CORE, None), (SIDECAR, "host")]
)
def test_a_record_is_read_whatever_its_form(text: str, role: str | None) -> None:
    assert parse_record(text.encode()) == Record(
        title="The Keeper & his light",
        programme="Evening Pages",
        date="1987-11-04",
        description="A lighthouse keeper and his film.",
        people=(("Marian Whitlock", role), ("Tobias Aurelian-Grey", None)),
    )


def test_our_own_pbcore_is_read_again() -> None:
    made = BY_NAME["pbcore"].render(EXAMPLE)
    assert isinstance(made, str)
    found = parse_record(made.encode())
    assert found is not None
    about = EXAMPLE.recording
    assert (found.title, found.programme, found.date) == (about.title, about.programme, about.date)
    assert [who for who, _ in found.people] == [s.name for s in EXAMPLE.speakers if s.name]


@pytest.mark.parametrize(
    "name", ["json", "podcast", "dote", "podlove", "aapb", "ttml", "eaf", "vtt"]
)
def test_a_transcript_is_no_record(name: str) -> None:
    made = BY_NAME[name].render(EXAMPLE)
    assert isinstance(made, str)
    assert parse_record(made.encode()) is None


def test_tags_of_sound_files() -> None:
    tags = {"TITLE": "Reel 14", "album": "Evening Pages", "artist": "WXYZ", "encoder": "Lavf"}
    assert record_of_values(tags) == Record(title="Reel 14", programme="Evening Pages")
    assert record_of_values({"encoder": "Lavf"}) is None
    assert record_of_values({"date": "spring 1987"}) == Record(unread_dates=("spring 1987",))
    assert record_of_values({"date": "1987"}) == Record(date="1987")


def test_what_is_missing_comes_from_the_next_record() -> None:
    first, second = Record(title="A"), Record(title="B", date="1987", unread_dates=("x",))
    assert first.completed_from(second) == Record(title="A", date="1987", unread_dates=("x",))


def test_a_damaged_record_is_reported() -> None:
    with pytest.raises(UserError, match="not well-formed"):
        parse_record(b"<pbcoreDescriptionDocument><pbcoreTitle>")


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_other_files_are_no_records(data: bytes) -> None:
    if not data.lstrip().startswith((b"<", b"{")):
        assert parse_record(data) is None
