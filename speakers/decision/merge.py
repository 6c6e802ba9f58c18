"""Merge two voices of the same person, such as a host whom the diarizer split under music."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from speakers.evidence.role_cues import RoleCues
from speakers.evidence.turn_sentences import TurnSentences
from speakers.voiceprints.match import VoiceMatches
from transcripts.transcript import Speaker

# Least cosine of the embeddings of two voices that may be one person. Different people whom CAM++
# confuses have up to 0.85, so similarity alone never merges voices.
SAME_VOICE = 0.7
# Two halves of one person's speech do not alternate: they meet once, where the diarizer changed the
# voice. Apart from that place, at most this share of the smaller half's turns may be next to a turn
# of the other half.
CONVERSING = 0.34
# Least probability that the named voice is a host. The unnamed voice must be a host; the named one
# may have too few words to show that it is one, but must not seem to be a guest.
MAY_HOST = 0.25


def merge_split_speakers(
    speakers: Sequence[Speaker],
    embeddings: Mapping[str, tuple[float, ...]],
    turn_sentences: Sequence[TurnSentences],
    role_cues: Mapping[str, RoleCues],
    matches: VoiceMatches,
) -> tuple[Speaker, ...]:
    """Merge each unnamed voice into the named speaker who sounds the same; renumber the speakers.

    A voice is merged only if exactly one named speaker fits, and the voice and that speaker do not
    talk to each other. In addition, either the unnamed voice is a host and the named speaker may be
    a host, or the archive's voiceprints identify both voices as the same person.
    """
    whole: dict[str, Speaker] = {speaker.id: speaker for speaker in speakers}
    for nameless in speakers:
        fitting = [
            named.id
            for named in whole.values()
            if (
                _may_be_same_host(named, nameless, embeddings, role_cues)
                or _are_known_as_one(named, nameless, matches)
            )
            and not _do_converse(named, nameless, turn_sentences)
        ]
        if len(fitting) == 1:
            named = whole[fitting[0]]
            asks = named.role in (None, "guest") and nameless.role is not None
            role = nameless.role if asks else named.role
            both = (*named.voices, *nameless.voices)
            whole[named.id] = replace(named, voices=both, role=role)
            del whole[nameless.id]
    order = list(dict.fromkeys(p.voice for p in turn_sentences))
    ordered = sorted(whole.values(), key=lambda s: min(map(order.index, s.voices)))
    return tuple(
        replace(s, id=f"S{i}", voices=tuple(sorted(s.voices, key=order.index)))
        for i, s in enumerate(ordered, start=1)
    )


def _are_known_as_one(
    named_speaker: Speaker, unnamed_speaker: Speaker, matches: VoiceMatches
) -> bool:
    if named_speaker.name is None or unnamed_speaker.name is not None:
        return False
    return matches.is_second_voice_of(unnamed_speaker.voices[0], named_speaker.name)


def _may_be_same_host(
    named_speaker: Speaker,
    unnamed_speaker: Speaker,
    embeddings: Mapping[str, tuple[float, ...]],
    role_cues: Mapping[str, RoleCues],
) -> bool:
    if (
        named_speaker.name is None
        or unnamed_speaker.name is not None
        or unnamed_speaker.role != "host"
    ):
        return False
    one, other = named_speaker.voices[0], unnamed_speaker.voices[0]
    if role_cues[one].has_guest_phrase or role_cues[one].host_probability < MAY_HOST:
        return False
    if one not in embeddings or other not in embeddings:
        return False
    return sum(a * b for a, b in zip(embeddings[one], embeddings[other], strict=True)) >= SAME_VOICE


def _do_converse(
    named_speaker: Speaker, unnamed_speaker: Speaker, turn_sentences: Sequence[TurnSentences]
) -> bool:
    one, other = set(named_speaker.voices), set(unnamed_speaker.voices)
    turns = [p.voice in one for p in turn_sentences if p.voice in one | other]
    smaller = min(sum(turns), len(turns) - sum(turns))
    beside = sum(
        {a.voice, b.voice} & one != set() and {a.voice, b.voice} & other != set()
        for a, b in pairwise(turn_sentences)
    )
    return beside > 1 + CONVERSING * smaller
