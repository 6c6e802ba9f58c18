"""Find words that sound like other words.

Words sound alike if their keys, made of their consonants, are equal. The rules for the keys are
those of English and German, roughly. `editor/static/sounds_like.js` has the same rules for the text
of a page; a test compares the two files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, normalize

_RULES = tuple(
    (re.compile(before), after)
    for before, after in (
        *(("ß", "ss"), ("ł", "l"), ("[^a-z]", "")),
        *(("^[kgp]n", "n"), ("^wr", "r"), ("ph", "f"), ("sch|tch|sh|ch", "1"), ("gh(?=t|$)", "")),
        *(("ck", "k"), ("c(?=[eiy])", "s"), ("[cq]", "k"), ("x", "ks"), ("z", "s"), ("v", "f")),
        (r"dt?\b", "t"),
        *(("(?<=.)h", ""), ("^[aeiouy]+", "0"), ("(?<=.)[aeiouyw]", ""), (r"(.)\1+", r"\1")),
    )
)
"""Replacements, in this order."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f’'])*")


@lru_cache(2**16)
def sound_key(word: str) -> str:
    """Return the key of a word: words with equal keys may sound alike."""
    key = "".join(c for c in normalize("NFD", word.lower()) if category(c)[0] != "M")
    for before, after in _RULES:
        key = before.sub(after, key)
    return key


def find_words_that_sound_like(text: str, find: str) -> Sequence[tuple[int, int]]:
    """Return the ranges of characters whose words sound like those of `find`, in order."""
    keys = [key for word in find.split() if (key := sound_key(word))]
    words = list(_WORD.finditer(text)) if keys else []
    own = [sound_key(word[0]) for word in words]
    found, n = [], 0
    while n + len(keys) <= len(own):
        is_match = bool(keys) and own[n : n + len(keys)] == keys
        if is_match:
            found.append((words[n].start(), words[n + len(keys) - 1].end()))
        n += len(keys) if is_match else 1
    return found
