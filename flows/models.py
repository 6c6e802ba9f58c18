"""Which models a run listens with: fetched before the work begins, known by their bytes."""

from __future__ import annotations

from dataclasses import dataclass

from audio.checkpoints.models import DEFAULTS, folder_identity, identity, listed
from flows import progress
from flows.request import Request
from transcripts.transcript import UsedModel

Used = tuple[UsedModel, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """The models by what they listen for: speech, words and voices."""

    speech: Used
    words: Used
    voices: Used

    @property
    def all(self) -> Used:
        """Every model that takes part, once."""
        return tuple(dict.fromkeys((*self.words, *self.speech, *self.voices)))

    @classmethod
    def of(cls, request: Request) -> Models:
        """Have every model there; raises UserError where one cannot be had."""
        _, segmentation, embedding = DEFAULTS
        own = (segmentation, embedding) if request.pipeline is None else (segmentation,)
        used = _identities((request.model, *own))
        voices = used[1:] if request.pipeline is None else (folder_identity(request.pipeline),)
        return cls(speech=used[1:2], words=used[:1], voices=voices)


def _identities(names: tuple[str, ...]) -> Used:
    """Identify models; fetching those that are missing is a step that a person can watch."""
    if not any(check.state == "missing" and check.model.name in names for check in listed()):
        return tuple(identity(name) for name in names)
    found = []
    with progress.step("fetch models") as report:
        for name in names:
            found.append(identity(name))
            report(len(found) / len(names))
    return tuple(found)
