"""Print tables of the contestants' times and error rates, and write them to RESULTS.md.

RESULTS.md keeps the tables of contests that did not run.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean

import torch

from benchmarks.speed.accuracy import compute_der, count_word_errors
from benchmarks.speed.contest import Outcome
from benchmarks.speed.material import Sound

HEAD = ("", "seconds", "x real time", "x stock", "whole process", "peak", "WER", "DER", "voices")


@dataclass
class Report:
    """The tables of a run by contest, and the points of each contestant in a chart.

    A point has the minutes of sound, and the minutes that the contestant took.
    """

    tables_by_contest: dict[str, list[str]] = field(default_factory=dict)
    chart_points: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def add(self, contest: str, sounds: Sequence[Sound], outcomes: Sequence[Outcome]) -> None:
        """Print the table of one contest on some recordings, and store it."""
        length = sum(s.seconds for s in sounds)
        names = ", ".join(s.name for s in sounds)
        load = os.getloadavg()[0]
        rows = [_row(outcome, outcomes[0], sounds) for outcome in outcomes]
        part = [f"### {names} ({length / 60:.1f} minutes)", "", *_table([HEAD, *rows])]
        text = "\n".join([*part, "", f"Load average at the end: {load:.1f}."])
        self.tables_by_contest.setdefault(contest, []).append(text)
        print(f"## {contest}\n\n{text}\n", flush=True)
        for outcome in outcomes:
            self.versions |= outcome.versions
            if contest == "chain":
                points = self.chart_points.setdefault(outcome.contestant.removeprefix("chain_"), [])
                points.append((length / 60, outcome.seconds / 60))

    def write(self, path: Path) -> None:
        """Write all tables, with the machine and the versions, and a chart beside them."""
        versions = ", ".join(f"{name} {number}" for name, number in sorted(self.versions.items()))
        made = (
            f"Measured on {date.today().isoformat()}. Machine: {_processor_name()}, "
            f"{len(os.sched_getaffinity(0))} cores, {_format_memory():.0f} GB, "
            f"Python {platform.python_version()}. {versions}."
        )
        sections = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
        for contest, parts in self.tables_by_contest.items():
            sections[contest] = "\n\n".join([made, *parts])
        if any(len(points) > 1 for points in self.chart_points.values()):
            chart = path.with_name("time-by-length.svg")
            _draw(self.chart_points, chart)
            sections["chain"] += f"\n\n![minutes taken by minutes of recording]({chart.name})"
        head = f"# Results\n\n{_HEAD}"
        tables = (f"## {contest}\n\n{text}" for contest, text in sections.items())
        path.write_text("\n\n".join([head, *tables]) + "\n", encoding="utf-8")


_HEAD = "Written by `python -m benchmarks.speed`; what the columns mean is said there."


def _sections(text: str) -> dict[str, str]:
    """Read the text of RESULTS.md; return the tables of earlier runs by contest."""
    found = re.split(r"^## (\w+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], (part.strip() for part in found[1::2]), strict=True))


def _row(outcome: Outcome, stock: Outcome, sounds: Sequence[Sound]) -> tuple[str, ...]:
    length = sum(s.seconds for s in sounds)
    return (
        outcome.contestant.partition("_")[2].replace("_", "-"),
        f"{outcome.seconds:.1f}",
        f"{length / outcome.seconds:.1f}",
        f"{stock.seconds / outcome.seconds:.2f}" if "stock" in stock.contestant else "",
        f"{outcome.process_seconds:.1f} s",
        f"{outcome.peak_bytes / 1e9:.2f} GB",
        _wer(outcome, sounds),
        _der(outcome, sounds),
        _voices(outcome, sounds),
    )


def _wer(outcome: Outcome, sounds: Sequence[Sound]) -> str:
    counts = [
        count_word_errors(sound.text, " ".join(word[0].strip() for word in run["words"]))
        for sound, run in zip(sounds, outcome.runs, strict=True)
        if sound.text is not None and "words" in run
    ]
    total = sum(words for _, words in counts)
    return f"{sum(wrong for wrong, _ in counts) / total:.2%} of {total}" if total else ""


def _der(outcome: Outcome, sounds: Sequence[Sound]) -> str:
    """Average the DER over recordings, so that long ones do not count more."""
    judged = [
        [compute_der(sound.turns, run["turns"], sound.seconds, collar) for collar in (0.0, 0.25)]
        for sound, run in zip(sounds, outcome.runs, strict=True)
        if sound.turns is not None and "turns" in run
    ]
    return " / ".join(f"{fmean(each):.2%}" for each in zip(*judged, strict=True))


def _voices(outcome: Outcome, sounds: Sequence[Sound]) -> str:
    """Format the number of voices found, or the number of recordings in which it is right."""
    told = [
        (len({turn[2] for turn in run["turns"]}), len({turn[2] for turn in sound.turns}))
        for sound, run in zip(sounds, outcome.runs, strict=True)
        if sound.turns is not None and "turns" in run
    ]
    if not told:
        return ""
    if len(told) == 1:
        return "{} of {}".format(*told[0])
    return f"right in {sum(found == true for found, true in told)} of {len(told)}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _draw(points: dict[str, list[tuple[float, float]]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    for name, pairs in points.items():
        axes.plot(*zip(*pairs, strict=True), marker="o", label=name)
    axes.set(xlabel="minutes of recording", ylabel="minutes taken", xlim=(0, None), ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def _processor_name() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip() + f" ({torch.backends.cpu.get_cpu_capability()})"
    return platform.processor()


def _format_memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
