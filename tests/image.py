"""Build the image's root filesystem from docker/Dockerfile and test it, without an engine.

    python tests/image.py [--home DIR] [--mount DIR] [--build-arg NAME=VALUE]

The base `python:X-slim-SUITE` is replaced by Debian's SUITE from debootstrap, with Debian's Python
X as a virtual environment in /usr/local. Every other step of the Dockerfile is run in a chroot; the
script ends at a step that it does not know. Then the root is mounted read-only, with a writable
/srv/tapelog and a tmpfs at /tmp as in docker/compose.yaml, and the image's user, who has no
capabilities, runs the health check, the demo, the editor and Prefect's server.

The build uses this machine's pip settings (PIP_*); `--mount` makes a folder that they name visible
in the chroot. Linux only, as root; `dist` must have a wheel (`make release`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
STATE, INBOX = "/srv/tapelog", "/srv/inbox"
TEXTS = (
    f"--transcript {INBOX}/reference.txt --context {INBOX}/review.txt --context {INBOX}/press.txt"
)
ANSWERS = """
import sys, subprocess, time, urllib.error, urllib.request
command, url = sys.argv[2:], sys.argv[1]
server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
for _ in range(600):
    time.sleep(0.2)
    try:
        print(urllib.request.urlopen(url).status, url)
        break
    except urllib.error.URLError:
        if server.poll() is not None:
            sys.exit(f"{command} ended with {server.returncode}")
else:
    sys.exit(f"{url} does not answer")
server.terminate()
server.wait()
"""
"""Starts a server, waits until a URL answers, and stops the server."""

TRIALS = {
    "a user without rights": "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status",
    "a read-only root": "! touch /opt/tapelog/trial 2>&1 && ! touch /trial 2>&1",
    "the demo": f"tapelog process {INBOX}/interview.mp3 {TEXTS} --out {STATE}/demo",
    "its transcript": f"tapelog show {STATE}/demo | head -n 5",
    "its scores": f"tapelog score {STATE}/demo/transcript.json {INBOX}/truth.seglst.json",
    "the archive": "tapelog archive check && tapelog status",
    "the editor": 'TAPELOG_EDIT_TOKEN=a-token-for-this-trial python -c "$ANSWERS" '
    "http://127.0.0.1:8765/api/health tapelog edit --host 127.0.0.1",
    "Prefect's server and page": 'python -c "$ANSWERS" http://127.0.0.1:4200/ '
    "prefect server start --host 127.0.0.1",
}
"""Shell commands, each of which must succeed in the image, by what they show."""


@dataclass
class Image:
    """A root directory, and the settings from the Dockerfile's steps so far."""

    root: Path
    mounts: tuple[Path, ...] = ()
    build_args: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0"
    health: list[str] = field(default_factory=list)

    def apply(self, instruction: str, value: str) -> None:
        """Run one step of the Dockerfile; exits with a message if it fails or is unknown."""
        match instruction:
            case "ARG":
                name, _, default = value.partition("=")
                self.build_args.setdefault(name, default)
            case "ENV":
                self.environment |= dict(pair.split("=", 1) for pair in shlex.split(value))
            case "WORKDIR":
                self.folder = value
                (self.root / value.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "COPY":
                *patterns, target = value.split()
                for source in [s for pattern in patterns for s in sorted(ROOT.glob(pattern))]:
                    shutil.copy(source, self.root / self.folder.lstrip("/") / target)
            case "RUN":
                arguments = {name: text for name, text in self.build_args.items() if text}
                self.run(["sh", "-c", value], {**pip_settings(), **arguments})
            case "USER":
                self.user = value
            case "HEALTHCHECK":
                self.health = json.loads(value.partition("CMD ")[2])
            case "VOLUME" | "ENTRYPOINT" | "CMD":
                pass
            case _:
                sys.exit(f"docker/Dockerfile has {instruction}, which this script does not know")

    def run(
        self,
        command: Sequence[str],
        more: Mapping[str, str] = {},
        volumes: Mapping[str, Path] | None = None,
    ) -> None:
        """Run a command in the root; exits if it fails.

        With `volumes` (folders by their place in the image), the root is read-only and the command
        runs as the image's user.
        """
        root = str(self.root)
        steps = [["mount", "--bind", root, root], ["mount", "--rbind", "/dev", f"{root}/dev"]]
        steps += [["mount", "-t", "proc", "proc", f"{root}/proc"]]
        for place in (*self.mounts, Path("/etc/resolv.conf"), Path("/etc/hosts")):
            steps += self._bind(place, str(place), "ro")
        if volumes is not None:
            for target, folder in volumes.items():
                steps += self._bind(folder, target, "ro" if target == INBOX else "rw")
            steps += [["mount", "-t", "tmpfs", "tmpfs", f"{root}/tmp"]]
            steps += [["mount", "-o", "remount,bind,ro", root, root]]
            rights = "--clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
            user = [f"--reuid={self.user}", f"--regid={self.user}", *rights.split()]
            command = ["setpriv", *user, *command]
        inside = ["sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command]
        script = " && ".join(shlex.join(step) for step in steps)
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c"]
        done = subprocess.run(
            [*apart, f'{script} && exec chroot "$@"', "sh", root, *inside],
            env={**environment, **self.environment, **more},
            check=False,
        )
        if done.returncode:
            sys.exit(f"status {done.returncode}: {shlex.join(command)}")

    def _bind(self, source: Path, target: str, mode: str) -> Iterator[list[str]]:
        place = self.root / target.lstrip("/")
        if source.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        yield ["mount", "--bind", str(source), str(place)]
        yield ["mount", "-o", f"remount,bind,{mode}", str(place)]


def pip_settings() -> dict[str, str]:
    """Return the settings with which pip reaches its registry on this machine."""
    return {name: value for name, value in os.environ.items() if name.startswith("PIP_")}


def read_steps(text: str) -> list[tuple[str, str]]:
    """Split a Dockerfile into pairs (instruction, value); continued lines are joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    pairs = (line.partition(" ") for line in joined.splitlines())
    return [(instruction, value.strip()) for instruction, _, value in pairs]


def make_base(image: str, home: Path) -> Path:
    """Copy the replacement of the base image; exits if the Dockerfile names another base."""
    named = re.fullmatch(r"python:(\d+\.\d+)-slim-(\w+)", image)
    if named is None:
        sys.exit(f"{image}: this script knows only python:X-slim-SUITE")
    base, root = home / f"base-{named[1]}-{named[2]}", home / "root"
    if not base.exists():
        made = home / "part"
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", named[2], made], check=True)
        install = f"apt-get install --quiet --yes --no-install-recommends python{named[1]}-venv"
        environment = f"python{named[1]} -m venv /usr/local"
        Image(made).run(["sh", "-c", f"apt-get update && {install} && {environment}"])
        made.rename(base)
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", base, root], check=True)
    return root


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, default=ROOT / "out" / "image")
    parser.add_argument("--mount", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--build-arg", action="append", default=[], metavar="NAME=VALUE")
    given = parser.parse_args()
    home = given.home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    (_, base), *steps = read_steps((ROOT / "docker" / "Dockerfile").read_text())
    image = Image(make_base(base, home), (CERTIFICATES, *given.mount))
    image.build_args |= dict(each.split("=", 1) for each in given.build_arg)
    for instruction, value in steps:
        began = time.monotonic()
        print(f"{instruction} {value}", flush=True)
        image.apply(instruction, value)
        print(f"    {time.monotonic() - began:.1f} s", flush=True)
    volumes = {STATE: home / "state", INBOX: ROOT / "examples"}
    shutil.rmtree(volumes[STATE], ignore_errors=True)
    volumes[STATE].mkdir()
    os.chown(volumes[STATE], int(image.user), int(image.user))
    more = {**pip_settings(), "ANSWERS": ANSWERS, "PIP_NO_CACHE_DIR": "1"}
    for name, command in {"the health check": shlex.join(image.health), **TRIALS}.items():
        began = time.monotonic()
        print(f"{name}: {command}", flush=True)
        image.run(["sh", "-c", command], more, volumes)
        print(f"    {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
