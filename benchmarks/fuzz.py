"""Run every command that reads a file and needs no model on mutated inputs.

    python -m benchmarks.fuzz [--cases N] [--seed N]

Counts tracebacks, runs of more than 20 seconds of processor time, and exit statuses that are not 0,
1 or 2. A failing input is kept in a folder that is named at the end. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from click.testing import CliRunner

from flows.cli import main as tapelog
from tests.lamplight import EXAMPLE
from transcripts.formats.table import BY_NAME

TIMEOUT_SECONDS = 20
"""Seconds of processor time, so that a busy machine does not look like a hang."""

TIMERS = (
    (signal.SIGPROF, signal.ITIMER_PROF, TIMEOUT_SECONDS),
    (signal.SIGALRM, signal.ITIMER_REAL, 15 * TIMEOUT_SECONDS),
)
ODD_BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-1",
    b"9" * 400,
    b"[" * 2000,
    b'{"a":' * 500,
    b"\xe2\x80\xae",
    b"../../x",
    b"%00",
    b"x" * 100_000,
    b"\r\n\r\n",
    b"",
)


SUFFIXES = {
    "score stm": ".stm",
    "score ctm": ".ctm",
    "score rttm": ".rttm",
    "label": ".txt",
    "import": ".tar",
}


class CommandTimeoutError(BaseException):
    """A command did not end in time."""


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change a file in one to four places: bits, pieces moved or doubled, and odd values."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        end = min(len(changed), at + rng.choice((1, 2, 8, 100, 1000)))
        kind = rng.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del changed[at:end]
        elif kind == 2:
            changed[at:at] = changed[at:end] * rng.choice((1, 3, 50))
        elif kind == 3:
            changed[at:end] = rng.choice(ODD_BYTES)
        else:
            del changed[at:]
    return bytes(changed)


ODD_VALUES = (
    *(None, True, -1, 0, 2**70, 1e300, float("nan"), float("inf"), "", " ", "x" * 5000),
    *("\u202e", "\x00", "\ud800", "../../x", "%00", [], {}, [[[[]]]], "S9", "T9"),
)


def mutate_json(data: bytes, rng: random.Random) -> bytes:
    """Change, delete or duplicate one to three values of a JSON file."""
    values = json.loads(data)
    for _ in range(rng.randint(1, 3)):
        place: Any = values
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = rng.choice(keys)
            inner = place[key]
            if isinstance(inner, dict | list) and inner and rng.random() < 0.9:
                place = inner
                continue
            kind = rng.randrange(4)
            if kind == 0:
                del place[key]
            elif kind == 1 and isinstance(place, list):
                place.insert(key, inner)
            else:
                place[key] = rng.choice(ODD_VALUES)
            break
    return json.dumps(values).encode()


def valid_inputs(folder: Path) -> dict[str, tuple[bytes, Callable[[Path], list[str]]]]:
    """Return a valid input for each command, and the command line that reads it."""
    rendered = {name: kind.render(EXAMPLE) for name, kind in BY_NAME.items()}
    files = {k: v if isinstance(v, bytes) else v.encode() for k, v in rendered.items()}
    truth = folder / "truth.seglst.json"
    truth.write_bytes(files["seglst"])
    whole = folder / "transcript.json"
    whole.write_bytes(files["json"])
    archive = folder / "archive"
    out = folder / "out"
    return {
        "show": (files["json"], lambda p: ["show", str(p)]),
        "export": (files["json"], lambda p: ["export", str(p), "--all", "--out", str(out)]),
        "score json": (files["json"], lambda p: ["score", str(p), str(truth)]),
        "score stm": (files["stm"], lambda p: ["score", str(p), str(truth)]),
        "score ctm": (files["ctm"], lambda p: ["score", str(whole), str(p)]),
        "score rttm": (files["rttm"], lambda p: ["score", str(whole), str(p)]),
        "label": (files["txt"], lambda p: ["label", "--transcript", str(p)]),
        "import": (
            exported_archive(folder),
            lambda p: ["archive", "--archive", f"{archive}-{p.name}", "import", str(p)],
        ),
    }


def exported_archive(folder: Path) -> bytes:
    """Return an export of an archive with one recording."""
    from archive.catalogue.open import open_catalogue
    from archive.publishing.republish import ingest_and_publish
    from archive.transfer import export_archive

    sound = folder / "sound.mp3"
    sound.write_bytes(b"sound" * 100)
    place = folder / "source"
    with open_catalogue(place) as catalogue:
        ingest_and_publish(EXAMPLE, sound, place / "published" / EXAMPLE.recording.id, place)
        export_archive(catalogue, folder / "whole.tar")
    return (folder / "whole.tar").read_bytes()


def run_command(arguments: list[str]) -> str:
    """Run a command in this process and describe how it ended."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise CommandTimeoutError

    for number, timer, seconds in TIMERS:
        signal.signal(number, stop)
        signal.setitimer(timer, seconds)
    try:
        done = CliRunner().invoke(tapelog, arguments)
    except CommandTimeoutError:
        return "hang"
    finally:
        for _, timer, _ in TIMERS:
            signal.setitimer(timer, 0)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return f"traceback {type(done.exception).__name__}"
    return f"status {done.exit_code}" if done.exit_code in (0, 1, 2) else f"wrong {done.exit_code}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="tapelog-fuzz-"))
    failing = folder / "failing"
    failing.mkdir()
    counts: dict[str, Counter[str]] = {}
    known = valid_inputs(folder)
    for name, (data, command) in known.items():
        path = folder / f"whole{SUFFIXES.get(name, '.json')}"
        path.write_bytes(data)
        end = run_command(command(path))
        if end != "status 0":  # otherwise the mutated ones would show nothing
            sys.exit(f"{name}: the whole input ends with {end}")
    for case in range(given.cases):
        name = list(known)[case % len(known)]
        data, command = known[name]
        path = folder / f"case-{case}{SUFFIXES.get(name, '.json')}"
        structured = data.startswith(b"{") and rng.random() < 0.8
        path.write_bytes((mutate_json if structured else mutate)(data, rng))
        end = run_command(command(path))
        counts.setdefault(name, Counter())[end] += 1
        if not end.startswith("status"):
            shutil.copy(path, failing / f"{name.replace(' ', '-')}-{end.replace(' ', '-')}-{case}")
        path.unlink()
        shutil.rmtree(f"{folder / 'archive'}-{path.name}", ignore_errors=True)
    for name, ends in counts.items():
        print(f"{name:12}", ", ".join(f"{end}: {n}" for end, n in sorted(ends.items())))
    bad = sum(n for ends in counts.values() for end, n in ends.items() if end[0] != "s")
    print(f"{given.cases} cases, {bad} that should not be; kept in {failing}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
