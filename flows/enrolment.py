"""Enrol voices from turns that editors confirmed.

This runs outside the editor, which loads no models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.catalogue.confirmed import find_confirmed_names, find_confirmed_spellings
from archive.catalogue.enrolment import (
    EnrolmentBatch,
    TurnEmbedding,
    build_enrolment_batch,
    find_pending_enrolments,
    load_known_voices,
)
from archive.catalogue.enrolment import enrol as store
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.storage.files import local_copy
from archive.storage.originals import require_original
from audio.checkpoints.models import model_identity
from audio.sound.recording import load_sound
from flows import progress
from speakers.voiceprints.enrol import usable_seconds
from speakers.voiceprints.known import NOBODY, KnownVoices
from transcripts.errors import UserError

EMBEDDING = "campplus"
"""The embedding model by which known voices are recognized."""


@dataclass
class EnrolmentResult:
    """The number of recordings and enrolled turns, and the recordings whose audio is missing."""

    recordings: int = 0
    turns: int = 0
    notices: list[str] = field(default_factory=list)


def enrol_voices(archive: Path) -> EnrolmentResult:
    """Enrol the voices of every recording that was ingested or edited since the last run.

    A second run changes nothing. A recording whose audio is missing is reported, and the next run
    tries it again.
    """
    result = EnrolmentResult()
    model = model_identity(EMBEDDING).sha256
    with open_catalogue(archive) as catalogue:
        pending = find_pending_enrolments(catalogue, model)
        if not pending:
            return result
        with progress.report_step("learn voices") as report:
            for number, recording in enumerate(pending):
                report(number / len(pending))
                try:
                    result.turns += _enrol_recording(
                        catalogue, build_enrolment_batch(catalogue, recording, model), model
                    )
                    result.recordings += 1
                except UserError as error:
                    result.notices.append(str(error))
    return result


def _enrol_recording(catalogue: Catalogue, batch: EnrolmentBatch, model: str) -> int:
    embeddings = _embed_turns(catalogue.archive, batch) if batch.candidates else ()
    return store(catalogue, batch, embeddings, model)


def _embed_turns(archive: Path, batch: EnrolmentBatch) -> tuple[TurnEmbedding, ...]:
    """Embed the turns of an enrolment batch; raises UserError if the audio is missing."""
    from audio.diarization.embed import embed

    with local_copy(require_original(archive, batch.recording, batch.folder)) as file:
        sound = load_sound(file)
    embeddings = embed(sound, [ground.spans for ground in batch.candidates])
    return tuple(
        TurnEmbedding(ground, usable_seconds(ground.spans), tuple(float(x) for x in embedding))
        for ground, embedding in zip(batch.candidates, embeddings, strict=True)
        if embedding.any()
    )


@dataclass(frozen=True, slots=True)
class ArchiveKnowledge:
    """Names, spellings and voices in the archive that may help with a recording.

    `people` and `spellings` were confirmed by editors in other recordings of the same programme;
    `voices` were enrolled from other recordings.
    """

    voices: KnownVoices = NOBODY
    people: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Return all words that may replace a misheard or misspelled word."""
        return tuple(dict.fromkeys((*self.people, *self.spellings)))


def load_archive_knowledge(
    archive: Path, recording: str, programme: str | None, *, by_voice: bool = True
) -> ArchiveKnowledge:
    """Load the names, spellings and voices that may help with a recording of a programme.

    Voices that were embedded by another model are left out, because they cannot be compared.
    """
    model = model_identity(EMBEDDING).sha256 if by_voice else ""
    with open_catalogue(archive) as catalogue:
        return ArchiveKnowledge(
            load_known_voices(catalogue, model, excluded_recording=recording),
            find_confirmed_names(catalogue, programme, recording),
            find_confirmed_spellings(catalogue, programme, recording),
        )
