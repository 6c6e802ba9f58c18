"""Measure corrections on real tapes: errors mended, right words broken, WER before and after.

    .venv/bin/python -m benchmarks.real_tapes FOLDER [SYNTHETIC] [--cache FOLDER] [--list]

FOLDER holds recordings as folders (see tapes.py). Real and synthetic ones are counted apart. The
models listen once for each recording; what they answer is kept in the cache, so that another
decision is measured in seconds. Times, turns and speakers are not part of this.

old, alone, published: the word error rate of the archive's text, of Whisper alone and of what is
    published. Contractions opened and closed count as equal, as do numbers in words and digits,
    and hyphens.
strict: the published word error rate where "it's" for "it is" is an error.
stock: openai-whisper's own transcription with the same checkpoint.
broken: words that the old text has right and the published text has wrong, in 1,000 of them.
mended: planted errors of which the published text has every word right, and none too many. With
    --unspoken the texts also have sentences of other recordings, which are then the planted errors.
    With --names they are the true texts with half of the names misspelled, and nothing else, with
    --homophones the true texts with a third of the words of damage.HOMOPHONES swapped, with
    --damage the true texts without commas, with contractions expanded, and with errors of all kinds
    of damage.py.
applied: changes of words that were made, and the share of them that the truth agrees with.
contracted: changes that only open or close a contraction, and the share of them that are written as
    in the truth. As the error rates, they do not count as changes of words: a truth that follows a
    printed text does not say whether "I've" was spoken.
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
"""The kind of a change that leaves the words as they are and opens or closes a contraction."""


@dataclass(frozen=True)
class Findings(AddableCounts):
    """Counts of one or more tapes; they add. `kept` are the tokens that stayed right."""

    old: EditCounts
    alone: EditCounts
    stock: EditCounts
    published: EditCounts
    strict: EditCounts
    kept: int
    lost: tuple[Judgment, ...]
    planted: tuple[Judgment, ...]
    changes: tuple[Judgment, ...]
    worse: int
    """Tapes whose published text has more errors than the old one."""

    @property
    def applied(self) -> tuple[Judgment, ...]:
        """The changes of words that were made."""
        return tuple(c for c in self._made if c.kind != CONTRACTION)

    @property
    def contracted(self) -> tuple[Judgment, ...]:
        """The changes that only open or close a contraction."""
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
            print("\n".join(table({**part, "together": total})))
            print("\n".join(by_kind(total)), end="\n\n")
    if asked.list:
        print("\n".join(line for tape, f in found.items() for line in failures(tape, f)))


# Measuring


def measure(tape: Tape, cache: TapeCache) -> Findings:
    """Decide the words of a tape again, and compare them with the truth."""
    heard = cache.recognized(tape)
    return judged(tape, heard, cache.stock(tape), published(tape, cache))


def published(tape: Tape, cache: TapeCache) -> PunctuatedText:
    """Return the words as `tapelog process` would publish them."""
    alignment = realign(tape.reference, cache.recognized(tape), ENGLISH, tape.vocabulary)
    log_likelihoods = cache.log_likelihoods(tape, alignment.candidate_sets)
    return punctuate(
        choose_words(alignment, log_likelihoods, acoustics=cache.acoustics(tape, alignment))
    )


def judged(tape: Tape, heard: Sequence[Word], stock: str, corrected: PunctuatedText) -> Findings:
    """Compare all texts of a tape with its truth."""
    words = [word for turn in tape.truth for word in turn.split()]
    old = read_reference(tape.reference, ENGLISH).words
    new = [word.text for word in corrected.words]
    truth = in_row(words, tokenize)
    before, after = (AlignedRows.of(truth, in_row(row, tokenize)) for row in (old, new))
    kept, lost = broken_words(before, after)
    old_errors, new_errors = errors(words, old), errors(words, new)
    return Findings(
        old=old_errors,
        alone=errors(words, [w.text for w in heard]),
        stock=errors(words, stock.split()),
        published=new_errors,
        strict=errors(words, new, strict=True),
        kept=kept,
        lost=tuple(Judgment(truth.tokens[n].key, False, n, show_token(after, n)) for n in lost),
        planted=tuple(mended(after, error) for error in tape.planted),
        changes=tuple(_changes(words, corrected)),
        worse=int(new_errors.error_count > old_errors.error_count),
    )


def errors(truth: Sequence[str], words: Sequence[str], *, strict: bool = False) -> EditCounts:
    """Count word errors; `strict` distinguishes "it's" from "it is"."""
    read = tokenize_for_scoring if strict else tokenize
    return word_errors(*(" ".join(t.key for t in read(row, ENGLISH)) for row in (truth, words)))


def in_row(
    words: Sequence[str], read: Callable[[Sequence[str], Language], tuple[Token, ...]]
) -> TokenSequence:
    """Words without times as a row of tokens."""
    return TokenSequence(
        tuple(Word(w, 0.0, 0.0) for w in words), ("",) * len(words), read(words, ENGLISH)
    )


def mended(aligned: AlignedRows, error: PlantedError) -> Judgment:
    """Judge whether the published text has the true words in place of a planted error."""
    row = [t.key for t in aligned.truth.tokens]
    true = [t.key for t in tokenize(error.true.split(), ENGLISH)]
    places = [at for at in range(len(row)) if row[at : at + len(true)] == true]
    if not places:
        return Judgment(error.kind, False, -1, f"the truth does not have «{error.true}»")
    first = min(places, key=lambda at: abs(at - error.position * len(row)))
    steps = aligned.steps[
        aligned.truth_steps[first] : aligned.truth_steps[first + len(true) - 1] + 1
    ]
    told = f"«{error.true}» typed «{error.written}»: {show_token(aligned, first, len(true) + 3)}"
    return Judgment(error.kind, all(s.is_equal for s in steps), first, told)


def _changes(truth: Sequence[str], corrected: PunctuatedText) -> Iterator[Judgment]:
    """Judge each change of wording; a contraction by whether it was contracted."""
    words = [w.text for w in corrected.words]
    aligned = AlignedRows.of(
        in_row(truth, tokenize_for_scoring), in_row(words, tokenize_for_scoring)
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
    """Return the kind of a change; "we would" for "we", too, is not only a contraction."""
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


def table(found: dict[str, Findings]) -> Iterator[str]:
    """Format one line per recording: error rates and shares in percent, `broken` in 1,000."""
    lines = [COLUMNS, *((name, *_cells(f)) for name, f in found.items())]
    widest = max(len(line[0]) for line in lines)
    for line in lines:
        yield line[0].ljust(widest) + "".join(cell.rjust(11) for cell in line[1:])


def _cells(f: Findings) -> Iterator[str]:
    yield str(f.old.truth)
    for part in (f.old, f.alone, f.stock, f.published, f.strict):
        mark = "!" if part is f.published and f.worse else ""
        yield f"{mark}{100 * part.rate:.1f}"
    yield f"{len(f.lost)}: {1000 * ratio(len(f.lost), f.kept):.1f}"
    for part in (f.planted, f.applied, f.contracted):
        right = sum(j.right for j in part)
        yield f"{right}/{len(part)}"
        yield f"{100 * right / len(part):.1f}" if part else "-"


def by_kind(found: Findings) -> Iterator[str]:
    """Format planted errors and applied changes by kind."""
    for title, part in (
        ("mended", found.planted),
        ("applied and right", (*found.applied, *found.contracted)),
    ):
        counts, right = Counter(j.kind for j in part), Counter(j.kind for j in part if j.right)
        shown_counts = ", ".join(f"{kind} {right[kind]} of {n}" for kind, n in counts.most_common())
        yield f"{title}: {shown_counts or 'none'}"


def failures(name: str, found: Findings) -> Iterator[str]:
    """Yield the broken words, and the corrections that were wrong or missed, with their places."""
    for title, part in (
        ("planted and not mended", [p for p in found.planted if not p.right]),
        ("applied and wrong", [c for c in (*found.applied, *found.contracted) if not c.right]),
        ("right before, wrong after", found.lost),
        ("right, not applied", [c for c in found.changes if c.right and c.status != "applied"]),
    ):
        yield f"== {name}: {title}: {len(part)}"
        yield from (f"  {j.position:5} {j.kind}: {j.excerpt}" for j in part)


if __name__ == "__main__":
    main()
