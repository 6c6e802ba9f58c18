"""Republish a recording in its own process: `python -m editor.publish_again ARCHIVE RECORDING`."""

from __future__ import annotations

import os
import sys

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import republish
from archive.storage.files import parse_location
from transcripts.errors import UserError

_NICENESS = 10  # saving edits has priority


def main(archive: str, recording: str) -> int:
    """Publish a recording; return 0, or print one line to stderr and return 1."""
    if os.name == "posix":
        os.nice(_NICENESS)
    try:
        with open_catalogue(parse_location(archive)) as catalogue:
            republish(catalogue, recording)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
