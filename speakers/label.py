"""Assign speakers, with probabilities, to the turns of a text without a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from speakers.cast import CastMember
from speakers.context import find_people_in_documents as people_in
from speakers.evidence.name_cues import NameCue, find_name_cues
from speakers.labels import Labels
from speakers.name import BESIDE_THE_NAME
from speakers.people.candidates import NameUsage, count_usage, find_candidates
from speakers.people.person import Person
from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from speakers.text.mentions import plain_text
from speakers.turns.build_labels import build_labels
from speakers.turns.emissions import TurnEvidence, reads_ident, turn_evidence
from speakers.turns.hosting import host_probabilities
from speakers.turns.inference import infer_speakers
from speakers.turns.lines import Line, has_labels, read_lines
from speakers.turns.posteriors import SpeakerPosteriors
from speakers.turns.shortlist import shortlist
from speakers.turns.text_labels import find_people_of_labels, speaker_posteriors_from_labels
from speakers.turns.weights import FITTED, TextWeights
from transcripts.languages.language import Language
from transcripts.source_transcript import SourceTranscript


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """The evidence in a text from which its speakers are inferred.

    `all_people` are all people who may speak; `likely_people` are the likeliest of them, who are
    the only candidates. `host_probabilities` [likely people] is the prior probability that each of
    them hosts.
    """

    lines: tuple[Line, ...]
    cues: tuple[NameCue, ...]
    usage: NameUsage
    all_people: tuple[Person, ...]
    likely_people: tuple[Person, ...]
    host_probabilities: tuple[float, ...]
    turn_evidence: TurnEvidence


def label(
    text: str | SourceTranscript,
    language: Language,
    cast: Sequence[CastMember] = (),
    context: Sequence[str] = (),
    weights: TextWeights = FITTED,
) -> Labels:
    """Find the speaker of every turn of a text, or mark the turn as unknown.

    `context` holds documents in prose. Speaker labels in the text ("DOE: ...") are trusted.
    """
    phrases = phrases_of(language)
    evidence = read_evidence(text, phrases, cast, context)
    return build_labels(_infer_labels(evidence, phrases, weights), phrases)


def read_evidence(
    text: str | SourceTranscript,
    phrases: Phrases,
    cast: Sequence[CastMember] = (),
    context: Sequence[str] = (),
) -> TextEvidence:
    """Read the turns of a text, the people who may speak, and the evidence for each of them."""
    described = people_in(context, phrases)
    lines = read_lines(text, phrases, [*(m.name for m in cast), *(d.name for d in described)])
    spoken = tuple(line.passage for line in lines)
    known = [
        name for name in (*(m.name for m in cast), *(d.name for d in described)) if " " in name
    ]
    cues = tuple(
        _reduce_to_known_name(cue, known)
        for cue in find_name_cues(spoken, phrases)
        if not _is_programme(cue, lines, phrases)
    )
    usage = count_usage(spoken, cues, phrases)
    spoken_of = people_in([line.text for line in lines], phrases, BESIDE_THE_NAME)
    everybody = find_candidates(cast, described, spoken_of, cues, usage, phrases)
    people = shortlist(everybody, cues, usage, phrases)
    return TextEvidence(
        lines,
        cues,
        usage,
        everybody,
        people,
        host_probabilities(people, cues, lines, phrases),
        turn_evidence(lines, cues, people, usage, phrases),
    )


def _reduce_to_known_name(cue: NameCue, known_names: Sequence[str]) -> NameCue:
    """Reduce a cue's name to a known name that it contains.

    In a text without commas, "I'm with Jane Doe Chief Geologist at ..." names Jane Doe.
    """
    padded = f" {cue.name} "
    within = (name for name in known_names if f" {name} " in padded)
    return replace(cue, name=next(within, cue.name))


def _is_programme(cue: NameCue, lines: Sequence[Line], phrases: Phrases) -> bool:
    """Check whether a cue names a programme ("This is Front Row", "Welcome back to ...")."""
    if phrases.given_names.is_given_name(cue.name.split()[0]):
        return False
    line = lines[cue.turn]
    if cue.kind == "introduces-self":
        return reads_ident(line, phrases)
    texts = (plain_text(s).partition(cue.name.lower()) for s in line.passage.sentences)
    return cue.kind == "introduced" and any(
        phrases.naming.programme_before.search(before.rstrip()) for before, name, _ in texts if name
    )


def _infer_labels(
    evidence: TextEvidence, phrases: Phrases, weights: TextWeights
) -> SpeakerPosteriors:
    lines, cues = evidence.lines, evidence.cues
    if has_labels(lines):
        named = find_people_of_labels(lines, evidence.all_people, evidence.usage, phrases)
        who = speaker_posteriors_from_labels(lines, named, phrases)
        sides = np.zeros((len(lines), 2))
        return SpeakerPosteriors(lines, cues, named.people, who, np.array(named.asking), sides)
    inferred = infer_speakers(
        evidence.likely_people,
        evidence.host_probabilities,
        evidence.turn_evidence,
        lines,
        cues,
        phrases,
        weights,
    )
    return SpeakerPosteriors(
        lines,
        cues,
        evidence.likely_people,
        inferred.speakers,
        inferred.hosting,
        inferred.host_or_guest,
    )
