"""List English hesitations, backchannels, abbreviations and stop words, and compute stems."""

from __future__ import annotations

FILLERS = frozenset(
    ("uh", "um", "er", "erm", "ah", "eh", "mm", "hm", "hmm", "mhm", "huh", "uhm", "mhmm")
)

_LISTENERS_WORDS = frozenset(
    word
    for line in (
        "yeah yes yep yup no nope right okay ok sure exactly absolutely definitely totally indeed",
        "correct true really wow oh ah aha hm hmm mm mhm mm-hm mm-hmm uh-huh huh gotcha nice great",
        "cool interesting hello hi bye thanks",
    )
    for word in line.split()
)
_LISTENERS_PAIRS = frozenset(
    {"thank you", "that's right", "that's true", "i see", "i know", "of course", "for sure"}
)
BACKCHANNELS = _LISTENERS_WORDS | _LISTENERS_PAIRS

SPOKEN_FORMS = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "kinda": ("kind", "of"),
    "sorta": ("sort", "of"),
    "'cause": ("because",),
    "cause": ("because",),
    "'em": ("them",),
    "'til": ("until",),
    "till": ("until",),
    "ok": ("okay",),
    "k": ("okay",),
    "alright": ("all", "right"),
    "mr": ("mister",),
    "mrs": ("missus",),
    "dr": ("doctor",),
    "st": ("saint",),
    "vs": ("versus",),
    "etc": ("et", "cetera"),
    "&": ("and",),
    "%": ("percent",),
    "per-cent": ("percent",),
    "yup": ("yep",),
    "mm-hmm": ("mhm",),
    "mm-hm": ("mhm",),
    "uh-huh": ("mhm",),
}
CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros"}

STOP_WORDS = frozenset(
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
"""Words that occur in any conversation.

The lists of libraries are made for written language: they lack "gonna" and "yeah", and include
words that a conversation may be about.
"""

_ENDINGS = ("'s", "ies", "ing", "ed", "es", "s", "ly", "y")
_SHORTEST_STEM = 3


def stem(word: str) -> str:
    """Return the stem of a lower-case word: "keep" for "keeps", "fog" for "foggy"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
