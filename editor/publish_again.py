"""Republish a recording in its own process: `python -m editor.publish_again ARCHIVE RECORDING`.

With `--inside`, the recording is published to the archive's own folder from now on.
"""

from __future__ import annotations

import os
import sys

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import republish
from archive.storage.files import parse_location, published_folder
from editor.publication_failure import exit_status
from transcripts.errors import UserError

_NICENESS = 10  # saving edits has priority


def main(archive: str, recording: str, option: str = "") -> int:
    """Publish a recording; return 0, or print one line to stderr and return `exit_status`."""
    if os.name == "posix":
        os.nice(_NICENESS)
    try:
        with open_catalogue(parse_location(archive)) as catalogue:
            inside = published_folder(catalogue.archive, recording)
            republish(catalogue, recording, inside if option == "--inside" else None)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return exit_status(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
