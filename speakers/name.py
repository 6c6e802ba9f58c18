"""Find the name and role of every voice, with reasons; either may stay unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from speakers.cast import CastMember
from speakers.context import find_people_in_documents as people_in
from speakers.decision.assignment import Table, assignment_probabilities, probability_of
from speakers.decision.merge import merge_split_speakers
from speakers.decision.scores import ScoredCue, build_score_table, score_name_cues
from speakers.evidence.name_cues import find_name_cues
from speakers.evidence.role_cues import RoleCues, find_role_cues
from speakers.evidence.turn_sentences import TurnSentences, read_turns
from speakers.people.candidates import ArchiveNames, count_usage, find_candidates
from speakers.people.person import Person
from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from speakers.voiceprints.known import NOBODY, KnownVoices
from speakers.voiceprints.match import VoiceMatches, match_voices
from speakers.voices.old_labels import OldLabels, read_old_labels
from speakers.voices.one_person import JoinedVoice, find_joined_voices
from transcripts.attribution.voice_labels import VoiceLabel
from transcripts.languages.language import Language
from transcripts.transcript import Diarization, Reason, ReasonKind, Speaker, Turn

# Least probability of a published name. With 0.5, more voices would be named, and more of them
# wrongly. The probability is published, too, so readers can be stricter.
NAMED = 0.6
# Least probability of hosting at which a voice gets the role of a host, even without a name.
HOSTS = 0.6
# Confidence of the roles "clip" and "announcer", which are found by one or two phrases. Set by
# hand.
SPECIAL_SPEECH = 0.6
# A voice with fewer words is never named.
LEAST_WORDS = 4
# Highest confidence of a name: no text makes a name certain.
SUREST = 0.99
# If the cast has enough people for all voices, this log-weight applies to a voice that is not
# anybody in the cast. Such voices are rare, but a cast may be wrong. With a lower value, more
# voices get a name by elimination. Set by hand.
OUTSIDER = -1.0
# A description in speech counts only if it has at least this weight, as a description right beside
# the name does ("the novelist Ann Lee").
BESIDE_THE_NAME = 3
# An introduced or addressed voice with at most this probability of hosting is a guest.
SELDOM_HOSTS = 0.35
MOST_REASONS = 6
# Prior probability that a person whose voiceprint matches a voice is present. It need not fall as
# the archive grows, because the margin over the second most similar voice then gets smaller. Set by
# hand.
HEARD = 0.3
# Least log-odds of a reason that is shown.
WORTH_SHOWING = 0.3

_NO_MICROPHONES: Mapping[str, str] = {}

_SHOWN_AS: dict[str, ReasonKind] = {
    "introduces-self": "introduces-self",
    "put-through": "addressed",
    "addressed": "addressed",
    "introduced": "addressed",
}


@dataclass(frozen=True, slots=True)
class NamingEvidence:
    """All evidence for naming the voices of a recording."""

    turns: tuple[TurnSentences, ...]
    role_cues: Mapping[str, RoleCues]
    voices: tuple[str, ...]
    people: tuple[Person, ...]
    scored_cues: tuple[ScoredCue, ...]
    matches: VoiceMatches
    labels: OldLabels


def name_voices(
    turns: Sequence[Turn],
    language: Language,
    voices: Diarization | None = None,
    cast: Sequence[CastMember] = (),
    context: Sequence[str] = (),
    known_voices: KnownVoices = NOBODY,
    archive_spellings: Sequence[str] = (),
    microphones: Mapping[str, str] = _NO_MICROPHONES,
    old_labels: Sequence[VoiceLabel] = (),
    least_speakers: int = 1,
) -> tuple[Speaker, ...]:
    """Return a speaker for every voice of the turns: S1, S2, ... in order of first appearance.

    `voices` has the embeddings; `context` are documents in prose. `known_voices` are the archive's
    voiceprints, `archive_spellings` its spellings of names. `microphones` maps voices to the owners
    of their microphones, if the user named them. `old_labels` counts the words of each voice under
    each speaker label of the old text. Voices become one speaker if the old text labels them with
    one name, or if people call them by one name, unless fewer than `least_speakers` would remain.

    A speaker's `confidence` is the probability of the name, or of the role if there is no name, or
    0 if there is neither. If an unnamed speaker has a reason of kind "voiceprint", the reason
    suggests a person, and the editor asks whether the speaker is that person.
    """
    matches = match_voices(voices, known_voices) if voices else VoiceMatches()
    matches = replace(matches, microphones=microphones)
    cast = _add_microphone_owners(cast, microphones)
    ordered = tuple(sorted(turns, key=lambda turn: turn.start))
    phrases, names = phrases_of(language), tuple(archive_spellings)
    evidence = _collect_evidence(ordered, phrases, cast, context, matches, names, old_labels)
    embeddings = voices.embeddings if voices else {}
    joined = _find_joined_voices(evidence, embeddings)[
        : max(0, len(evidence.voices) - least_speakers)
    ]
    if joined:
        kept = {join.joined: join.kept for join in joined}
        ordered = tuple(replace(t, voice=kept.get(t.voice, t.voice)) for t in ordered)
        counted = [replace(c, voice=kept.get(c.voice, c.voice)) for c in old_labels]
        evidence = _collect_evidence(ordered, phrases, cast, context, matches, names, counted)
    name_probabilities = _compute_name_probabilities(evidence, bool(cast))
    order = dict.fromkeys(passage.voice for passage in evidence.turns)
    each = [
        _build_speaker(f"S{i}", voice, evidence, name_probabilities)
        for i, voice in enumerate(order, start=1)
    ]
    merged = merge_split_speakers(each, embeddings, evidence.turns, evidence.role_cues, matches)
    return tuple(_with_joined_voices(speaker, joined) for speaker in merged)


def _find_joined_voices(
    evidence: NamingEvidence, embeddings: Mapping[str, tuple[float, ...]]
) -> tuple[JoinedVoice, ...]:
    """Find voices that are one person; voices at different microphones are never joined."""
    found = find_joined_voices(
        evidence.turns, evidence.voices, evidence.scored_cues, evidence.labels, embeddings
    )
    owners = evidence.matches.microphones
    return tuple(j for j in found if owners.get(j.kept) == owners.get(j.joined))


def _with_joined_voices(speaker: Speaker, joined: Sequence[JoinedVoice]) -> Speaker:
    own = [join for join in joined if join.kept in speaker.voices]
    reasons = (reason for join in own for reason in join.reasons)
    return replace(
        speaker,
        voices=(*speaker.voices, *(join.joined for join in own)),
        reasons=(*speaker.reasons, *reasons),
    )


def _collect_evidence(
    turns: Sequence[Turn],
    phrases: Phrases,
    cast: Sequence[CastMember],
    context: Sequence[str],
    matches: VoiceMatches,
    names: tuple[str, ...],
    old_labels: Sequence[VoiceLabel],
) -> NamingEvidence:
    spoken = read_turns(turns, phrases)
    found = find_name_cues(spoken, phrases)
    cues = find_role_cues(spoken, phrases, found)
    written = count_usage(spoken, found, phrases)
    described = people_in(context, phrases)
    spoken_of = people_in([turn.text for turn in turns], phrases, BESIDE_THE_NAME)
    voices = tuple(
        v
        for v, m in cues.items()
        if m.words >= LEAST_WORDS and not m.is_clip and not m.is_announcer
    )
    heard = tuple(matches.best[voice].person for voice in voices if voice in matches.best)
    archive = ArchiveNames(heard, HEARD, names)
    people = find_candidates(cast, described, spoken_of, found, written, phrases, archive)
    labels = read_old_labels(old_labels, spoken, people, phrases)
    scored = score_name_cues(found, spoken, labels.people, voices, written, phrases)
    return NamingEvidence(spoken, cues, voices, labels.people, scored, matches, labels)


def _add_microphone_owners(
    cast: Sequence[CastMember], microphones: Mapping[str, str]
) -> tuple[CastMember, ...]:
    """Add the owners of microphones to the cast."""
    listed = {member.name for member in cast}
    owners = dict.fromkeys(microphones.values())
    return (*cast, *(CastMember(owner) for owner in owners if owner not in listed))


def _compute_name_probabilities(evidence: NamingEvidence, cast: bool) -> Table:
    scores = build_score_table(
        evidence.scored_cues, evidence.people, evidence.voices, evidence.role_cues, evidence.matches
    )
    for v, voice in enumerate(evidence.voices):
        scores[v] += [evidence.labels.log_odds(voice, p) for p in range(len(evidence.people))]
    expected = sum(person.source == "cast" for person in evidence.people)
    outsider = OUTSIDER if cast and len(evidence.voices) <= expected else 0.0
    return assignment_probabilities(scores, [outsider] * len(evidence.voices))


def _build_speaker(id: str, voice: str, evidence: NamingEvidence, probabilities: Table) -> Speaker:
    cues = evidence.role_cues[voice]
    if voice not in evidence.voices:
        role = "clip" if cues.is_clip else "announcer" if cues.is_announcer else None
        return Speaker(id, (voice,), role=role, confidence=SPECIAL_SPEECH if role else 0.0)
    row = probabilities[evidence.voices.index(voice)]
    best = int(row.argmax()) if len(row) else -1
    if best < 0 or row[best] < NAMED:
        return replace(
            _build_unnamed_speaker(id, voice, cues), reasons=_ask_about_voiceprint(voice, evidence)
        )
    person = evidence.people[best]
    calls = "caller" if _is_put_through(evidence, voice, best) else None
    role = person.role or calls or ("host" if cues.host_probability >= HOSTS else None)
    return Speaker(
        id,
        (voice,),
        person.name,
        role or _find_guest_role(evidence, voice, best),
        round(min(SUREST, float(row[best])), 3),
        _collect_reasons(evidence, voice, best),
    )


def _build_unnamed_speaker(id: str, voice: str, cues: RoleCues) -> Speaker:
    if cues.host_probability >= HOSTS:
        return Speaker(id, (voice,), role="host", confidence=round(cues.host_probability, 3))
    if cues.has_guest_phrase:
        return Speaker(id, (voice,), role="guest", confidence=round(1 - cues.host_probability, 3))
    return Speaker(id, (voice,))


def _ask_about_voiceprint(voice: str, evidence: NamingEvidence) -> tuple[Reason, ...]:
    """Suggest the known person whom an unnamed voice resembles, for the editor to confirm."""
    best = evidence.matches.best.get(voice)
    if best is None:
        return ()
    chance = probability_of(evidence.matches.log_odds(best.person)[voice])
    return (Reason("voiceprint", best.person, None, round(chance, 3)),)


def _is_put_through(evidence: NamingEvidence, voice: str, person: int) -> bool:
    """Check whether the voice is a caller who is put on the air."""
    return any(
        w.person == person
        and w.cue.kind == "put-through"
        and w.log_odds_by_voice[voice] > WORTH_SHOWING
        for w in evidence.scored_cues
    )


def _find_guest_role(evidence: NamingEvidence, voice: str, person: int) -> str | None:
    if evidence.role_cues[voice].host_probability > SELDOM_HOSTS:
        return None
    invited = any(
        w.person == person and w.cue.kind in ("introduced", "addressed")
        for w in evidence.scored_cues
    )
    hosted = any(
        evidence.role_cues[v].host_probability >= HOSTS for v in evidence.voices if v != voice
    )
    return "guest" if hosted and (invited or evidence.role_cues[voice].has_guest_phrase) else None


def _collect_reasons(evidence: NamingEvidence, voice: str, person: int) -> tuple[Reason, ...]:
    known = evidence.people[person]
    own = [w for w in evidence.scored_cues if w.person == person and w.cue.kind in _SHOWN_AS]
    shown = [
        Reason(_SHOWN_AS[w.cue.kind], w.cue.quote, w.cue.time, round(probability_of(weight), 3))
        for w in own
        if (weight := w.log_odds_by_voice[voice]) > WORTH_SHOWING
    ]
    best = evidence.matches.best.get(voice)
    heard = best is not None and best.person == known.name
    shown.sort(key=lambda reason: (-reason.weight, reason.at or 0.0))
    if known.quote:
        shown.insert(MOST_REASONS - 2, Reason("described", known.quote, None, known.presence))
    if known.source == "cast":
        shown.insert(MOST_REASONS - 1, Reason("cast", known.name, None, known.presence))
    if best is not None and best.person == known.name:
        weight = probability_of(evidence.matches.log_odds(known.name)[voice])
        shown.insert(0, Reason("voiceprint", best.person, None, round(weight, 3)))
    if evidence.matches.microphones.get(voice) == known.name:
        shown.insert(0, Reason("microphone", known.name, None, SUREST))
    elif evidence.labels.log_odds(voice, person) > WORTH_SHOWING:
        weight = probability_of(evidence.labels.log_odds(voice, person))
        shown.insert(0, Reason("label", evidence.labels.written[person], None, round(weight, 3)))
    elif not heard and not any(reason.at is not None for reason in shown):
        shown.append(Reason("elimination", "the only person left for this voice", None, 0.5))
    return tuple(shown[:MOST_REASONS])
