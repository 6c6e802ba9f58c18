"""Compare names by the sounds that their letters can stand for in any of several orthographies.

A person who does not know a name types it as it sounds in English ("Stigel" for "Szczygiel"). A
key for English words cannot find it, because "sz" is "sh" in Polish, "s" in Hungarian. So each
group of letters has several sounds, and two names are as far apart as their closest readings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from transcripts.languages.language import Language

_FOREIGN_SPELLINGS = """
    adh I|ao I E|aoi I|b V|bh V W -|c T_S CH|ch SH H|ci CH SH|cs CH|cz CH|dd TH|dh Y G -|dz J Z
    eau O|eu O_I|f V|g H ZH|gn N_Y|gy J D|h -|i Y|j Y H ZH|kh K H|lh L_Y|ll Y TH_L|mh V W -
    ng N N_G W|ngu W N_W|nh N_Y|q CH|qu K|rz ZH SH|s SH ZH|sc SH|sz SH S|th T H -|tr CH|ts T_S
    tz T_S|u W|v F|w V -|x SH S H|xh J|z S T_S TH|zh ZH|zs ZH
"""
"""Groups of letters, each with sounds that it has in some orthography besides the language's own.
"-" is silence, and "T_S" is two sounds.
"""

Readings = Mapping[str, tuple[tuple[str, ...], ...]]
"""For each group of letters, the sequences of sounds that it may stand for."""


@lru_cache
def _read_tables(*tables: str) -> Readings:
    """Read tables of groups of letters, each followed by its readings ("x K_S Z")."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for entry in "|".join(tables).replace("\n", "|").split("|"):
        group, *readings = entry.split() or [""]
        found[group] = found.get(group, ()) + tuple(
            ("",) if reading == "-" else tuple(reading.split("_")) for reading in readings
        )
    return found


_NODES = 4

# Costs of hearing one sound as another, and of omitting one. Set by hand.
_VOWELS = frozenset("AEIOU")
_RELATED = {
    frozenset(pair.split("/")): cost
    for cost, pairs in {
        0.2: "D/T G/K B/P V/F S/Z SH/ZH J/ZH CH/J CH/SH V/W",
        0.35: "S/SH Z/ZH J/Y TH/D TH/T TH/F TH/S B/V SH/Z M/N",
        0.5: "CH/T J/D K/CH J/G H/K H/G L/W L/R H/F ZH/Y",
    }.items()
    for pair in pairs.split()
}
_OMITTED = {"H": 0.15, "Y": 0.15, "W": 0.3, "R": 0.4, "N": 0.6, "G": 0.5, "T": 0.5, "L": 0.7}
_GLIDES = frozenset(map(frozenset, ("YI", "YE", "WU", "WO")))
_ANOTHER_VOWEL, _OMITTED_VOWEL, _GLIDE = 0.4, 0.2, 0.1
_UNLIKE, _OMITTED_CONSONANT, _IMPOSSIBLE = 1.0, 0.8, 99.0

_OTHER_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ß": "s", "æ": "e", "œ": "e", "ð": "d", "þ": "t", "ı": "i"}
)

# Classes of consonants, and the largest share of them in which two words may differ.
_CLASSES = str.maketrans("bpfvtdszcxjkgqlrmn", "PPPPTTTTTTTTTTLRNN", "aeiouyhw")
_MAX_SKELETON = 0.67

Edge = tuple[int, str]
"""The node to which an edge leads, and its sound; "" is silence."""

Graph = dict[int, tuple[Edge, ...]]
"""The edges of each node. Every path from node 0 to the last node is a reading of a word."""


@lru_cache(1 << 16)
def sound_distance(written_word: str, known_word: str, language: Language) -> float:
    """Return how far two words of names are apart by sound: 0 if they may sound the same.

    The value is the cost of the closest readings, divided by the mean number of letters. It is 1
    for words whose consonants have little in common.
    """
    first, second = fold_name(written_word), fold_name(known_word)
    if first == second:
        return 0.0
    if not (language.letter_sounds and first and second) or not may_sound_alike(first, second):
        return 1.0
    cost = _cheapest_alignment(
        _read(first, language.letter_sounds),
        _read(second, language.letter_sounds, _FOREIGN_SPELLINGS),
    )
    sounds = 1 + (len(_skeleton(first)) + len(_skeleton(second))) / 2
    return min(1.0, cost / sounds)


def fold_name(word: str) -> str:
    """Write a word in lower case, without accents, apostrophes and hyphens."""
    low = word.casefold().translate(_OTHER_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", low) if c.isalpha())


@lru_cache(1 << 16)
def may_sound_alike(first_word: str, second_word: str) -> bool:
    """Compare classes of consonants, which is faster than comparing all readings."""
    skeletons = [_skeleton(fold_name(word)) for word in (first_word, second_word)]
    return Levenshtein.distance(*skeletons) <= max(1, _MAX_SKELETON * max(map(len, skeletons)))


def _skeleton(word: str) -> str:
    key = word.translate(_CLASSES)
    return "".join(c for i, c in enumerate(key) if i == 0 or key[i - 1] != c)


@lru_cache(1 << 14)
def _read(word: str, *tables: str) -> Graph:
    """Build the graph of all readings of a word.

    The node before letter `n` is `_NODES * n`; the nodes up to the next one lie between the sounds
    of a group that has several.
    """
    readings_of = _read_tables(*tables)
    edges: dict[int, list[Edge]] = {}
    for at, letter in enumerate(word):
        if at and letter == word[at - 1]:
            edges.setdefault(_NODES * at, []).append((_NODES * (at + 1), ""))
        for size in range(1, max(map(len, readings_of)) + 1):
            group = word[at : at + size]
            if len(group) < size:
                break
            for reading in readings_of.get(group, () if size > 1 else ((letter,),)):
                _add_reading(edges, _NODES * at, _NODES * (at + size), reading)
    return {node: tuple(dict.fromkeys(found)) for node, found in edges.items()} | {
        _NODES * len(word): ()
    }


def _add_reading(
    edges: dict[int, list[Edge]], first: int, last: int, sounds: tuple[str, ...]
) -> None:
    nodes = [first, *range(first + 1, first + len(sounds)), last]
    for before, after, sound in zip(nodes, nodes[1:], sounds, strict=False):
        edges.setdefault(before, []).append((after, sound))


def _cheapest_alignment(first: Graph, second: Graph) -> float:
    """Return the cost of the cheapest alignment of a path of one graph with one of the other."""
    ends = max(first), max(second)
    costs: dict[tuple[int, int], float] = {}
    for i in sorted(first, reverse=True):
        for j in sorted(second, reverse=True):
            if (i, j) == ends:
                costs[i, j] = 0.0
                continue
            omitted = [costs[to, j] + _omission_cost(sound) for to, sound in first[i]]
            added = [costs[i, to] + _omission_cost(sound) for to, sound in second[j]]
            both = [
                costs[to_first, to_second] + _substitution_cost(a, b)
                for to_first, a in first[i]
                if a
                for to_second, b in second[j]
                if b
            ]
            costs[i, j] = min(*omitted, *added, *both, _IMPOSSIBLE, _IMPOSSIBLE)
    return costs[0, 0]


@lru_cache
def _omission_cost(sound: str) -> float:
    if not sound:
        return 0.0
    return _OMITTED_VOWEL if sound in _VOWELS else _OMITTED.get(sound, _OMITTED_CONSONANT)


@lru_cache
def _substitution_cost(first: str, second: str) -> float:
    if first == second:
        return 0.0
    pair = frozenset((first, second))
    if pair <= _VOWELS:
        return _ANOTHER_VOWEL
    return _GLIDE if pair in _GLIDES else _RELATED.get(pair, _UNLIKE)
