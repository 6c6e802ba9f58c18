"""`tapelog doctor`: one line per check, and status 1 for a fault."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.open import open_catalogue
from flows import doctor
from flows.cli import main

HERE = Path()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without settings, and an empty models folder."""
    for name in ("TAPELOG_DATABASE", "PREFECT_API_URL", "PREFECT_API_AUTH_STRING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAPELOG_MODELS", str(tmp_path / "models"))


@contextmanager
def api(password: str | None) -> Iterator[str]:
    """A server that counts flow runs for clients with the password, or for everybody."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            allowed = password in (None, self.headers.get("Authorization"))
            self.send_response(200 if allowed else 401)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


def test_a_new_machine_has_one_line_a_check_and_no_fault(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["doctor", "--archive", str(tmp_path / "archive")])
    assert ran.exit_code == 0, ran.output
    assert [line.split()[1] for line in ran.output.splitlines()] == list(doctor.CHECKS)
    assert "none yet; the first run creates it" in ran.output
    assert not (tmp_path / "archive").exists()  # it only checks


def test_a_fault_is_exit_status_1_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")
    ran = CliRunner().invoke(main, ["doctor", "--archive", str(tmp_path / "archive")])
    assert ran.exit_code == 1
    (line,) = (line for line in ran.output.splitlines() if line.startswith("fault"))
    assert "is a file, not a folder; choose another" in line


@pytest.mark.parametrize(
    ("version", "state"), [((3, 11), "OK"), ((3, 13), "OK"), ((3, 99), "note")]
)
def test_an_untested_python_is_a_note(version: tuple[int, int], state: str) -> None:
    assert doctor.check_python(HERE, version).state == state


def test_a_database_that_does_not_answer_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPELOG_DATABASE", "postgresql://127.0.0.1:1/tapelog")
    found = doctor.check_database(tmp_path)
    assert found.state == "fault"
    assert "check TAPELOG_DATABASE" in found.text


def test_a_database_that_answers_is_named(tmp_path: Path) -> None:
    with open_catalogue(tmp_path):
        pass
    assert doctor.check_database(tmp_path).text.endswith("catalogue.sqlite")


def test_missing_models_are_a_note_with_their_size() -> None:
    found = doctor.check_models(HERE)
    assert found.state == "note"
    assert "`tapelog models fetch` downloads up to" in found.remedy


@pytest.mark.parametrize(
    ("password", "mine", "state", "words"),
    [
        (None, "ann:x", "fault", "answers without a password"),
        ("Basic YW5uOng=", "ann:x", "OK", "requires a password"),
        ("Basic YW5uOng=", "ann:y", "fault", "refuses (HTTP 401)"),
    ],
)
def test_prefect_asks_for_a_password_and_accepts_ours(
    monkeypatch: pytest.MonkeyPatch, password: str | None, mine: str, state: str, words: str
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", mine)
    with api(password) as address:
        monkeypatch.setenv("PREFECT_API_URL", address)
        found = doctor.check_prefect(HERE)
    assert (found.state, words in found.text) == (state, True), found


def test_a_server_that_does_not_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    assert "does not answer" in doctor.check_prefect(HERE).text


def test_a_port_in_use_is_a_note() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert doctor.check_ports(HERE, port).state == "note"


def test_missing_extras_are_a_note_with_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcripts.extras.find_spec", lambda name: None)
    found = doctor.check_extras(HERE)
    assert found.remedy == "pip install 'tapelog[editor,server,s3,events,faster-whisper]'"


def test_a_failing_check_is_a_fault_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(doctor.CHECKS, "python", lambda _: 1 / 0)
    found = dict(doctor.run_checks(HERE / "nowhere"))
    assert found["python"].state == "fault"
    assert set(found) == set(doctor.CHECKS)
