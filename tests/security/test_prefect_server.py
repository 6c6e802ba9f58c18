"""Only the process that started the temporary Prefect server can use it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flows import server, settings
from flows.secret_values import resolve_secret, store_secret
from transcripts.errors import UserError

STRANGER = """
import os, sys, httpx
from pathlib import Path
from flows import settings
settings.set_environment(Path(sys.argv[1]))
from flows import server
stop = server.start()
from prefect.client.orchestration import get_client
address = os.environ["PREFECT_API_URL"]
try:
    with get_client(sync_client=True) as client:
        print("owner", len(client.read_flow_runs()))
    for method, path in (("POST", "flow_runs/filter"), ("POST", "flow_runs/count"),
                         ("GET", "admin/version"), ("POST", "block_documents/filter"),
                         ("GET", "docs")):
        print(path, httpx.request(method, f"{address}/{path}", json={}).status_code)
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST",
             "access-control-request-headers": "authorization"}
    answer = httpx.options(f"{address}/flow_runs/filter", headers=asked)
    print("cors", answer.headers.get("access-control-allow-origin"))
    answer = httpx.get(f"{address}/health", headers={"origin": "https://evil.example"})
    print("cors", answer.headers.get("access-control-allow-origin"))
finally:
    stop()
print("left", os.environ.get("PREFECT_API_URL"), "prefect.server.api.server" in sys.modules)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the first server stores an empty database that the second server copies."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("database", ["created", "copied"])
def test_other_users_cannot_read_the_server(tmp_path: Path, cache: Path, database: str) -> None:
    assert len(list(cache.rglob("*.db"))) == (database == "copied")
    own = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-c", STRANGER, str(tmp_path)],
        env={**own, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    said = [line.split() for line in done.stdout.splitlines()]
    assert ["owner", "0"] in said
    assert said[-1] == ["left", "None", "False"]
    assert [line[1] for line in said if "/" in line[0] or line[0] == "docs"] == ["401"] * 5
    assert [line[1] for line in said if line[0] == "cors"] == ["None", "None"]
    for path in (tmp_path / "prefect").rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077 or path.parent != tmp_path / "prefect"
    assert stat.S_IMODE((tmp_path / "prefect").stat().st_mode) == 0o700
    databases = list((tmp_path / "prefect").glob("prefect.db*"))
    assert databases
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in databases)


def test_each_process_has_its_own_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for number in range(3):
        monkeypatch.setattr(os, "environ", {})
        settings.set_environment(tmp_path / str(number))
        seen.add(os.environ["PREFECT_SERVER_API_AUTH_STRING"])
        assert os.environ["PREFECT_API_AUTH_STRING"] in seen
    assert len(seen) == 3
    assert all(len(password) > 40 for password in seen)


def test_a_secret_is_never_a_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {})
    parameter = store_secret("https://ann:sesame@example.org/feed", "evening-pages")
    assert "sesame" not in parameter
    assert resolve_secret(parameter) == "https://ann:sesame@example.org/feed"
    assert resolve_secret("https://example.org/feed") == "https://example.org/feed"
    with pytest.raises(UserError, match="lower-case letters"):
        resolve_secret("secret:../x")


def test_a_flow_refuses_a_password_among_its_parameters(tmp_path: Path) -> None:
    from flows.batch import feed

    with pytest.raises(UserError, match=r"has a password.*secret:NAME"):
        feed.fn("https://ann:sesame@example.org/feed", archive=tmp_path)


def test_the_thread_that_starts_the_server_imports_the_flow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Prefect's modules import each other: in two threads at once, the import can fail."""
    order: list[str] = []

    def load() -> threading.Thread:
        order.append("load")
        return threading.current_thread()

    monkeypatch.setattr(server, "_launch_server", lambda: order.append("launch"))
    monkeypatch.setattr(server, "_wait_for_server", lambda _server: order.append("connect"))
    assert server.start_while(load) is threading.current_thread()
    assert order == ["launch", "load", "connect"]
