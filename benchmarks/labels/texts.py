"""Read interviews with known speakers, and rewrite them in the styles of old transcripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from speakers.cast import CastMember
from transcripts.languages.english.contractions import other_wordings

_TRAILS_OFF = re.compile(r"\.{2,}|…|—|–|--")
_MARKS = re.compile(r'[,;:"“”()\[\]/*]')
_APOSTROPHE_ALONE = re.compile(r"(?<!\w)'|'(?!\w)")


@dataclass(frozen=True, slots=True)
class TrueTurn:
    """A turn of the truth; `role` is None if the truth has none."""

    speaker: str
    text: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    """A text with its true speakers; `show` is the part of the file name before the first "_".

    `joined` holds the numbers of turns that follow the turn before on the same line.
    """

    name: str
    turns: tuple[TrueTurn, ...]
    joined: frozenset[int] = frozenset()

    @property
    def show(self) -> str:
        """The programme that the interview belongs to."""
        return self.name.split("_")[0]

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of the speakers, in alphabetical order."""
        return tuple(sorted({turn.speaker for turn in self.turns}))

    @property
    def cast(self) -> tuple[CastMember, ...]:
        """The speakers as a cast without roles, in alphabetical order."""
        return tuple(map(CastMember, self.speakers))

    @property
    def text(self) -> str:
        """The text without labels, with a line break before each turn except joined ones."""
        breaks = [" " if turn in self.joined else "\n" for turn in range(1, len(self.turns))]
        rest = (f"{b}{turn.text}" for b, turn in zip(breaks, self.turns[1:], strict=True))
        return self.turns[0].text + "".join(rest)

    @property
    def turn_numbers_of_words(self) -> list[int]:
        """The turn number of each word."""
        return [i for i, turn in enumerate(self.turns) for _ in turn.text.split()]


def read_folders(folders: Sequence[Path]) -> tuple[Interview, ...]:
    """Read every `*.json` with "turns" of "speaker" and "text" (and "role"), sorted by name."""
    paths = sorted((path for folder in folders for path in folder.glob("*.json")), key=_file_stem)
    return tuple(_read(path) for path in paths)


def broadcast_style(interview: Interview) -> Interview:
    """Strip commas, colons, quotation marks and "!", and expand contractions."""
    turns = tuple(TrueTurn(t.speaker, _strip_marks(t.text), t.role) for t in interview.turns)
    spoken = [t for t in range(len(turns)) if re.search(r"\w", turns[t].text)]
    joined = frozenset(i for i, t in enumerate(spoken) if i and t in interview.joined)
    return Interview(interview.name, tuple(turns[t] for t in spoken), joined)


def to_upper_case(interview: Interview) -> Interview:
    """Write everything in capitals, as teletypes do."""
    return _with_texts(interview, str.upper)


def to_lower_case(interview: Interview) -> Interview:
    """Write everything in lower case without punctuation, as old speech recognizers did."""
    return _with_texts(broadcast_style(interview), lambda text: re.sub(r"[.?!]", "", text.lower()))


def _with_texts(interview: Interview, restyle: Callable[[str], str]) -> Interview:
    turns = tuple(replace(turn, text=restyle(turn.text)) for turn in interview.turns)
    return replace(interview, turns=turns)


def _file_stem(path: Path) -> str:
    return path.stem


def _read(path: Path) -> Interview:
    turns = (
        TrueTurn(turn["speaker"], " ".join(turn["text"].split()), turn.get("role"))
        for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]
    )
    return Interview(path.stem, tuple(turn for turn in turns if re.search(r"\w", turn.text)))


def _strip_marks(text: str) -> str:
    straight = text.replace("’", "'").replace("‘", "'")
    words = straight.split()
    opened = " ".join(
        _expand_contraction(a, b) for a, b in zip(words, [*words[1:], ""], strict=True)
    )
    bare = _MARKS.sub(" ", _TRAILS_OFF.sub(" - ", opened).replace("!", "."))
    return " ".join(_APOSTROPHE_ALONE.sub("", bare).split())


def _expand_contraction(word: str, following: str) -> str:
    bare = re.match(r"[A-Za-z]+'[A-Za-z]+", word)
    full = other_wordings([bare[0]], following)[:1] if bare else ()
    return full[0] + word[len(bare[0]) :] if bare and full else word
