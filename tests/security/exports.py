"""Exports manipulated by an attacker: all hashes are right, but one value is wrong."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import ingest_and_publish
from flows.cli import main
from tests.lamplight import EXAMPLE
from transcripts.transcript import Transcript

ID = EXAMPLE.recording.id


def run(*arguments: object) -> Result:
    """Run a command of tapelog in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def archive_at(folder: Path, transcript: Transcript = EXAMPLE) -> Path:
    """Make an archive with one published recording."""
    folder.mkdir(exist_ok=True)
    sound = folder.parent / "sound.mp3"
    sound.write_bytes(b"sound" * 200)
    published = folder / "published" / transcript.recording.id
    with open_catalogue(folder):
        ingest_and_publish(transcript, sound, published, folder)
    return folder


@dataclass
class Export:
    """An unpacked export."""

    files: dict[str, bytes]
    rows: list[tuple[str, dict[str, Any]]]
    listing: dict[str, Any]
    members: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)

    @classmethod
    def of(cls, archive: Path, scratch: Path) -> Export:
        """Export an archive."""
        file = scratch / "genuine.tar"
        done = run("archive", "--archive", archive, "export", file)
        assert done.exit_code == 0, done.output
        with tarfile.open(file) as tar:
            files = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
        lines = files.pop("catalogue.jsonl").splitlines()
        rows = [(row["table"], row["row"]) for row in map(json.loads, lines)]
        return cls(files, rows, json.loads(files.pop("archive.json")))

    def rows_of(self, table: str) -> list[dict[str, Any]]:
        return [row for name, row in self.rows if name == table]

    def document(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change every transcript in the rows and update the hashes."""
        for row in self.rows_of("transcripts"):
            values = json.loads(zlib.decompress(base64.b64decode(row["document"])))
            change(values)
            text = json.dumps(values).encode()
            row["sha256"] = hashlib.sha256(text).hexdigest()
            row["document"] = base64.b64encode(zlib.compress(text)).decode()

    def write(self, path: Path) -> Path:
        """Write the export as a tar file with correct hashes."""
        lines = [json.dumps({"table": table, "row": row}) for table, row in self.rows]
        files = {**self.files, "catalogue.jsonl": ("\n".join(lines) + "\n").encode()}
        listed = [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ]
        files["archive.json"] = json.dumps({**self.listing, "files": listed}).encode()
        with tarfile.open(path, "w") as tar:
            for name, data in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
            for info, data in self.members:
                tar.addfile(info, io.BytesIO(data))
        return path
