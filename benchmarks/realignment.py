"""Measure realignment on recordings with planted errors: corrected errors and new errors.

    .venv/bin/python -m benchmarks.realignment [--list] [--calibration OUT.svg]
        [--work FOLDER] SET...

Each SET is a folder with a recording (.mp3 or .wav), reference.txt (damaged), planted.json (the
planted errors) and truth.seglst.json with word times, as benchmarks/recordings makes them;
context*.txt and cast.txt are given to the run if they exist. Every SET is processed twice, with and
without its reference. The results of steps are cached in FOLDER (default: out/realignment), so that
a second run computes only steps whose code has changed. judging.py, planted_errors.py and the
docstrings below define each number.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks.aligned_rows import AlignedRows, tokenize_texts, tokenize_transcript
from benchmarks.excerpts import corrections_within, show_correction, show_planted, show_token
from benchmarks.judging import Judgment, broken_words, judge, judge_marks
from benchmarks.planted_errors import Planted, is_mended
from benchmarks.reliability import Forecast, bins, draw, table
from flows.run import run
from transcripts.formats import scoring
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.reference import read_reference
from transcripts.scores.counts import AddableCounts, ratio
from transcripts.scores.score import Score, score
from transcripts.scores.scoring_input import ScoringInput, Utterance, from_transcript
from transcripts.scores.word_alignment import token_sequence
from transcripts.transcript import Correction, Transcript

MARKS = ("punctuation", "case")
"""Kinds of corrections that do not change words."""


@dataclass(frozen=True)
class Findings(AddableCounts):
    """The verdicts and scores of one or more SETs, which can be added.

    `planted` are the planted errors, right if they were corrected. `corrections` are all reported
    corrections, right if the truth agrees. `right_in_reference` counts the tokens that the
    reference has right, `broken_words` are those of them that the published text has wrong. `marks`
    are the punctuation and capitals of all published words that are true.
    """

    planted: tuple[Judgment, ...]
    corrections: tuple[Judgment, ...]
    right_in_reference: int
    broken_words: tuple[Judgment, ...]
    marks: tuple[Judgment, ...]
    published: Score
    reference: Score
    alone: Score

    def applied(self, *, marks: bool) -> tuple[Judgment, ...]:
        """Return the applied corrections: those of punctuation and case, or those of wording."""
        return tuple(
            c for c in self.corrections if c.status == "applied" and (c.kind in MARKS) == marks
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--list", action="store_true", help="print every failure")
    parser.add_argument("--calibration", type=Path, metavar="OUT.svg")
    parser.add_argument("--work", type=Path, default=Path("out/realignment"), metavar="FOLDER")
    asked = parser.parse_args()
    os.nice(10)
    os.environ.setdefault("OMP_NUM_THREADS", "2")  # read when a step loads torch
    found = {folder.name: measure(folder, asked.work) for folder in asked.sets}
    total = reduce(add, found.values())
    if asked.list:
        for name, findings in found.items():
            print("\n".join(list_failures(name, findings)), end="\n\n")
    print("\n".join(format_table({**found, "total": total})))
    print("\n".join(format_by_kind(total)))
    if asked.calibration:
        draw_calibration(total, asked.calibration)


# Processing


def measure(folder: Path, work_folder: Path) -> Findings:
    """Process one SET with and without its reference, and judge both transcripts."""
    published = process_set(folder, work_folder, with_reference=True)
    alone = process_set(folder, work_folder, with_reference=False)
    planted_file = folder / "planted.json"  # missing for a real reference
    planted = json.loads(planted_file.read_text()) if planted_file.exists() else ()
    truth_file = folder / "truth.seglst.json"
    (truth,) = scoring.parse(truth_file.read_text(encoding="utf-8"), truth_file.name)
    reference = (folder / "reference.txt").read_text(encoding="utf-8")
    return judge_set(truth, reference, [Planted.from_row(row) for row in planted], published, alone)


def process_set(folder: Path, work_folder: Path, *, with_reference: bool) -> Transcript:
    """Run `tapelog process` on a SET; the run always gets the cast and the context."""
    recording = next(iter([*sorted(folder.glob("*.mp3")), *sorted(folder.glob("*.wav"))]))
    cast = folder / "cast.txt"
    transcript, _ = run(
        archive=work_folder / "archive",
        out=work_folder / "published" / (folder.name if with_reference else f"{folder.name}-alone"),
        recording=recording,
        transcript=folder / "reference.txt" if with_reference else None,
        context=tuple(sorted(folder.glob("context*.txt"))),
        cast=cast if cast.exists() else None,
    )
    return transcript


# Judging


def judge_set(
    truth: ScoringInput,
    reference: str,
    planted: Sequence[Planted],
    published: Transcript,
    without_reference: Transcript,
) -> Findings:
    """Judge the transcripts that were made from a damaged reference and without it."""
    true = token_sequence(truth, False, ENGLISH)
    aligned = AlignedRows.align(true, tokenize_transcript(published))
    old = read_reference(reference, ENGLISH).words
    kept, lost = broken_words(AlignedRows.align(true, tokenize_texts(old)), aligned)
    written = ScoringInput("", (Utterance("", None, tokenize_texts(old).written_words),))
    return Findings(
        planted=tuple(_judge_planted(aligned, published, error) for error in planted),
        corrections=tuple(_judge_corrections(aligned, published)),
        right_in_reference=kept,
        broken_words=tuple(
            Judgment(true.tokens[n].key, False, true.start(n), show_token(aligned, n)) for n in lost
        ),
        marks=tuple(
            Judgment(pair, right, true.start(n), show_token(aligned, n))
            for n, right, pair in judge_marks(aligned)
        ),
        published=score(from_transcript(published), truth, ENGLISH),
        reference=score(written, truth, ENGLISH),
        alone=score(from_transcript(without_reference), truth, ENGLISH),
    )


def _judge_planted(aligned: AlignedRows, published: Transcript, error: Planted) -> Judgment:
    asked = (
        "; ".join(_describe_correction(c) for c in corrections_within(published, error))
        or "no question"
    )
    told = f"«{error.before}» typed «{error.after}»: {show_planted(aligned, error)}\n      {asked}"
    return Judgment(error.kind, is_mended(aligned, error), error.start, told)


def _judge_corrections(aligned: AlignedRows, published: Transcript) -> Iterator[Judgment]:
    for c in published.corrections:
        right = judge(aligned, c)
        if right is not None:
            told = f"{_describe_correction(c)}: {show_correction(aligned, c)}"
            yield Judgment(c.kind, right, c.start, told, c.score, c.status)


def _describe_correction(correction: Correction) -> str:
    nats = correction.evidence.get("nats", "")
    change = f"{correction.kind} «{correction.before}» to «{correction.after}»"
    return f"{change} {correction.status} {correction.score:.2f} {nats}".rstrip()


# Printing

COLUMNS = (
    "set", "planted", "mended", "applied", "right", "marks", "right", "broken", "comma", "end",
    "start", "95 %", "WER ref", "alone", "published", "opened ref", "alone", "published",
)  # fmt: skip


def format_table(findings_by_set: dict[str, Findings]) -> Iterator[str]:
    """Format the table: shares in percent, broken words per 1,000, word starts in ms.

    "opened" is the WER if "it's" equals "it is".
    """
    lines = [COLUMNS, *((name, *_cells(f)) for name, f in findings_by_set.items())]
    widest = max(len(line[0]) for line in lines)
    for line in lines:
        yield line[0].ljust(widest) + "".join(
            cell.rjust(max(8, len(column) + 1))
            for cell, column in zip(line[1:], COLUMNS[1:], strict=True)
        )


def _cells(findings: Findings) -> Iterator[str]:
    for judged in (findings.planted, findings.applied(marks=False), findings.applied(marks=True)):
        yield str(len(judged))
        yield f"{100 * _share_right(judged):.1f}"
    yield f"{1000 * ratio(len(findings.broken_words), findings.right_in_reference):.2f}"
    s = findings.published
    yield f"{s.commas.f1:.3f}" if s.commas else "-"
    yield f"{s.sentence_ends.f1:.3f}" if s.sentence_ends else "-"
    for percent in (50, 95):
        yield f"{1000 * s.starts.percentile(percent):.0f}" if s.starts else "-"
    scores = (findings.reference, findings.alone, s)
    for counts in (*(x.words for x in scores), *(x.words_opened for x in scores)):
        yield f"{100 * counts.rate:.2f}" if counts else "-"


def _share_right(judgments: Sequence[Judgment]) -> float:
    return sum(j.right for j in judgments) / len(judgments) if judgments else 1.0


def format_by_kind(findings: Findings) -> Iterator[str]:
    """Format planted errors and applied corrections by kind."""
    applied = (*findings.applied(marks=False), *findings.applied(marks=True))
    for title, judged in (("planted, mended", findings.planted), ("applied, right", applied)):
        yield f"\n{title}"
        counts, right = Counter(j.kind for j in judged), Counter(j.kind for j in judged if j.right)
        for kind, count in counts.most_common():
            yield f"  {kind:20}{right[kind]:5} of {count:<5}{100 * right[kind] / count:6.1f} %"


def list_failures(name: str, findings: Findings) -> Iterator[str]:
    """List what a person should check: missed errors, wrong corrections, broken words."""
    wrong = [c for c in findings.corrections if not c.right and c.status == "applied"]
    passed = [c for c in findings.corrections if c.right and c.status != "applied"]
    for title, judged in (
        ("planted and not mended", [p for p in findings.planted if not p.right]),
        ("applied and wrong", [c for c in wrong if c.kind not in MARKS]),
        ("right before, wrong after", findings.broken_words),
        ("right, not applied", passed),
        ("marks and capitals, true/published", [m for m in findings.marks if not m.right]),
    ):
        yield f"== {name}: {title}: {len(judged)}"
        yield from (f"  {j.position:7.2f} {j.kind}: {j.excerpt}" for j in judged)


def draw_calibration(findings: Findings, out: Path) -> None:
    """Draw the share of right corrections by score, for wording and for marks; print the bins."""
    series = {
        title: bins(Forecast(c.score, c.right) for c in findings.corrections
                    if c.score is not None and (c.kind in MARKS) == marks)
        for title, marks in (("wording", False), ("marks and capitals", True))
    }  # fmt: skip
    out.write_text(draw(series), encoding="utf-8")
    print("\n".join(table(series)))


if __name__ == "__main__":
    main()
