"""Combine all German phrases."""

from __future__ import annotations

from speakers.phrases.german.documents import DOCUMENTS
from speakers.phrases.german.given_names import GIVEN_NAMES
from speakers.phrases.german.hand_overs import HAND_OVERS
from speakers.phrases.german.naming import NAMING
from speakers.phrases.german.role_phrases import ROLE_PHRASES
from speakers.phrases.german.roles import ROLE_WORDS
from speakers.phrases.german.turns import TURNS
from speakers.phrases.german.vocabulary import VOCABULARY
from speakers.phrases.phrases import Phrases
from transcripts.languages.german.language import LANGUAGE

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
)
