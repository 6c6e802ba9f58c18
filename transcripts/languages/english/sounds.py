"""Compute phonetic keys of English words; misheard and misspelled names keep their consonants."""

from __future__ import annotations

import re
from functools import lru_cache

from transcripts.folding import plain

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"(.)\1", r"\1"),
        (r"^(kn|gn|pn|wr|ps)", lambda m: m.group()[1]),
        (r"mb$", "m"),
        (r"(?<!^)x", "ks"),
        (r"(?<=[aeo])w(?![aeiou])", ""),
        (r"sch|ch|sh|ti(?=o)|ci(?=[ao])|si(?=on)", "x"),
        (r"ph|gh(?=t)?", lambda m: "f" if m.group() == "ph" else ""),
        (r"c(?=[eiy])|z", "s"),
        (r"ck|c|q", "k"),
        (r"dge?|g(?=[eiy])", "j"),
        (r"th", "0"),
        (r"d", "t"),
        (r"v", "f"),
        (r"wh", "w"),
        (r"[hy]", ""),
        (r"(?<!^)[aeiou]+", ""),
        (r"^[aeiou]+", "a"),
        (r"(.)\1", r"\1"),
    )
)

LETTER_SOUNDS = """
    a A E|b B|c K S|ch CH K|ck K|d D|dge J|e E|ea I E|ee I|ei A I|ey I A|f F|g G J|gh G F -|h H -
    i I|igh I|j J|k K|kn N|l L|m M|mb M|n N|o O A|oa O|oe O I|oi O_I|oo U|ou U O|ow O A|p P|ph F|q K
    qu K_W|r R|s S Z|sch SH S_K|sh SH|t T|tch CH|th TH|ti T_I SH|u U A O|v V|w W|wh W|wr R|x K_S Z
    y Y I|z Z
"""
"""Groups of letters, each with the sounds that it has in English names; "-" is silence."""


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """Return the phonetic key of an English word: its consonants, with similar sounds merged."""
    key = plain(word).replace(" ", "")
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key
