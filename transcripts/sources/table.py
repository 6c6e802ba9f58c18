"""List the forms of old transcripts, and read a transcript of any form.

A form is detected by the content of the file, never by its name. Modules are imported on use.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from transcripts.errors import UserError
from transcripts.source_transcript import SourceTranscript
from transcripts.sources import plain, scored
from transcripts.sources.bounded_xml import root_name
from transcripts.sources.document import MOST_BYTES, SourceDocument
from transcripts.sources.mixed_languages import language_notices
from transcripts.sources.packed import is_packed
from transcripts.sources.passages import ReadSource, drop_impossible_times, join_passages


@dataclass(frozen=True, slots=True)
class SourceForm:
    """A form of transcripts: its name, its title, and what it may contain."""

    name: str
    title: str
    suffix: str
    """The suffix of the form's files."""
    has_times: bool
    has_speakers: bool
    module: str = ""
    """The module, if its name differs from the form's name."""
    variant: str = ""
    """The suffix of the module's functions, if the module reads several forms."""

    def matches(self, document: SourceDocument) -> bool:
        """Check whether a document has this form."""
        return bool(self._function("matches")(document))

    def read(self, document: SourceDocument) -> ReadSource:
        """Read a document of this form."""
        return cast(ReadSource, self._function("read")(document))

    def _function(self, name: str):  # type: ignore[no-untyped-def]
        module = import_module(f"transcripts.sources.{self.module or self.name}")
        return getattr(module, f"{name}_{self.variant}" if self.variant else name)


FORMS = (
    SourceForm("docx", "Word document", "docx", True, True),
    SourceForm("odt", "OpenDocument text", "odt", True, True),
    SourceForm("rtf", "Rich Text Format", "rtf", True, True),
    SourceForm("pdf", "PDF with text", "pdf", True, True),
    SourceForm("tapelog", "tapelog's transcript.json", "json", True, True, "own_json"),
    SourceForm("podcast", "Podcasting 2.0 JSON", "json", True, True),
    SourceForm("dote", "DOTe or Podlove JSON", "json", True, True),
    SourceForm("aapb", "AAPB or FIX IT+ JSON", "json", True, True),
    SourceForm("whisper", "Whisper, WhisperX or whisper.cpp JSON", "json", True, True),
    SourceForm("aws", "Amazon Transcribe JSON", "json", True, True),
    SourceForm("rev", "Rev JSON", "json", True, True),
    SourceForm("seglst", "SegLST", "seglst.json", True, True, "scored", "seglst"),
    SourceForm("ttml", "TTML, IMSC or DFXP", "ttml", True, True),
    SourceForm("ohms", "OHMS XML", "xml", True, True),
    SourceForm("eaf", "ELAN's EAF", "eaf", True, True),
    SourceForm("tei", "TEI", "xml", True, True),
    SourceForm("textgrid", "Praat's TextGrid", "TextGrid", True, True),
    SourceForm("vtt", "WebVTT", "vtt", True, True, "captions", "vtt"),
    SourceForm("srt", "SubRip or SBV", "srt", True, True, "captions", "srt"),
    SourceForm("page", "web page", "html", True, True),
    SourceForm("audacity", "Audacity's labels", "txt", True, True, "tables", "audacity"),
    SourceForm("stm", "STM", "stm", True, True, "scored", "stm"),
    SourceForm("ctm", "CTM", "ctm", True, False, "scored", "ctm"),
    SourceForm("csv", "CSV with a text column", "csv", True, True, "tables", "csv"),
    SourceForm("text", "typed or exported text", "txt", True, True, "plain"),
)
"""In the order of detection: the first form that fits a document is used to read it."""

BY_NAME = {form.name: form for form in FORMS}


def read_source(data: bytes) -> SourceTranscript:
    """Read a transcript of any form.

    Raises UserError if the form is unknown, or if the data is damaged, too large, or without words;
    the message begins with "it" and says what to do.
    """
    if len(data) > MOST_BYTES:
        raise UserError(
            f"it is larger than {MOST_BYTES // 2**20} MB: use a file that has only the transcript"
        )
    document = SourceDocument(data)
    form = next((form for form in FORMS if form.matches(document)), None)
    if form is None:
        raise UserError(
            f"it is {_describe_document(document)}: save it as plain text, SubRip, WebVTT or docx"
        )
    found = form.read(document)
    passages, wrong_times = drop_impossible_times(found.passages)
    turns = join_passages(passages)
    if not any(any(map(str.isalnum, word.text)) for turn in turns for word in turn.words):
        raise UserError("it has no words: use a file with text, or leave it out")
    encoding = document.notices if document.is_text else ()
    return SourceTranscript(
        form.name,
        turns,
        (*encoding, *found.notices, *wrong_times, *language_notices(turns)),
        found.title,
    )


def _describe_document(document: SourceDocument) -> str:
    """Describe a document of an unknown form, by its first bytes."""
    if document.data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Word file (.doc)"
    if is_packed(document.data):
        return "a ZIP file without a text document in it"
    if not document.is_text:
        return "not a text in an encoding that is known"
    if document.json is not None:
        return "JSON of a form that is not known"
    if root := root_name(document.first_characters):
        return f"XML of a form that is not known (<{root}>)"
    if scored.is_rttm(document):
        return "RTTM, which says who speaks when and has no words"
    if plain.EDIT_LIST.match(document.first_characters):
        return "an edit decision list (EDL), which has parts of a recording and not its words"
    return "of a form that is not known"
