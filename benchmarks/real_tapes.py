"""Measure corrections on real tapes: errors mended, right words broken, WER before and after.

    .venv/bin/python -m benchmarks.real_tapes FOLDER... [--cache FOLDER] [--list]
        [--unspoken] [--names SEED] [--homophones SEED] [--damage SEED]

Each FOLDER contains recordings, each in a folder of its own (see tapes.py). Real and synthetic
recordings are summed separately. The models run once for each recording and their results are
cached, so that changed rules of correction are measured in seconds. Times, turns and speakers are
not measured. Some options replace the old texts:

--unspoken: by the old texts with inserted sentences of other recordings
--names: by the true texts, with half of the names misspelled
--homophones: by the true texts, with a third of the words of damage.HOMOPHONES swapped
--damage: by the true texts without commas, with expanded contractions, and with all kinds of errors
    of damage.py

The columns are:

old, alone, published: the word error rate of the archive's text, of Whisper alone, and of the
    published text. Contractions equal their full forms, numbers in words equal digits, and hyphens
    are ignored.
strict: the word error rate of the published text if "it's" in place of "it is" is an error.
stock: the word error rate of openai-whisper's own transcription with the same checkpoint.
broken: words that the old text has right and the published text has wrong, per 1,000 right words.
mended: planted errors that the published text corrects word for word.
applied: the number of applied changes of wording, and the share that agrees with the truth.
contracted: the number of applied changes that only expand or contract a word, and the share that is
    written as in the truth. They are not counted as changes of wording, and error rates ignore
    them, because a truth that follows a printed text does not show whether "I've" was spoken.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks.aligned_rows import AlignedRows
from benchmarks.excerpts import show_token
from benchmarks.judging import Judgment, broken_words, judge_at
from benchmarks.tape_cache import TapeCache
from benchmarks.tapes import (
    PlantedError,
    Tape,
    add_unspoken,
    damage_text,
    misspell_names,
    read_tape,
    scripted_sentences,
    swap_homophones,
)
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import PunctuatedText, punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.language import Language
from transcripts.realignment.realign import realign
from transcripts.realignment.reference import read_reference
from transcripts.scores.counts import AddableCounts, ratio
from transcripts.scores.word_alignment import TokenSequence
from transcripts.scores.words import EditCounts, word_errors
from transcripts.text.normalize import Token, tokenize
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.text_change import TextChange
from transcripts.transcript import Word

MARKS = ("punctuation", "case", "order")

CONTRACTION = "contraction"
"""The kind of a change that only expands or contracts a word."""


@dataclass(frozen=True)
class Findings(AddableCounts):
    """Counts of one or more tapes, which can be added.

    `right_in_old_text` counts the tokens that the old text has right, `broken_words` are those of
    them that the published text has wrong.
    """

    old_errors: EditCounts
    whisper_errors: EditCounts
    stock_errors: EditCounts
    published_errors: EditCounts
    strict_errors: EditCounts
    right_in_old_text: int
    broken_words: tuple[Judgment, ...]
    planted_errors: tuple[Judgment, ...]
    changes: tuple[Judgment, ...]
    worse_tapes: int
    """Number of tapes whose published text has more errors than the old one."""

    @property
    def applied(self) -> tuple[Judgment, ...]:
        """The applied changes of wording, without changed contractions."""
        return tuple(c for c in self._made if c.kind != CONTRACTION)

    @property
    def changed_contractions(self) -> tuple[Judgment, ...]:
        """The applied changes that only expand or contract a word."""
        return tuple(c for c in self._made if c.kind == CONTRACTION)

    @property
    def _made(self) -> tuple[Judgment, ...]:
        return tuple(change for change in self.changes if change.status == "applied")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--cache", type=Path, default=Path("out/real_tapes"))
    parser.add_argument("--kept", action="store_true", help="load no model")
    parser.add_argument("--list", action="store_true", help="print every failure")
    parser.add_argument(
        "--clean", action="store_true", help="take the texts without planted errors"
    )
    parser.add_argument("--unspoken", action="store_true", help="add sentences that nobody says")
    parser.add_argument("--names", type=int, metavar="SEED", help="misspell only names")
    parser.add_argument("--cast", action="store_true", help="with --names: give the true ones")
    parser.add_argument(
        "--homophones", type=int, metavar="SEED", help="swap only words that sound the same"
    )
    parser.add_argument(
        "--damage", type=int, metavar="SEED", help="plant errors of all kinds in the true texts"
    )
    asked = parser.parse_args()
    os.nice(10)
    cache = TapeCache(asked.cache, loads_models=not asked.kept)
    name = "reference.clean.txt" if asked.clean else "reference.txt"
    folders = sorted(path.parent for root in asked.folders for path in root.rglob(name))
    tapes = [read_tape(folder, name) for folder in folders]
    foreign = [text for _, text in scripted_sentences()]
    if asked.damage is not None:
        tapes = [damage_text(tape, asked.damage, foreign) for tape in tapes]
    if asked.unspoken:
        tapes = [add_unspoken(tape, foreign) for tape in tapes]
    if asked.names is not None:
        tapes = [misspell_names(tape, asked.names, with_cast=asked.cast) for tape in tapes]
    if asked.homophones is not None:
        tapes = [swap_homophones(tape, asked.homophones) for tape in tapes]
    found = {tape.name: measure(tape, cache) for tape in tapes}
    for synthetic in (False, True):
        part = {t.name: found[t.name] for t in tapes if t.synthetic == synthetic}
        if part:
            total = reduce(add, part.values())
            print("synthetic recordings" if synthetic else "real recordings")
            print("\n".join(format_table({**part, "together": total})))
            print("\n".join(format_by_kind(total)), end="\n\n")
    if asked.list:
        print("\n".join(line for tape, f in found.items() for line in list_failures(tape, f)))


# Measurement


def measure(tape: Tape, cache: TapeCache) -> Findings:
    """Choose the words of a tape again, and compare them with the truth."""
    heard = cache.recognized(tape)
    return judge_tape(tape, heard, cache.stock_text(tape), publishable_words(tape, cache))


def publishable_words(tape: Tape, cache: TapeCache) -> PunctuatedText:
    """Return the words as `tapelog process` would publish them."""
    alignment = realign(tape.reference, cache.recognized(tape), ENGLISH, tape.vocabulary)
    log_likelihoods = cache.log_likelihoods(tape, alignment.candidate_sets)
    return punctuate(
        choose_words(alignment, log_likelihoods, acoustics=cache.acoustics(tape, alignment))
    )


def judge_tape(
    tape: Tape, recognized: Sequence[Word], stock_text: str, corrected: PunctuatedText
) -> Findings:
    """Compare all texts of a tape with its truth."""
    words = [word for turn in tape.truth for word in turn.split()]
    old = read_reference(tape.reference, ENGLISH).words
    new = [word.text for word in corrected.words]
    truth = token_sequence_of(words, tokenize)
    before, after = (
        AlignedRows.align(truth, token_sequence_of(row, tokenize)) for row in (old, new)
    )
    kept, lost = broken_words(before, after)
    old_errors, new_errors = count_errors(words, old), count_errors(words, new)
    return Findings(
        old_errors=old_errors,
        whisper_errors=count_errors(words, [w.text for w in recognized]),
        stock_errors=count_errors(words, stock_text.split()),
        published_errors=new_errors,
        strict_errors=count_errors(words, new, strict=True),
        right_in_old_text=kept,
        broken_words=tuple(
            Judgment(truth.tokens[n].key, False, n, show_token(after, n)) for n in lost
        ),
        planted_errors=tuple(judge_planted(after, error) for error in tape.planted),
        changes=tuple(_judge_changes(words, corrected)),
        worse_tapes=int(new_errors.error_count > old_errors.error_count),
    )


def count_errors(truth: Sequence[str], words: Sequence[str], *, strict: bool = False) -> EditCounts:
    """Count word errors; `strict` distinguishes "it's" from "it is"."""
    read = tokenize_for_scoring if strict else tokenize
    return word_errors(*(" ".join(t.key for t in read(row, ENGLISH)) for row in (truth, words)))


def token_sequence_of(
    words: Sequence[str], tokenize_words: Callable[[Sequence[str], Language], tuple[Token, ...]]
) -> TokenSequence:
    """Tokenize words that have no times."""
    return TokenSequence(
        tuple(Word(w, 0.0, 0.0) for w in words), ("",) * len(words), tokenize_words(words, ENGLISH)
    )


def judge_planted(aligned: AlignedRows, error: PlantedError) -> Judgment:
    """Judge whether the published text has the true words where an error was planted."""
    row = [t.key for t in aligned.truth.tokens]
    true = [t.key for t in tokenize(error.spoken.split(), ENGLISH)]
    places = [at for at in range(len(row)) if row[at : at + len(true)] == true]
    if not places:
        return Judgment(error.kind, False, -1, f"the truth does not have «{error.spoken}»")
    first = min(places, key=lambda at: abs(at - error.position * len(row)))
    steps = aligned.steps[
        aligned.truth_steps[first] : aligned.truth_steps[first + len(true) - 1] + 1
    ]
    told = f"«{error.spoken}» typed «{error.written}»: {show_token(aligned, first, len(true) + 3)}"
    return Judgment(error.kind, all(s.is_equal for s in steps), first, told)


def _judge_changes(truth: Sequence[str], corrected: PunctuatedText) -> Iterator[Judgment]:
    """Judge each change of wording; changed contractions are right if the truth writes them so."""
    words = [w.text for w in corrected.words]
    aligned = AlignedRows.align(
        token_sequence_of(truth, tokenize_for_scoring),
        token_sequence_of(words, tokenize_for_scoring),
    )
    for change in corrected.changes:
        if change.kind in MARKS:
            continue
        right = judge_at(aligned, change, change.first, change.last)
        around = slice(max(0, change.first - 5), change.last + 5)
        told = (
            f"«{change.before}» to «{change.after}» {change.status} {change.score:.2f} "
            f"{change.evidence.get('nats', '')}: … {' '.join(words[around])} …"
        )
        yield Judgment(_kind(change), bool(right), change.first, told, change.score, change.status)


def _kind(change: TextChange) -> str:
    """Return the kind of a change; a "contraction" that adds words is a substitution."""
    if change.kind != CONTRACTION:
        return change.kind
    old, new = (
        [token.key for token in tokenize(text.split(), ENGLISH)]
        for text in (change.before, change.after)
    )
    return CONTRACTION if old == new else "substitution"


# Printing

COLUMNS = (
    "recording", "words", "old", "alone", "stock", "published", "strict", "broken", "mended", "",
    "applied", "right", "contracted", "right",
)  # fmt: skip


def format_table(findings_by_tape: dict[str, Findings]) -> Iterator[str]:
    """Format one line per recording: rates and shares in percent, broken words per 1,000."""
    lines = [COLUMNS, *((name, *_cells(f)) for name, f in findings_by_tape.items())]
    widest = max(len(line[0]) for line in lines)
    for line in lines:
        yield line[0].ljust(widest) + "".join(cell.rjust(11) for cell in line[1:])


def _cells(findings: Findings) -> Iterator[str]:
    yield str(findings.old_errors.truth)
    for part in (
        findings.old_errors,
        findings.whisper_errors,
        findings.stock_errors,
        findings.published_errors,
        findings.strict_errors,
    ):
        mark = "!" if part is findings.published_errors and findings.worse_tapes else ""
        yield f"{mark}{100 * part.rate:.1f}"
    broken = len(findings.broken_words)
    yield f"{broken}: {1000 * ratio(broken, findings.right_in_old_text):.1f}"
    for part in (findings.planted_errors, findings.applied, findings.changed_contractions):
        right = sum(j.right for j in part)
        yield f"{right}/{len(part)}"
        yield f"{100 * right / len(part):.1f}" if part else "-"


def format_by_kind(findings: Findings) -> Iterator[str]:
    """Format planted errors and applied changes by kind."""
    for title, part in (
        ("mended", findings.planted_errors),
        ("applied and right", (*findings.applied, *findings.changed_contractions)),
    ):
        counts, right = Counter(j.kind for j in part), Counter(j.kind for j in part if j.right)
        shown_counts = ", ".join(f"{kind} {right[kind]} of {n}" for kind, n in counts.most_common())
        yield f"{title}: {shown_counts or 'none'}"


def list_failures(name: str, findings: Findings) -> Iterator[str]:
    """Yield broken words, wrong changes and missed errors, with their word numbers."""
    for title, part in (
        ("planted and not mended", [p for p in findings.planted_errors if not p.right]),
        (
            "applied and wrong",
            [c for c in (*findings.applied, *findings.changed_contractions) if not c.right],
        ),
        ("right before, wrong after", findings.broken_words),
        ("right, not applied", [c for c in findings.changes if c.right and c.status != "applied"]),
    ):
        yield f"== {name}: {title}: {len(part)}"
        yield from (f"  {j.position:5} {j.kind}: {j.excerpt}" for j in part)


if __name__ == "__main__":
    main()
