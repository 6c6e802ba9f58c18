"""List German words that occur in and around names.

German capitalizes all nouns, so a capitalized word alone is no sign of a name.
"""

from __future__ import annotations

import re

from speakers.phrases.phrases import Vocabulary, word_set
from transcripts.languages.german.words import STOP_WORDS

_CLOSED_CLASSES = STOP_WORDS | word_set(
    "guten schönen herzlich herzlichen vielen danke willkommen hallo liebe lieber"
)

VOCABULARY = Vocabulary(
    honorifics=word_set(
        "herr herrn frau dr doktor prof professor professorin pater minister ministerin kanzler "
        "kanzlerin bundeskanzler bundeskanzlerin bürgermeister bürgermeisterin präsident "
        "präsidentin"
    ),
    abbreviations=word_set("dr prof hr fr st nr bzw ca usw"),
    ambiguous_names=word_set("ernst frank wolf heide till kai jan"),
    conjunctions=word_set("und &"),
    name_particles=word_set("von van vom zu zum der den de la"),
    words_inside_titles=word_set("der die das des dem den und von im in zur zum"),
    words_before_things=word_set(
        "der die das den dem des ein eine einen einem auf in im am an zum zur"
    ),
    is_ordinary=_CLOSED_CLASSES.__contains__,
    before_name=re.compile(r"\b(mein name ist|ich heiße|ich heisse|namens)$"),
)
