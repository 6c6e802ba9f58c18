"""Measure names and roles that are inferred from text alone, on interviews with known speakers.

    .venv/bin/python -m benchmarks.labels FOLDER... [--show NAME] [--half NAME] [--style NAME]
        [--damage] [--draw FILE] [--forms] [--voices] [--fit] [--fit-hosts] [--fit-continuation]
        [--fit-confidence [--kinds N]] [--fit-turn-taking] [--alternation]
    .venv/bin/python -m benchmarks.labels --styles

Each FOLDER has JSON files, {"turns": [{"speaker", "text", "role"}, ...]}, named SHOW_EPISODE. The
speakers must be found again: the labels are removed from the text, but the turn breaks stay.

There are three sets of texts. The shows are sorted by name. Every second show is "held-out": its
texts were not used when the phrases were written. The other shows are "developed". The set "made"
has six texts of our own with five or more speakers (in the folder made/).

Each set is measured in four styles: punctuated; like an old broadcast transcript (no commas,
expanded contractions); in capitals; and in lower case without punctuation. In each style, it is
measured with a cast (the names in alphabetical order, without roles) and without one. Prints:

- for each number of speakers, shares of words, averaged over the texts: words with the right name,
  a wrong name and no name; words with the right and the wrong side (host or guest, if the truth has
  roles); and words with the right name if the speakers simply took turns in the best order
- the precision of names with a probability of at least 0.9; the precision and recall of full names
- the precision by coverage, and a table of reliability by number of speakers (`--draw` draws both
  for the punctuated texts with a cast)
- one interview in 21 styles of labels (`--styles` prints only that)

`--damage` prints only the shares of words with a right and a wrong name if turns are split, missing
or joined.

`--fit-confidence` fits the weights for the reliability of names to the set "developed". Each text
is used undamaged, and once with each of N kinds of damage. Prints the reliability by kind of
damage, cross-validated by show.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import permutations
from pathlib import Path

from benchmarks.labels.alternation import report_alternation
from benchmarks.labels.confidence import report_confidence
from benchmarks.labels.continuation import report_continuation
from benchmarks.labels.curves import draw_curves
from benchmarks.labels.damage import report_damage
from benchmarks.labels.fit import fit, loss, make_example
from benchmarks.labels.forms import report_forms
from benchmarks.labels.hosting import report_hosting
from benchmarks.labels.styles import report_styles
from benchmarks.labels.texts import (
    Interview,
    broadcast_style,
    read_folders,
    to_lower_case,
    to_upper_case,
)
from benchmarks.labels.turn_taking import report_turn_taking
from benchmarks.labels.verdicts import Answer, TextVerdict, judge, mean_share
from benchmarks.labels.voices import report_voices
from speakers.turns.weights import FITTED

BINS = ((0.99, 1.01), (0.95, 0.99), (0.9, 0.95), (0.8, 0.9), (0.7, 0.8), (0.55, 0.7), (0.0, 0.55))
SURE = 0.9
COVERAGE_STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MOST_ORDERED = 6
MANY = 5
MADE = Path(__file__).parent / "made"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--styles", action="store_true", help="read one interview in 21 styles")
    parser.add_argument("--show", action="append", default=[], help="only the texts of this show")
    parser.add_argument("--half", choices=("developed", "held-out", "made"))
    parser.add_argument("--style", action="append", choices=(*STYLES, *CASES), default=[])
    parser.add_argument("--damage", action="store_true", help="split, drop and join turns")
    parser.add_argument("--draw", type=Path, help="draw the curves into this SVG file")
    parser.add_argument("--forms", action="store_true", help="count how names in talk are used")
    parser.add_argument("--fit", action="store_true", help="fit the weights to the first half")
    parser.add_argument("--fit-hosts", action="store_true", help="fit who hosts, by the naming")
    parser.add_argument(
        "--fit-continuation", action="store_true", help="fit which lines have one speaker"
    )
    parser.add_argument("--fit-confidence", action="store_true", help="fit how reliable names are")
    parser.add_argument(
        "--kinds", type=int, default=1, metavar="N", help="kinds of damage of each text in the fit"
    )
    parser.add_argument("--fit-turn-taking", action="store_true", help="fit who speaks next")
    parser.add_argument(
        "--alternation", action="store_true", help="two people, cross-validated by show"
    )
    parser.add_argument("--voices", action="store_true", help="name true voices, as process does")
    parser.add_argument("--texts", action="store_true", help="print a line for each text")
    given = parser.parse_args()
    if given.styles:
        report_styles()
        return
    halves = split_by_show(read_folders(given.folders))
    fits = given.fit, given.fit_hosts, given.fit_continuation, given.fit_confidence
    if any((*fits, given.fit_turn_taking, given.alternation)) and not halves["developed"]:
        parser.error("weights are fitted to interviews in a FOLDER; none was found")
    if given.fit_continuation:
        report_continuation(halves, STYLES)
        return
    if given.fit_confidence:
        report_confidence(halves, given.kinds)
        return
    if given.fit_turn_taking:
        report_turn_taking(halves)
        return
    if given.alternation:
        report_alternation([i for half in halves.values() for i in half], STYLES)
        return
    if given.forms:
        report_forms(halves["developed"])
        return
    if given.fit_hosts:
        report_hosting(halves)
        return
    if given.fit:
        report_fit(halves)
        return
    drawn: list[TextVerdict] = []
    styles = {name: style for name, style in (STYLES | CASES).items() if name in given.style}
    for half, interviews in (halves | {"made": read_folders([MADE])}).items():
        chosen = [i for i in interviews if not given.show or i.show in given.show]
        if not chosen or given.half not in (None, half):
            continue
        if given.voices:
            report_voices(half, chosen)
        elif given.damage:
            report_damage(half, chosen, {n: styles.get(n, STYLES[n]) for n in styles or STYLES})
        else:
            drawn += report_half(half, chosen, styles or STYLES | CASES, given.texts)
    if not (given.voices or given.damage or given.show or given.half or given.style):
        print("\n==== styles of labels")
        report_styles()
    if given.draw:
        given.draw.write_text(draw_curves(_by_speakers(drawn)), encoding="utf-8")


def report_fit(halves: Mapping[str, Sequence[Interview]]) -> None:
    """Fit the weights to one half, in both styles, and print the loss of both halves."""
    both = {
        half: [make_example(change(i)) for i in interviews for change in STYLES.values()]
        for half, interviews in halves.items()
    }
    weights = fit(both["developed"])
    print(weights)
    for half, examples in both.items():
        before, after = (sum(loss(examples, w)) / len(examples) for w in (FITTED, weights))
        print(
            f"{half}: mean loss of a turn {before:.3f} with the present weights, {after:.3f} after"
        )


def split_by_show(interviews: Sequence[Interview]) -> dict[str, list[Interview]]:
    """Split the interviews into two halves; every second show is held out."""
    shows = sorted({interview.show for interview in interviews})
    return {
        "developed": [i for i in interviews if i.show in shows[0::2]],
        "held-out": [i for i in interviews if i.show in shows[1::2]],
    }


def report_half(
    half: str, interviews: Sequence[Interview], styles: Mapping[str, Style], show_texts: bool
) -> list[TextVerdict]:
    """Print the results of one half; return the verdicts on punctuated texts with a cast."""
    shows = ", ".join(sorted({i.show for i in interviews}))
    print(f"\n==== {half}: {len(interviews)} texts of {shows}")
    punctuated: list[TextVerdict] = []
    for style, change in styles.items():
        texts = [change(interview) for interview in interviews]
        for given in ("cast", "no cast"):
            print(f"\n== {half}, {style}, {given}")
            verdicts = [judge(text, text.cast if given == "cast" else ()) for text in texts]
            report(verdicts)
            if show_texts:
                report_texts(verdicts)
            if (style, given) == ("punctuated", "cast"):
                punctuated = verdicts
    return punctuated


def _by_speakers(verdicts: Sequence[TextVerdict]) -> dict[str, list[Answer]]:
    answers: dict[str, list[Answer]] = {}
    for verdict in sorted(verdicts, key=lambda v: len(v.interview.speakers)):
        count = len(verdict.interview.speakers)
        title = f"{count} speakers" if count < MANY else f"{MANY} and more"
        answers.setdefault(title, []).extend(verdict.answers)
    return answers


def _unchanged(interview: Interview) -> Interview:
    return interview


Style = Callable[[Interview], Interview]

STYLES: dict[str, Style] = {"punctuated": _unchanged, "broadcast style": broadcast_style}
CASES: dict[str, Style] = {"capitals": to_upper_case, "lower case": to_lower_case}


def report(verdicts: Sequence[TextVerdict]) -> None:
    groups: dict[int, list[TextVerdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[len(verdict.interview.speakers)].append(verdict)
    print(
        f"{'speakers':>9}{'texts':>6}{'right':>8}{'wrong':>8}{'none':>8}"
        f"{'side':>8}{'other side':>12}{'best order':>12}"
    )
    for count, group in [*sorted(groups.items()), ("all", verdicts)]:
        right, wrong = mean_share(group, "right"), mean_share(group, "wrong")
        order = sum(map(best_order, group)) / len(group)
        print(
            f"{count:>9}{len(group):6}{right:8.1%}{wrong:8.1%}{1 - right - wrong:8.1%}"
            f"{_side_share(group, 'sided_right'):8.1%}{_side_share(group, 'sided_wrong'):12.1%}"
            f"{order:12.1%}"
        )
    report_precision([a for v in verdicts for a in v.answers])
    report_reliability(groups)


def report_texts(verdicts: Sequence[TextVerdict]) -> None:
    for v in verdicts:
        one = [v]
        print(
            f"  {v.interview.name:36}{len(v.interview.speakers):3}{len(v.interview.turns):5} turns"
            f"{mean_share(one, 'right'):8.1%}{mean_share(one, 'wrong'):8.1%}"
            f"{_side_share(one, 'sided_right'):8.1%}{_side_share(one, 'sided_wrong'):8.1%}"
        )


def report_precision(answers: Sequence[Answer]) -> None:
    total = _total(answers, "words")
    named = [a for a in answers if a.name]
    sure = [a for a in named if a.probability >= SURE]
    full = [a for a in named if a.name and " " in a.name]
    print(
        f"  0.9 and more: {_ratio(_total(sure, 'right'), _total(sure, 'words'))} of words right, "
        f"{_ratio(sum(a.right > a.wrong for a in sure), len(sure))} of {len(sure)} turns; "
        f"{_ratio(_total(sure, 'words'), total)} of all words"
    )
    print(
        f"  full names: precision {_ratio(_total(full, 'full_right'), _total(full, 'words'))}, "
        f"recall {_ratio(_total(full, 'full_right'), total)} of words; all names: precision "
        f"{_ratio(_total(named, 'right'), _total(named, 'words'))}, "
        f"recall {_ratio(_total(named, 'right'), total)}"
    )
    named.sort(key=lambda a: -a.probability)
    print("  coverage  precision  from probability")
    covered = right = 0
    steps = list(COVERAGE_STEPS)
    for answer in named:
        covered, right = covered + answer.words, right + answer.right
        while steps and covered >= steps[0] * total:
            print(f"  {steps.pop(0):8.0%}{right / covered:11.1%}{answer.probability:12.2f}")


def report_reliability(groups: dict[int, list[TextVerdict]]) -> None:
    print("  probability: turns, share right, for each number of speakers")
    print(f"  {'':14}" + "".join(f"{f'{count} speakers':>18}" for count in sorted(groups)))
    for low, high in BINS:
        cells = []
        for _, group in sorted(groups.items()):
            held = [a for v in group for a in v.answers if a.name and low <= a.probability < high]
            right = sum(a.right > a.wrong for a in held)
            cells.append(f"{len(held):10}{_ratio(right, len(held)):>8}")
        print(f"  {low:.2f} to {min(1, high):.2f}  " + "".join(cells))


def best_order(verdict: TextVerdict) -> float:
    """Return the share of words with the right name if the speakers took turns in a fixed order.

    The order with the greatest share is used; 0 for more than `MOST_ORDERED` speakers.
    """
    people, turns = verdict.interview.speakers, verdict.interview.turns
    if len(people) > MOST_ORDERED:
        return 0.0
    return max(
        sum(
            len(turn.text.split())
            for i, turn in enumerate(turns)
            if turn.speaker == order[i % len(order)]
        )
        for order in permutations(people)
    ) / sum(len(turn.text.split()) for turn in turns)


def _side_share(verdicts: Iterable[TextVerdict], attribute: str) -> float:
    return mean_share([v for v in verdicts if any(t.role for t in v.interview.turns)], attribute)


def _total(answers: Iterable[Answer], attribute: str) -> int:
    return sum(getattr(answer, attribute) for answer in answers)


def _ratio(numerator: float, denominator: float) -> str:
    return f"{numerator / denominator:.1%}" if denominator else "-"


if __name__ == "__main__":
    main()
