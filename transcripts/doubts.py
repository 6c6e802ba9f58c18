"""List the doubts about a transcript as questions to a person, the most valuable first.

The value of an answer is the number of published words that it is expected to correct: the
probability of an error, times the words that would change. The name of a speaker who says half of
the words is worth more than a comma, and a comma that is probably missing is worth more than a
comma that is probably right. For doubtful speakers, every turn is counted as if it had the average
number of words, so that the likeliest wrong speakers come first, even if their turns are short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from transcripts.ranges import WordRange
from transcripts.transcript import NAMELESS_ROLES, Correction, Speaker, Transcript, Turn

SURE = 0.8
"""If the confidence is at least this, the editor does not ask who speaks a turn, or what a
speaker's name is. One turn in 20 is below it if voices overlap, almost none if they do not; names
that rest on a single cue are below it. A higher value would ask about turns that are nearly always
right, a lower value would miss errors.
"""

LISTEN_SECONDS = 12.0
"""Seconds of sound that are played when a name is asked for: enough to recognize a voice."""

_BREAK = "¶"
"""The sign of a turn break in the texts of a correction."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A passage that a person should check, and the question to ask.

    `about` is the id of the correction, speaker or turn. `turn`, `start` and `end` (seconds) locate
    the sound to listen to; `word_ranges` are the words in question. `score` is the probability that
    the proposal, the speaker or the name is right; `worth` is the number of published words that an
    answer is expected to correct. `together` has the ids of further corrections that the same
    answer decides: the other places of a misspelt name.
    """

    id: str
    kind: Literal["correction", "speaker", "turn-break", "name"]
    about: str
    turn: str
    start: float
    end: float
    question: str
    before: str | None
    after: str | None
    score: float
    worth: float
    word_ranges: tuple[WordRange, ...]
    together: tuple[str, ...] = ()


def find_doubts(
    transcript: Transcript, wrong_speakers: Mapping[str, float] | None = None
) -> tuple[Doubt, ...]:
    """List the doubts that a person should decide, the most valuable answer first.

    `wrong_speakers` has, by turn id, the probability that the turn's speaker is wrong, judging by
    the turn's sound.
    """
    unordered = [
        *_find_correction_doubts(transcript),
        *_find_speaker_doubts(transcript, wrong_speakers or {}),
        *_find_name_doubts(transcript),
    ]
    return tuple(sorted(unordered, key=lambda d: (-d.worth, d.start, d.id)))


def count_doubts(transcript: Transcript) -> int:
    """Count the doubts that a person should decide."""
    speaking = {turn.speaker for turn in transcript.turns}
    return (
        len(_group_open_corrections(transcript))
        + sum(turn.confidence < SURE for turn in transcript.turns)
        + sum(speaker.id in speaking and _is_nameless(speaker) for speaker in transcript.speakers)
    )


def _is_open(correction: Correction) -> bool:
    """Check whether a correction is proposed, or is an unsure turn break or name that is applied.

    A name counts here if it was respelled in all places together.
    """
    if correction.status == "proposed":
        return True
    may_be_asked = correction.kind == "turn-break" or correction.respelled_name is not None
    return (
        may_be_asked
        and correction.status == "applied"
        and correction.score < SURE
        and "editor" not in correction.evidence
    )


def _group_open_corrections(transcript: Transcript) -> tuple[tuple[Correction, ...], ...]:
    """List the open corrections; those of one misspelt name with one status are a group."""
    groups: dict[object, tuple[Correction, ...]] = {}
    for correction in filter(_is_open, transcript.corrections):
        spelling = correction.respelled_name
        key = (spelling, correction.status) if spelling else correction.id
        groups[key] = (*groups.get(key, ()), correction)
    return tuple(groups.values())


def _find_correction_doubts(transcript: Transcript) -> Iterator[Doubt]:
    words = {turn.id: len(turn.words) for turn in transcript.turns}
    for c, *others in _group_open_corrections(transcript):
        is_break = c.kind == "turn-break"
        wrong = c.score if c.status == "proposed" else 1.0 - c.score
        # If a break is missing, up to half of the turn has the wrong speaker.
        stake = (
            words.get(c.turn, 0) / 2
            if is_break
            else float(max(len(c.before.split()), len(c.after.split())))
        )
        yield Doubt(
            id=c.id,
            kind="turn-break" if is_break else "correction",
            about=c.id,
            turn=c.turn,
            start=c.start,
            end=c.end,
            question=_choose_question(c, 1 + len(others)),
            before=c.before,
            after=c.after,
            score=c.score,
            worth=_compute_worth(wrong, max(1.0, stake) * (1 + len(others))),
            word_ranges=c.word_ranges,
            together=tuple(other.id for other in others),
        )


def _choose_question(correction: Correction, places: int) -> str:
    if correction.kind == "turn-break":
        if _BREAK in correction.before:
            return (
                "Should this turn start elsewhere?"
                if _BREAK in correction.after
                else "The old text has a break here. Keep the turn together?"
            )
        return "New speaker or paragraph here? Split the turn?"
    if not correction.before:
        return f"Add “{correction.after}”?"
    if correction.evidence.get("confirmed") is False:
        return f"“{correction.before}” is not confirmed by the recording. Remove it?"
    if not correction.after:
        return f"Remove “{correction.before}”?"
    everywhere = f" in all {places} places" if places > 1 else ""
    if correction.status == "applied":
        return f"“{correction.before}” was changed to “{correction.after}”{everywhere}. Keep it?"
    return f"Change “{correction.before}” to “{correction.after}”{everywhere}?"


def _find_speaker_doubts(
    transcript: Transcript, wrong_speakers: Mapping[str, float]
) -> Iterator[Doubt]:
    speakers = {speaker.id: speaker for speaker in transcript.speakers}
    mean_words = sum(len(turn.words) for turn in transcript.turns) / max(1, len(transcript.turns))
    for turn in transcript.turns:
        right = turn.confidence * (1.0 - wrong_speakers.get(turn.id, 0.0))
        if right < SURE:
            yield Doubt(
                id=f"speaker-{turn.id}",
                kind="speaker",
                about=turn.id,
                turn=turn.id,
                start=turn.start,
                end=turn.end,
                question=f"Is this {speakers[turn.speaker].label}?",
                before=None,
                after=None,
                score=right,
                worth=_compute_worth(1.0 - right, max(1.0, mean_words)),
                word_ranges=(transcript.word_ranges[turn.id],),
            )


def _find_name_doubts(transcript: Transcript) -> Iterator[Doubt]:
    turns_of: dict[str, list[Turn]] = {}
    for turn in transcript.turns:
        turns_of.setdefault(turn.speaker, []).append(turn)
    for speaker in transcript.speakers:
        if speaker.id in turns_of and _is_nameless(speaker):
            turns = turns_of[speaker.id]
            best = max(turns, key=lambda t: (not t.overlaps, t.confidence >= SURE, len(t.words)))
            proposed, chance = _find_proposed_name(speaker)
            yield Doubt(
                id=f"name-{speaker.id}",
                kind="name",
                about=speaker.id,
                turn=best.id,
                start=best.start,
                end=min(best.end, best.start + LISTEN_SECONDS),
                question=f"Is this voice {proposed}?" if proposed else "Whose voice is this?",
                before=None,
                after=proposed,
                score=chance,
                worth=_compute_worth(1.0 - chance, max(1, sum(len(t.words) for t in turns))),
                word_ranges=tuple(transcript.word_ranges[t.id] for t in turns),
            )


def _find_proposed_name(speaker: Speaker) -> tuple[str | None, float]:
    """Return the name to ask about, and the probability that it is right.

    This is the speaker's name or, without one, the name of a person with a similar voice.
    """
    if speaker.name:
        return speaker.name, speaker.confidence
    similar = ((r.quote, r.weight) for r in speaker.reasons if r.kind == "voiceprint")
    return next(similar, (None, 0.0))


def _is_nameless(speaker: Speaker) -> bool:
    """Check whether a speaker needs a name, but has none or an uncertain one."""
    if speaker.name is None:
        return speaker.role not in NAMELESS_ROLES
    return speaker.confidence < SURE


def _compute_worth(error_probability: float, affected_words: float) -> float:
    return round(max(0.0, min(1.0, error_probability)) * affected_words, 3)
