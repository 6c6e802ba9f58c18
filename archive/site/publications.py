"""List published recordings, with the transcripts of their published revisions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, and_, case, select

from archive.catalogue.withholding import find_unpublishable
from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS, TRANSCRIPTS
from archive.site.entries import File
from archive.storage.errors import MissingFile
from archive.storage.files import storage_of
from archive.storage.manifest import MANIFEST
from archive.storage.sounds import find_sound

_BESIDE = ("transcript.vtt", "transcript.srt", "transcript.txt", "transcript.json")
"""The published formats that the page of a recording links to."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A published recording; `key` changes when its files or its transcript change."""

    id: str
    revision: int
    folder: Path
    key: str

    @property
    def files(self) -> tuple[File, ...]:
        """Return the files that the page links to: the audio and the other formats."""
        sound = find_sound(self.folder)
        texts = [path for name in _BESIDE if (path := self.folder / name).is_file()]
        return tuple(
            File(path.name, path.stat().st_size) for path in ([sound] if sound else []) + texts
        )


def list_publications(catalogue: Catalogue) -> list[Publication]:
    """Return all published recordings, sorted by id.

    Withheld recordings are left out, and so are recordings whose published files still contain
    withheld parts: these must be published again first.
    """
    r, t = RECORDINGS.c, TRANSCRIPTS.c
    shown = and_(
        t.recording == r.id,
        t.revision == r.published,
        t.origin == case((r.published == 0, "machine"), else_="published"),
    )
    wanted = select(r.id, r.published, r.folder, t.sha256).join(TRANSCRIPTS, shown).order_by(r.id)
    with catalogue.reading() as connection:
        rows = connection.execute(wanted).all()
    hidden = find_unpublishable(catalogue)
    return [_build_publication(catalogue, row) for row in rows if row.id not in hidden]


def load_published_document(catalogue: Catalogue, publication: Publication) -> bytes:
    """Load the published transcript of a recording, compressed, from the catalogue."""
    t = TRANSCRIPTS.c
    origin = "published" if publication.revision else "machine"
    of_it = t.recording == publication.id, t.revision == publication.revision, t.origin == origin
    with catalogue.reading() as connection:
        found: bytes = connection.execute(select(t.document).where(*of_it)).scalar_one()
    return found


def _build_publication(catalogue: Catalogue, row: Row[Any]) -> Publication:
    folder = catalogue.folder(row.folder)
    try:
        files = storage_of(folder).info(folder / MANIFEST).version
    except (OSError, MissingFile):  # the files are missing, but the catalogue has the text
        files = ""
    return Publication(row.id, row.published, folder, f"{row.sha256} {files}")
