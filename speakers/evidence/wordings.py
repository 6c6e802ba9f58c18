"""The turns of phrase that tell how a name is meant: the rules behind the clues.

Each function takes names as they stand in a sentence and gives the probability, as judged on the
development texts, that they are meant so; 0 where nothing says so. Commas are used where they are,
and not needed where an old transcript has none.
"""

from __future__ import annotations

import re
from re import Pattern

from speakers.roles import ROLE_WORDS
from speakers.text.ordinary_words import words
from speakers.text.passages import Mention, joined

Rules = tuple[tuple[Pattern[str], float], ...]


def _rules(*pairs: tuple[str, float]) -> Rules:
    return tuple((re.compile(pattern), sure) for pattern, sure in pairs)


_ME_BEFORE = _rules(
    (r"\b(i am|i'm|my name is|my name's)$", 0.98),
    (r"\b(i am|i'm|this is|as|with|from) (your|the) ([\w-]+ )?(host|presenter|anchor),?$", 0.98),
    (r"^(your|our) host (today |tonight |this week )?(is)?,?$", 0.6),
    (r"\bcall me$", 0.6),
    (r"\b(with|from) me,$", 0.9),
    (r"(^|, |\b(and|hello|hi|hey|everyone|everybody|there|so|news|radio) )this is$", 0.6),
    (r"^(hello|hi|hey|yeah|yes|good \w+),? (\w+,? )?(it's|it is)$", 0.5),
)
_ME_AFTER = _rules(
    (r"^here($| (with|from|at|for|in|and|again|today)\b)", 0.85),
    (r"^,?reporting\b", 0.85),
    (r"^,?signing off\b", 0.9),
    (r"^([\w-]+ ){0,2}(news|radio),( \w+){1,2}$", 0.85),
)
# What may follow one's own name without a comma: "I am Ann Lee and this is ..."
_AFTER_OWN_NAME = words(
    "and from with in at here reporting for your the a an i i'm on welcome this today tonight "
    "coming live host we we're who thanks thank you speaking again of so by as"
)

_THANKS_BEFORE = re.compile(
    r"\b(thanks|thank you|welcome|hello|hi|hey|good (morning|afternoon|evening|night|luck)|goodbye"
    r"|bye|bye-bye|congratulations|nice to (meet|see) you|talk to you|sorry|cheers)"
    r"(,? (so much|very much|again|back|a lot|indeed|to you))*,?$"
)
_THANKS_AFTER = re.compile(
    r"^,? ?((so|very|all right|okay|well),? )*(thanks|thank you|welcome|good luck|congratulations"
    r"|hello|goodbye|it was (a |an |great|lovely|so|such|more)|it's been|it has been"
    r"|(good|great|nice|glad|happy|a pleasure) to (have|see|be)|(we|i)'(m|re) (so )?(glad|happy))\b"
)
_OPENERS = re.compile(
    r"^((and|but|so|or|well|now|ok|okay|alright|all right|right|yes|yeah|yep|no|nope|oh|ah|um|uh"
    r"|again|hey|hi|hello|great|good|cool|sure|exactly|absolutely|then|first|finally|first of all"
    r"|you know|i mean|thanks|thank you),? ?)*$"
)
_TOLD_ABOUT = re.compile(
    r"^(the|a|an|who|whose|one of|our|his|her|their|also|of|from|formerly|both|himself|herself"
    rf"|\w+ed|(\w+ )?({'|'.join(sorted(ROLE_WORDS))}))\b"
)
_KIN = words("friend brother sister husband wife son daughter father mother boss colleague partner")

_ASKING = _rules(
    (r"^,?(do|did|have|had|are|were|can|could|would|will|should|don't|didn't) (you|your)\b", 0.9),
    (r"^,?(is|was|are|were|isn't|wasn't) (there|it|that|this|your)\b", 0.75),
    (r"^,?(what|what's|how|how's|why|where|when|who|which|if)\b", 0.8),
    (
        r"^,?(do|did|does|can|could|would|will|should|has|have) "
        r"(we|it|that|there|this|the|people|they|i)\b",
        0.6,
    ),
)
_TELLING = _rules(
    (r"^(you|you're|you've|you'd|you'll|your)\b", 0.85),
    (r"^(tell|give|walk|take|explain|describe|remind|help) (me|us)\b", 0.9),
    (r"^(i|i'm|i'd|i've|i'll|let|let's|we|we've|we're|talk|one thing)\b", 0.7),
    (r"^what (is|was|i)\b", 0.6),
)
_CALLING_LAST = re.compile(
    r"\b(right|okay|yes|no|true|too|indeed|think|about you|of you|for you|with you|to you|ahead|on|"
    r"question|point|sir|correct)$"
)
_ASIDE_BEFORE = re.compile(
    rf"\b(i think|i mean|you know|as (a|an|the) (\w+ )?({'|'.join(sorted(ROLE_WORDS))}))$"
)
_ASIDE_AFTER = re.compile(r"^(i mean|you|you're|you've|your|that you|what you|do you|how you)\b")

_GUEST_BEFORE = _rules(
    (r"\b(joined|accompanied)( \w+){0,4} by$", 0.85),
    (r"\b(joining|joins) (us|me)( \w+)* (is|are)$", 0.85),
    (r"\b(here|back|along|together|sitting|today|tonight|studio) with( us)?( is| are)?$", 0.8),
    (r"\bwith (us|me)( \w+){0,5} (is|are)$", 0.85),
    (r"\b(my|our|first|next|today's|tonight's) guests?( \w+){0,3} (is|are|was),?$", 0.9),
    (r"\bguests?,$", 0.7),
    (
        r"\b(please )?(welcome|welcomes|welcoming|introduce|introducing)( \w+){0,2}( back)?( to)?$",
        0.7,
    ),
    (
        r"\b(talking|speaking|talk|speak|chatting|chat|talked|spoke|sat down|conversation"
        r"|interview) (to|with)$",
        0.5,
    ),
    (r"\bwe( have|'ve)( also)?( got)?$", 0.6),
    (r"\b(go|turn|over|now) (now )?to$", 0.5),
    (r"\b(bring|brought) (in|on)$", 0.6),
    (r"\bon the (line|phone|show)( \w+){0,3} (is|from)$", 0.7),
    (r"^(and )?(here's|here is|now|this is)$", 0.4),
)
_GUEST_AFTER = _rules(
    (r"^,?( \w+,)? ?(joins|join|joining|is joining|are joining)\b", 0.85),
    (
        r"^,?(is|are) (here|with (us|me)|(my|our) guests?|on the line|back|in (the|our) studio)\b",
        0.85,
    ),
    (r"^,?(has|have) (this|the|our|that|more)( \w+)? (report|story|details)\b", 0.9),
    (r"^,?reports\b", 0.8),
    (r"^(is )?(here|on (the|our) show)\b", 0.5),
)
# "joined by the novelist Ann Lee": how far a description may part the phrase from the name.
LONGEST_DESCRIPTION = 6


def introduces_self(mention: Mention) -> float:
    """Judge whether a speaker gives the own name ("I'm Ann Lee", "Ann here.")."""
    if mention.owns:
        return 0.0
    sure = _match(_ME_BEFORE, mention.before)
    if sure:
        return sure * _own_ending(mention)
    if mention.parted_before and len(mention.sentence) < 12:
        return _match(_ME_AFTER, mention.after)
    return 0.0


def addresses(group: tuple[Mention, ...]) -> float:
    """Judge whether the people named are spoken to ("Ann, do you ...", "Thanks, Ann and Bob")."""
    first, last = group[0], group[-1]
    if any(m.owns for m in group):
        return 0.0
    opens = bool(_OPENERS.match(first.before))
    if (
        joined(group)
        and _THANKS_BEFORE.search(first.before)
        and last.after.split(" ")[0] not in ("and", "is", "was")
    ):
        return 0.9
    if (opens or first.parted_before) and _THANKS_AFTER.match(last.after):
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
    sure = _match(_GUEST_AFTER, group[-1].after)
    before = group[0].before.split()
    for described in range(min(LONGEST_DESCRIPTION, len(before)) + 1):
        phrase = " ".join(before[: len(before) - described])
        between = before[len(before) - described :]
        if described and not _describes(between):
            continue
        sure = max(sure, _match(_GUEST_BEFORE, phrase) * (1 if not described else 0.9))
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
    if mention.parted_after or follower in _AFTER_OWN_NAME:
        return 1.0
    return 0.7 if " " in mention.name else 0.4


def _parted(first: Mention, last: Mention, opens: bool) -> float:
    # A comma, the start or the end of the sentence on both sides.
    noun = first.before.rstrip(",").split(" ")[-1]
    if noun in ROLE_WORDS or noun in _KIN:
        return 0.0
    if last.end == len(last.sentence):
        if opens and not first.before:
            return 0.75 if last.asks else 0.3
        return 0.9
    if _TOLD_ABOUT.match(last.after):
        return 0.1
    return 0.9 if opens else 0.8


def _unparted(first: Mention, last: Mention, opens: bool) -> float:
    # No commas: the words around the name must say that it is called out.
    if opens:
        asked = _match(_ASKING, last.after)
        if asked and (first.asks or " you" in f" {last.after}"):
            return asked
        return _match(_TELLING, last.after)
    if last.end == len(last.sentence) and _CALLING_LAST.search(first.before):
        return 0.65 if last.asks else 0.45
    if _ASIDE_BEFORE.search(first.before) and _ASIDE_AFTER.match(last.after):
        return 0.6
    return 0.0


def _describes(between: list[str]) -> bool:
    # An article, adjectives and a role ("the acclaimed novelist"), or an office ("senator").
    return any(word.strip(",") in ROLE_WORDS for word in between[-2:])
