"""Embed pieces of speech in a separate process: `python -m editor.embed_voices SOUND FILE`.

Standard input is a JSON list of (start, end) in seconds. The output is a NumPy file [pieces,
coordinates] with the coordinates of the pieces on the axes on which the voices of this recording
differ most; a piece that is too short gets zeros. The axes are not written, so the coordinates
cannot be compared with those of another recording.
"""

from __future__ import annotations

import json
import os
import sys
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from archive.storage.errors import write_error
from archive.storage.files import local_copy, parse_location, storage_of, write_atomically
from audio.diarization.embed import embed
from audio.sound.recording import load_sound
from transcripts.errors import UserError
from transcripts.transcript import Span

AXES = 32
"""The maximum number of coordinates of a piece: more than a recording has voices."""

_NICENESS = 10  # saving edits has priority


def main(sound: str, vectors_path: str) -> int:
    """Write the coordinates atomically; return 0, or print the reason in one line and return 1."""
    if os.name == "posix":
        os.nice(_NICENESS)
    spans = [[Span(start, end)] for start, end in json.load(sys.stdin)]
    path = parse_location(vectors_path)
    try:
        with local_copy(parse_location(sound)) as file:
            found = coordinates(embed(load_sound(file), spans))
        data = BytesIO()
        np.save(data, found, allow_pickle=False)
        storage_of(path).make_folder(path.parent)
        write_atomically(path, data.getvalue())
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{write_error(path.parent, error)}\n")
        return 1
    return 0


def coordinates(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return coordinates [pieces, up to AXES] with nearly the same inner products.

    The coordinates refer to the axes of the largest variance about the origin; the axes themselves
    are not returned.
    """
    left, sizes, _ = np.linalg.svd(embeddings, full_matrices=False)
    return np.asarray(left[:, :AXES] * sizes[:AXES], np.float32)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
