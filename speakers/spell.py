"""Find the names that an old text misspells, with the people who are expected in a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from speakers.cast import CastMember
from speakers.phrases.table import phrases_of
from speakers.spelling.known_people import find_wrong_spellings, list_known_names
from speakers.spelling.respelling import Respelling, SpellingEvidence, find_respellings
from speakers.voiceprints.known import NOBODY, KnownVoices
from speakers.voiceprints.match import match_voices
from transcripts.attribution.attribute import Attribution
from transcripts.corrections.respell import SpelledName
from transcripts.languages.language import Language
from transcripts.transcript import Diarization, Speaker, Turn


def spell_names(
    attribution: Attribution,
    language: Language,
    voices: Diarization,
    name_speakers: Callable[[tuple[Turn, ...]], Sequence[Speaker]],
    cast: Sequence[CastMember] = (),
    context: Sequence[str] = (),
    known_voices: KnownVoices = NOBODY,
    archive_names: Sequence[str] = (),
) -> tuple[SpelledName, ...]:
    """Find the misspelt full names of known people, and all places where they are written.

    `name_speakers` returns the speakers of turns. It is called only if a name may be misspelt, with
    copies of the turns in which such names are in lower case. The known people are those of the
    cast, the context documents and the archive, and those whose voiceprints match a voice. The
    evidence of each result has the known name ("name"), the misspelt name ("written"), and the
    reasons with their log-odds ("reasons").
    """
    phrases = phrases_of(language)
    matches = match_voices(voices, known_voices)
    matched = (match.person for match in matches.best.values())
    wrong = find_wrong_spellings(context, phrases)
    known = list_known_names(cast, context, (*archive_names, *matched), wrong, phrases)
    evidence = SpellingEvidence(known, wrong, matches, name_speakers)
    found = find_respellings(attribution.turns, evidence, phrases)
    return tuple(_locate(found, attribution))


def _locate(respellings: Sequence[Respelling], attribution: Attribution) -> Iterator[SpelledName]:
    """Yield the respellings whose words are adjacent, with the indices of the words."""
    for one in respellings:
        indices = attribution.word_indices[one.place.turn][one.place.first : one.place.last]
        if indices[-1] - indices[0] + 1 != len(indices):
            continue
        yield SpelledName(
            indices[0],
            indices[-1] + 1,
            one.words,
            round(one.probability, 3),
            {
                "name": one.known_name,
                "written": one.written_name,
                "reasons": [
                    {"kind": r.kind, "quote": r.quote, "log_odds": round(r.log_odds, 2)}
                    for r in one.reasons
                ],
            },
        )
