"""List the names to suggest while an editor types: people, and confirmed spellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from archive.catalogue.confirmed import find_confirmed_names, find_confirmed_spellings
from archive.catalogue.current import Snapshot
from archive.database.connection import Catalogue
from archive.database.tables import PEOPLE, SPEAKERS
from speakers.phrases.table import phrases_of
from speakers.text.mentions import find_mentions, split_speech
from transcripts.languages.table import language_of
from transcripts.transcript import Transcript

MOST = 300
"""The maximum number of suggested names; the browser filters them at every keystroke."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names of people, and spellings of names and rare words; the most likely come first."""

    people: tuple[str, ...]
    spellings: tuple[str, ...]


def find_known_names(catalogue: Catalogue, snapshot: Snapshot) -> KnownNames:
    """Return the names to suggest in a recording.

    The order is: people in the recording and people who sound like its voices; names spoken in it;
    people confirmed in other recordings of the programme; and everybody else in the archive.
    """
    transcript = snapshot.applied.transcript
    recording = transcript.recording
    own = [s.name for s in transcript.speakers if s.name]
    similar = [r.quote for s in transcript.speakers for r in s.reasons if r.kind == "voiceprint"]
    confirmed = find_confirmed_names(catalogue, recording.programme, recording.id)
    people = _drop_duplicates(
        [*own, *similar, *_find_spoken_names(transcript), *confirmed, *_list_all_people(catalogue)]
    )
    spellings = find_confirmed_spellings(catalogue, recording.programme, recording.id)
    return KnownNames(people, _drop_duplicates([*spellings, *people]))


def _find_spoken_names(transcript: Transcript) -> Iterator[str]:
    """Yield the full names among the spoken words, most frequent first."""
    phrases = phrases_of(language_of(transcript))
    spoken = ((word.text, word.start) for word in transcript.words)
    found = (m.name for s in split_speech(spoken, phrases) for m in find_mentions(s, phrases))
    counts = Counter(name for name in found if " " in name)
    yield from (name for name, _ in counts.most_common())


def _list_all_people(catalogue: Catalogue) -> list[str]:
    """Return the people in the archive; people in the most recordings come first."""
    count = func.count(SPEAKERS.c.recording)
    wanted = (
        select(PEOPLE.c.name)
        .join(SPEAKERS, SPEAKERS.c.person == PEOPLE.c.id)
        .group_by(PEOPLE.c.id, PEOPLE.c.name)
        .order_by(count.desc(), PEOPLE.c.name)
        .limit(MOST)
    )
    with catalogue.reading() as connection:
        return list(connection.scalars(wanted))


def _drop_duplicates(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:MOST]
