"""OAI-PMH 2.0 as static files: every answer that a harvester of Dublin Core can ask for.

The name of a file consists of the verb of the request, and of its identifier or its resumption
token, so that a rule of the web server finds the file (docs/site.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, register_namespace

from archive.site import addresses
from archive.site.entries import Entry
from archive.site.options import SiteOptions
from transcripts.formats.xml import XSI, add_element, media_type, serialize_indented

PAGE = 100
"""The number of records per file; a resumption token leads to the next file."""

_OAI = "http://www.openarchives.org/OAI/2.0/"
_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_ELEMENTS = "{http://purl.org/dc/elements/1.1/}"
_SCHEMA = f"{_OAI} {_OAI}OAI-PMH.xsd"
_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
register_namespace("oai_dc", _DC)

_ERRORS = {
    "error.xml": ("badVerb", "this is not a verb of OAI-PMH"),
    "GetRecord-error.xml": ("idDoesNotExist", "there is no such record"),
    "ListRecords-error.xml": ("badResumptionToken", "the list has changed: begin again"),
    "ListIdentifiers-error.xml": ("badResumptionToken", "the list has changed: begin again"),
    "ListSets-.xml": ("noSetHierarchy", "there are no sets"),
}


def build_answers(entries: Sequence[Entry], options: SiteOptions) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file; `options` must have a URL and an e-mail address.

    The date of an answer is that of the newest record.
    """
    entries = sorted(entries, key=lambda entry: (entry.changed, entry.id))
    now = entries[-1].changed if entries else "1970-01-01"
    site = _AnswerBuilder(options, f"{now}T00:00:00Z")
    yield "Identify-.xml", site.describe_repository(entries[0].changed if entries else now)
    yield "ListMetadataFormats-.xml", site.list_formats()
    for name, (code, text) in _ERRORS.items():
        yield name, site.build_error(code, text)
    for entry in entries:
        yield f"GetRecord-{entry.id}.xml", site.list_records("GetRecord", [entry], "")
    parts = [entries[n : n + PAGE] for n in range(0, len(entries), PAGE)]
    for verb in ("ListRecords", "ListIdentifiers"):
        if not parts:
            yield f"{verb}-.xml", site.build_error("noRecordsMatch", "nothing is published yet")
        for number, part in enumerate(parts, start=1):
            token = None if len(parts) == 1 else f"{number + 1}" if number < len(parts) else ""
            name = f"{verb}-{number if number > 1 else ''}.xml"
            yield name, site.list_records(verb, part, token)


class _AnswerBuilder:
    """Build the answers of one site."""

    def __init__(self, options: SiteOptions, now: str) -> None:
        self.options, self.now, self.url = options, now, options.url or ""
        self.base = f"{self.url}/{addresses.OAI}"
        self.host = urlsplit(self.url).hostname or ""

    def describe_repository(self, earliest: str) -> str:
        """Describe the repository."""
        root, answer = self._answer("Identify")
        for tag, text in (
            ("repositoryName", self.options.name),
            ("baseURL", self.base),
            ("protocolVersion", "2.0"),
            ("adminEmail", self.options.email or ""),
            ("earliestDatestamp", earliest),
            ("deletedRecord", "no"),
            ("granularity", "YYYY-MM-DD"),
        ):
            add_element(answer, tag, text)
        return serialize_indented(root)

    def list_formats(self) -> str:
        """List the only metadata format, Dublin Core."""
        root, answer = self._answer("ListMetadataFormats")
        kind = add_element(answer, "metadataFormat")
        add_element(kind, "metadataPrefix", "oai_dc")
        add_element(kind, "schema", _DC_SCHEMA)
        add_element(kind, "metadataNamespace", _DC)
        return serialize_indented(root)

    def build_error(self, code: str, text: str) -> str:
        """Answer with an error."""
        root, answer = self._answer("error")
        answer.set("code", code)
        answer.text = text
        return serialize_indented(root)

    def list_records(self, verb: str, entries: Sequence[Entry], token: str | None) -> str:
        """Answer with records, or for the verb ListIdentifiers with their headers alone.

        `token` is the resumption token of a list in several parts, "" in the last part. It is None
        for a list in one part.
        """
        root, answer = self._answer(verb)
        for entry in entries:
            only_header = verb == "ListIdentifiers"
            record = answer if only_header else add_element(answer, "record")
            header = add_element(record, "header")
            add_element(header, "identifier", f"oai:{self.host}:{entry.id}")
            add_element(header, "datestamp", entry.changed)
            if not only_header:
                self._add_dublin_core(add_element(record, "metadata"), entry)
        if token is not None and verb != "GetRecord":
            add_element(answer, "resumptionToken", token or None)
        return serialize_indented(root)

    def _answer(self, verb: str) -> tuple[Element, Element]:
        root = Element("OAI-PMH", xmlns=_OAI)
        root.set(f"{XSI}schemaLocation", _SCHEMA)
        add_element(root, "responseDate", self.now)
        add_element(root, "request", self.base, {} if verb == "error" else {"verb": verb})
        return root, add_element(root, verb)

    def _add_dublin_core(self, metadata: Element, entry: Entry) -> None:
        record = add_element(metadata, f"{{{_DC}}}dc")
        record.set(f"{XSI}schemaLocation", f"{_DC} {_DC_SCHEMA}")
        files = [file for file in entry.files if file != entry.sound]
        for tag, texts in (
            ("title", [entry.title]),
            ("contributor", entry.names),
            ("description", [entry.opening]),
            ("date", [entry.date]),
            ("type", ["Sound" if entry.sound else "Text"]),
            ("format", [media_type(entry.sound.name)] if entry.sound else []),
            ("language", [entry.language]),
            ("identifier", [self._build_address(entry, "")]),
            (
                "relation",
                [entry.programme, *(self._build_address(entry, file.name) for file in files)],
            ),
        ):
            for text in filter(None, texts):
                add_element(record, f"{_ELEMENTS}{tag}", text)

    def _build_address(self, entry: Entry, file: str) -> str:
        return f"{self.url}/{addresses.recording_path(entry.id, file)}"
