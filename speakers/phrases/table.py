"""Load the phrases of a language from the folder of the same name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from speakers.phrases.phrases import Phrases
from transcripts.languages.language import Language
from transcripts.languages.table import FOLDERS


@cache
def phrases_of(language: Language) -> Phrases:
    """Load the phrases of a language, or empty phrases if the language has no folder."""
    place = f"speakers.phrases.{FOLDERS.get(language.code)}"
    if language.code not in FOLDERS or find_spec(place) is None:
        return Phrases(language)
    return cast("Phrases", import_module(f"{place}.phrases").PHRASES)
