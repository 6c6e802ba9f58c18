"""Run the commands that read files, except those that need models, on mutated inputs.

    python -m benchmarks.fuzz [--cases N] [--seed N]

The inputs are transcripts in all formats that tapelog writes and reads, cast files, documents,
lists of recordings, feeds, lists of clips, manifests, exports and catalogues. Counts tracebacks,
runs of more than 20 seconds of processor time, exit statuses other than 0, 1 and 2, and refusals
without a message. Failing inputs are kept in a folder that is printed at the end. Nothing leaves
this machine.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import signal
import sys
import tempfile
import wave
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

import click
from click.testing import CliRunner

from archive.database.connection import FILE
from archive.storage.manifest import MANIFEST
from archive.storage.published import TRANSCRIPT
from audio.sound.browser_copy import browser_copy
from benchmarks.mutations import mutate, mutate_json
from flows.cli import CommandGroup
from flows.cli import main as tapelog
from flows.sources import manifest, rss
from tests.lamplight import EXAMPLE
from tests.security.exports import archive_at, run
from transcripts.formats.table import BY_NAME

TIMEOUT_SECONDS = 20
"""Seconds of processor time, so that a busy machine does not look like a hang."""

TIMERS = (
    (signal.SIGPROF, signal.ITIMER_PROF, TIMEOUT_SECONDS),
    (signal.SIGALRM, signal.ITIMER_REAL, 15 * TIMEOUT_SECONDS),
)

SCORED = ("json", "seglst", "stm", "ctm", "rttm", "vtt", "srt")
"""The formats that `score` compares with the truth."""

READ_BACK = (
    *("txt", "markdown", "docx", "vtt", "srt", "ttml", "podcast", "podlove", "dote", "aapb"),
    *("ohms-xml", "tei", "eaf", "textgrid", "audacity", "csv", "seglst", "stm", "ctm"),
)
"""The formats that `tapelog label`, `realign` and `adopt` get as old transcripts."""

CAST = "# cast\nMarian Whitlock: host\nTobias Aurelian-Grey (author)\n- Jo Fane: guest, caller\n"
LIST = "file,title,programme,date,transcript\nsound.mp3,One,Evening Pages,1987-11-04,whole.txt\n"
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Pages</title>
<language>en</language><item><title>One &amp;amp; two</title><guid>g1</guid>
<pubDate>Wed, 04 Nov 1987 10:00:00 GMT</pubDate><description>&lt;p&gt;Talk&lt;/p&gt;</description>
<enclosure url=" https://example.org/a.mp3 " type="audio/mpeg" length="500"/>
<podcast:transcript url="https://example.org/a.vtt" type="text/vtt" language="en"/></item>
<item><title>Three</title><enclosure url="https://example.org/b.mp3"/></item></channel></rss>
"""
CLIPS = "0:10-0:20\n0:20.5-0:31 Title of a clip\n\n# remark\n1:00-1:10\n"


class CommandTimeoutError(BaseException):
    """A command did not end in time."""


readers = CommandGroup(help="Read a file as the commands that need a Prefect server do.")


@readers.command("list")
@click.argument("path", type=click.Path(path_type=Path))
def read_list(path: Path) -> None:
    """Read a list of recordings as `batch` does."""
    click.echo(list(manifest.manifest(path, settle=0)))


@readers.command("feed")
@click.argument("path", type=click.Path(path_type=Path))
def read_feed(path: Path) -> None:
    """Read a podcast feed as `feed` does after the download."""
    click.echo(rss.parse(path.read_bytes(), "https://example.org/feed", "text/xml"))


def write_silence(path: Path, seconds: float) -> None:
    """Write a WAV file of silence."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * int(8000 * seconds)))


@dataclass(frozen=True, slots=True)
class Target:
    """A command that reads a file: a valid file, its suffix, and the command's arguments.

    `arguments` gets the path of the mutated file, in a new folder that may also take the output.
    """

    data: bytes
    suffix: str
    arguments: Callable[[Path], list[str]]
    command: click.Command = tapelog


def make_targets(folder: Path) -> dict[str, Target]:
    """Return the targets; write to `folder` the unchanged files that their commands also read."""
    rendered = {name: kind.render(EXAMPLE) for name, kind in BY_NAME.items()}
    files = {k: v if isinstance(v, bytes) else v.encode() for k, v in rendered.items()}
    write_silence(folder / "silence.wav", EXAMPLE.recording.duration)
    silence = browser_copy(folder / "silence.wav", folder / "silence.mp3")
    digest = hashlib.sha256(silence.read_bytes()).hexdigest()
    recording = replace(EXAMPLE.recording, sha256=digest)
    archive = archive_at(folder / "archive", replace(EXAMPLE, recording=recording))
    published = archive / "published" / EXAMPLE.recording.id
    truth = folder / "truth.seglst.json"
    truth.write_bytes(files["seglst"])
    whole, text = published / TRANSCRIPT, folder / "whole.txt"
    text.write_bytes(files["txt"])
    run("archive", "--archive", archive, "export", folder / "whole.tar")

    def arguments_for_labels(path: Path, *more: str) -> list[str]:
        return ["label", "--transcript", str(path), *more]

    def adopt_arguments(path: Path) -> list[str]:
        return ["adopt", str(path), str(silence), "--archive", str(path.parent / "archive")]

    def realign_arguments(path: Path, *more: str) -> list[str]:
        return ["realign", str(whole), str(path), "--text-alone", *more]

    def run_on_archive_copy(name: str, *arguments: str) -> Callable[[Path], list[str]]:
        """Run a command on a copy of the archive in which the file `name` is replaced."""

        def arguments_for(path: Path) -> list[str]:
            copy = path.parent / "archive"
            shutil.copytree(archive, copy)
            path.replace(copy / name)
            here = {"{archive}": copy, "{published}": copy / published.relative_to(archive)}
            here["{out}"] = path.parent / "out"
            return [str(here.get(a, a)) for a in arguments]

        return arguments_for

    found = {
        "show": Target(files["json"], ".json", lambda p: ["show", str(p)]),
        "export": Target(
            files["json"], ".json", lambda p: ["export", str(p), "--all", "--out", str(p.parent)]
        ),
        "import": Target(
            (folder / "whole.tar").read_bytes(),
            ".tar",
            lambda p: ["archive", "--archive", str(p.parent / "archive"), "import", str(p)],
        ),
        "label --cast": Target(
            CAST.encode(), ".txt", lambda p: arguments_for_labels(text, "--cast", str(p))
        ),
        "label --context": Target(
            files["txt"], ".txt", lambda p: arguments_for_labels(text, "--context", str(p))
        ),
        "realign --cast": Target(
            CAST.encode(), ".txt", lambda p: realign_arguments(text, "--cast", str(p))
        ),
        "realign place": Target(
            files["json"], ".json", lambda p: ["realign", str(p), str(text), "--text-alone"]
        ),
        "list of recordings": Target(LIST.encode(), ".csv", lambda p: ["list", str(p)], readers),
        "feed": Target(FEED.encode(), ".xml", lambda p: ["feed", str(p)], readers),
        "clip --list": Target(
            CLIPS.encode(),
            ".txt",
            lambda p: [
                *("clip", str(published), "--recording", str(silence)),
                *("--list", str(p), "--out", str(p.parent)),
            ],
        ),
        "verify": Target(
            (published / MANIFEST).read_bytes(),
            ".json",
            run_on_archive_copy(
                str((published / MANIFEST).relative_to(archive)), "verify", "{published}"
            ),
        ),
    }
    for name in SCORED:
        found[f"score {name}"] = Target(
            files[name], BY_NAME[name].file.removeprefix("transcript"), _score_arguments(truth)
        )
    for name in READ_BACK:
        suffix = BY_NAME[name].file.removeprefix("transcript").removeprefix("index")
        found[f"label {name}"] = Target(files[name], suffix, arguments_for_labels)
        found[f"realign {name}"] = Target(files[name], suffix, realign_arguments)
        if name not in ("txt", "markdown", "ctm", "docx"):
            found[f"adopt {name}"] = Target(files[name], suffix, adopt_arguments)
    catalogue = (archive / FILE).read_bytes()
    of_archive: dict[str, tuple[str, ...]] = {
        "list": ("archive", "--archive", "{archive}", "list"),
        "check": ("archive", "--archive", "{archive}", "check"),
        "history": ("archive", "--archive", "{archive}", "history", EXAMPLE.recording.id),
        "publish": ("archive", "--archive", "{archive}", "publish", EXAMPLE.recording.id),
        "export": ("archive", "--archive", "{archive}", "export", "{out}"),
        "people list": ("people", "--archive", "{archive}", "list"),
        "search": ("search", "the", "--archive", "{archive}"),
        "site": ("site", "{out}", "--archive", "{archive}"),
        "status": ("status", "--archive", "{archive}"),
    }
    for name, arguments in of_archive.items():
        found[f"catalogue: {name}"] = Target(
            catalogue, ".sqlite", run_on_archive_copy(FILE, *arguments)
        )
    return found


def _score_arguments(truth: Path) -> Callable[[Path], list[str]]:
    return lambda path: ["score", str(path), str(truth)]


def run_target(target: Target, data: bytes, scratch: Path) -> tuple[str, str]:
    """Run a target's command in this process; return its outcome and its output."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    path = scratch / f"case{target.suffix}"
    path.write_bytes(data)

    def raise_timeout(_number: int, _frame: FrameType | None) -> None:
        raise CommandTimeoutError

    arguments = target.arguments(path)
    for number, timer, seconds in TIMERS:
        signal.signal(number, raise_timeout)
        signal.setitimer(timer, seconds)
    try:
        done = CliRunner().invoke(target.command, arguments)
    except CommandTimeoutError:
        return "hang", ""
    finally:
        for _, timer, _ in TIMERS:
            signal.setitimer(timer, 0)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return f"traceback {type(done.exception).__name__}", done.output
    if done.exit_code not in (0, 1, 2):
        return f"wrong status {done.exit_code}", done.output
    return _refused_without_message(done.exit_code, done.output), done.output


def _refused_without_message(status: int, output: str) -> str:
    return f"silent status {status}" if status and not output.strip() else f"status {status}"


def main() -> int:
    """Run the cases and print the number of each outcome."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="tapelog-fuzz-"))
    failing = folder / "failing"
    failing.mkdir()
    known = make_targets(folder)
    for name, target in known.items():
        end, said = run_target(target, target.data, folder / "case")
        if end != "status 0":  # a valid file must be accepted
            sys.exit(f"{name}: the valid input ends with {end}: {said}")
    counts: dict[str, Counter[str]] = {name: Counter() for name in known}
    for case in range(given.cases):
        name = list(known)[case % len(known)]
        target = known[name]
        is_json = target.data.startswith(b"{") and rng.random() < 0.8
        data = (mutate_json if is_json else mutate)(target.data, rng)
        end, _ = run_target(target, data, folder / "case")
        counts[name][end] += 1
        if not end.startswith("status"):
            kept = f"{case}-{name}-{end}".replace(" ", "-").replace("/", "-") + target.suffix
            (failing / kept).write_bytes(data)
            print(f"case {case}: {name}: {end}", flush=True)
    shutil.rmtree(folder / "case", ignore_errors=True)
    for name, ends in counts.items():
        print(f"{name:20}", ", ".join(f"{end}: {n}" for end, n in sorted(ends.items())))
    total = sum(counts.values(), Counter[str]())
    print("all                 ", ", ".join(f"{end}: {n}" for end, n in sorted(total.items())))
    bad = sum(n for end, n in total.items() if not end.startswith("status"))
    print(f"{given.cases} cases, {bad} that should not be; kept in {failing}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
