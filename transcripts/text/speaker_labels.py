"""Speaker labels in transcripts: "GREENE:", "Mr. ISHIGURO (Author):", "Q.", "**Ann:**".

`split_labels` separates the labels from consecutive passages, such as paragraphs or captions,
because a name before a colon is a label only if other passages have labels, too. `read_label`
parses a text that is known to be a label, such as the content of a speaker field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from transcripts.languages.language import word_set

_SHORT_TITLES = word_set("Mr Mrs Ms Dr Prof Sen Rep Gov Rev Gen Capt Lt Sgt Col Hon Fr")
_TITLES = word_set(
    "Miss Professor Senator Representative Governor Congressman Congresswoman President Secretary "
    "Ambassador Judge Justice Reverend Sir Dame Herr Frau"
)


def _compile_title_pattern(titles: frozenset[str]) -> str:
    return "|".join(sorted(titles | set(map(str.upper, titles))))


_TITLE = (
    rf"(?:(?:{_compile_title_pattern(_SHORT_TITLES)})\. ?|(?:{_compile_title_pattern(_TITLES)}) )"
)
CLOCK = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_LOWER = "".join(c for c in map(chr, range(0x2000)) if c.islower())
_INITIAL = rf"(?![{_LOWER}])[^\W\d_]"
"""The first letter of a name: a capital of any script, or a letter of a script without capitals."""
_WORD = rf"(?:{_INITIAL}[\w.'’-]*|#?\d{{1,3}})"
_PARTICLE = (
    r"(?:de|da|di|du|del|della|der|den|van|von|la|le|el|al|bin|ibn|ter|dos|of|the|and|und|&|/)"
)
NAME = rf"{_INITIAL}[\w.'’-]*(?:(?: |(?<=/)|(?=/))(?:{_PARTICLE}|{_WORD})){{0,6}}"
_BRACKETS = r" ?[(\[][^()\[\]\n]{1,100}[)\]]"
# A description after a comma begins with a capital, or is a role ("host").
_DESCRIPTION = (
    r" ?, ?(?=[A-Z\"“]|host\b|guest\b)(?:[\"“][^\"”\n]{1,160}[\"”]|[^:\"“”\n().?!]){1,120}"
)
_LABEL = re.compile(
    rf"^(?P<bold>\*\*|__)?(?P<title>{_TITLE}){{0,3}}(?P<name>{NAME})"
    rf"(?P<more>(?:{_BRACKETS}|{_DESCRIPTION}){{0,3}}) ?(?P<bold_end>\*\*|__)?"
    r"(?::|(?P<wide>\uff1a))(?:\*\*|__)?"
    rf"(?: *(?P<clock>{CLOCK})(?=\s*$|\s*\n))?(?(wide)|(?=\s|$))\s*"
)
_PART_OF_DESCRIPTION = re.compile(rf"{_BRACKETS}|{_DESCRIPTION}")
_UNKNOWN = re.compile(r"^(?:unidentified|unknown|male|female) ", re.IGNORECASE)
_CAPTION_LABEL = re.compile(r"^>{1,3} ?(?P<name>[\w][\w.'’#-]*(?: [\w.'’#-]+){0,3}):\s+")
_CHANGE = re.compile(r"^>{2,3}\s*")
_QUESTION = re.compile(r"^(?P<name>[QAF][.)]|Q)(?:(?<=[.)])\s+|\t\s*| {2,})(?=\S)")
_HEARING = re.compile(
    rf"^(?P<name>(?:The [A-Z]{{3,}}|{_TITLE}(?:[A-Z][a-z]?[A-Z'’-]+))(?: [A-Z]{{2,}})*)\. +(?=\S)"
)
_LEADING_CLOCK = re.compile(rf"^(?P<clock>{CLOCK})(?:\s*[:–-]\s+|:?\s+|:?$)")
_CLOCK_INSIDE = re.compile(r" ?(?P<clock>[\[(]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])])")
_ALONE = re.compile(rf"^(?P<title>{_TITLE})?(?P<name>{NAME})(?P<more>(?:{_BRACKETS})?)$")

# Words that often begin a sentence before a colon ("So: ...") are not names.
OPENERS = word_set(
    "so and but or well yes no yeah ok okay now look right first second third finally also then "
    "note here there this that it what why how because example remember again listen see update "
    "warning today we you he she they"
)
# A name on a line of its own is a label if it recurs, if enough passages are such names, and if no
# two of them are adjacent, because a word like "Right" is often said twice.
_LEAST_ALONE, _MOST_IN_ROW = 0.3, 0.1
_LONGEST_ALONE = 5
# If at least this share of the passages may have labels, a full name is a label even if it occurs
# only once.
_MOST_LABELLED = 0.6


@dataclass(frozen=True, slots=True)
class SpeakerLabel:
    """A parsed label.

    `written` is the label as in the text, without marks. `name` is a name as written, or a role or
    number such as "HOST", "Q" or "Unidentified Woman #1"; `title` precedes it ("Mr.").
    `description` follows after a comma or in brackets ("Author"). `time` is the time code beside it
    in seconds, which may be wrong.
    """

    written: str
    name: str
    title: str | None = None
    description: str | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage without its label and time code; `time` may come from a time code without label.

    `text` may be empty; then the label belongs to the next passage. `is_change` marks a passage
    that begins with ">>", which is a change of speaker in captions.
    """

    label: SpeakerLabel | None
    text: str
    time: float | None = None
    is_change: bool = False


def split_labels(passages: Sequence[str]) -> tuple[LabelledPassage, ...]:
    """Separate speaker labels and time codes from passages, which may have several lines.

    A label in capitals, with a title, a time code or bold marks always counts. A name in mixed case
    before a colon, "Q." and "A.", and a name on a line of its own count if they recur.
    """
    found = [_find_label_candidate(passage) for passage in passages]
    labels = [c.label for c in found if c.label]
    counts = Counter(label.name for label in labels)
    known = {name for name, count in counts.items() if count > 1}
    if len(labels) >= _MOST_LABELLED * len(found):
        known |= {label.name for label in labels if " " in label.name}
    known |= {
        _find_last_name(c.label.name)
        for c in found
        if c.label and (c.is_sure or c.label.name in known)
    }
    alone = _find_names_alone(found)
    return tuple(_decide_label(c, known, alone) for c in found)


def read_label(written: str) -> SpeakerLabel:
    """Parse a label, with or without its colon."""
    text = " ".join(written.split())
    match = _LABEL.match(text if text.endswith((":", ":**", ":__")) else f"{text}:")
    if match is None:
        bare = text.strip("*_ ").rstrip(":").strip("*_ ")
        return SpeakerLabel(bare, bare)
    return _build_label(match)


def begins_with_label(line: str) -> bool:
    """Check whether a line begins like a labelled passage, or with a time code."""
    candidate = _find_label_candidate(line)
    return candidate.label is not None or candidate.time is not None or candidate.is_change


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage and the label that it may have; `whole` is the passage without its time code."""

    whole: str
    label: SpeakerLabel | None = None
    rest: str = ""
    is_sure: bool = False
    time: float | None = None
    is_change: bool = False


def _find_label_candidate(passage: str) -> _Candidate:
    text = passage.strip()
    time = None
    clock = _LEADING_CLOCK.match(text)
    if clock:
        time, text = _parse_seconds(clock["clock"]), text[clock.end() :]
    change = _CHANGE.match(text)
    caption = _CAPTION_LABEL.match(text)
    if caption:
        label = SpeakerLabel(caption["name"], caption["name"], time=time)
        return _Candidate(text, label, text[caption.end() :], True, time, True)
    text = text[change.end() :] if change else text
    whole = _Candidate(text, time=time, is_change=bool(change))
    if question := _QUESTION.match(text):
        name = question["name"].rstrip(".)")
        label = SpeakerLabel(name, name, time=time)
        return replace(whole, label=label, rest=text[question.end() :])
    if match := _LABEL.match(text):
        label = _build_label(match)
        if label.time is None:
            label = replace(label, time=time)
        sure = _is_sure(match, label) and label.name.lower() not in OPENERS
        return replace(whole, label=label, rest=text[match.end() :], is_sure=sure, time=label.time)
    if hearing := _HEARING.match(text):
        label = replace(read_label(hearing["name"]), time=time)
        return replace(whole, label=label, rest=text[hearing.end() :])
    return whole


def _build_label(match: re.Match[str]) -> SpeakerLabel:
    more, time = match["more"], match["clock"]
    inside = _CLOCK_INSIDE.search(more)
    if inside:
        time, more = inside["clock"], more[: inside.start()] + more[inside.end() :]
    parts = (p.group().strip(" ,()[]") for p in _PART_OF_DESCRIPTION.finditer(more))
    description = ", ".join(filter(None, parts)) or None
    title = (match["title"] or "").strip() or None
    name = match["name"].strip()
    written = " ".join(f"{title or ''} {name}{more}".split())
    return SpeakerLabel(written, name, title, description, _parse_seconds(time) if time else None)


def _is_sure(match: re.Match[str], label: SpeakerLabel) -> bool:
    letters = [c for c in label.name if c.isalpha()]
    capitals = len(letters) > 1 and all(c.isupper() for c in letters)
    marked = label.title or match["bold"] or label.time is not None
    return capitals or bool(marked or _UNKNOWN.match(label.name))


def _find_last_name(name: str) -> str:
    return name.split()[-1].casefold()


def _find_names_alone(candidates: Sequence[_Candidate]) -> frozenset[str]:
    """Return the names that are labels on lines of their own."""
    alone = [_find_name_alone(c) for c in candidates]
    counts = Counter(name for name in alone if name)
    names = [name if name and counts[name] > 1 else None for name in alone]
    share = sum(name is not None for name in names) / max(1, len(names))
    in_row = sum(a is not None and b is not None for a, b in pairwise(names))
    several = len(set(names) - {None}) > 1
    if several and share >= _LEAST_ALONE and in_row <= _MOST_IN_ROW * len(names):
        return frozenset(name for name in names if name)
    return frozenset()


def _find_name_alone(candidate: _Candidate) -> str | None:
    first = candidate.whole.split("\n", 1)[0].strip()
    match = _ALONE.match(first) if candidate.label is None else None
    if match is None or len(first.split()) > _LONGEST_ALONE or first.endswith("."):
        return None
    return first


def _decide_label(
    candidate: _Candidate, known_names: set[str], names_alone: frozenset[str]
) -> LabelledPassage:
    label = candidate.label
    if label is not None:
        again = label.name in known_names or _find_last_name(label.name) in known_names
        if candidate.is_sure or (again and label.name.lower() not in OPENERS):
            return LabelledPassage(
                label, candidate.rest.strip(), candidate.time, candidate.is_change
            )
    name = _find_name_alone(candidate)
    if name in names_alone and name is not None:
        rest = candidate.whole[len(name) :].strip()
        label = replace(read_label(name), time=candidate.time)
        return LabelledPassage(label, rest, candidate.time, candidate.is_change)
    return LabelledPassage(None, candidate.whole.strip(), candidate.time, candidate.is_change)


def _parse_seconds(clock: str) -> float:
    parts = clock.strip("[]()").replace(",", ".").split(":")
    return sum(float(part) * 60.0**power for power, part in enumerate(reversed(parts)))
