"""Align a person's transcript of real tapes with the timed words of three recognizers.

    .venv/bin/python -m benchmarks.penn_sound FOLDER

FOLDER holds human/, aws/, rev/ and whisper/ of penn_sound_eval (LDC): for recordings of five
minutes, a person's turns and recognizers' timed words as tab-separated files. The person's words
are stripped of labels, case, punctuation and times, and aligned with each recognizer's words; no
model runs, and no word is changed (`verbatim`). Prints

times: the share of the person's words whose aligned start is within 0.3 s of the person's turn.
speakers: the share of the person's words with a wrong speaker, if each gets the speaker of the
recognizer's word nearest in time, under the best mapping of speakers.
match: the share of a text that `realign` finds in its own recording and in every other one.
"""

from __future__ import annotations

import csv
import re
import sys
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import add
from pathlib import Path

from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.moves import reading_order
from transcripts.realignment.realign import MIN_MATCH, realign
from transcripts.scores.counts import AddableCounts, ratio
from transcripts.scores.speakers import WordSpeakerErrors, speaker_errors
from transcripts.transcript import Span, Word

TOLERANCE_SECONDS = 0.3
"""Seconds by which a word may lie outside its turn, because people cut turns by ear."""

RECOGNIZERS = ("whisper", "aws", "rev")

_MARKUP = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>|[^\w' -]")
"""Non-speech sounds ({laugh}) and all punctuation, including the marks of the corpus (#, =)."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A row of a file: a turn that a person wrote, or a recognizer's word."""

    span: Span
    text: str
    speaker: str


@dataclass(frozen=True, slots=True)
class PlacementCounts(AddableCounts):
    """Counts of a person's words: all, those placed within their turn, and speaker errors."""

    words: int
    words_in_turn: int
    speakers: WordSpeakerErrors


def main(folder: Path) -> None:
    human = {path.stem: read(path) for path in sorted((folder / "human").glob("*.tsv"))}
    heard = {
        (stem, name): read(folder / name / f"{stem}.tsv") for stem in human for name in RECOGNIZERS
    }
    found = {key: measure_placement(human[key[0]], lines) for key, lines in heard.items()}
    print(f"{'recording':52}{'recognizer':12}{'words':>7}{'near':>9}{'speaker errors':>16}")
    for (recording, name), laid in found.items():
        print(_row(recording[:50], name, laid))
    for name in RECOGNIZERS:
        print(_row("total", name, reduce(add, (v for k, v in found.items() if k[1] == name))))
    print(_row("total", "all", reduce(add, found.values())))
    own, other = compute_matches(human, {stem: heard[stem, RECOGNIZERS[0]] for stem in human})
    print(f"match of {len(own)} texts with their own recordings: at least {min(own):.3f}")
    print(
        f"match of {len(other)} pairs of unlike ones: at most {max(other):.3f}; "
        f"the least accepted match is {MIN_MATCH}"
    )


def _row(recording: str, name: str, counts: PlacementCounts) -> str:
    wrong = f"{100 * counts.speakers.wder:.2f} %" if counts.speakers.words else "-"
    near = f"{100 * ratio(counts.words_in_turn, counts.words):.2f} %"
    return f"{recording:52}{name:12}{counts.words:7}{near:>9}{wrong:>16}"


def read(path: Path) -> tuple[TimedLine, ...]:
    """Read a file's rows in order of their start."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = (
        TimedLine(Span(float(r["beg"]), float(r["end"])), r["text"], r.get("speaker") or "")
        for r in rows
    )
    return tuple(sorted(lines, key=lambda line: line.span))


def measure_placement(
    human: Sequence[TimedLine], recognized: Sequence[TimedLine]
) -> PlacementCounts:
    """Align a person's stripped words with a recognizer's, and measure times and speakers."""
    turns = [turn for turn in human for _ in strip_markup(turn.text)]
    text = " ".join(word for turn in human for word in strip_markup(turn.text))
    words = tuple(Word(line.text, line.span.start, line.span.end) for line in recognized)
    laid, order = _realign(text, words)
    near = sum(_is_in_turn(w, turns[i].span) for w, i in zip(laid, order, strict=True))
    who = _nearest_speakers(laid, recognized)
    labels = tuple((turns[i].speaker, by) for i, by in zip(order, who, strict=True))
    known = labels if any(by for _, by in labels) else ()
    return PlacementCounts(
        len(laid), near, speaker_errors(known) if known else WordSpeakerErrors(0, 0)
    )


def compute_matches(
    human: Mapping[str, Sequence[TimedLine]], recognized: Mapping[str, Sequence[TimedLine]]
) -> tuple[list[float], list[float]]:
    """Compute the `match` of every text with its own recording and with each of the others."""
    own: list[float] = []
    other: list[float] = []
    for (name, turns), (place, lines) in product(human.items(), recognized.items()):
        text = " ".join(word for turn in turns for word in strip_markup(turn.text))
        match = realign(
            text, [Word(w.text, w.span.start, w.span.end) for w in lines], ENGLISH
        ).match_share
        (own if name == place else other).append(match)
    return own, other


def _realign(text: str, recognized: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[int, ...]]:
    """Realign a text; return its words with times, and the number of each word in the text."""
    alignment = realign(text, recognized, ENGLISH)
    undecided = [(0.0,) * len(q.candidates) for q in alignment.candidate_sets]
    corrected = punctuate(choose_words(alignment, undecided, verbatim=True))
    return corrected.words, reading_order(len(alignment.reference_words), alignment.moves)


def strip_markup(text: str) -> Iterator[str]:
    for word in _MARKUP.sub(" ", text.lower()).split():
        if re.search(r"\w", word):
            yield word


def _is_in_turn(word: Word, turn: Span) -> bool:
    return turn.start - TOLERANCE_SECONDS <= word.start <= turn.end + TOLERANCE_SECONDS


def _nearest_speakers(words: Sequence[Word], recognized: Sequence[TimedLine]) -> Iterator[str]:
    """Yield for each word the speaker of the recognized word whose middle is nearest."""
    middles = sorted((line.span.middle, line.speaker) for line in recognized)
    for word in words:
        at = bisect(middles, (word.span.middle, ""))
        near = middles[max(0, at - 1) : at + 1]
        yield min(near, key=lambda m: abs(m[0] - word.span.middle))[1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
