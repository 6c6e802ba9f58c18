"""Find and replace the names of people who must not be named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from transcripts.folding import folded
from transcripts.languages.language import Language
from transcripts.withheld import MARK

_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s\-_.,'’&]*")
"""Text that may separate two parts of a name: "Grey, Tobias", "tobias_grey"."""

_SHORTEST = 3
"""A name part with fewer letters ("de", "Li") is not searched for on its own."""

_SHORTEST_INSIDE = 5
"""A name part with fewer letters is not searched for inside other words ("tobiasgrey.mp3")."""


def name_parts(name: str) -> tuple[str, ...]:
    """Return the folded parts of a name with at least three letters.

    If all parts are shorter, all parts are returned.
    """
    parts = tuple(dict.fromkeys(_fold(found[0]) for found in _find_tokens(name)))
    return tuple(part for part in parts if len(part) >= _SHORTEST) or parts


@dataclass(frozen=True, slots=True)
class HiddenNames:
    """Parts of hidden names, each with the text that replaces the name.

    A part that is also a stop word ("Will") counts only with a capital.
    """

    replacements: Mapping[str, str]
    stop_words: frozenset[str]
    short_parts: frozenset[str] = frozenset()

    @classmethod
    def from_pseudonyms(
        cls, pseudonyms: Mapping[str, str | None], language: Language
    ) -> HiddenNames:
        """Collect the parts of hidden names; `pseudonyms` maps each name to its replacement."""
        found = {
            part: pseudonym or MARK
            for name, pseudonym in pseudonyms.items()
            for part in name_parts(name)
        }
        every = {_fold(token[0]) for name in pseudonyms for token in _find_tokens(name)}
        return cls(found, language.stop_words, frozenset(every - found.keys()))

    def __bool__(self) -> bool:
        return bool(self.replacements)

    def are_in(self, text: str) -> bool:
        """Check whether a text contains a part of a hidden name."""
        return any(True for _ in self._find_matches(text))

    def replace_in(self, text: str) -> str:
        """Return a text with each hidden name replaced.

        A text that has a part of a name inside another word is replaced as a whole.
        """
        composed, parts, at = unicodedata.normalize("NFC", text), list[str](), 0
        for first, last, replacement in self._find_names(composed):
            parts += [composed[at:first], replacement]
            at = last
        rest = (*parts[::2], composed[at:])
        squashed = "".join(_fold(found[0]) for part in rest for found in _TOKEN.finditer(part))
        long = (part for part in self.replacements if len(part) >= _SHORTEST_INSIDE)
        if any(part in squashed for part in long):
            return MARK
        return "".join((*parts, composed[at:])) if parts else text

    def _find_matches(self, text: str) -> Iterator[re.Match[str]]:
        for token in _find_tokens(text):
            part = _fold(token[0])
            if part in self.replacements and (
                part not in self.stop_words or token[0][:1].isupper()
            ):
                yield token

    def _find_names(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the spans of names in a text, each with its replacement."""
        first = last = -1
        replacement = ""
        starts = {token.start() for token in self._find_matches(text)}
        pending = -1  # the end of short parts after a name part, such as "de" before another part
        for token in _find_tokens(text):
            part = _fold(token[0])
            is_near = first >= 0 and _BETWEEN.fullmatch(text, max(last, pending), token.start())
            if token.start() in starts:
                if not is_near:
                    if first >= 0:
                        yield first, last, replacement
                    first, replacement = token.start(), self.replacements[part]
                last, pending = token.end(), -1
            elif is_near and part in self.short_parts:
                pending = token.end()
            elif first >= 0:
                yield first, last, replacement
                first = pending = -1
        if first >= 0:
            yield first, last, replacement


def _find_tokens(text: str) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(unicodedata.normalize("NFC", text))


def _fold(token: str) -> str:
    return folded(token)
