"""Compute a waveform in its own process: `python -m editor.sound.draw SOUND FILE`."""

from __future__ import annotations

import os
import sys

from archive.storage.errors import write_error
from archive.storage.files import local_copy, parse_location, storage_of, write_atomically
from audio.sound.peaks import waveform_peaks
from transcripts.errors import UserError

_NICENESS = 10  # saving edits has priority


def main(sound: str, waveform_path: str) -> int:
    """Write the waveform atomically; return 0, or print the reason in one line and return 1."""
    if os.name == "posix":
        os.nice(_NICENESS)
    path = parse_location(waveform_path)
    try:
        with local_copy(parse_location(sound)) as file:
            data = waveform_peaks(file)
        storage_of(path).make_folder(path.parent)
        write_atomically(path, data)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{write_error(path.parent, error)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
