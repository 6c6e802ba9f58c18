"""Assign speakers to the turns of a text without a recording, with probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from speakers.cast import Member
from speakers.context import people_in_documents as people_in
from speakers.evidence.name_cues import NameCue, find_name_cues
from speakers.labels import Labels
from speakers.name import BESIDE_THE_NAME
from speakers.people.candidates import candidates, count_usage
from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from speakers.turns.build_labels import build_labels
from speakers.turns.emissions import reads_ident, turn_evidence
from speakers.turns.inference import infer_speakers
from speakers.turns.lines import Line, has_labels, read_lines
from speakers.turns.posteriors import SpeakerPosteriors
from speakers.turns.shortlist import host_probabilities, shortlist
from speakers.turns.text_labels import people_of_labels, who_by_label
from transcripts.languages.language import Language


def label(
    text: str, language: Language, cast: Sequence[Member] = (), context: Sequence[str] = ()
) -> Labels:
    """Assign a speaker to every turn of a text, or mark it as unknown.

    `context` holds documents in prose. Labels in the text ("DOE: ...") are trusted.
    """
    phrases = phrases_of(language)
    return build_labels(_read(text, phrases, cast, context), phrases)


def _programme(cue: NameCue, lines: Sequence[Line], phrases: Phrases) -> bool:
    """Check whether an ident gives a programme's name ("This is Front Row"), not a speaker's."""
    named = cue.kind == "introduces-self" and not phrases.given_names.is_given(cue.name.split()[0])
    return named and reads_ident(lines[cue.turn], phrases)


def _read(
    text: str, phrases: Phrases, cast: Sequence[Member], context: Sequence[str]
) -> SpeakerPosteriors:
    lines = read_lines(text, phrases)
    spoken = tuple(line.passage for line in lines)
    found = tuple(
        cue for cue in find_name_cues(spoken, phrases) if not _programme(cue, lines, phrases)
    )
    written = count_usage(spoken, found)
    spoken_of = people_in([line.text for line in lines], phrases, BESIDE_THE_NAME)
    everybody = candidates(cast, people_in(context, phrases), spoken_of, found, written, phrases)
    if has_labels(lines):
        named = people_of_labels(lines, everybody, written, phrases)
        who = who_by_label(lines, named, phrases)
        return SpeakerPosteriors(lines, found, named.people, who, np.array(named.asking))
    people = shortlist(everybody, found, written, phrases)
    words = turn_evidence(lines, found, people, written, phrases)
    who, asking = infer_speakers(
        people, host_probabilities(people, found, phrases), words, lines, found, phrases
    )
    return SpeakerPosteriors(lines, found, people, who, asking)
