"""Find items that were adopted without a recording, and choose their ids.

The ids are random. If they were derived from the text, anybody could test a guess of a withheld
word: compute the id of the text with this word, and compare it with the published id.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import Row, select

from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS
from archive.storage.published import TRANSCRIPT
from transcripts.errors import UserError


def find_item(catalogue: Catalogue, sha256: str) -> Row[Any] | None:
    """Return the row of the item made from a file with this sha256; None if there is none."""
    with catalogue.reading() as connection:
        return connection.execute(select(RECORDINGS).where(RECORDINGS.c.sha256 == sha256)).first()


def choose_id(catalogue: Catalogue, sha256: str) -> str:
    """Return the id of the item that was made from a transcript, or a new random id."""
    item = find_item(catalogue, sha256)
    return str(item.id) if item else f"T{secrets.token_hex(6)}"


def check_not_edited_without_recording(catalogue: Catalogue, transcript: bytes) -> None:
    """Raise UserError if the transcript was adopted without a recording and edited since.

    These edits cannot be moved to the recording, because its words have other times. The item's
    corrected text contains them.
    """
    item = find_item(catalogue, hashlib.sha256(transcript).hexdigest())
    if item is not None and item.edits:
        corrected = catalogue.folder(item.folder) / TRANSCRIPT
        raise UserError(
            f"the archive has this transcript without a recording, as {item.id}, and it was "
            f"edited: use the corrected text instead, {corrected}"
        )
