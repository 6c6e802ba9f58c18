"""Combine all English phrases."""

from __future__ import annotations

from speakers.phrases.english.documents import DOCUMENTS
from speakers.phrases.english.given_names import GIVEN_NAMES
from speakers.phrases.english.hand_overs import HAND_OVERS
from speakers.phrases.english.naming import NAMING
from speakers.phrases.english.role_phrases import ROLE_PHRASES
from speakers.phrases.english.roles import ROLE_WORDS
from speakers.phrases.english.sounds import sound_key
from speakers.phrases.english.turns import TURNS
from speakers.phrases.english.vocabulary import VOCABULARY
from speakers.phrases.phrases import Phrases
from transcripts.languages.english.language import LANGUAGE

PHRASES = Phrases(
    language=LANGUAGE,
    vocabulary=VOCABULARY,
    roles=ROLE_WORDS,
    given_names=GIVEN_NAMES,
    naming=NAMING,
    hand_overs=HAND_OVERS,
    documents=DOCUMENTS,
    role_phrases=ROLE_PHRASES,
    turns=TURNS,
    sound_key=sound_key,
)
