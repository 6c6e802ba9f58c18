"""The turns of phrase that tell how a name is meant: the rules behind the clues.

Each function takes names as they stand in a sentence and gives the probability, as judged on the
development texts, that they are meant so; 0 where nothing says so. Commas are used where they are,
and not needed where an old transcript has none.
"""

from __future__ import annotations

import re

from speakers.phrases.english.naming import (
    AFTER_OWN_NAME,
    ASIDE_AFTER,
    ASIDE_BEFORE,
    ASKING,
    CALLING_LAST,
    GUEST_AFTER,
    GUEST_BEFORE,
    KIN,
    ME_AFTER,
    ME_BEFORE,
    OPENERS,
    TELLING,
    THANKS_AFTER,
    THANKS_BEFORE,
    TOLD_ABOUT,
    Rules,
)
from speakers.roles import ROLE_WORDS
from speakers.text.passages import Mention, joined

# "joined by the novelist Ann Lee": how far a description may part the phrase from the name.
LONGEST_DESCRIPTION = 6


def introduces_self(mention: Mention) -> float:
    """Judge whether a speaker gives the own name ("I'm Ann Lee", "Ann here.")."""
    if mention.owns:
        return 0.0
    sure = _match(ME_BEFORE, mention.before)
    if sure:
        return sure * _own_ending(mention)
    if mention.parted_before and len(mention.sentence) < 12:
        return _match(ME_AFTER, mention.after)
    return 0.0


def addresses(group: tuple[Mention, ...]) -> float:
    """Judge whether the people named are spoken to ("Ann, do you ...", "Thanks, Ann and Bob")."""
    first, last = group[0], group[-1]
    if any(m.owns for m in group):
        return 0.0
    opens = bool(OPENERS.match(first.before))
    if (
        joined(group)
        and THANKS_BEFORE.search(first.before)
        and last.after.split(" ")[0] not in ("and", "is", "was")
    ):
        return 0.9
    if (opens or first.parted_before) and THANKS_AFTER.match(last.after):
        return 0.93
    if not joined(group):
        return 0.0
    if (opens or first.parted_before) and last.parted_after:
        return _parted(first, last, opens)
    return _unparted(first, last, opens)


def introduces(group: tuple[Mention, ...]) -> float:
    """Judge whether the people named are presented as being there ("joined by Ann Lee")."""
    if any(m.owns for m in group) or not joined(group):
        return 0.0
    sure = _match(GUEST_AFTER, group[-1].after)
    before = group[0].before.split()
    for described in range(min(LONGEST_DESCRIPTION, len(before)) + 1):
        phrase = " ".join(before[: len(before) - described])
        between = before[len(before) - described :]
        if described and not _describes(between):
            continue
        sure = max(sure, _match(GUEST_BEFORE, phrase) * (1 if not described else 0.9))
    return sure


def pairs_with_speaker(group: tuple[Mention, ...]) -> float:
    """Judge whether the speaker counts the people named to the own side ("Ann and I")."""
    if re.match(r"^and (i|i'm|i've|myself|me)\b", group[-1].after):
        return 0.5
    return 0.5 if re.search(r"\b(me|myself) and$", group[0].before) else 0.0


def _match(rules: Rules, text: str) -> float:
    return max((sure for pattern, sure in rules if pattern.search(text)), default=0.0)


def _own_ending(mention: Mention) -> float:
    follower = mention.after.split(" ")[0].strip(",")
    if mention.parted_after or follower in AFTER_OWN_NAME:
        return 1.0
    return 0.7 if " " in mention.name else 0.4


def _parted(first: Mention, last: Mention, opens: bool) -> float:
    # A comma, the start or the end of the sentence on both sides.
    noun = first.before.rstrip(",").split(" ")[-1]
    if noun in ROLE_WORDS or noun in KIN:
        return 0.0
    if last.end == len(last.sentence):
        if opens and not first.before:
            return 0.75 if last.asks else 0.3
        return 0.9
    if TOLD_ABOUT.match(last.after):
        return 0.1
    return 0.9 if opens else 0.8


def _unparted(first: Mention, last: Mention, opens: bool) -> float:
    # No commas: the words around the name must say that it is called out.
    if opens:
        asked = _match(ASKING, last.after)
        if asked and (first.asks or " you" in f" {last.after}"):
            return asked
        return _match(TELLING, last.after)
    if last.end == len(last.sentence) and CALLING_LAST.search(first.before):
        return 0.65 if last.asks else 0.45
    if ASIDE_BEFORE.search(first.before) and ASIDE_AFTER.match(last.after):
        return 0.6
    return 0.0


def _describes(between: list[str]) -> bool:
    # An article, adjectives and a role ("the acclaimed novelist"), or an office ("senator").
    return any(word.strip(",") in ROLE_WORDS for word in between[-2:])
