"""Compute a waveform, as a program: `python -m editor.sound.draw SOUND FILE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from archive.files import unwritable, write_atomically
from audio.sound.peaks import peaks
from transcripts.errors import UserError

_NICENESS = 10  # those who edit come first


def main(sound: str, kept: str) -> int:
    """Write the file, whole or not at all; give 0, or 1 with one line that says why not."""
    if os.name == "posix":
        os.nice(_NICENESS)
    folder = Path(kept).parent
    try:
        data = peaks(Path(sound))
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(Path(kept), data)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{unwritable(folder, error)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
