"""The table of languages: one row and one folder for each that the program knows.

The folders are named, not imported: German's word lists are loaded when German is spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import cast

from transcripts.languages.language import Language
from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class LanguageEntry:
    """A language with a folder of its own here, and mostly one of phrases in speakers/phrases."""

    code: str
    folder: str


ROWS = (
    LanguageEntry("en", "english"),
    LanguageEntry("de", "german"),
)

FOLDERS = {row.code: row.folder for row in ROWS}

DEFAULT = "en"
"""The language of a request that names none, and of transcripts that were made before they did."""


AUTO = "auto"
"""What stands in place of a code where the language is to be detected."""


def code_of(text: str) -> str:
    """Read a language as a person writes it: "de", "German", "de-AT"."""
    low = text.strip().lower()
    names = {row.folder: row.code for row in ROWS}
    main = low.replace("_", "-").split("-")[0]
    return names.get(low) or (main if main in FOLDERS else low)


@cache
def language(code: str) -> Language:
    """Load the language of a code; one without a folder has no rules at all."""
    folder = FOLDERS.get(code)
    if folder is None:
        return Language(code, code)
    return cast("Language", import_module(f"transcripts.languages.{folder}.language").LANGUAGE)


def language_of(transcript: Transcript) -> Language:
    """Load the language in which a transcript was made."""
    return language(transcript.provenance.options.language or DEFAULT)
