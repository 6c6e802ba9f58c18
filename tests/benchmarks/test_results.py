"""A benchmark of one contest updates only the tables of this contest in RESULTS.md."""

from __future__ import annotations

from pathlib import Path

from benchmarks.speed.contest import Outcome
from benchmarks.speed.material import Sound
from benchmarks.speed.results import Report


def outcome(contestant: str, seconds: float) -> Outcome:
    runs = ({"seconds": seconds, "words": [("one", 0.0, 0.5), ("two", 0.5, 1.0)]},)
    return Outcome(contestant, seconds + 1, 1.0, 10**9, {"torch": "2"}, runs)


def run(contest: str, minutes: float, path: Path) -> None:
    report = Report()
    for length in (minutes, 2 * minutes):
        sound = Sound("tape", Path("tape.wav"), 60 * length, None, None)
        taken = [
            outcome(f"{contest}_stock", 40 * length),
            outcome(f"{contest}_tapelog", 4 * length),
        ]
        report.add(contest, [sound], taken)
    report.write(path)


def test_a_run_keeps_the_tables_of_other_contests(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    run("words", 1, path)
    words = path.read_text().partition("## words")[2]
    run("chain", 10, path)
    run("chain", 30, path)
    text = path.read_text()
    assert words.strip() in text
    assert text.count("## chain") == 1
    assert "(60.0 minutes)" in text
    assert "(10.0 minutes)" not in text
    assert text.count("time-by-length.svg") == 1
    assert (tmp_path / "time-by-length.svg").read_text().startswith("<?xml")
    assert "| 10.00 " in text
