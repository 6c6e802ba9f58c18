"""Sickle, a harvester that other people wrote, reads the static files for OAI-PMH."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import IdDoesNotExist, NoSetHierarchy

from archive.site import oai
from archive.site.entries import Entry, build_entry
from archive.site.options import SiteOptions
from flows.cli import main
from tests.archive.site.conftest import NAMED, TRANSCRIPTS, URL, built
from tests.lamplight import EXAMPLE

OPTIONS = replace(NAMED, email="archive@river.example")


class _Rule(BaseHTTPRequestHandler):
    """Serves the file that is named after the request's verb and its identifier or token.

    docs/site.md tells administrators to set up this rule.
    """

    folder: Path

    def do_GET(self) -> None:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        verb = re.sub(r"\W", "", asked.get("verb", ""))
        key = asked.get("identifier", "").rpartition(":")[2] + asked.get("resumptionToken", "")
        names = (f"{verb}-{key}.xml", f"{verb}-error.xml", "error.xml")
        path = next(path for name in names if (path := self.folder / name).is_file())
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(path.read_bytes())

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the request log."""


@pytest.fixture(scope="module")
def harvester(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sickle]:
    place = tmp_path_factory.mktemp("oai")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TAPELOG_DATABASE", raising=False)
        built(archive, place / "site", OPTIONS)
    rule = type("Rule", (_Rule,), {"folder": place / "site" / "oai"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), rule)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Sickle(f"http://127.0.0.1:{server.server_port}/oai", timeout=60)
    server.shutdown()
    server.server_close()


def test_the_repository_describes_itself(harvester: Sickle) -> None:
    found = harvester.Identify()
    assert found.repositoryName == "River Archive"
    assert found.adminEmail == "archive@river.example"
    assert found.baseURL == f"{URL}/oai"
    assert [kind.metadataPrefix for kind in harvester.ListMetadataFormats()] == ["oai_dc"]
    with pytest.raises(NoSetHierarchy):
        harvester.ListSets()


def test_every_published_recording_is_harvested(harvester: Sickle) -> None:
    found = {
        each.header.identifier: each.metadata
        for each in harvester.ListRecords(metadataPrefix="oai_dc")
    }
    assert set(found) == {f"oai:river.example:{t.recording.id}" for t in TRANSCRIPTS}
    assert {each.identifier for each in harvester.ListIdentifiers(metadataPrefix="oai_dc")} == set(
        found
    )
    about = found[f"oai:river.example:{EXAMPLE.recording.id}"]
    assert about["title"] == [EXAMPLE.recording.title]
    assert about["contributor"] == [s.name for s in EXAMPLE.speakers if s.name]
    assert about["date"] == ["1987-11-04"]
    assert about["identifier"] == [f"{URL}/recordings/{EXAMPLE.recording.id}/"]
    assert about["relation"][0] == "Evening Pages"


def test_a_record_is_found_by_its_identifier(harvester: Sickle) -> None:
    name = f"oai:river.example:{EXAMPLE.recording.id}"
    found = harvester.GetRecord(identifier=name, metadataPrefix="oai_dc")
    assert found.header.identifier == name
    assert found.header.datestamp == EXAMPLE.provenance.created[:10]
    with pytest.raises(IdDoesNotExist):
        harvester.GetRecord(identifier="oai:river.example:R0", metadataPrefix="oai_dc")
    assert 'code="badVerb"' in harvester.harvest(verb="Destroy").raw


def many(number: int) -> list[Entry]:
    one = build_entry(EXAMPLE, ())
    return [replace(one, id=f"R{n}", changed=f"2026-01-{n % 28 + 1:02}") for n in range(number)]


@pytest.mark.parametrize("number", [0, 1, 100, 101, 250])
def test_long_lists_have_parts(number: int) -> None:
    files = dict(oai.build_answers(many(number), OPTIONS))
    seen: list[str] = []
    name: str | None = "ListRecords-.xml"
    while name:
        root = etree.fromstring(files[name].encode())
        seen += [str(each.text) for each in root.iterfind(".//{*}header/{*}identifier")]
        token = root.findtext(".//{*}resumptionToken")
        name = f"ListRecords-{token}.xml" if token else None
    assert len(seen) == len(set(seen)) == number


def test_without_an_address_for_mail_there_is_nothing_to_harvest(site: Path) -> None:
    assert not (site / "oai").exists()
    assert SiteOptions().email is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--email", "a@b.example"], "needs the public address"),
        (["--url", URL, "--email", "nobody"], "is not an e-mail address"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    options: list[str], message: str, archive: Path, tmp_path: Path
) -> None:
    ran = CliRunner().invoke(main, ["site", str(tmp_path), "--archive", str(archive), *options])
    assert ran.exit_code != 0
    assert message in ran.output
