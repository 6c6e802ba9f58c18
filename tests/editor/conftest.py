"""Fixtures: an editor in this process, for an archive with one recording and its audio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from editor.app import build
from editor.safety.csrf import COOKIE, HEADER
from editor.settings import Settings
from tests.editor.archives import archive_of
from tests.lamplight import EXAMPLE

ID = EXAMPLE.recording.id


class Editor:
    """A client with a page of the editor open."""

    def __init__(self, client: TestClient, catalogue: Catalogue) -> None:
        self.http = client
        self.catalogue = catalogue

    @property
    def proof(self) -> str:
        if COOKIE not in self.http.cookies:
            self.http.get("/api/health")
        return str(self.http.cookies[COOKIE])

    def get(self, place: str, **options: Any) -> Any:
        return self.http.get(f"/api/recordings{place}", **options)

    def post(self, place: str, values: Any = None, **headers: str) -> Any:
        sent = {HEADER: self.proof} | {k.replace("_", "-"): v for k, v in headers.items()}
        return self.http.post(f"/api/recordings{place}", json=values, headers=sent)

    def edit(self, base: int, kind: str, **parameters: Any) -> Any:
        wish = {"base": base, "kind": kind, "parameters": parameters}
        return self.post(f"/{ID}/edits", wish)


Opener = Callable[..., Editor]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, shared by all tests."""
    return archive_of(tmp_path_factory.mktemp("published"), EXAMPLE)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return archive_of(tmp_path, EXAMPLE)


@pytest.fixture
def opener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Return a function that opens editors with the given settings."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with ExitStack() as stack:

        def open_editor(archive: Path, *, client: str = "127.0.0.1", **given: Any) -> Editor:
            settings = Settings(
                **({"author": "Ann", "publish": "on demand", "uses_models": False} | given)
            )
            catalogue = stack.enter_context(open_catalogue(archive))
            app = build(catalogue, settings)
            browser = TestClient(app, "http://127.0.0.1:8765", client=(client, 50000))
            return Editor(stack.enter_context(browser), catalogue)

        yield open_editor


@pytest.fixture
def editor(opener: Opener, archive: Path) -> Editor:
    return opener(archive)


@pytest.fixture
def reader(opener: Opener, published: Path) -> Editor:
    """An editor whose archive no test changes."""
    return opener(published)
