"""List English role words, and find the role that a phrase means."""

from __future__ import annotations

import re

from speakers.phrases.phrases import RoleWords
from speakers.roles import ROLES

ROLE_BY_WORD = {word: role.name for role in ROLES for word in (role.name, *role.english_words)}

# The work decides what a "writer" is: the writer of a novel is an author.
_BOOK = re.compile(r"\b(novel|book|memoir|story|stories|biography)\b")
_SCREEN = re.compile(r"\b(film|movie|screen|screenplay|script|documentary)\b")
_WRITING = re.compile(r"\b(co-)?(writer|wrote|written|write|writes)\b")


def normalize_role(phrase: str) -> str | None:
    """Return the role that a phrase means ("writer of the novel" is author); None if it is empty.

    A phrase without a known word is kept in lower case, because other roles are allowed.
    """
    text = " ".join(phrase.lower().split())
    if _WRITING.search(text) and _BOOK.search(text):
        return "author"
    if _WRITING.search(text) and _SCREEN.search(text):
        return "screenwriter"
    return role_in_phrase(text) or text or None


def role_in_phrase(phrase: str) -> str | None:
    """Return the role at the end of a phrase ("film director" is director), or None."""
    words = re.findall(r"[a-z-]+", phrase.lower().split(" of ")[0])
    named = (ROLE_BY_WORD.get(w) or ROLE_BY_WORD.get(w.removesuffix("s")) for w in reversed(words))
    return next(filter(None, named), None)


ROLE_WORDS = RoleWords(ROLE_BY_WORD, role_in_phrase, normalize_role)
