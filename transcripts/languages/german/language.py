"""Combine the rules and word lists of German."""

from __future__ import annotations

import re

from transcripts.languages.german.numbers import NUMBERS
from transcripts.languages.german.words import (
    BACKCHANNELS,
    CURRENCIES,
    FILLERS,
    LETTER_SOUNDS,
    LOWER_CASE,
    SPOKEN_FORMS,
    STOP_WORDS,
    sound_key,
    standard_spelling,
    stem,
)
from transcripts.languages.language import ChapterWords, CommaRules, Language, word_set

LANGUAGE = Language(
    code="de",
    name="German",
    nouns_capitalized=True,
    lower_case=LOWER_CASE,
    letter_words=frozenset(),
    titles=frozenset({"Dr.", "Prof.", "Hr.", "Fr.", "St."}),
    fillers=FILLERS,
    backchannels=BACKCHANNELS,
    stop_words=STOP_WORDS,
    stem=stem,
    spoken_forms=SPOKEN_FORMS,
    currencies=CURRENCIES,
    percent="prozent",
    spoken_marks={".": "punkt", "@": "at"},
    spelling=standard_spelling,
    sound_key=sound_key,
    letter_sounds=LETTER_SOUNDS,
    numbers=NUMBERS,
    commas=CommaRules(
        conjunctions=word_set("und oder"),
        subjects=word_set("ich du er sie es wir ihr man"),
        min_clause_words=6,
        subordinators=word_set(
            "dass daß weil wenn ob obwohl damit sodass bevor nachdem solange sobald sondern aber "
            "denn warum wieso weshalb"
        ),
        greetings=word_set("sie ihnen ja nein hallo danke dank willkommen abend morgen tag"),
    ),
    chapters=ChapterWords(
        openers=re.compile(
            r"^(?:(?:und|also|aber|nun|ja|jetzt|gut|okay|ok|äh|ähm|dann|so),?\s+)+", re.IGNORECASE
        ),
        introduction="Einleitung",
    ),
)
