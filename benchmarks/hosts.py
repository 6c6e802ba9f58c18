"""Process sixty recordings on two failing hosts: cut network, killed processes, missing mount.

    python -m benchmarks.hosts [--recordings N] [--home DIR]

The hosts are network namespaces of this machine with their own host names and mounts; a third
namespace has PostgreSQL and an object store (moto). Both hosts run `tapelog batch` and start it
again when it ends, as a service manager does. The second host has not mounted one of the two
folders with recordings. Every 20 s a process of one host is killed: the batch, its child process
with the models, or both. Once, the first host has no network for a minute.

Prints what was published, what is in quarantine, the seconds from each kill to the next start of a
recording, and the result of `tapelog archive check`. Linux only, as root.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from archive.catalogue.find import find_recordings
from archive.catalogue.open import open_catalogue
from archive.database.connection import Unavailable
from archive.queue.stats import QueueStats, measure_queue
from benchmarks.costs import MODEL, make_recordings
from benchmarks.services import descendants, free_port
from tests.archive.catalogue.postgres import Postgres
from tests.flows.pieces import listed

ROOT = Path(__file__).parent.parent
STORE, HOSTS = "tapelog-store", ("tapelog-one", "tapelog-two")
STORE_ADDRESS = "10.77.0.1"
MOUNTED_SHARE = 5 / 6
"""The share of all recordings that is in the folder which both hosts have mounted."""
KILL_SECONDS = 20.0
CUT_SECONDS = 60.0
"""How long the first host has no network."""
CUT_AFTER_KILLS = 3
MOST_RECORDINGS = 60
TIMEOUT_SECONDS = 3600.0


def _run_ip_command(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


@contextmanager
def network_namespaces() -> Iterator[None]:
    """Create the network namespaces and their links for the block."""
    made = []
    try:
        for name in (STORE, *HOSTS):
            _run_ip_command("netns", "add", name)
            made.append(name)
            _run_ip_command("-n", name, "link", "set", "lo", "up")
        _run_ip_command("-n", STORE, "address", "add", f"{STORE_ADDRESS}/32", "dev", "lo")
        for number, host in enumerate(HOSTS, 1):
            _run_ip_command(
                "link", "add", host, "netns", STORE, "type", "veth", "peer", "eth0", "netns", host
            )
            _run_ip_command("-n", STORE, "address", "add", f"10.77.{number}.1/24", "dev", host)
            _run_ip_command("-n", host, "address", "add", f"10.77.{number}.2/24", "dev", "eth0")
            _run_ip_command("-n", STORE, "link", "set", host, "up")
            _run_ip_command("-n", host, "link", "set", "eth0", "up")
            _run_ip_command("-n", host, "route", "add", STORE_ADDRESS, "via", f"10.77.{number}.1")
        yield
    finally:
        for name in made:
            _run_ip_command("netns", "delete", name)


@dataclass
class Host:
    """A host that runs `tapelog batch` again and again; `hidden_folder` is not mounted on it."""

    name: str
    environment: Mapping[str, str]
    arguments: tuple[str, ...]
    log: Path
    hidden_folder: Path | None = None
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Start the batch whenever it has ended, until `stop` is called."""
        hide = f"mount -t tmpfs none {self.hidden_folder}; " if self.hidden_folder else ""
        batch = [sys.executable, "-m", "flows.cli", "batch", *self.arguments]
        own = ["unshare", "--uts", "--mount", "sh", "-c", f'hostname $0; {hide}exec "$@"']
        command = ["ip", "netns", "exec", self.name, *own, self.name, *batch]
        while not self._stop.is_set():
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    command, cwd=ROOT, env=dict(self.environment), stdout=log, stderr=log
                )
            self.starts += 1
            self.process.wait()
            self._stop.wait(1)

    def stop(self) -> None:
        """Kill the batch and do not start it again."""
        self._stop.set()
        self.kill("both")

    def kill(self, victims: str) -> None:
        """Send SIGKILL to the "batch", to its "child" with the models, or to "both"."""
        if self.process is None or self.process.poll() is not None:
            return
        children = [pid for pid in descendants(self.process.pid) if _is_child(pid)]
        for pid in {"batch": [self.process.pid], "child": children}.get(
            victims, descendants(self.process.pid)
        ):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _is_child(pid: int) -> bool:
    with suppress(OSError):
        return b"flows.batches.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


@dataclass
class Faults:
    """Injects kills and a network outage; measures seconds until a recording starts after each."""

    hosts: tuple[Host, ...]
    random: random.Random
    seconds_to_next_start: list[tuple[str, float]] = field(default_factory=list)
    _last_fault: tuple[str, float] | None = None
    _seen_starts: set[tuple[str, str, int]] = field(default_factory=set)

    def observe(self, stats: QueueStats) -> None:
        """Record how long after the last fault the first recording started."""
        started = {
            (each.recording, each.flow_run, each.tries) for each in stats.running_jobs
        } - self._seen_starts
        self._seen_starts |= started
        if self._last_fault and started:
            what, moment = self._last_fault
            self.seconds_to_next_start.append((what, time.monotonic() - moment))
            self._last_fault = None

    def kill_one(self) -> None:
        """Kill a random process of a random host."""
        host, which = self.random.choice(self.hosts), self.random.choice(["batch", "child", "both"])
        host.kill(which)
        self._last_fault = f"{host.name}: {which} killed", time.monotonic()

    @contextmanager
    def cut(self, host: Host) -> Iterator[None]:
        """Disconnect a host from the network during the block."""
        _run_ip_command("link", "set", host.name, "down")
        self._last_fault = f"{host.name}: no network", time.monotonic()
        try:
            yield
        finally:
            _run_ip_command("link", "set", host.name, "up")


def observe_for(
    seconds: float, read_stats: Callable[[], QueueStats | None], total: int, faults: Faults
) -> bool:
    """Observe the queue; return True as soon as all recordings are done or in quarantine."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if now := read_stats():
            faults.observe(now)
            if now.done + now.failed == total:
                return True
        time.sleep(0.5)
    return False


def run(total: int, faults: Faults, read_stats: Callable[[], QueueStats | None]) -> None:
    """Inject faults until all recordings are done or in quarantine."""
    end, kills = time.monotonic() + TIMEOUT_SECONDS, 0
    while not observe_for(KILL_SECONDS, read_stats, total, faults):
        if time.monotonic() > end:
            raise TimeoutError(f"the batch did not end in time: {read_stats()}")
        kills += 1
        if kills == CUT_AFTER_KILLS:
            with faults.cut(faults.hosts[0]):
                if observe_for(CUT_SECONDS, read_stats, total, faults):
                    return
        faults.kill_one()


def run_in_store_namespace(folder: Path, count: int, seed: int) -> None:
    """Run the store, the hosts and the faults; must itself run in the store's namespace."""
    import psycopg
    import s3fs
    from moto.server import ThreadedMotoServer

    port, socket = free_port(), free_port()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would log every request
    store = ThreadedMotoServer(ip_address=STORE_ADDRESS, port=port, verbose=False)
    store.start()
    postgres = Postgres(socket, listen=STORE_ADDRESS)
    with (postgres.home / "data" / "pg_hba.conf").open("a") as rules:
        rules.write("host all all 10.77.0.0/16 trust\n")
    postgres.start()
    keys = {
        "AWS_ENDPOINT_URL": f"http://{STORE_ADDRESS}:{port}",
        "AWS_ACCESS_KEY_ID": "tapelog",
        "AWS_SECRET_ACCESS_KEY": "tapelog",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
    }
    os.environ |= keys
    s3fs.S3FileSystem(use_listings_cache=False).mkdir("tapes")
    with psycopg.connect(f"{postgres.address} user=tapelog dbname=postgres") as connection:
        connection.autocommit = True
        connection.execute("CREATE DATABASE tapelog")
    database = f"postgresql://tapelog@{STORE_ADDRESS}:{socket}/tapelog"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        **keys,
        "TAPELOG_ARCHIVE": "s3://tapes/tapelog",
        "TAPELOG_DATABASE": database,
        "OMP_NUM_THREADS": "1",
    }
    os.environ |= environment
    mounted = round(count * MOUNTED_SHARE)
    both = make_recordings(folder / "tapes", range(mounted))
    one_only = make_recordings(folder / "more", range(mounted, count))
    source = listed(folder / "recordings.jsonl", (*both, *one_only))
    model = ("--model", MODEL)
    hosts = (
        Host(HOSTS[0], environment, (str(source), *model), folder / "one.log"),
        Host(HOSTS[1], environment, model, folder / "two.log", hidden_folder=folder / "more"),
    )
    faults = Faults(hosts, random.Random(seed))
    archive = _archive(environment)

    def read_stats() -> QueueStats | None:
        try:
            with open_catalogue(archive, database) as catalogue:
                return measure_queue(catalogue, limit=1000)
        except Unavailable:
            return None

    began = time.monotonic()
    threads = [threading.Thread(target=host.run, daemon=True) for host in hosts]
    try:
        for thread in threads:
            thread.start()
        run(count, faults, read_stats)
        print(f"{count} recordings: {time.monotonic() - began:.0f} s")
    finally:
        for host in hosts:
            host.stop()
        for thread in threads:
            thread.join()
        print("\n".join(_report(count, hosts, faults, archive, database)), flush=True)
        postgres.stop()
        postgres.remove()
        store.stop()


def _archive(environment: Mapping[str, str]) -> Path:
    from archive.storage.files import parse_location

    return parse_location(environment["TAPELOG_ARCHIVE"])


def _report(
    count: int, hosts: tuple[Host, ...], faults: Faults, archive: Path, database: str
) -> Iterator[str]:
    with open_catalogue(archive, database) as catalogue:
        now = measure_queue(catalogue, limit=1000)
        revisions = [found.revision for found in find_recordings(catalogue, limit=1000).recordings]
    yield f"published: {now.done} of {count}; more than once: {sum(r > 0 for r in revisions)}"
    yield f"in quarantine: {now.failed}"
    yield from (f"    {failed.file}: {failed.reason}" for failed in now.quarantine)
    yield f"starts of the batch: {', '.join(f'{host.name} {host.starts}' for host in hosts)}"
    yield from (
        f"    {what}: next recording after {s:.1f} s" for what, s in faults.seconds_to_next_start
    )
    checked = subprocess.run(
        [sys.executable, "-m", "flows.cli", "archive", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    yield f"archive check: status {checked.returncode}: {checked.stdout.strip()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=ROOT / "out" / "hosts")
    parser.add_argument("--recordings", type=int, default=MOST_RECORDINGS, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not 6 <= given.recordings <= MOST_RECORDINGS:
        parser.error(f"--recordings {given.recordings}: from 6 to {MOST_RECORDINGS}")
    home = given.home.absolute()
    if given.inside:
        run_in_store_namespace(home, given.recordings, given.seed)
        return
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    with network_namespaces():
        again = [sys.executable, "-m", "benchmarks.hosts", "--inside", *sys.argv[1:]]
        subprocess.run(["ip", "netns", "exec", STORE, *again], check=True)


if __name__ == "__main__":
    main()
