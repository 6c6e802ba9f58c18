"""Read a part of an untrusted ZIP file, with a size limit against ZIP bombs."""

from __future__ import annotations

import lzma
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from transcripts.errors import UserError

MOST_UNPACKED = 64 * 2**20
"""Largest number of bytes in a document's text; a book of a thousand pages has a tenth of that."""

_MOST_PARTS = 10_000

_DAMAGED = (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
"""Errors that the decompressors of zipfile raise for damaged content (bzip2 raises OSError)."""


def unpack_part(data: bytes, part_name: str) -> bytes | None:
    """Unpack one part of a ZIP file; None if the file has no such part.

    Raises UserError if the file is damaged or encrypted, or if the part would unpack to more than
    `MOST_UNPACKED` bytes.
    """
    try:
        with ZipFile(BytesIO(data)) as files:
            if len(files.infolist()) > _MOST_PARTS:
                raise UserError(f"it has more than {_MOST_PARTS:,} parts")
            if part_name not in files.namelist():
                return None
            if files.getinfo(part_name).flag_bits & 1:
                raise UserError("it is protected by a password: save it without a password")
            with files.open(part_name) as file:
                content = file.read(MOST_UNPACKED + 1)
    except NotImplementedError as error:
        raise UserError(f"it cannot be unpacked ({error}): save it again") from None
    except _DAMAGED as error:
        raise UserError(f"it is damaged ({error})") from None
    if len(content) > MOST_UNPACKED:
        raise UserError(f"it unpacks to more than {MOST_UNPACKED // 2**20} MB")
    return content


def is_packed(data: bytes) -> bool:
    """Check whether the file begins like a ZIP file."""
    return data.startswith(b"PK\x03\x04")
