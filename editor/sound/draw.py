"""Compute a waveform, as a program: `python -m editor.sound.draw SOUND FILE`."""

from __future__ import annotations

import os
import sys

from archive.files import unwritable, write_atomically
from archive.places import local, place, remote
from audio.sound.peaks import peaks
from transcripts.errors import UserError

_NICENESS = 10  # those who edit come first


def main(sound: str, kept: str) -> int:
    """Write the file, whole or not at all; give 0, or 1 with one line that says why not."""
    if os.name == "posix":
        os.nice(_NICENESS)
    path = place(kept)
    try:
        with local(place(sound)) as file:
            data = peaks(file)
        if not remote(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{unwritable(path.parent, error)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
