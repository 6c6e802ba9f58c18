"""Count how often one of two people has two turns in a row; test the counts across shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from benchmarks.labels.texts import Interview
from benchmarks.labels.verdicts import TextVerdict, judge, mean_share
from speakers.turns.weights import FITTED


def count_repeats(interviews: Iterable[Interview]) -> tuple[int, int]:
    """Count the turns that follow a turn of the same person, and those that follow any turn."""
    pairs = [
        before.speaker == after.speaker for i in interviews for before, after in pairwise(i.turns)
    ]
    return sum(pairs), len(pairs)


def report_alternation(
    interviews: Sequence[Interview], styles: Mapping[str, Callable[[Interview], Interview]]
) -> None:
    """Print the counts of each show, and how well the counts of the other shows label its turns."""
    of_two = [interview for interview in interviews if len(interview.speakers) == 2]
    shows = sorted({interview.show for interview in of_two})
    verdicts: dict[str, list[TextVerdict]] = {style: [] for style in styles}
    for show in shows:
        own = [interview for interview in of_two if interview.show == show]
        repeats, turns = count_repeats(i for i in of_two if i.show != show)
        if not turns:
            raise SystemExit(f"only {show} has interviews of two people; two shows are needed")
        weights = replace(FITTED, same_if_alternating=repeats / turns)
        own_repeats, own_turns = count_repeats(own)
        counted = f"{own_repeats} of {own_turns} turns"
        print(f"  {show:16}{counted:>18}; others {repeats / turns:.4f}")
        for style, change in styles.items():
            found = [judge(text, text.cast, weights) for text in map(change, own)]
            verdicts[style] += found
            _print_shares(style, found)
    print(f"all shows, each with the counts of the others ({len(of_two)} texts):")
    for style, found in verdicts.items():
        _print_shares(style, found)


def _print_shares(style: str, verdicts: Sequence[TextVerdict]) -> None:
    right, wrong = mean_share(verdicts, "right"), mean_share(verdicts, "wrong")
    print(f"    {style:18}{right:7.1%} right{wrong:7.1%} wrong")
