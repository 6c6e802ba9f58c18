"""Define the speaker labels of a text without a recording, and their JSON, `tapelog.labels/1`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SCHEMA = "tapelog.labels/1"
# Turns with a lower probability need review. Of turns named with a higher probability, 98 of 100
# were right (docs/names.md). With a lower limit, more wrong names would go without review.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class LabelReason:
    """A reason for a name: a quote with its weight.

    `turn` is None if the quote is from a document or the cast.
    """

    kind: str
    quote: str
    turn: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class LabelledSpeaker:
    """A speaker: a name, or only a role if the name is unknown.

    `role` is the main one of `roles`. `confidence` is the mean probability of the speaker's turns,
    weighted by words.
    """

    id: str
    name: str | None
    role: str | None
    roles: tuple[str, ...] = ()
    confidence: float = 0.0
    reasons: tuple[LabelReason, ...] = ()

    @property
    def label(self) -> str:
        """Return the text that is printed before a turn of this speaker."""
        return self.name or (self.role or "unknown").capitalize()


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A turn as written, its speaker (None if unknown), the probability, and the runners-up."""

    id: str
    speaker: str | None
    probability: float
    text: str
    runners_up: tuple[tuple[str, float], ...] = ()

    @property
    def is_sure(self) -> bool:
        """Check whether the turn needs no review."""
        return self.speaker is not None and self.probability >= SURE


@dataclass(frozen=True, slots=True)
class Labels:
    """The turns of a text with their speakers."""

    speakers: tuple[LabelledSpeaker, ...]
    turns: tuple[LabelledTurn, ...]

    def label(self, turn: LabelledTurn) -> str:
        """Return the speaker's label that is printed before a turn."""
        names = {speaker.id: speaker.label for speaker in self.speakers}
        return names[turn.speaker] if turn.speaker else "Unknown"

    def as_text(self) -> str:
        """Format the turns as `Name: text`, separated by blank lines."""
        return "".join(f"{self.label(turn)}: {turn.text}\n\n" for turn in self.turns)

    def as_json(self) -> dict[str, Any]:
        """Return the labels as JSON values; docs/names.md explains them."""
        return {
            "schema": SCHEMA,
            "speakers": [
                {
                    "id": s.id,
                    "name": s.name,
                    "role": s.role,
                    "roles": list(s.roles),
                    "confidence": s.confidence,
                    "reasons": [
                        {"kind": g.kind, "quote": g.quote, "turn": g.turn, "weight": g.weight}
                        for g in s.reasons
                    ],
                }
                for s in self.speakers
            ],
            "turns": [
                {
                    "id": t.id,
                    "speaker": t.speaker,
                    "probability": t.probability,
                    "text": t.text,
                    "others": [{"speaker": id, "probability": p} for id, p in t.runners_up],
                }
                for t in self.turns
            ],
        }
