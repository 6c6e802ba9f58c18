"""Run `tapelog process` on a public benchmark and score it.

    .venv/bin/python -m benchmarks.public SET FOLDER [--limit N] [--work FOLDER]

FOLDER has the data as published; nothing is downloaded. Each recording is paired with the truth
file of its name. SET is one of

earnings     Earnings-21 and -22: media/*.mp3, transcripts/nlp_references/*.nlp (or *.nlp anywhere)
tedlium      TED-LIUM: *.sph or *.wav, *.stm
voxconverse  VoxConverse: *.wav, *.rttm
ami          AMI: ES2011a.Mix-Headset.wav, ES2011a.rttm
buckeye      Buckeye: s0101a.wav, s0101a.words
coraal       CORAAL: *.wav, *.txt (tab-separated)
switchboard  Switchboard: sw2001.sph or .wav, sw2001A-ms98-a-trans.text and the same of B
any          recordings with a transcript beside them in any format that `tapelog score` reads, such
             as the captions of NewsHour

Prints the scores of docs/scores.md that the truth allows. WER is printed with contractions as
written and expanded. An old text beside a recording (NAME.reference.txt) is given to the run.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import add
from pathlib import Path

from benchmarks.tapes import SOUND_SUFFIXES
from flows.run import run
from flows.scoring import read_scoring_inputs
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.score import Score, score
from transcripts.scores.scoring_input import (
    ScoringInput,
    Utterance,
    from_transcript,
    from_utterances,
)
from transcripts.transcript import Span, Word

SOUNDS = (*SOUND_SUFFIXES, ".sph")


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A public benchmark: the names of its truth files, their reader, and a published result.

    `published_result` is a published result with its source, or "".
    """

    truth_pattern: str
    read_truth: Callable[[Sequence[Path]], ScoringInput]
    published_result: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("set", choices=SETS)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--limit", type=int, metavar="N", help="run only the first N recordings")
    parser.add_argument("--work", type=Path, default=Path("out/public"), metavar="FOLDER")
    asked = parser.parse_args()
    os.nice(5)
    chosen = SETS[asked.set]
    pairs = find_pairs(asked.folder, chosen.truth_pattern)[: asked.limit]
    if not pairs:
        parser.error(
            f"{asked.folder} has no recording with a file {chosen.truth_pattern} of its name"
        )
    scores = []
    for audio, truths in pairs:
        scores.append(measure(audio, chosen.read_truth(truths), asked.work))
        print_score(audio.name, scores[-1])
    print_score(f"{asked.set}, {len(scores)} recordings", reduce(add, scores))
    if chosen.published_result:
        print(f"published: {chosen.published_result}")


def find_pairs(folder: Path, pattern: str) -> list[tuple[Path, tuple[Path, ...]]]:
    """Pair recordings with truth files if the name of one begins with the name of the other."""
    sounds = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SOUNDS)
    truths = sorted(path for path in folder.rglob(pattern) if path.suffix.lower() not in SOUNDS)
    pairs = []
    for audio in sounds:
        name = audio.name.partition(".")[0]
        own = [
            path
            for path in truths
            if path.name.partition(".")[0] == name
            or (path.name.startswith(name) and not path.name[len(name)].isdigit())
        ]
        own = [path for path in own if not path.name.endswith(".reference.txt")]
        if own:
            pairs.append((audio, tuple(own)))
    return pairs


def measure(audio: Path, truth: ScoringInput, folder: Path) -> Score:
    """Process a recording, with its old text if any, and score the transcript."""
    old = audio.with_name(f"{audio.name.partition('.')[0]}.reference.txt")
    transcript, _ = run(
        archive=folder / "archive",
        out=folder / "published" / audio.stem,
        recording=audio,
        transcript=old if old.exists() else None,
        language=truth.language or "en",
    )
    return score(from_transcript(transcript), truth, ENGLISH)


def print_score(title: str, score: Score) -> None:
    """Print one line with the scores that were measured."""
    wanted = ("wer", "wer_opened", "cpwer", "wder", "der", "der_collar", "start_median")
    cells = (f"{row.measure} {row.format_value}" for row in score.rows() if row.key in wanted)
    print(f"{title}: {', '.join(cells)}", flush=True)


# Reading the truth


def read_known(paths: Sequence[Path]) -> ScoringInput:
    """Read a file in any format that `tapelog score` reads."""
    (found,) = read_scoring_inputs(paths[0])
    return found


def read_nlp(paths: Sequence[Path]) -> ScoringInput:
    """Read Rev's NLP format: one token per line with speaker, punctuation and optional times."""
    with paths[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    utterances = []
    for speaker, group in groupby(rows, key=lambda row: row["speaker"]):
        words = tuple(Word(row["token"] + (row["punctuation"] or ""), 0.0, 0.0) for row in group)
        utterances.append(Utterance(f"speaker_{speaker}", None, words))
    return from_utterances(paths[0].stem, utterances)


def read_coraal(paths: Sequence[Path]) -> ScoringInput:
    """Read CORAAL's table: Line, Spkr, StTime, Content, EnTime; pauses and notes are dropped."""
    with paths[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    spoken = (
        _utterance(
            row["Spkr"], Span(float(row["StTime"]), float(row["EnTime"])), _words(row["Content"])
        )
        for row in rows
    )
    return from_utterances(paths[0].stem, [u for u in spoken if u.words])


def read_buckeye(paths: Sequence[Path]) -> ScoringInput:
    """Read Buckeye's lines after "#": the end of each word in seconds, a number, the word."""
    lines = paths[0].read_text(encoding="latin-1").partition("#")[2].splitlines()
    words, start = [], 0.0
    for fields in (line.split(";")[0].split() for line in lines if line.strip()):
        end, text = float(fields[0]), fields[2]
        if text[0] not in "<{":
            words.append(Word(text, start, end))
        start = end
    return from_utterances(paths[0].stem, [Utterance("", None, tuple(words), has_word_times=True)])


def read_switchboard(paths: Sequence[Path]) -> ScoringInput:
    """Read the sentences of both sides: "sw2001A-ms98-a-0002 0.97 2.5 and uh"."""
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            name, start, end, text = (*line.split(maxsplit=3), "")[:4]
            side = name.partition("-")[0][-1]
            found.append(_utterance(side, Span(float(start), float(end)), _words(text)))
    ordered = sorted((u for u in found if u.words), key=lambda u: (u.span or Span(0, 0)).start)
    return from_utterances(paths[0].name.partition("-")[0][:-1], ordered)


def _utterance(speaker: str, span: Span, words: Sequence[str]) -> Utterance:
    return Utterance(speaker, span, tuple(Word(w, span.start, span.end) for w in words))


def _words(text: str) -> list[str]:
    return list(_without_marks(text.replace("/", " ").split()))


def _without_marks(words: Sequence[str]) -> Iterator[str]:
    """Drop notes in brackets, such as "(pause 0.5)", "[noise]", "<laugh>", and restart dashes."""
    depth = 0
    for word in words:
        inside = depth > 0 or word[0] in "([<"
        depth += sum(map(word.count, "([<")) - sum(map(word.count, ")]>"))
        if not inside:
            yield word.rstrip("-") or word


SETS = {
    "earnings": PublicSet("*.nlp", read_nlp),
    "tedlium": PublicSet("*.stm", read_known),
    "voxconverse": PublicSet(
        "*.rttm",
        read_known,
        "DER 11.2 % on VoxConverse 0.3, pyannote.audio 3.1 (pyannote's own figure)",
    ),
    "ami": PublicSet("*.rttm", read_known),
    "buckeye": PublicSet("*.words", read_buckeye),
    "coraal": PublicSet("*.txt", read_coraal),
    "switchboard": PublicSet("*-trans.text", read_switchboard),
    "any": PublicSet("*", read_known),
}


if __name__ == "__main__":
    main()
