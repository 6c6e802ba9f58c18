"""Run a real PostgreSQL, Prefect server, work pool and workers on this machine.

Each service can be killed and started again.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.archive.catalogue.postgres import Postgres

ROOT = Path(__file__).parent.parent
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


def free_port() -> int:
    """Find a free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_until(condition: str, is_true: Callable[[], bool], timeout_seconds: float = 300) -> float:
    """Wait until a condition is true; return the seconds that it took."""
    began = time.monotonic()
    while not is_true():
        if time.monotonic() - began > timeout_seconds:
            raise TimeoutError(f"waited {timeout_seconds:.0f} s in vain for {condition}")
        time.sleep(0.25)
    return time.monotonic() - began


def descendants(pid: int) -> list[int]:
    """List a process and its descendants, except orphans."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def resident_memory(worker: subprocess.Popen[bytes]) -> dict[int, int]:
    """Measure the resident memory of a worker's flow runs: bytes by process id."""
    found = {}
    for pid in descendants(worker.pid):
        with suppress(OSError):
            proc = Path(f"/proc/{pid}")
            command = (proc / "cmdline").read_bytes()
            if b"prefect.engine" in command or b"flows.batches.child" in command:
                pages = int((proc / "statm").read_text().split()[1])
                found[pid] = pages * os.sysconf("SC_PAGE_SIZE")
    return found


def kill(process: subprocess.Popen[bytes]) -> int:
    """Kill a process and its descendants with SIGKILL; return their number."""
    victims = descendants(process.pid)
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    return len(victims)


def _find_postgres() -> Path:
    """Find the system's PostgreSQL, which has the extension that Prefect needs (pg_trgm)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise FileNotFoundError("install PostgreSQL: apt-get install postgresql")
    return found[-1]


class Services:
    """All services of an archive's server, with their files in one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.archive = home / "archive"
        self.inbox = home / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.archive.mkdir(exist_ok=True)
        port, database = free_port(), free_port()
        self.postgres = Postgres(database, _find_postgres())
        self.api = f"http://127.0.0.1:{port}/api"
        self._at = f"tapelog@127.0.0.1:{database}"
        self._port = port
        self.server: subprocess.Popen[bytes] | None = None
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def catalogue(self) -> str:
        """The URL of the archive's catalogue."""
        return f"postgresql://{self._at}/tapelog"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that every process of the archive gets."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        return {
            **own,
            "TAPELOG_ARCHIVE": str(self.archive),
            "TAPELOG_DATABASE": self.catalogue,
            "TAPELOG_INBOX": str(self.inbox),
            "TAPELOG_FEED": "http://127.0.0.1:9/feed.xml",
            "PREFECT_API_URL": self.api,
            "PREFECT_HOME": str(self.home / "prefect"),
            "PREFECT_CLIENT_MAX_RETRIES": "12",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
                "prefect.server.concurrency.lease_storage.filesystem"
            ),
            "PREFECT_WORKER_QUERY_SECONDS": "5",
            "DO_NOT_TRACK": "1",
            "OMP_NUM_THREADS": "1",
        }

    def start_server(self) -> None:
        """Start Prefect's server on PostgreSQL, and wait until it answers."""
        url = f"postgresql+asyncpg://{self._at}/prefect"
        own = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url}
        command = [*PREFECT, "server", "start", "--port", str(self._port)]
        self.server = self._start("server", command, **own)
        wait_until("the server", self._is_answering)

    def _is_answering(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def start_worker(self, name: str, limit: int = 4) -> None:
        """Start a worker that runs at most `limit` flow runs of the work pool at a time.

        SIGINT stops the worker, as it stops a worker that a service manager started.
        """
        pool = ["--pool", "tapelog", "--type", "process", "--limit", str(limit)]
        command = [*PREFECT, "worker", "start", *pool, "--name", name]
        self.workers[name] = self._start(name, ["env", "--default-signal=INT", *command])

    def _start(self, name: str, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env={**self.environment, **more}, stdout=log, stderr=log
            )

    def call(self, *command: str) -> str:
        """Run a command to its end and return its output."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def prefect(self, *arguments: str) -> str:
        """Run a command of Prefect."""
        return self.call(*PREFECT, *arguments)

    def tapelog(self, *arguments: str) -> str:
        """Run a command of tapelog."""
        return self.call(sys.executable, "-m", "flows.cli", *arguments)

    def deploy(self) -> None:
        """Create the databases, the work pool and the deployments."""
        self.postgres.start()
        import psycopg

        with psycopg.connect(f"{self.postgres.address} user=tapelog dbname=postgres") as connection:
            connection.autocommit = True
            for name in ("prefect", "tapelog"):
                connection.execute(f"CREATE DATABASE {name}".encode())
        self.start_server()
        self.prefect("work-pool", "create", "tapelog", "--type", "process")
        self.prefect("deploy", "--all")
        self.prefect("automation", "create", "--from-file", "automations.yaml")

    def stop(self) -> None:
        """Stop everything and remove the database; keep the logs."""
        for process in (*self.workers.values(), self.server):
            if process is not None and process.poll() is None:
                kill(process)
        with suppress(Exception):
            self.postgres.stop()
        self.postgres.remove()


@contextmanager
def services(home: Path) -> Iterator[Services]:
    """Empty a folder and run all services in it during the block."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    running = Services(home)
    try:
        running.deploy()
        yield running
    finally:
        running.stop()
