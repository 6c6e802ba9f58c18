"""A real editor that is killed while it saves, and one that is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest

from archive.catalogue.check import check
from archive.catalogue.current import current
from archive.catalogue.open import open_catalogue
from editor.safety.forgery import COOKIE, HEADER
from tests.editor.conftest import ID
from tests.editor.serving import Served, serving


class Hurried(Thread):
    """Somebody who saves edit after edit; `said` is the last revision that was confirmed."""

    def __init__(self, editor: Served, said: int) -> None:
        super().__init__()
        self.editor = editor
        self.said = said
        self.errors: list[str] = []

    def run(self) -> None:
        with (
            suppress(httpx.TransportError),
            httpx.Client(base_url=self.editor.url, trust_env=False, timeout=60) as browser,
        ):
            browser.get("/api/health")
            headers = {HEADER: browser.cookies[COOKIE]}
            for wish in wishes(self.said):
                answer = browser.post(f"/api/recordings/{ID}/edits", json=wish, headers=headers)
                if answer.status_code != 201:
                    self.errors.append(answer.text)
                    return
                self.said = answer.json()["revision"]


def wishes(base: int) -> Iterator[dict[str, object]]:
    while True:
        parameters = {"speaker": "S1", "role": f"role {base + 1}"}
        yield {"base": base, "kind": "role", "parameters": parameters}
        base += 1


def test_an_edit_is_kept_whole_or_not_at_all(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    kept = 0
    with serving(archive, "--publish", "on demand") as editor:
        for _ in range(2):
            somebody = Hurried(editor, kept)
            somebody.start()
            while somebody.said < kept + 4 and somebody.is_alive():
                somebody.join(0.01)
            editor.kill()
            somebody.join()
            assert somebody.errors == []
            kept = whole(archive, somebody.said)
            editor.start()
        editor.process.send_signal(signal.SIGINT)
        assert editor.process.stdout
        assert editor.process.stdout.read() == "stopped; every edit is kept\n"
        assert editor.process.wait(60) == 0
        editor.process.stdout.close()


def whole(archive: Path, said: int) -> int:
    """Give the revision that was kept: the last that was confirmed, or the one on its way."""
    with open_catalogue(archive) as catalogue:
        now = current(catalogue, ID)
        assert now.revision in (said, said + 1)
        assert len(now.edits) == now.revision > 0
        assert now.transcript.speakers[0].role == f"role {now.revision}"
        problems = [str(problem) for problem in check(catalogue)]
    assert problems == [f"{ID}: was not published: `tapelog archive publish {ID}`"]
    return now.revision
