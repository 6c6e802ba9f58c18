"""Apply the speakers that `tapelog label` finds to an adopted text without a recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from speakers.labels import LabelledSpeaker, LabelledTurn, Labels
from transcripts.folding import folded
from transcripts.source_transcript import SourceTranscript, SourceTurn, one_line
from transcripts.transcript import Reason, ReasonKind, Speaker, Transcript, Turn

_UNKNOWN = "?"
"""The label of turns whose speaker is unknown; no speaker has it as id."""


def with_labels(adopted_text: SourceTranscript, labels: Labels) -> SourceTranscript:
    """Return the text with speaker ids as labels of its turns, and their probabilities."""
    return replace(adopted_text, turns=tuple(_label_turns(adopted_text, labels)))


def with_speakers(
    transcript: Transcript, adopted_text: SourceTranscript, labels: Labels
) -> Transcript:
    """Add names, roles and reasons to a transcript made from the text of `with_labels`."""
    ids = dict.fromkeys(turn.label for turn in adopted_text.turns if turn.words)
    found = {speaker.id: speaker for speaker in labels.speakers}
    speakers = (
        _build_speaker(speaker, found[label], transcript.turns)
        if label in found
        else replace(speaker, confidence=0.0)
        for speaker, label in zip(transcript.speakers, ids, strict=True)
    )
    return replace(transcript, speakers=tuple(speakers))


def _label_turns(adopted_text: SourceTranscript, labels: Labels) -> Iterator[SourceTurn]:
    """Yield a text's turns with labels; turns without a label get the previous speaker."""
    waiting = list(reversed(labels.turns))
    current = LabelledTurn("", None, 0.0, "")
    for turn in adopted_text.turns:
        if waiting and waiting[-1].text == one_line(turn.text_with_marks):
            current = waiting.pop()
        label = current.speaker or _UNKNOWN
        yield replace(turn, label=label, confidence=current.probability)


def _build_speaker(speaker: Speaker, found: LabelledSpeaker, turns: Sequence[Turn]) -> Speaker:
    reasons = (
        Reason(
            cast(ReasonKind, r.kind),
            r.quote,
            _find_start(r.quote, turns) if r.turn else None,
            r.weight,
        )
        for r in found.reasons
    )
    return replace(
        speaker,
        name=found.name,
        role=found.role,
        confidence=found.confidence,
        reasons=tuple(reasons),
    )


def _find_start(quote: str, turns: Sequence[Turn]) -> float:
    """Return the start of the turn that has the quote, so that both are withheld together."""
    words = folded(quote)
    return next((turn.start for turn in turns if words in folded(turn.text)), 0.0)
