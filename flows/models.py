"""Fetch and identify the models of a run before it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from audio.acoustics.decoder import acoustic_model
from audio.checkpoints.models import DEFAULTS, folder_identity, list_models, model_identity
from audio.recognizers.recognizer import Recognizer
from flows import progress
from flows.request import Request
from transcripts.provenance import UsedModel

UsedModels = tuple[UsedModel, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a run, by purpose.

    `speech` detects speech, `words` recognizes it, `voices` diarizes it, and `acoustics` refines
    word edges.
    """

    speech: UsedModels
    words: UsedModels
    voices: UsedModels
    acoustics: UsedModels

    @property
    def all(self) -> UsedModels:
        """Return every model of the run, without duplicates."""
        return tuple(dict.fromkeys((*self.words, *self.speech, *self.voices, *self.acoustics)))

    @classmethod
    def for_request(cls, request: Request, recognizer: Recognizer) -> Models:
        """Download and identify every model; raises UserError if one cannot be downloaded."""
        _, segmentation, embedding = DEFAULTS
        pipeline = request.pipeline
        names = (request.model, segmentation, *(() if pipeline else (embedding,)))
        with _show_fetching(names) as report:
            words = recognizer.models()
            report(1 / 3)
            speech = (model_identity(segmentation),)
            report(2 / 3)
            voices = (
                (folder_identity(pipeline),) if pipeline else (*speech, model_identity(embedding))
            )
        return cls(speech, words, voices, acoustics=(acoustic_model(),))


@contextmanager
def _show_fetching(names: Sequence[str]) -> Iterator[Callable[[float], None]]:
    """Show a progress step if a model is missing, because downloads can take minutes."""
    if any(check.state == "missing" and check.model.name in names for check in list_models()):
        with progress.report_step("fetch models") as report:
            yield report
            report(1.0)
    else:
        yield lambda share: None
