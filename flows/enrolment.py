"""Enrol voices from turns that editors confirmed. The editor itself loads no models."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.catalogue.confirmed import confirmed_names, confirmed_spellings
from archive.catalogue.enrolment import (
    EnrolmentBatch,
    TurnEmbedding,
    enrolment_batch,
    known_voices,
    pending_enrolments,
)
from archive.catalogue.enrolment import enrol as store
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.storage.files import local_copy
from archive.storage.published import require_audio
from audio.checkpoints.models import model_identity
from audio.sound.recording import load_sound
from flows import progress
from speakers.voiceprints.enrol import usable_seconds
from speakers.voiceprints.known import NOBODY, KnownVoices
from transcripts.errors import UserError

EMBEDDING = "campplus"
"""The embedding model that recognizes known voices."""


@dataclass
class EnrolmentResult:
    """The number of recordings and enrolled turns, and the recordings whose audio is missing."""

    recordings: int = 0
    turns: int = 0
    notices: list[str] = field(default_factory=list)


def enrol_voices(archive: Path) -> EnrolmentResult:
    """Enrol the voices of every recording that was ingested or edited since the last run.

    Running it again changes nothing. A recording whose audio is missing is reported and tried again
    in the next run.
    """
    found = EnrolmentResult()
    model = model_identity(EMBEDDING).sha256
    with open_catalogue(archive) as catalogue:
        waiting = pending_enrolments(catalogue, model)
        if not waiting:
            return found
        with progress.step("learn voices") as report:
            for number, recording in enumerate(waiting):
                report(number / len(waiting))
                try:
                    found.turns += _enrol(
                        catalogue, enrolment_batch(catalogue, recording, model), model
                    )
                    found.recordings += 1
                except UserError as error:
                    found.notices.append(str(error))
    return found


def _enrol(catalogue: Catalogue, given: EnrolmentBatch, model: str) -> int:
    return store(catalogue, given, _embeddings(given) if given.grounds else (), model)


def _embeddings(given: EnrolmentBatch) -> tuple[TurnEmbedding, ...]:
    """Embed the turns of an enrolment batch; raises UserError if the sound is missing."""
    from audio.diarization.embed import embed

    with local_copy(require_audio(given.folder, given.recording)) as file:
        sound = load_sound(file)
    prints = embed(sound, [ground.spans for ground in given.grounds])
    return tuple(
        TurnEmbedding(ground, usable_seconds(ground.spans), tuple(float(x) for x in print_))
        for ground, print_ in zip(given.grounds, prints, strict=True)
        if print_.any()
    )


@dataclass(frozen=True, slots=True)
class ArchiveKnowledge:
    """What the archive knows when it processes a recording, without what came from that recording.

    Editors confirmed the `people` and `spellings` in other recordings of the same programme.
    """

    voices: KnownVoices = NOBODY
    people: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All words that may replace a misheard or misspelt word."""
        return tuple(dict.fromkeys((*self.people, *self.spellings)))


def archive_knowledge(
    archive: Path, recording: str, programme: str | None, *, by_voice: bool = True
) -> ArchiveKnowledge:
    """Return what editors confirmed that may help with a recording of a programme.

    Voices are left out if they were embedded by another model, because they could not be compared.
    """
    model = model_identity(EMBEDDING).sha256 if by_voice else ""
    with open_catalogue(archive) as catalogue:
        return ArchiveKnowledge(
            known_voices(catalogue, model, without=recording),
            confirmed_names(catalogue, programme, recording),
            confirmed_spellings(catalogue, programme, recording),
        )
