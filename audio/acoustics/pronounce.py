"""Convert English words to ARPAbet phones, by the CMU dictionary or else letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from pocketsphinx import get_model_path

from transcripts.languages.english.numbers import spell_numbers
from transcripts.realignment.candidates import CandidateSet
from transcripts.text.normalize import plain

ENGLISH = frozenset({"en", "english"})
"""Whisper's code and name of the only language that the acoustic model supports."""

_LETTERS: tuple[tuple[str, str], ...] = (
    ("tion", "SH AH N"), ("sion", "ZH AH N"), ("ough", "AO"), ("augh", "AO"), ("eigh", "EY"),
    ("igh", "AY"), ("tch", "CH"), ("sch", "SH"), ("dge", "JH"), ("ch", "CH"), ("sh", "SH"),
    ("th", "TH"), ("ph", "F"), ("wh", "W"), ("ck", "K"), ("qu", "K W"), ("ng", "NG"), ("gh", "G"),
    ("kn", "N"), ("wr", "R"), ("ee", "IY"), ("ea", "IY"), ("oo", "UW"), ("ou", "AW"), ("ow", "OW"),
    ("oi", "OY"), ("oy", "OY"), ("ai", "EY"), ("ay", "EY"), ("au", "AO"), ("aw", "AO"),
    ("ie", "IY"), ("ei", "EY"), ("oa", "OW"), ("ue", "UW"), ("ew", "UW"), ("ar", "AA R"),
    ("er", "ER"), ("ir", "ER"), ("ur", "ER"), ("or", "AO R"), ("bb", "B"), ("cc", "K"),
    ("dd", "D"), ("ff", "F"), ("gg", "G"), ("ll", "L"), ("mm", "M"), ("nn", "N"), ("pp", "P"),
    ("rr", "R"), ("ss", "S"), ("tt", "T"), ("zz", "Z"), ("ce", "S EH"), ("ci", "S IH"),
    ("cy", "S IY"), ("ge", "JH EH"), ("gi", "JH IH"), ("a", "AE"), ("b", "B"), ("c", "K"),
    ("d", "D"), ("e", "EH"), ("f", "F"), ("g", "G"), ("h", "HH"), ("i", "IH"), ("j", "JH"),
    ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("o", "AA"), ("p", "P"), ("r", "R"),
    ("s", "S"), ("t", "T"), ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IY"),
    ("z", "Z"),
)  # fmt: skip
"""Spellings with their usual phones, longest first."""

_LETTER_NAMES = (
    "a:EY b:B_IY c:S_IY d:D_IY e:IY f:EH_F g:JH_IY h:EY_CH i:AY j:JH_EY k:K_EY l:EH_L m:EH_M "
    "n:EH_N o:OW p:P_IY q:K_Y_UW r:AA_R s:EH_S t:T_IY u:Y_UW v:V_IY w:D_AH_B_AH_L_Y_UW "
    "x:EH_K_S y:W_AY z:Z_IY"
)
_NAMES_OF_LETTERS = dict(pair.split(":") for pair in _LETTER_NAMES.split())
_POSSESSIVE = {"S": "IH Z", "Z": "IH Z", "SH": "IH Z", "CH": "IH Z", "JH": "IH Z", "ZH": "IH Z"}
_VOICELESS = frozenset(("P", "T", "K", "F", "TH"))


def spoken_words(text: str) -> list[str]:
    """Return the words of a text as the dictionary spells them; numbers are written as words."""
    plain_text = spell_numbers(text) if any(c.isdigit() for c in text) else text
    found = re.findall(r"[a-z']*[a-z][a-z']*", plain(plain_text))
    return [word.strip("'") or word for word in found]


@lru_cache(1 << 14)
def pronunciation(word: str) -> str:
    """Return the phones of a word, separated by spaces.

    The phones of an unknown word follow from its spelling.
    """
    known = pronunciation_dictionary().get(word)
    if known:
        return known
    if word.endswith("'s") and len(word) > 2:
        stem = pronunciation(word[:-2])
        last = stem.split()[-1]
        return f"{stem} {_POSSESSIVE.get(last, 'S' if last in _VOICELESS else 'Z')}"
    if len(word) > 1 and not re.search(r"[aeiouy]", word):
        return " ".join(_NAMES_OF_LETTERS[c].replace("_", " ") for c in word if c != "'")
    return " ".join(_spell_phones(word.replace("'", "")))


def phones(text: str) -> str:
    """Return the phones of a text, separated by spaces."""
    return " ".join(map(pronunciation, spoken_words(text)))


def _spell_phones(word: str) -> Iterator[str]:
    at = 0
    while at < len(word):
        spelling, phones = next(
            ((s, p) for s, p in _LETTERS if word.startswith(s, at)), (word[at], "")
        )
        at += len(spelling)
        if at == len(word) and spelling == "e" and at > 2:
            return
        if phones:
            yield phones


@lru_cache(1)
def pronunciation_dictionary() -> dict[str, str]:
    """Return the first pronunciation of each word of PocketSphinx's CMU dictionary."""
    path = Path(get_model_path("en-us/cmudict-en-us.dict"))
    lines = (line.partition(" ") for line in path.read_text(encoding="utf-8").splitlines())
    return {word: phones.strip() for word, _, phones in lines if "(" not in word}


def find_unknown_words(words: Sequence[str]) -> list[str]:
    """Return the words that are not in the dictionary."""
    return [word for word in dict.fromkeys(words) if word not in pronunciation_dictionary()]


def find_known_words(candidate_sets: Sequence[CandidateSet]) -> frozenset[str]:
    """Return the candidates' words that are in the dictionary, without possessive endings."""
    words = {
        word.removesuffix("'s")
        for question in candidate_sets
        for wording in question.candidates
        for word in plain(wording).split()
    }
    return frozenset(words & pronunciation_dictionary().keys())
