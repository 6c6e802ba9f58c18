"""tapelog beside its rivals: seconds, memory and accuracy, the same sounds, in turn in one run.

    .venv/bin/python -m benchmarks.speed [CONTEST...] [--sound PATH]... [--minutes N]...

CONTEST is words, voices or chain (everything from sound to labelled words); all of them if none is
given. A PATH is a sound, or a folder with one; its truth is truth.seglst.json and truth.rttm, or
files named as the sound is. Without one, the example of the project and the telephone conversation
that pyannote.audio ships. `--minutes` joins the sounds, again and again, to recordings that long,
for the chain. `--transcript` runs tapelog in the chain once more, with the old text: reference.txt
in the folder of the sound, or NAME.reference.txt beside NAME.wav. `--only tapelog` leaves the
rivals out, `--rivals-at N` lets them listen to N minutes alone of these: they take hours for hours.

All contestants take the sound as 16 kHz WAV and use every core. The first is the stock code; how
many times as fast the others are is beside that. Printed are the seconds with models loaded and of
the whole process, how much faster than real time, the peak of its memory, and the WER (as
openai-whisper normalizes English) or DER (overlap scored, collars of 0 and 0.25 s). The tables
of the contests are written to benchmarks/RESULTS.md where `--write` is given, with the machine and
the versions.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed.contest import CONTESTS, WITH_OLD_TEXT, Outcome, compete
from benchmarks.speed.material import Sound, joined, sounds, telephone_sample
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
        lengths = {n: joined(short, n, Path(folder)) for n in sorted(options.minutes)}
        rivals_at = options.rivals_at or options.minutes
        alone = [lengths[n].name for n in lengths if n not in rivals_at]
        for contest in options.contests or CONTESTS:
            whole = contest == "chain" and lengths
            for group in [[sound] for sound in lengths.values()] if whole else [short]:
                only = "tapelog" if group[0].name in alone else options.only or ""
                report.add(contest, group, outcomes(contest, group, only, options.transcript))
                if options.write:
                    report.write(Path(__file__).parents[1] / "RESULTS.md")


def outcomes(
    contest: str, group: Sequence[Sound], only: str, with_old_text: bool = False
) -> list[Outcome]:
    """Run every contestant on the recordings, one after the other."""
    more = (WITH_OLD_TEXT,) if with_old_text and contest == "chain" else ()
    return [compete(who, group) for who in (*CONTESTS[contest], *more) if only in who]


if __name__ == "__main__":
    main()
