"""Combine the rules and word lists of English."""

from __future__ import annotations

import re

from transcripts.languages.english.contractions import CONTRACTIONS
from transcripts.languages.english.numbers import NUMBERS
from transcripts.languages.english.sounds import LETTER_SOUNDS, sound_key
from transcripts.languages.english.spelling import standard_spelling
from transcripts.languages.english.word_counts import word_count
from transcripts.languages.english.words import (
    BACKCHANNELS,
    CURRENCIES,
    FILLERS,
    SPOKEN_FORMS,
    STOP_WORDS,
    stem,
)
from transcripts.languages.language import ChapterWords, CommaRules, Language, word_set

LANGUAGE = Language(
    code="en",
    name="English",
    folds_accents=True,
    capitalized=frozenset({"i"}),
    letter_words=frozenset({"a", "i"}),
    titles=frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "St."}),
    fillers=FILLERS,
    backchannels=BACKCHANNELS,
    stop_words=STOP_WORDS,
    stem=stem,
    spoken_forms=SPOKEN_FORMS,
    currencies=CURRENCIES,
    percent="percent",
    spoken_marks={".": "dot", "@": "at"},
    spelling=standard_spelling,
    sound_key=sound_key,
    letter_sounds=LETTER_SOUNDS,
    word_count=word_count,
    possessive="'s",
    numbers=NUMBERS,
    contractions=CONTRACTIONS,
    commas=CommaRules(
        conjunctions=frozenset({"and", "but", "so"}),
        subjects=word_set("i you he she it we they there"),
        min_clause_words=5,
        greetings=word_set("you yes no hello hi welcome thanks morning afternoon evening"),
    ),
    chapters=ChapterWords(
        openers=re.compile(
            r"^(?:(?:and|so|but|well|now|okay|ok|yeah|um|uh|then),?\s+)+", re.IGNORECASE
        ),
        introduction="Introduction",
    ),
)
