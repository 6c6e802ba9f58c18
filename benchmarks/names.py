"""Names from text alone: who speaks each turn, without any recording.

    .venv/bin/python benchmarks/names.py INTERVIEWS [--truth SEGLST --text FILE --context FILE ...]

INTERVIEWS is a folder of JSON files, {"turns": [{"speaker", "text"}, ...]}. Labels are stripped,
turn breaks kept. In order of file names the 1st, 3rd, 5th ... were developed on; the 2nd, 4th ...
are held out. Printed for both halves:

- with the names as cast, in alphabetical order, without who is who: share of words with the right
  speaker, by number of speakers, beside two baselines: the cast in turn ("alternation", and the
  same when it is told the order that suits it best), and the name of the cast mentioned nearest;
- with nothing but the text: precision and recall of the names given, by words; a first name alone
  counts as right, and how many were full names is printed;
- calibration: of the turns given a name with a probability, how many are right.

With --truth (SegLST with "name" and "role", a turn each), --text (the same turns) and --context,
one text with documents: who is right, turn by turn.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from speakers.cast import Member
from speakers.label import label
from speakers.labels import Labels
from speakers.people.person import fit
from speakers.phrases.english.phrases import PHRASES
from transcripts.languages.english.language import LANGUAGE as ENGLISH

BINS = ((0.99, 1.01), (0.95, 0.99), (0.9, 0.95), (0.7, 0.9), (0.4, 0.7))


@dataclass(frozen=True)
class TrueTurn:
    """A turn of the truth."""

    speaker: str
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class NamedTurn:
    """What was given to a turn: a name or None, how likely, right or wrong, and its weight."""

    name: str | None
    probability: float
    right: bool
    full: bool
    words: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("interviews", type=Path, nargs="?")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--context", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    if given.truth:
        report_text(given.truth, given.text, given.context)
    if given.interviews:
        files = sorted(given.interviews.glob("*.json"))
        report_files(files[0::2], "developed on")
        report_files(files[1::2], "HELD OUT")


def report_files(files: Sequence[Path], what: str) -> None:
    interviews = [read(path) for path in files]
    print(f"\n== {what}: {len(files)} interviews")
    told = [(said, name_turns(said, cast(said))) for said in interviews]
    report_with_cast(told)
    report_calibration([g for _, answers in told for g in answers], "with the cast")
    alone = [(said, name_turns(said, ())) for said in interviews]
    report_without_cast(alone)
    report_calibration([g for _, answers in alone for g in answers], "with neither")


def read(path: Path) -> list[TrueTurn]:
    turns = json.loads(path.read_text(encoding="utf-8"))["turns"]
    said = [TrueTurn(t["speaker"], " ".join(t["text"].split())) for t in turns]
    return [turn for turn in said if re.search(r"\w", turn.text)]


def cast(said: Sequence[TrueTurn]) -> tuple[Member, ...]:
    return tuple(Member(name) for name in sorted({turn.speaker for turn in said}))


def name_turns(said: Sequence[TrueTurn], members: Sequence[Member]) -> list[NamedTurn]:
    labels = label("\n".join(turn.text for turn in said), ENGLISH, members)
    assert len(labels.turns) == len(said), "the text was cut otherwise than the truth"
    names = names_of(labels)
    return [
        NamedTurn(
            name,
            turn.probability,
            name is not None and (name == truth.speaker or name in truth.speaker.split()),
            name == truth.speaker,
            truth.words,
        )
        for name, turn, truth in zip(names, labels.turns, said, strict=True)
    ]


def names_of(labels: Labels) -> list[str | None]:
    by_id = {speaker.id: speaker.name for speaker in labels.speakers}
    return [by_id[turn.speaker] if turn.speaker else None for turn in labels.turns]


def report_with_cast(told: Sequence[tuple[list[TrueTurn], list[NamedTurn]]]) -> None:
    print("\nshare of words with the right speaker, cast given")
    print(
        f"{'speakers':>9}{'files':>7}{'tapelog':>9}"
        f"{'alternation':>13}{'best order':>12}{'nearest':>9}"
    )
    groups: dict[int, list[tuple[float, ...]]] = defaultdict(list)
    for said, answers in told:
        total = sum(turn.words for turn in said)
        ours = sum(g.words for g in answers if g.right) / total
        row = ours, alternation(said), alternation(said, best_order=True), nearest_name(said)
        groups[len({turn.speaker for turn in said})].append(row)
    for count, rows in sorted(groups.items()):
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        print(f"{count:9}{len(rows):7}" + "{:9.1%}{:13.1%}{:12.1%}{:9.1%}".format(*means))


def share(said: Sequence[TrueTurn], who: Callable[[int], str | None]) -> float:
    right = sum(turn.words for i, turn in enumerate(said) if who(i) == turn.speaker)
    return right / sum(turn.words for turn in said)


def alternation(said: Sequence[TrueTurn], best_order: bool = False) -> float:
    people = sorted({turn.speaker for turn in said})
    orders = list(permutations(people)) if best_order else [tuple(people)]
    return max(share(said, lambda i, order=order: order[i % len(order)]) for order in orders)  # type: ignore[misc]


def nearest_name(said: Sequence[TrueTurn]) -> float:
    """Baseline: name each turn after the person whose name is nearest to its middle, in words."""
    people = sorted({turn.speaker for turn in said})
    parts = {part: name for name in people for part in name.split()}
    places: list[tuple[int, str]] = []
    middles: list[float] = []
    at = 0
    for turn in said:
        words = re.findall(r"\w+", turn.text)
        places += [(at + i, parts[word]) for i, word in enumerate(words) if word in parts]
        middles.append(at + len(words) / 2)
        at += len(words)

    def closest(turn: int) -> str | None:
        away = ((abs(place - middles[turn]), name) for place, name in places)
        return min(away, default=(0.0, None))[1]

    return share(said, closest)


def report_without_cast(alone: Sequence[tuple[list[TrueTurn], list[NamedTurn]]]) -> None:
    answers = [g for _, each in alone for g in each]
    total = sum(g.words for g in answers)
    named = sum(g.words for g in answers if g.name)
    right = sum(g.words for g in answers if g.right)
    full = sum(g.words for g in answers if g.full)
    turns = [g for g in answers if g.name]
    print("\nwith neither cast nor context, names given")
    print(
        f"  by words: precision {right / named:.1%}, recall {right / total:.1%} "
        f"(full names {full / total:.1%})"
    )
    print(
        f"  by turns: precision {sum(g.right for g in turns) / len(turns):.1%}, "
        f"recall {sum(g.right for g in turns) / len(answers):.1%}"
    )


def report_calibration(answers: Sequence[NamedTurn], what: str) -> None:
    print(f"\ncalibration {what}: probability, turns, of them right, words, of them right")
    named = [g for g in answers if g.name]
    rows = [(f"{low:.2f} to {min(1, high):.2f}", low, high) for low, high in BINS]
    for title, low, high in [("0.90 and more", 0.9, 1.01), *rows]:
        held = [g for g in named if low <= g.probability < high]
        if held:
            words = sum(g.words for g in held)
            right = sum(g.words for g in held if g.right) / words
            print(
                f"  {title:14}{len(held):6}{sum(g.right for g in held) / len(held):8.1%}"
                f"{words:8}{right:8.1%}"
            )


def report_text(truth: Path, text: Path, context: Sequence[Path]) -> None:
    """Print who was given each turn of one text, beside the truth."""
    documents = [path.read_text(encoding="utf-8") for path in context]
    labels = label(text.read_text(encoding="utf-8"), ENGLISH, (), documents)
    turns = match_turns(json.loads(truth.read_text(encoding="utf-8")), labels)
    speakers = {speaker.id: speaker for speaker in labels.speakers}
    right = 0
    print(f"{'':3}{'truth':22}{'given':32}{'':6}words")
    for turn, expected in zip(labels.turns, turns, strict=True):
        speaker = speakers.get(turn.speaker or "")
        name = speaker.name if speaker else None
        role = speaker.role if speaker else None
        want = expected["name"] or expected["role"]
        good = name == want if expected["name"] else role == expected["role"]
        good = good and role == expected["role"]
        right += good
        shown = f"{name or '-'}, {role or 'unknown'}"
        print(f"{'' if good else 'x':3}{want:22}{shown:32}{turn.probability:5.0%} {turn.text[:50]}")
    print(f"right: {right} of {len(turns)} turns, {right / len(turns):.1%} (name and role)")


def match_turns(truth: Sequence[dict[str, str]], labels: Labels) -> list[dict[str, str]]:
    """Find the true turn of each turn of the text by its first words."""
    beside: list[dict[str, str]] = []
    start = 0
    for turn in labels.turns:
        reach = range(start, min(start + 4, len(truth)))
        best = max(
            reach,
            key=lambda i: fit(first_words(truth[i]["words"]), first_words(turn.text), PHRASES),
        )
        beside.append(truth[best])
        start = best + 1
    return beside


def first_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower())[:4])


if __name__ == "__main__":
    main()
