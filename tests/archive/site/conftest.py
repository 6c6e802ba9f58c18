"""An archive of five recordings, and its site."""

from __future__ import annotations

import functools
import http.server
import re
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import ingest_and_publish
from archive.site.build import BuildResult, build
from archive.site.options import SiteOptions
from archive.storage.files import published_folder
from tests.lamplight import EXAMPLE
from transcripts.transcript import Transcript

URL = "https://river.example/archive"
NAMED = SiteOptions("River Archive", URL)

OTHERS = (
    ("r-000000000001", "A Winter with the Skerrow Light", "Evening Pages", "1988-02-17"),
    ("r-000000000002", "What We Owe, & to <Whom>", "River Talk", "1987-12-02"),
    ("r-000000000003", "Untitled reel 14", None, None),
)


def other(id_: str, title: str, programme: str | None, date: str | None) -> Transcript:
    about = replace(EXAMPLE.recording, id=id_, sha256=id_[2:].zfill(64), title=title)
    return replace(EXAMPLE, recording=replace(about, programme=programme, date=date))


TRANSCRIPTS = (EXAMPLE, *(other(*about) for about in OTHERS))


def enter(archive: Path, transcript: Transcript) -> None:
    """Ingest a transcript and publish it with silent audio."""
    archive.mkdir(exist_ok=True)
    sound = archive / "silence.wav"
    if not sound.exists():
        with wave.open(str(sound), "wb") as file:
            file.setparams((1, 1, 4000, 0, "NONE", ""))
            file.writeframes(b"\x80" * 4000 * 112)
    folder = published_folder(archive, transcript.recording.id)
    ingest_and_publish(transcript, sound, folder, archive)


def built(archive: Path, place: Path, options: SiteOptions = NAMED) -> BuildResult:
    with open_catalogue(archive) as catalogue:
        return build(catalogue, place, options)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, shared by all tests."""
    place = tmp_path_factory.mktemp("site") / "archive"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TAPELOG_DATABASE", raising=False)
        for transcript in TRANSCRIPTS:
            enter(place, transcript)
    return place


@pytest.fixture(scope="session")
def site(archive: Path) -> Path:
    """The site of the archive, shared by all tests."""
    place = archive.parent / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TAPELOG_DATABASE", raising=False)
        built(archive, place)
    return place


class _Server(http.server.SimpleHTTPRequestHandler):
    """A web server with range requests, which browsers need to seek in a recording.

    The standard library's server does not support them.
    """

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, last = int(asked[1]), int(asked[2] or len(data) - 1)
        part = data[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        with suppress(ConnectionError):  # the browser has received enough
            self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the request log."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve local folders; yields a function from folder to URL."""
    servers = []

    def start(folder: Path) -> str:
        handler = functools.partial(_Server, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
