"""Items that were adopted without a recording, when their recording comes later."""

from __future__ import annotations

import hashlib

from archive.catalogue.current import UnknownRecording, recording_row
from archive.database.connection import Catalogue
from archive.storage.published import TRANSCRIPT
from audio.sound.recording import recording_id
from transcripts.errors import UserError


def check_not_edited_alone(catalogue: Catalogue, transcript: bytes) -> None:
    """Raise UserError if the same transcript was adopted alone, and people edited it since.

    Its edits cannot be moved to the recording, because they belong to other times. The corrected
    text has them.
    """
    item = recording_id(hashlib.sha256(transcript).hexdigest())
    with catalogue.reading() as connection:
        try:
            row = recording_row(connection, item)
        except UnknownRecording:
            return
    if row.edits:
        corrected = catalogue.folder(row.folder) / TRANSCRIPT
        raise UserError(
            f"the archive has this transcript without a recording, as {item}, and it was edited: "
            f"give the corrected text instead, {corrected}"
        )
