"""What is known of who speaks in a text without a recording; `tapelog.labels/1` as JSON values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SCHEMA = "tapelog.labels/1"
# Below this a turn should be looked at. Of those above 98 % were right on 10 podcast interviews
# that nothing was developed on; a lower value leaves more wrong ones unlooked at.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class LabelReason:
    """Why a name is given: words of a turn (None for a document or the cast) and their weight."""

    kind: str
    quote: str
    turn: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class LabelledSpeaker:
    """Somebody who speaks: a name, or the part of somebody without one.

    `role` is the main one of `roles`. `confidence` is the mean probability of the turns, by words.
    """

    id: str
    name: str | None
    role: str | None
    roles: tuple[str, ...] = ()
    confidence: float = 0.0
    reasons: tuple[LabelReason, ...] = ()

    @property
    def label(self) -> str:
        """What stands before a turn."""
        return self.name or (self.role or "unknown").capitalize()


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A turn as written, who speaks it (None: unknown), how likely, and the runners-up."""

    id: str
    speaker: str | None
    probability: float
    text: str
    others: tuple[tuple[str, float], ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it need not be looked at."""
        return self.speaker is not None and self.probability >= SURE


@dataclass(frozen=True, slots=True)
class Labels:
    """The turns of a text with their speakers."""

    speakers: tuple[LabelledSpeaker, ...]
    turns: tuple[LabelledTurn, ...]

    def label(self, turn: LabelledTurn) -> str:
        """Give what stands before a turn."""
        names = {speaker.id: speaker.label for speaker in self.speakers}
        return names[turn.speaker] if turn.speaker else "Unknown"

    def as_text(self) -> str:
        """Give the turns as `Name: what was said`, a blank line between them."""
        return "".join(f"{self.label(turn)}: {turn.text}\n\n" for turn in self.turns)

    def as_json(self) -> dict[str, Any]:
        """Give the values of a JSON file; docs/names.md explains them."""
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
                    "others": [{"speaker": id, "probability": p} for id, p in t.others],
                }
                for t in self.turns
            ],
        }
