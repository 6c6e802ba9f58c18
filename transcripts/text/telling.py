"""The words that tell what a text is about: neither grammar nor what everybody always says."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_LEAST = 3
"""Letters of a word that can tell something; shorter ones are hardly ever what a text is about."""

_COMMON = frozenset(
    word
    for line in (
        "a about above across actually after again against ago all almost along already also",
        "although always am among an and another any anybody anyone anything anyway are aren't",
        "around as ask asked at away back be became because become been before began begin being",
        "below between both but by call called came can can't cannot come comes coming could",
        "couldn't course did didn't different do does doesn't doing don't done down during each",
        "either else end enough even ever every everybody everyone everything exactly far feel few",
        "find first for found from gave get gets getting give given go goes going gone gonna good",
        "got great had hadn't half happen happened happens has hasn't have haven't having he he'd",
        "he'll he's hear hello her here here's hers herself hey hi him himself his how however i",
        "i'd i'll i'm i've if in indeed instead into is isn't it it'd it'll it's its itself just",
        "keep kind knew know knows last later least less let let's like listen little long look",
        "looking lot lots made make makes making many may maybe me mean means might mine more most",
        "much must my myself neither never next no nobody none nor not nothing now of off often oh",
        "okay on once one one's ones only onto or other others our ours out over own part people",
        "perhaps pretty put quite rather really right said same saw say saying says see seem seems",
        "seen several shall she she'd she'll she's should shouldn't simply since so some somebody",
        "someone something sometimes somewhere sort still such suddenly sure take taken tell than",
        "thank thanks that that'd that'll that's the their theirs them themselves then there",
        "there's these they they'd they'll they're they've thing things think this those though",
        "thought through time to today together told too took toward towards tried try trying turn",
        "two under until up upon us use used very want wanted wants was wasn't way ways we we'd",
        "we'll we're we've welcome well went were weren't what what's whatever when where where's",
        "whether which while who who'd who's whole whom whose why will with within without won't",
        "word words work would wouldn't yeah year years yes yet you you'd you'll you're you've",
        "your yours yourself",
    )
    for word in line.split()
)
"""English words that stand in any conversation. In another language all words tell, those that are
in every passage alike least, so that chapters and titles are somewhat worse there."""

_ENDINGS = ("'s", "ies", "ing", "ed", "es", "s", "ly", "y")


def telling(text: str) -> list[str]:
    """Give the words of a text that may tell what it is about, as they are written."""
    return [
        word
        for word in _WORD.findall(text)
        if len(word) >= _LEAST and word.lower().replace("’", "'") not in _COMMON
    ]


def root(word: str) -> str:
    """Give what a word has in common with its other forms: keep for keeps, keeper for keeper’s."""
    bare = word.lower().replace("’", "'")
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= _LEAST:
            return bare.removesuffix(ending)
    return bare
