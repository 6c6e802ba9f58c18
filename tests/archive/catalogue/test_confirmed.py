"""Names and spellings that editors confirmed are used for other recordings of a programme."""

from __future__ import annotations

from dataclasses import replace

from archive.catalogue.confirmed import find_confirmed_names, find_confirmed_spellings
from archive.catalogue.ingest import ingest
from archive.database.connection import Catalogue
from tests.archive.catalogue.test_append import ID, decide, entered
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.transcript import Transcript

PROGRAMME = EXAMPLE.recording.programme


def test_confirmed_names_are_known_in_the_programme(catalogue: Catalogue) -> None:
    entered(catalogue)
    assert find_confirmed_names(catalogue, PROGRAMME, "another") == ()
    decide(catalogue, SetName("S3", "Ada Bell"))
    decide(catalogue, AddSpeaker("Jo Fane"))
    assert find_confirmed_names(catalogue, PROGRAMME, "another") == ("Ada Bell", "Jo Fane")
    assert find_confirmed_names(catalogue, PROGRAMME, ID) == ()
    assert find_confirmed_names(catalogue, "Another programme", "another") == ()
    assert find_confirmed_names(catalogue, None, "another") == ()
    decide(catalogue, Undo("E1"))
    assert find_confirmed_names(catalogue, PROGRAMME, "another") == ("Jo Fane",)


def test_recordings_without_a_programme_share_confirmed_names(catalogue: Catalogue) -> None:
    ingest(catalogue, _without_programme(), catalogue.archive / "published" / ID)
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert find_confirmed_names(catalogue, None, "another") == ("Ada Bell",)


def test_accepted_spellings_are_known(catalogue: Catalogue) -> None:
    entered(catalogue)
    assert find_confirmed_spellings(catalogue, PROGRAMME, "another") == ()
    decide(catalogue, DecideCorrections(("C7",), True))
    assert find_confirmed_spellings(catalogue, PROGRAMME, "another") == ("hounds",)
    assert find_confirmed_spellings(catalogue, PROGRAMME, ID) == ()
    decide(catalogue, Undo("E1"))
    assert find_confirmed_spellings(catalogue, PROGRAMME, "another") == ()
    decide(catalogue, DecideCorrections(("C7",), False))
    assert find_confirmed_spellings(catalogue, PROGRAMME, "another") == ()


def _without_programme() -> Transcript:
    return replace(EXAMPLE, recording=replace(EXAMPLE.recording, programme=None))
