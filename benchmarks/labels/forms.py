"""Count how often a spoken name belongs to a speaker, by its form and its use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from benchmarks.labels.texts import Interview
from speakers.evidence.name_cues import find_name_cues
from speakers.people.candidates import name_form
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.lines import read_lines

Use = tuple[str, bool, str]
"""The kind of the cue, whether its phrase is only used for people, and the form of the name."""


def count_uses(interviews: Iterable[Interview]) -> dict[Use, tuple[int, int]]:
    """Count names by the way in which they are used: those that belong to a speaker, and all."""
    right, total = Counter[Use](), Counter[Use]()
    for interview in interviews:
        parts = {word for name in interview.speakers for word in (name, *name.split())}
        lines = read_lines(interview.text, PHRASES)
        for cue in find_name_cues([line.passage for line in lines], PHRASES):
            use = cue.kind, cue.is_only_for_people, name_form(cue.name, PHRASES)
            right[use] += cue.name in parts
            total[use] += 1
    return {use: (right[use], total[use]) for use in sorted(total)}


def report_forms(interviews: Iterable[Interview]) -> None:
    """Print the counts of each form and use."""
    print("\nnames in talk: kind, only used for people, form of the name: a speaker's, of all")
    for (kind, people, form), (right, total) in count_uses(interviews).items():
        who = "people" if people else "anything"
        print(f"  {kind:16}{who:10}{form:20}{right:6}{total:7}{right / total:8.1%}")
