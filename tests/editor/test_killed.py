"""A real editor loses no edit if it is killed or stopped while it saves."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Thread

import httpx
import pytest

from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.check import check
from editor.safety.csrf import COOKIE, HEADER
from tests.editor.conftest import ID
from tests.editor.serving import Served, serving

pytestmark = pytest.mark.slow


class Hurried(Thread):
    """A client that saves edit after edit; `said` is the last confirmed revision."""

    def __init__(self, editor: Served) -> None:
        super().__init__()
        self.editor = editor
        self.said = 0
        self.errors: list[str] = []

    def run(self) -> None:
        with (
            suppress(httpx.TransportError),
            httpx.Client(base_url=self.editor.url, trust_env=False, timeout=60) as browser,
        ):
            browser.get("/api/health")
            headers = {HEADER: browser.cookies[COOKIE]}
            for wish in wishes():
                answer = browser.post(f"/api/recordings/{ID}/edits", json=wish, headers=headers)
                if answer.status_code != 201:
                    self.errors.append(answer.text)
                    return
                self.said = answer.json()["revision"]


def wishes() -> Iterator[dict[str, object]]:
    for base in count():
        parameters = {"speaker": "S1", "role": f"role {base + 1}"}
        yield {"base": base, "kind": "set-role", "parameters": parameters}


def test_an_edit_is_saved_completely_or_not_at_all(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with serving(archive, "--publish", "on demand") as editor:
        somebody = Hurried(editor)
        somebody.start()
        while somebody.said < 4 and somebody.is_alive():
            somebody.join(0.01)
        editor.kill()
        somebody.join()
        assert somebody.errors == []
        check_whole(archive, somebody.said)
        editor.start()
        with httpx.Client(base_url=editor.url, trust_env=False, timeout=60) as browser:
            assert browser.get(f"/api/recordings/{ID}").json()["revision"] >= somebody.said
        editor.process.send_signal(signal.SIGINT)
        assert editor.process.stdout
        assert editor.process.stdout.read() == "stopped; all edits are saved\n"
        assert editor.process.wait(60) == 0
        editor.process.stdout.close()


def check_whole(archive: Path, said: int) -> None:
    """Check that the archive has all confirmed edits and, at most, the edit that was being sent."""
    with open_catalogue(archive) as catalogue:
        now = load_snapshot(catalogue, ID)
        assert now.revision in (said, said + 1)
        assert len(now.edits) == now.revision > 0
        assert now.transcript.speakers[0].role == f"role {now.revision}"
        problems = [str(problem) for problem in check(catalogue)]
    assert problems == [f"{ID}: was not published: run `tapelog archive publish {ID}`"]
