"""Unify British and American spellings."""

from __future__ import annotations

import re

# Rules that unify British and American spellings, where a rule is safe; other words are in lists.
_BRITISH = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"^(\w{3,})is(?=(?:e|ed|es|ing|er|ers|ation|ations)$)", "iz"),
        (
            r"^(col|fav|hon|lab|hum|rum|vap|arm|vig|sav|clam|od|neighb|behavi|flav|harb|glam|endeav|parl)our",
            "or",
        ),
        (r"^(\w{3,})tre(?=s?$)", "ter"),
        (r"^(\w{2,}ogu?)e(?=s?$)", ""),
        (
            r"^(trave|cance|labe|leve|signa|marve|tunne|tota|channe|mode|fue|jewe|quarre|counse)ll"
            r"(?=ed|ing|er|or)",
            "l",
        ),
    )
)
_SPELLINGS = {
    "grey": "gray",
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "practise": "practice",
    "practiz": "practice",
    "programme": "program",
    "programmes": "programs",
    "tyre": "tire",
    "plough": "plow",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "judgement": "judgment",
    "ageing": "aging",
    "whilst": "while",
    "towards": "toward",
    "afterwards": "afterward",
    "theatre": "theater",
}


def standard_spelling(word: str) -> str:
    """Return the standard spelling of a British or American word."""
    word = _SPELLINGS.get(word, word)
    for british, american in _BRITISH:
        word = british.sub(rf"\g<1>{american}", word)
    return word.removesuffix("u") if word.endswith("ogu") else word
