"""Separate text in brackets, which is not spoken, from a transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcripts.source_transcript import Mark, MarkKind, SourceWord
from transcripts.sources.times import TIME, parse_clock_time

_BRACKETS = re.compile(
    r"\[[^\[\]\n]{0,80}\]"
    r"|\((?:[A-Z][A-Z0-9 ,.'\"&:;-]+|(?:[Ll]aughter|[Aa]pplause|[Mm]usic|[Cc]rosstalk|[Ss]ilence"
    r"|[Ii]naudible|[Uu]nintelligible|[Ii]ndistinct|[Ll]aughs?|[Ll]aughing|[Pp]ause)"
    r"[^()\n]{0,40})\)"
    rf"|\({TIME}\)|<{TIME}>"
    r"|♪+|♫+"
)
_GUESS = re.compile(r"\[\?\s*([^\[\]?\n]{1,60}?)\s*\?\]|\[([^\[\]?\n]{1,60}?)\s*\?\]")
_ASKED = re.compile(r"\?([^\s?]{1,40})\?")
_INSIDE = re.compile(r"^[\[(<]\s*|\s*[\])>]$")
_UNCLEAR = re.compile(r"inaudible|unintelligible|indistinct|unclear|crosstalk|\?+$", re.IGNORECASE)
_RECORDED = re.compile(r"soundbite|clip|archived|recording|excerpt", re.IGNORECASE)
_SOUND = re.compile(
    r"music|applause|laugh|cheer|singing|silence|pause|cough|sigh|noise|bell|♪|♫|phone",
    re.IGNORECASE,
)


def split_marks(text: str) -> tuple[tuple[SourceWord, ...], tuple[Mark, ...]]:
    """Split a text into its words and its marks.

    A time in brackets belongs to the word after it. A guess ("[? Hale ?]", "?Hale?") is kept as
    words, each with a mark of kind `unsure`.
    """
    words: list[SourceWord] = []
    marks: list[Mark] = []
    time: float | None = None
    for piece, in_brackets in _split_at_marks(text):
        if not in_brackets:
            for word in piece.split():
                said = _ASKED.match(word)
                if said:
                    marks.append(Mark(word, "unsure", len(words)))
                    word = said[1] + word[said.end() :]
                words.append(SourceWord(word, time))
                time = None
            continue
        guess = _GUESS.fullmatch(piece)
        if guess:
            for word in (guess[1] or guess[2]).split():
                marks.append(Mark(piece, "unsure", len(words)))
                words.append(SourceWord(word, time))
                time = None
        elif (at := parse_clock_time(_INSIDE.sub("", piece))) is not None:
            time = at
        else:
            marks.append(Mark(piece, classify_mark(piece), len(words)))
    return tuple(words), tuple(marks)


def classify_mark(mark_text: str) -> MarkKind:
    """Classify a text in brackets by its words."""
    inside = _INSIDE.sub("", mark_text)
    if _UNCLEAR.search(inside) or not inside:
        return "unclear"
    if _RECORDED.search(inside):
        return "recorded"
    return "sound" if _SOUND.search(inside) else "note"


def _split_at_marks(text: str) -> Iterator[tuple[str, bool]]:
    """Yield (text, is in brackets) for all parts of a text, in order."""
    at = 0
    for match in _BRACKETS.finditer(text):
        yield text[at : match.start()], False
        yield match[0], True
        at = match.end()
    yield text[at:], False
