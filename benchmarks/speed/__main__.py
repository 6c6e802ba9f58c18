"""Compare tapelog with other programs: time, memory and accuracy on the same recordings.

    .venv/bin/python -m benchmarks.speed [CONTEST...] [--sound PATH]... [--minutes N]...

CONTEST is words, voices or chain (everything from sound to labelled words); without one all run.
A PATH is a recording, or a folder with one; its truth is truth.seglst.json and truth.rttm, or files
of the recording's name. Without a PATH, the project's example and the telephone conversation in
pyannote.audio are used. `--minutes` repeats and joins the recordings to this length, for the chain.
`--transcript` also runs tapelog's chain with the old text: reference.txt in the recording's folder,
or NAME.reference.txt beside NAME.wav. `--only tapelog` runs no other programs; `--rivals-at N` runs
them only at N minutes, because they take hours for long recordings.

All contestants read 16 kHz WAV and use every core. The first is the stock program. Prints for each:

- the seconds for all recordings once the models are loaded, and the seconds of the whole process
- the speed relative to real time, and relative to the stock program
- the peak memory
- the WER (with openai-whisper's normalization of English) or the DER (overlap is scored; collars of
  0 and 0.25 s)

With `--write`, the tables, the machine and the versions are written to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed.contest import CONTESTS, WITH_OLD_TEXT, Outcome, run_contestant
from benchmarks.speed.material import Sound, join_to_length, sounds, telephone_sample
from benchmarks.speed.results import Report

EXAMPLE = Path(__file__).parents[2] / "examples"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("contests", nargs="*", metavar="CONTEST", help=", ".join(CONTESTS))
    parser.add_argument("--sound", action="append", type=Path, metavar="PATH")
    parser.add_argument("--minutes", action="append", type=float, default=[], metavar="N")
    parser.add_argument("--transcript", action="store_true")
    parser.add_argument("--only", metavar="NAME")
    parser.add_argument("--rivals-at", action="append", type=float, default=[], metavar="N")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.contests) - set(CONTESTS):
        parser.error(f"{', '.join(unknown)}: the contests are {', '.join(CONTESTS)}")
    report = Report()
    with TemporaryDirectory(prefix="tapelog-speed-") as folder:
        usual = [EXAMPLE] if options.transcript else [EXAMPLE, telephone_sample()]
        short = sounds(options.sound or usual, Path(folder))
        if options.transcript and (without := [s.name for s in short if s.old_text is None]):
            parser.error(f"--transcript: {', '.join(without)} has no old text")
        lengths = {n: join_to_length(short, n, Path(folder)) for n in sorted(options.minutes)}
        rivals_at = options.rivals_at or options.minutes
        alone = [lengths[n].name for n in lengths if n not in rivals_at]
        for contest in options.contests or CONTESTS:
            whole = contest == "chain" and lengths
            for group in [[sound] for sound in lengths.values()] if whole else [short]:
                only = "tapelog" if group[0].name in alone else options.only or ""
                report.add(contest, group, run_contest(contest, group, only, options.transcript))
                if options.write:
                    report.write(Path(__file__).parents[1] / "RESULTS.md")


def run_contest(
    contest: str, sounds: Sequence[Sound], only_contestant: str, with_old_text: bool = False
) -> list[Outcome]:
    """Run every contestant of a contest on the recordings, one after the other."""
    more = (WITH_OLD_TEXT,) if with_old_text and contest == "chain" else ()
    return [
        run_contestant(who, sounds) for who in (*CONTESTS[contest], *more) if only_contestant in who
    ]


if __name__ == "__main__":
    main()
