"""Find voices that are one person, such as a host in the studio and on a stage.

Another microphone changes a voice so much that the diarization may find two voices. The old text
shows that they are one person if it labels both with the same name; the spoken words show it if
both are called by the same name. Two voices that talk to each other, or that sound entirely
different, are not joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from speakers.decision.assignment import probability_of
from speakers.decision.scores import REPEATED, ScoredCue
from speakers.evidence.turn_sentences import TurnSentences
from speakers.voices.old_labels import OldLabels
from transcripts.transcript import Reason

# The old text names a voice if it labels at least this share of the voice's words with one name.
LABELLED_AS = 0.8
# Least log-odds at which spoken words name a voice: those of one self-introduction, or those of at
# least `LEAST_ADDRESSED` turns in which the person is addressed. Set by hand.
SAYS_NAME, ADDRESSED = 2.0, 4.0
LEAST_ADDRESSED = 2
# If the spoken names give another person at least these log-odds, the names are too doubtful to
# show who the voice is.
RIVAL = 1.0
# Two voices of one person may follow each other at most this many times: `MEETINGS` (where the
# microphone changes), plus `MEETINGS_PER_TURN` for each turn of the voice with fewer turns. In a
# conversation, they follow each other more often: each turn of one person is between two turns of
# the other.
MEETINGS, MEETINGS_PER_TURN = 1, 0.5
# Voices with a lower cosine are different people, whatever the other evidence. Set by hand.
LEAST_ALIKE = 0.2

_OWN, _OTHERS = "introduces-self", ("addressed", "put-through")


@dataclass(frozen=True, slots=True)
class JoinedVoice:
    """Two voices of one person, with the reasons; `joined` becomes part of `kept`."""

    kept: str
    joined: str
    reasons: tuple[Reason, ...]


def find_joined_voices(
    turns: Sequence[TurnSentences],
    voices: Sequence[str],
    scored: Sequence[ScoredCue],
    labels: OldLabels,
    embeddings: Mapping[str, tuple[float, ...]],
) -> tuple[JoinedVoice, ...]:
    """Find pairs of voices that are one person; the voice with more words is `kept`."""
    words = {voice: sum(t.words for t in turns if t.voice == voice) for voice in voices}
    found: list[JoinedVoice] = []
    gone: set[str] = set()
    for voice_a, voice_b in combinations(sorted(voices, key=lambda v: -words[v]), 2):
        if gone & {voice_a, voice_b} or not _may_be_one_person(voice_a, voice_b, turns, embeddings):
            continue
        reasons = _find_common_label(voice_a, voice_b, labels) or _find_common_name(
            voice_a, voice_b, scored
        )
        if reasons:
            found.append(JoinedVoice(voice_a, voice_b, reasons))
            gone.add(voice_b)
    return tuple(found)


def _may_be_one_person(
    voice_a: str,
    voice_b: str,
    turns: Sequence[TurnSentences],
    embeddings: Mapping[str, tuple[float, ...]],
) -> bool:
    """Check that two voices are similar enough and do not talk to each other."""
    if voice_a in embeddings and voice_b in embeddings:
        cosine = sum(a * b for a, b in zip(embeddings[voice_a], embeddings[voice_b], strict=True))
        if cosine < LEAST_ALIKE:
            return False
    fewer = min(sum(t.voice == voice for t in turns) for voice in (voice_a, voice_b))
    meetings = sum({a.voice, b.voice} == {voice_a, voice_b} for a, b in pairwise(turns))
    return meetings <= MEETINGS + MEETINGS_PER_TURN * fewer


def _find_common_label(voice_a: str, voice_b: str, labels: OldLabels) -> tuple[Reason, ...]:
    """Return a reason if the old text labels most words of both voices with the same name."""
    shares = [labels.shares.get(voice, {}) for voice in (voice_a, voice_b)]
    for person in shares[0].keys() & shares[1].keys():
        least = min(share[person] for share in shares)
        if least >= LABELLED_AS:
            quote = f"the old text labels {voice_a} and {voice_b} {labels.written[person]}"
            weight = probability_of(labels.log_odds(voice_a, person))
            return (Reason("same-person", quote, None, round(weight, 3)),)
    return ()


def _find_common_name(
    voice_a: str, voice_b: str, scored: Sequence[ScoredCue]
) -> tuple[Reason, ...]:
    """Return the sentences that give both voices the same name, as reasons.

    The result is empty if the sentences are not clear enough.
    """
    for person in sorted({s.person for s in scored}):
        cues = [_find_clear_cue(voice, person, scored) for voice in (voice_a, voice_b)]
        if all(cues):
            return tuple(
                Reason(
                    "same-person",
                    f"{voice}: {cue.cue.quote}",
                    cue.cue.time,
                    round(probability_of(cue.log_odds_by_voice[voice]), 3),
                )
                for voice, cue in zip((voice_a, voice_b), cues, strict=True)
                if cue
            )
    return ()


def _find_clear_cue(voice: str, person: int, scored: Sequence[ScoredCue]) -> ScoredCue | None:
    """Return the strongest cue that names a voice; None if the evidence is not clear enough."""
    rivals = {s.person for s in scored if s.person != person}
    if any(
        _log_odds(_find_cues_for_voice(voice, rival, scored), voice) >= RIVAL for rival in rivals
    ):
        return None
    cues = _find_cues_for_voice(voice, person, scored)
    own = any(c.cue.kind == _OWN and c.log_odds_by_voice[voice] >= SAYS_NAME for c in cues)
    several = len({c.cue.turn for c in cues}) >= LEAST_ADDRESSED
    if own or (several and _log_odds(cues, voice) >= ADDRESSED):
        return max(cues, key=lambda c: (c.cue.kind == _OWN, c.log_odds_by_voice[voice]))
    return None


def _find_cues_for_voice(voice: str, person: int, scored: Sequence[ScoredCue]) -> list[ScoredCue]:
    """Return the cues that name a person and suggest this voice more than any other."""
    return [
        s
        for s in scored
        if s.person == person
        and s.cue.kind in (_OWN, *_OTHERS)
        and s.log_odds_by_voice[voice] == max(s.log_odds_by_voice.values()) > 0
    ]


def _log_odds(cues: Sequence[ScoredCue], voice: str) -> float:
    if not cues:
        return 0.0
    total = sum(c.log_odds_by_voice[voice] for c in cues)
    return float(total * len(cues) ** (REPEATED - 1))
