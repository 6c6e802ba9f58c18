"""Write PDF for reading on paper: times in the margin, page numbers, chapters as bookmarks."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache
from importlib.util import find_spec

from fpdf import FPDF
from fpdf.fonts import TTFFont
from pydantic import AwareDatetime, TypeAdapter

from transcripts.chapters import find_chapters
from transcripts.formats import provenance, xml
from transcripts.formats.clock import clock
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.txt import name_with_role, short_names
from transcripts.languages.table import language_of
from transcripts.transcript import Transcript

_FONT = "DejaVu Sans"
_FILES = (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf"))
"""The fonts of matplotlib, which pyannote.audio needs, too: Latin, Greek, Cyrillic, Hebrew and
Arabic letters."""

_MISSING = 0xFFFD
"""The character that is printed in place of characters that the fonts lack."""

_SIZE, _SMALL, _LINE = 10.5, 8.5, 5.4
"""Font sizes of the text and of times in points, and the line height in millimetres."""
_MARGIN, _TIMES = 22.0, 18.0
"""Widths of the page's margin and of the column of times in millimetres."""


_DATE = TypeAdapter[AwareDatetime](AwareDatetime)


class _Document(FPDF):
    """A4 pages with the title, the page number and the number of pages at the bottom."""

    def __init__(self, title: str, characters: Set[str]) -> None:
        super().__init__()
        self.title_line = title
        for style, file in _FILES:
            self.add_font(_FONT, style, f"{_find_font_folder()}/{file}")
            font = self.fonts[f"{_FONT.lower()}{style}"]
            assert isinstance(font, TTFFont)
            for character in {ord(each) for each in characters} - set(font.cmap):
                # U+FFFD is printed, but copied text has the character itself.
                font.cmap[character] = font.cmap[_MISSING]
                font.glyph_ids[character] = font.glyph_ids[_MISSING]
                font.cw[character] = font.cw[_MISSING]
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, _MARGIN)

    def footer(self) -> None:
        """Write the page number."""
        self.set_y(-_MARGIN / 2 - _LINE)
        self.set_font(_FONT, size=_SMALL)
        self.set_x(_MARGIN)
        line = f"{self.title_line[:80]}   {self.page_no()} / {{nb}}"
        self.cell(self.epw, _LINE, line, align="R")


@cache
def _find_font_folder() -> str:
    found = find_spec("matplotlib")
    assert found is not None
    assert found.submodule_search_locations
    return f"{found.submodule_search_locations[0]}/mpl-data/fonts/ttf"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> bytes:
    """Write a transcript as PDF; the same transcript always produces the same bytes.

    Characters that the fonts lack are printed as U+FFFD; copied or searched text has the characters
    themselves.
    """
    named = options.apply_names(transcript)
    title = _to_printable_line(provenance.title(named.recording))
    document = _Document(title, _collect_characters(named))
    document.set_title(title)
    document.set_creator(f"tapelog {named.provenance.tapelog}")
    document.set_subject(_to_printable_line("; ".join(provenance.provenance_lines(named)[:5])))
    document.set_lang(language_of(named).code)
    document.set_creation_date(_DATE.validate_python(named.provenance.created))
    document.add_page()
    _add_heading(document, named, title)
    _add_turns(document, named, options.shows_times is not False)
    _add_provenance(document, named)
    return bytes(document.output())


def _collect_characters(transcript: Transcript) -> Set[str]:
    """Return all characters that may be printed."""
    texts = [turn.text for turn in transcript.turns]
    texts += [name_with_role(speaker) for speaker in transcript.speakers]
    texts += [chapter.title for chapter in find_chapters(transcript)]
    texts += provenance.provenance_lines(transcript)
    return set(_to_printable_line("".join(texts)).upper()) | set(_to_printable_line("".join(texts)))


def _add_heading(document: _Document, transcript: Transcript, title: str) -> None:
    document.set_font(_FONT, "B", 16)
    document.multi_cell(0, 8, title, align="L", new_x="LMARGIN", new_y="NEXT")
    recording = transcript.recording
    about = ", ".join(part for part in (recording.programme, recording.date) if part)
    document.set_font(_FONT, size=_SIZE)
    document.multi_cell(
        0, _LINE, _to_printable_line(about), align="L", new_x="LMARGIN", new_y="NEXT"
    )
    document.ln(_LINE)


def _add_turns(document: _Document, transcript: Transcript, times: bool) -> None:
    titles = {chapter.turn: chapter.title for chapter in find_chapters(transcript)}
    short = short_names(transcript.speakers)
    met: set[str] = set()
    for turn in transcript.turns:
        if turn.id in titles:
            document.start_section(_to_printable_line(titles[turn.id]))
        speaker = transcript.speaker(turn)
        name = short[speaker.id] if speaker.id in met else name_with_role(speaker)
        met.add(speaker.id)
        if times:
            document.set_font(_FONT, size=_SMALL)
            document.cell(_TIMES, _LINE, clock(turn.start))
            document.set_left_margin(_MARGIN + _TIMES)
        document.set_font(_FONT, "B", _SIZE)
        document.write(_LINE, f"{_to_printable_line(name)}: ")
        document.set_font(_FONT, size=_SIZE)
        document.write(_LINE, _to_printable_line(turn.text))
        document.set_left_margin(_MARGIN)
        document.ln(1.5 * _LINE)


def _add_provenance(document: _Document, transcript: Transcript) -> None:
    statements = [
        f"{label}: {text}" for label, text in provenance.provenance_statements(transcript)
    ]
    _add_list(document, "How this transcript was made", statements)
    repairs = provenance.applied_repairs(transcript)
    lines = [f"{clock(c.start)} {provenance.describe_repair(c)}" for c in repairs]
    _add_list(document, "Repairs to the old text", lines)


def _add_list(document: _Document, heading: str, lines: Sequence[str]) -> None:
    if lines:
        document.set_font(_FONT, "B", _SIZE)
        document.multi_cell(0, 2 * _LINE, heading, new_x="LMARGIN", new_y="NEXT")
        document.set_font(_FONT, size=_SMALL)
    for line in lines:
        document.multi_cell(
            0, _LINE, _to_printable_line(line), align="L", new_x="LMARGIN", new_y="NEXT"
        )


def _to_printable_line(text: str) -> str:
    return xml.replace_forbidden(provenance.one_line(text))
