"""List the supported languages, each with its folder.

The folders are imported on use, so that the German word lists are loaded only for a German
recording.
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
    """A language with a folder in transcripts/languages, and usually one in speakers/phrases."""

    code: str
    folder: str


ROWS = (
    LanguageEntry("en", "english"),
    LanguageEntry("de", "german"),
)

FOLDERS = {row.code: row.folder for row in ROWS}

DEFAULT = "en"
"""The language of requests and transcripts that do not state one."""


AUTO = "auto"
"""The value, in place of a code, that asks for language detection."""


def parse_language_code(text: str) -> str:
    """Parse a language as people write it ("de", "German", "de-AT") and return its code."""
    low = text.strip().lower()
    names = {row.folder: row.code for row in ROWS}
    main = low.replace("_", "-").split("-")[0]
    return names.get(low) or (main if main in FOLDERS else low)


@cache
def language(code: str) -> Language:
    """Load a language by its code; a language without a folder gets the default rules."""
    folder = FOLDERS.get(code)
    if folder is None:
        return Language(code, code)
    return cast("Language", import_module(f"transcripts.languages.{folder}.language").LANGUAGE)


def language_of(transcript: Transcript) -> Language:
    """Load the language of a transcript."""
    return language(transcript.provenance.options.language or DEFAULT)
