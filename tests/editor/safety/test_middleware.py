from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalogue.current import load_snapshot
from editor.passwords import Login
from editor.safety.allowed_hosts import name_of
from editor.safety.request_limits import MOST_BYTES
from tests.editor.conftest import ID, Editor, Opener

WISH = {"base": 0, "kind": "split-turn", "parameters": {"at": 3}}
PLACE = f"/api/recordings/{ID}/edits"


@pytest.mark.parametrize("place", ["/", "/api/recordings", "/nowhere", f"/recordings/{ID}/audio"])
def test_every_response_has_security_headers(reader: Editor, place: str) -> None:
    headers = reader.http.get(place).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy or "sandbox" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "microphone=()" in headers["permissions-policy"]
    assert headers["cache-control"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost:1", 200),
        ("[::1]:8765", 200),
        ("LOCALHOST", 200),
        ("evil.example", 421),
        ("evil.example:8765", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_private_editor_rejects_other_host_names(reader: Editor, host: str, status: int) -> None:
    assert reader.http.get("/api/health", headers={"host": host}).status_code == status


def test_an_editor_behind_a_proxy_accepts_its_name(opener: Opener, archive: Path) -> None:
    editor = opener(archive, allowed_names=("edit.example.org",), login=Login(b"k"))
    for host, status in (("edit.example.org", 401), ("127.0.0.1", 401), ("evil.example", 421)):
        headers = {"host": host}
        assert editor.http.get("/api/recordings", headers=headers).status_code == status, host


def test_with_a_login_any_host_name_is_accepted(opener: Opener, archive: Path) -> None:
    editor = opener(archive, host="0.0.0.0", login=Login(b"k"))
    answer = editor.http.get("/api/recordings", headers={"host": "studio.example:8765"})
    assert answer.status_code == 401


def test_an_unavailable_database_is_reported_without_its_url(editor: Editor) -> None:
    editor.catalogue.engine.dispose()
    for file in editor.catalogue.archive.glob("catalogue.sqlite*"):
        file.write_bytes(b"this is not what it was" * 100)
    answer = editor.http.get("/api/health")
    assert answer.status_code == 503
    assert answer.json() == {"error": "the catalogue does not answer: try again in a moment"}


def test_names_of_hosts() -> None:
    assert [name_of(h) for h in ("a:80", "[::1]:80", "[::1]", "::1", "A")] == [
        "a",
        "[::1]",
        "[::1]",
        ":",
        "a",
    ]


def test_changes_require_a_page_of_the_editor(editor: Editor) -> None:
    proof = editor.proof
    own = {"x-csrf-token": proof}
    for headers in (
        {},
        {"x-csrf-token": "x"},
        {"x-csrf-token": proof[:-1]},
        own | {"origin": "https://evil.example"},
        own | {"origin": "http://127.0.0.1:3000"},
        own | {"origin": "null"},
    ):
        answer = editor.http.post(PLACE, json=WISH, headers=headers)
        assert (answer.status_code, bool(answer.json()["error"])) == (403, True), headers
    planted = {"x-csrf-token": "planted", "cookie": "tapelog-csrf=planted"}
    editor.http.cookies.clear()
    assert editor.http.post(PLACE, json=WISH, headers=planted).status_code == 403
    assert load_snapshot(editor.catalogue, ID).revision == 0
    fine = {"x-csrf-token": editor.proof, "origin": "http://127.0.0.1:8765"}
    assert editor.http.post(PLACE, json=WISH, headers=fine).status_code == 201


def test_forms_cannot_be_taken_for_edits(editor: Editor) -> None:
    headers = {"x-csrf-token": editor.proof, "content-type": "text/plain"}
    answer = editor.http.post(PLACE, content='{"base":0}', headers=headers)
    assert answer.status_code in (415, 422)


def test_large_requests_are_refused(editor: Editor) -> None:
    headers = {"x-csrf-token": editor.proof}
    large = WISH | {"why": "x" * MOST_BYTES}
    assert editor.http.post(PLACE, json=large, headers=headers).status_code == 413

    def endless() -> object:
        for _ in range(MOST_BYTES // 1000 + 2):
            yield b" " * 1000

    answer = editor.http.post(
        PLACE, content=endless(), headers=headers
    )  # without a declared length
    assert (answer.status_code, "too large" in answer.json()["error"]) == (413, True)
    length = headers | {"content-length": "-5"}
    assert editor.http.post(PLACE, content=b"{}", headers=length).status_code == 413


def test_no_file_outside_the_recordings_can_be_read(opener: Opener, archive: Path) -> None:
    editor = opener(archive)
    secret = archive.parent / "secret.mp3"
    secret.write_bytes(b"secret")
    for place in (
        "/recordings/..%2f..%2fsecret/audio",
        "/recordings/../../secret.mp3",
        "/static/..%2f..%2fsettings.py",
        "/static/../../settings.py",
        "/static/%2e%2e/app.py",
        "/recordings/%2e%2e/audio",
    ):
        answer = editor.http.get(place)
        assert answer.status_code in (404, 422), place
        assert b"secret" not in answer.content
    for sound in (archive / ID).glob("audio.*"):
        sound.unlink()
    (archive / ID / "audio.mp3").symlink_to(secret)
    assert editor.http.get(f"/recordings/{ID}/audio").status_code == 404
