"""List the formats for `tapelog export`, docs/formats.md and the tests.

Modules are imported on use, so that listing formats does not load python-docx.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Literal, cast

from transcripts.errors import UserError
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Recording, Transcript
from transcripts.withholding import remove_withheld

ProvenanceLevel = Literal["whole", "summary", "repairs", "none"]
"""The amount of provenance in a format: `whole` is everything in transcript.json or on the page;
`summary` is the program, the models and the corrected words; `repairs` is only the corrected words.
"""


Needs = Literal["nothing", "times", "sound"]


@dataclass(frozen=True, slots=True)
class Format:
    """A published format: its name, its file, and its use.

    `needs` is what a transcript must have to be written in this format: nothing special, times, or
    a recording to which the format refers.
    """

    name: str
    file: str
    media: str
    use: str
    provenance: ProvenanceLevel
    needs: Needs = "times"
    is_input: bool = False
    """Whether tapelog can also read the format (`tapelog score`)."""
    module: str = ""
    """The module, if its name differs from the format's name."""
    function: str = "render"

    def render(self, transcript: Transcript, options: RenderOptions = DEFAULT) -> str | bytes:
        """Write a transcript in this format, as text or as bytes, without what is withheld.

        Raises UserError if the whole recording is withheld, or if the format needs times or a
        recording that the transcript does not have.
        """
        self.check_fits(transcript.recording)
        shown = remove_withheld(transcript)
        if shown is None:
            raise UserError(
                f"{transcript.recording.id} is withheld: see `tapelog archive withheld`"
            )
        if not shown.recording.has_times:
            options = replace(options, shows_times=False)
        module = import_module(f"transcripts.formats.{self.module or self.name}")
        return cast("str | bytes", getattr(module, self.function)(shown, options=options))

    def check_fits(self, recording: Recording) -> None:
        """Raise UserError if a transcript without a recording lacks what the format needs."""
        if not self.fits(recording):
            lacks = "a recording" if self.needs == "sound" else "times"
            raise UserError(
                f"{self.name} needs {lacks}, and {recording.file} was adopted without: "
                f"use one of {', '.join(kind.name for kind in formats_for(recording))}"
            )

    def fits(self, recording: Recording) -> bool:
        """Check whether a recording, or a transcript without one, has what the format needs."""
        return {
            "nothing": True,
            "times": recording.has_times,
            "sound": recording.has_sound,
        }[self.needs]


_JSON = "application/json"
_LINKED = "application/ld+json"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS = (
    Format(
        "json",
        "transcript.json",
        _JSON,
        "programs: everything that is known, by a published schema",
        "whole",
        "nothing",
        is_input=True,
    ),
    Format(
        "html",
        "transcript.html",
        "text/html",
        "reading and listening in a browser",
        "whole",
        "nothing",
    ),
    Format(
        "repairs-html",
        "repairs.html",
        "text/html",
        "checking in a browser: the old text and the published one side by side, with the sound",
        "repairs",
        "nothing",
        module="repairs_html",
    ),
    Format(
        "repairs",
        "repairs.txt",
        "text/plain",
        "checking on paper: what was repaired and why, like `diff`",
        "repairs",
        "nothing",
    ),
    Format(
        "txt", "transcript.txt", "text/plain", "reading on paper: `NAME: ...`", "none", "nothing"
    ),
    Format(
        "markdown", "transcript.md", "text/markdown", "websites and notes", "summary", "nothing"
    ),
    Format(
        "docx",
        "transcript.docx",
        _DOCX,
        "newsrooms: Word, times in the margin",
        "summary",
        "nothing",
    ),
    Format(
        "pdf",
        "transcript.pdf",
        "application/pdf",
        "reading on paper and filing: page numbers, times in the margin",
        "summary",
        "nothing",
    ),
    Format("vtt", "transcript.vtt", "text/vtt", "captions with voices; podcasts", "summary"),
    Format("srt", "transcript.srt", "application/x-subrip", "captions in older players", "none"),
    Format(
        "ttml",
        "transcript.ttml",
        "application/ttml+xml",
        "captions for broadcasters and streaming services: IMSC",
        "summary",
    ),
    Format(
        "podcast",
        "podcast.json",
        _JSON,
        "podcast apps: `<podcast:transcript>` of Podcasting 2.0",
        "none",
    ),
    Format(
        "podlove",
        "podlove.json",
        _JSON,
        "podcast websites: Podlove Publisher and its web player",
        "none",
        module="dote",
        function="render_podlove",
    ),
    Format("dote", "dote.json", _JSON, "podcast tools that read DOTe", "none"),
    Format(
        "chapters",
        "chapters.json",
        "application/json+chapters",
        "podcast apps: `<podcast:chapters>`, where each chapter begins and what it is called",
        "none",
        module="chapters_json",
    ),
    Format("ohms", "ohms.vtt", "text/vtt", "oral history: OHMS and Aviary", "summary"),
    Format(
        "ohms-xml",
        "ohms.xml",
        "application/xml",
        "oral history: the record with transcript, index and people, for OHMS and its viewers",
        "summary",
        module="ohms_xml",
    ),
    Format(
        "iiif",
        "iiif.json",
        _LINKED,
        "viewers of libraries: a IIIF manifest with sound, captions and chapters",
        "summary",
        "sound",
    ),
    Format(
        "annotations",
        "annotations.json",
        _LINKED,
        "annotation servers: W3C Web Annotations of the sound",
        "summary",
        "sound",
    ),
    Format(
        "aapb",
        "aapb.json",
        _JSON,
        "the American Archive of Public Broadcasting, FIX IT+",
        "none",
    ),
    Format(
        "pbcore",
        "pbcore.xml",
        "application/xml",
        "broadcast archives: the catalogue record with contributors and roles",
        "summary",
        "nothing",
    ),
    Format(
        "tei",
        "transcript.tei.xml",
        "application/tei+xml",
        "scholarly editions",
        "summary",
        "nothing",
    ),
    Format("eaf", "transcript.eaf", "application/xml", "linguists: ELAN", "summary"),
    Format("textgrid", "transcript.TextGrid", "text/plain", "phoneticians: Praat", "summary"),
    Format("audacity", "labels.txt", "text/plain", "sound editors: Audacity's labels", "none"),
    Format(
        "edl", "transcript.edl", "text/plain", "sound and video editors: CMX 3600", "none", "sound"
    ),
    Format(
        "fcpxml",
        "transcript.fcpxml",
        "application/xml",
        "sound and video editors: Final Cut Pro and Resolve",
        "summary",
        "sound",
    ),
    Format("csv", "transcript.csv", "text/csv", "spreadsheets and databases", "repairs", "nothing"),
    Format(
        "seglst",
        "transcript.seglst.json",
        _JSON,
        "scoring: meeteval, with names, roles and word times",
        "none",
        is_input=True,
    ),
    Format(
        "stm", "transcript.stm", "text/plain", "scoring: NIST's tools", "summary", is_input=True
    ),
    Format(
        "ctm",
        "transcript.ctm",
        "text/plain",
        "scoring and alignment: every word with its time",
        "summary",
        is_input=True,
    ),
    Format(
        "rttm",
        "transcript.rttm",
        "text/plain",
        "scoring: the voices as diarized",
        "none",
        is_input=True,
    ),
    Format(
        "rttm-names",
        "speakers.rttm",
        "text/plain",
        "scoring: the speakers by name",
        "none",
        is_input=True,
        module="rttm",
        function="render_names",
    ),
)
"""In an order for people: reading, captions, catalogues, research."""

BY_NAME = {kind.name: kind for kind in FORMATS}

ALWAYS = frozenset({"json", "html", "repairs-html", "repairs"})
"""Formats that are always published: the transcript, and the pages with the player. The pages of
repairs are published only if there are repairs or edits.
"""

USUAL = ("vtt", "srt", "txt", "rttm")
"""Further formats that are published by default."""


def parse_choice(text: str) -> tuple[str, ...]:
    """Parse a list of formats: "vtt,docx", or "all"; raise UserError for an unknown format."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    wanted, known = list(BY_NAME) if names == ["all"] else names, ",".join(BY_NAME)
    unknown = [name for name in wanted if name not in BY_NAME]
    if unknown or not wanted:
        wrong = unknown[0] if unknown else text
        raise UserError(f"--formats: {wrong!r} is not a format; use all, or some of {known}")
    return tuple(name for name in dict.fromkeys(wanted) if name not in ALWAYS)


def check_choice(names: Sequence[str], recording: Recording) -> None:
    """Raise UserError if a chosen format needs what a transcript without a recording lacks.

    If all formats were chosen, unsuitable formats are left out instead.
    """
    if set(names) < BY_NAME.keys() - ALWAYS:
        for name in names:
            BY_NAME[name].check_fits(recording)


def formats_for(recording: Recording) -> tuple[Format, ...]:
    """List the formats in which a recording, or a transcript without one, can be written."""
    return tuple(kind for kind in FORMATS if kind.fits(recording))


def chosen_formats(transcript: Transcript) -> tuple[Format, ...]:
    """List the additional formats of a transcript: those of its options, or the defaults.

    Formats that need times or a recording are left out if the transcript has none.
    """
    names = transcript.provenance.options.formats
    return tuple(
        BY_NAME[name]
        for name in (USUAL if names is None else names)
        if name in BY_NAME and name not in ALWAYS and BY_NAME[name].fits(transcript.recording)
    )
