"""The editor under attack: raw sockets, floods, guessing, stolen cookies, script files."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from editor.passwords import read_login, set_password
from editor.safety.login_throttle import LoginThrottle
from editor.settings import Settings
from tests.editor.archives import archive_of
from tests.editor.conftest import ID, Editor, Opener, opener  # noqa: F401
from tests.editor.safety.test_auth import come_in
from tests.editor.serving import Served
from tests.lamplight import EXAMPLE

PASSWORD = "correct horse"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return archive_of(tmp_path, EXAMPLE)


@pytest.fixture
def served(archive: Path) -> Iterator[Served]:
    set_password(archive, PASSWORD)
    running = Served(archive, "--name", "edit.example.org", "--author", "Ann")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def raw(port: int, text: bytes) -> bytes:
    """Send bytes and read the complete response."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(text)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


HOSTS = [
    "x/login?",
    "edit.example.org/login?",
    "127.0.0.1/static/",
    "127.0.0.1/login#",
    "edit.example.org/api/health?x=",
    "@/login",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_forged_host_header_does_not_bypass_the_login(served: Served, host: str) -> None:
    for path in ("/api/recordings", f"/recordings/{ID}", "/%2e%2e/login/../api/recordings"):
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        status = raw(served.port, request.encode()).split(b" ", 2)[1]
        assert status in (b"401", b"404", b"421", b"400"), (path, status)


def test_authentication_uses_the_routed_path(opener: Opener, archive: Path) -> None:  # noqa: F811
    """The path must not come from the Host header, as in an older Starlette."""
    from starlette.requests import Request

    from editor.safety import auth

    scope: dict[str, Any] = {
        "type": "http",
        "path": "/api/recordings",
        "query_string": b"",
        "headers": [(b"host", b"x/login?")],
        "method": "GET",
        "scheme": "http",
    }
    assert not auth._needs_no_login(Request(scope).scope["path"])
    source = Path(str(auth.__file__)).read_text()
    assert "request.url.path" not in source


HALF_REQUESTS = {
    "headers": b"GET /login HTTP/1.1\r\nHost: edit.example.org\r\nX: ",
    "body": b"POST /login HTTP/1.1\r\nHost: edit.example.org\r\nContent-Length: 9999\r\n\r\npass",
    "chunks": b"POST /login HTTP/1.1\r\nHost: edit.example.org\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
}

IMPATIENT = """
import sys
from pathlib import Path
from archive.catalogue.open import open_catalogue
from editor.app import build
from editor.passwords import read_login
from editor.serve import serve
from editor.settings import Settings
archive = Path(sys.argv[1])
settings = Settings(
    "Ann",
    port=0,
    allowed_names=("edit.example.org",),
    login=read_login(archive),
    header_seconds=2,
    body_seconds=3,
)
with open_catalogue(archive) as catalogue:
    serve(build(catalogue, settings), settings, lambda url: print(url, flush=True))
"""
"""An editor that waits two seconds for headers and three for a body."""


@pytest.fixture
def impatient_port(archive: Path) -> Iterator[int]:
    set_password(archive, PASSWORD)
    command = [sys.executable, "-c", IMPATIENT, str(archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
        process.terminate()


def test_requests_must_arrive_within_half_a_minute() -> None:
    settings = Settings("Ann")
    assert settings.header_seconds <= 10
    assert settings.body_seconds <= 30


@pytest.mark.alone
@pytest.mark.parametrize("kind", HALF_REQUESTS)
def test_incomplete_requests_do_not_block_others(impatient_port: int, kind: str) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with ExitStack() as stack:
        halves = []
        for _ in range(1100):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", impatient_port), 20))
            half.sendall(HALF_REQUESTS[kind])
            halves.append(half)
        began = time.monotonic()
        answer = httpx.get(f"http://127.0.0.1:{impatient_port}/api/health", timeout=10)
        assert (answer.status_code, time.monotonic() - began < 5) == (200, True)
        halves[-1].settimeout(10)
        assert halves[-1].recv(1) == b"" if _open(halves[-1]) else True
        assert time.monotonic() - began < 10


def _open(half: socket.socket) -> bool:
    try:
        return half.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except ConnectionResetError:
        return False


def test_malformed_requests_do_not_fill_the_log(archive: Path) -> None:
    command = [sys.executable, "-m", "flows.cli", "edit", "--port", "0", "--archive", str(archive)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        port = int(run.stdout.readline().rpartition(":")[2].partition("/")[0])
        for _ in range(300):
            with socket.create_connection(("127.0.0.1", port), 20) as connection:
                connection.sendall(b"\x00\xff nonsense\r\n\r\n")
                connection.recv(100)
        run.terminate()
        _, errors = run.communicate(timeout=30)
    assert len(errors) < 5000


def client(editor: Editor, address: str) -> Callable[[str], int]:
    """Return a function that logs in as a new browser would, through the local proxy."""

    def attempt(password: str) -> int:
        http = editor.http
        http.cookies.clear()
        fields = {"csrf": editor.proof, "author": "Ben", "password": password}
        headers = {"x-forwarded-for": f"6.6.6.6, {address}"}
        answer = http.post("/login", data=fields, headers=headers, follow_redirects=False)
        return int(answer.status_code)

    return attempt


@pytest.mark.alone
def test_guessing_does_not_lock_out_other_users(
    opener: Opener,  # noqa: F811
    archive: Path,
) -> None:
    set_password(archive, PASSWORD)
    given = {"allowed_names": ("edit.example.org",), "host": "127.0.0.1", "client": "127.0.0.1"}
    editor = opener(archive, login=read_login(archive), **given)
    guess, right = client(editor, "10.0.0.66"), client(editor, "10.0.0.7")
    assert [guess("wrong wrong") for _ in range(12)].count(429) >= 6
    assert [right(PASSWORD) for _ in range(5)] == [303] * 5


@pytest.mark.alone
def test_a_known_browser_can_log_in_during_an_attack(
    opener: Opener,  # noqa: F811
    archive: Path,
) -> None:
    set_password(archive, PASSWORD)
    editor = opener(archive, login=read_login(archive), allowed_names=("edit.example.org",))
    assert come_in(editor, PASSWORD) == 303
    mark = editor.http.cookies["tapelog-browser"]
    tries = [client(editor, f"10.0.{n // 250}.{n % 250}")("wrong wrong") for n in range(60)]
    assert tries.count(401) <= 45  # many addresses together are limited, too
    editor.http.cookies.clear()
    editor.http.cookies.set("tapelog-browser", mark)
    assert come_in(editor, PASSWORD) == 303


def test_the_login_delay_is_at_most_ten_seconds() -> None:
    now = [0.0]
    attempts = LoginThrottle(lambda: now[0])
    for n in range(10_000):
        attempts.record_attempt(f"10.{n % 200}.0.1", is_right=False)
    assert 0 < attempts.wait("10.1.0.1") <= 10
    assert 0 < attempts.wait("192.168.0.1") <= 10
    assert attempts.wait("browser x", is_known_browser=True) == 0


def test_a_forged_client_address_is_ignored(
    opener: Opener,  # noqa: F811
    archive: Path,
) -> None:
    set_password(archive, PASSWORD)
    login = read_login(archive)
    editor = opener(archive, host="0.0.0.0", login=login, client="10.9.9.9")
    tries = [client(editor, f"10.0.0.{n}")("wrong wrong") for n in range(12)]
    assert tries.count(429) >= 6


def test_a_new_password_ends_all_sessions(
    opener: Opener,  # noqa: F811
    archive: Path,
) -> None:
    set_password(archive, PASSWORD)
    editor = opener(archive, login=read_login(archive), host="0.0.0.0", client="10.1.1.1")
    assert come_in(editor, PASSWORD) == 303
    assert editor.get("").status_code == 200
    set_password(archive, "another horse")
    assert editor.get("").status_code == 401
    assert come_in(editor, PASSWORD) == 401
    assert come_in(editor, "another horse") == 303
    (archive / "editor-login.json").unlink()
    assert editor.get("").status_code == 401
    assert come_in(editor, "another horse") in (401, 429)


def test_logging_out_invalidates_the_cookie(
    opener: Opener,  # noqa: F811
    archive: Path,
) -> None:
    set_password(archive, PASSWORD)
    given = {"host": "0.0.0.0", "client": "10.1.1.1"}
    editor = opener(archive, login=read_login(archive), **given)
    assert come_in(editor, PASSWORD) == 303
    stolen = editor.http.cookies["tapelog-session"]
    editor.http.post("/logout", data={"csrf": editor.proof})
    for one in (editor, opener(archive, login=read_login(archive), **given)):
        one.http.cookies.set("tapelog-session", stolen)
        assert one.get("").status_code == 401


@pytest.mark.parametrize("name", ["audio.html", "audio.svg", "audio.xml", "audio.js", "audio.pdf"])
def test_scripts_are_not_served(
    opener: Opener,  # noqa: F811
    archive: Path,
    name: str,
) -> None:
    folder = archive / ID
    (folder / "audio.wav").rename(folder / name)
    answer = opener(archive).http.get(f"/recordings/{ID}/audio")
    assert answer.status_code == 404


def test_audio_is_always_served_with_an_audio_type(opener: Opener, archive: Path) -> None:  # noqa: F811
    (archive / ID / "audio.wav").write_text("<script>alert(1)</script>")
    headers = opener(archive).http.get(f"/recordings/{ID}/audio").headers
    assert headers["content-type"] == "audio/wav"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
