"""Speakers for a text that has no recording, turn by turn, with probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from speakers.cast import Member
from speakers.context import people as people_in
from speakers.evidence.clues import Clue, clues
from speakers.labels import Labels
from speakers.name import BESIDE_THE_NAME
from speakers.people.candidates import candidates, usage
from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from speakers.turns.emissions import evidence, reads_ident
from speakers.turns.lines import Line, labelled, read_lines
from speakers.turns.outcome import outcome
from speakers.turns.reading import Reading
from speakers.turns.shortlist import roles, shortlist
from speakers.turns.tagged import people_of_labels, who_by_label
from speakers.turns.weighing import weighed
from transcripts.languages.language import Language


def label(
    text: str, language: Language, cast: Sequence[Member] = (), context: Sequence[str] = ()
) -> Labels:
    """Give every turn of a text a speaker, or say that none is known.

    `context` are documents in prose. Labels in the text ("DOE: ...") are taken at their word.
    """
    phrases = phrases_of(language)
    return outcome(_read(text, phrases, cast, context), phrases)


def _programme(clue: Clue, lines: Sequence[Line], phrases: Phrases) -> bool:
    """Say whether an ident gives a programme's name ("This is Front Row"), not a speaker's."""
    named = clue.kind == "introduces-self" and not phrases.given_names.is_given(
        clue.name.split()[0]
    )
    return named and reads_ident(lines[clue.turn], phrases)


def _read(text: str, phrases: Phrases, cast: Sequence[Member], context: Sequence[str]) -> Reading:
    lines = read_lines(text, phrases)
    spoken = tuple(line.passage for line in lines)
    found = tuple(clue for clue in clues(spoken, phrases) if not _programme(clue, lines, phrases))
    written = usage(spoken, found)
    spoken_of = people_in([line.text for line in lines], phrases, BESIDE_THE_NAME)
    everybody = candidates(cast, people_in(context, phrases), spoken_of, found, written, phrases)
    if labelled(lines):
        named = people_of_labels(lines, everybody, phrases)
        people = tuple(dict.fromkeys(named.values()))
        who = who_by_label(lines, named, people, phrases)
        return Reading(lines, found, people, who, np.array(roles(people, found, phrases)))
    people = shortlist(everybody, found, written, phrases)
    words = evidence(lines, found, people, written, phrases)
    who, asking = weighed(people, roles(people, found, phrases), words, lines, found, phrases)
    return Reading(lines, found, people, who, asking)
