"""Words as they sound: the tokens that are compared, each of them tied to the words as written.

Two texts are alike here when a person reading them aloud would say the same: case, punctuation,
hyphens, British and American spelling, digits and initialisms make no difference, and a contraction
is the words that it stands for ("it's" is "it is") unless contractions are left closed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transcripts.text.numbers import SCALES, read_number

_FILLERS_TEXT = "uh um er erm ah eh mm hm hmm mhm huh uhm mhmm"
FILLERS = frozenset(_FILLERS_TEXT.split())

_TAILS = {"'s": "is", "'re": "are", "'m": "am", "'ve": "have", "'ll": "will", "'d": "would"}
_WHOLE = {
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
_CURRENCY = {"$": "dollars", "£": "pounds", "€": "euros"}

# Pairs of spellings for one sound, as rules where a rule is safe and as roots where it is not.
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
_PART = re.compile(r"[$£€]?\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|s)?%?|'?\w+(?:'\w+)*'?|[&%]")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.){2,}$")


# Different words and wordings whose reading is remembered: more than hours of speech have.
_WORDS_KEPT = 1 << 15


@dataclass(frozen=True, slots=True)
class Piece:
    """A word as written, and where it stands in its text (`start` and `end` in characters)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of comparison, said by the words `first` to `last` (indices, both included)."""

    key: str
    first: int
    last: int


def pieces(text: str) -> tuple[Piece, ...]:
    """Cut a text at white space."""
    return tuple(Piece(m.group(), m.start(), m.end()) for m in re.finditer(r"\S+", text))


def tokens(words: Sequence[str], *, open_contractions: bool = True) -> tuple[Token, ...]:
    """Give the tokens of a row of words as written; a word that says nothing ("-") has none.

    A contraction is opened into the words that it stands for, or left as one token ("it's").
    """
    keys = enumerate(_said(word, open_contractions) for word in words)
    return tuple(_joined([Token(key, i, i) for i, said in keys for key in said]))


def normalize(text: str) -> str:
    """Give a text as its tokens joined with spaces, ready for jiwer."""
    return " ".join(t.key for t in tokens(text.split()))


@lru_cache(_WORDS_KEPT)
def plain(text: str) -> str:
    """Give a wording without case, punctuation, hyphens and accents; apostrophes stay."""
    return " ".join(re.findall(r"[\w']+", _folded(text).replace("-", " "))).strip("' ")


def _folded(text: str) -> str:
    """Lower case, straight apostrophes, no accents."""
    straight = text.replace("’", "'").replace("‘", "'").replace("ʼ", "'")
    bare = unicodedata.normalize("NFKD", straight.lower())
    return "".join(c for c in bare if not unicodedata.combining(c))


@lru_cache(_WORDS_KEPT)
def _said(word: str, opened: bool) -> tuple[str, ...]:
    """Give the keys of one word as written, before numbers and initials are joined."""
    low = _folded(word).strip('"“”(){}[]!?,;:…*_').rstrip("-")
    if _INITIALS.match(low) or _INITIALS.match(low + "."):
        return (low.replace(".", ""),)
    low = low.strip(".")
    if low in _WHOLE and (opened or not _contracts(low)):
        return _WHOLE[low]
    inner = re.sub(r"(?<=[a-z])\.(?=[a-z])", " dot ", low).replace("@", " at ")
    return tuple(key for part in _PART.findall(inner) for key in _keys(part, opened))


def _keys(part: str, opened: bool) -> Iterator[str]:
    """Give the keys of one stretch of letters or digits."""
    part = part.strip("'") if part not in _WHOLE else part
    if part[:1] in _CURRENCY or part[:1].isdigit():
        yield part[1:].replace(",", "").rstrip("%") if part[0] in _CURRENCY else _digits(part)
        if part[0] in _CURRENCY:
            yield _CURRENCY[part[0]]
        if part.endswith("%"):
            yield "percent"
        return
    if not opened and _contracts(part):
        yield _spelling(part)
    elif part in _WHOLE:
        yield from _WHOLE[part]
    else:
        yield from _contracted(part)


def _contracts(part: str) -> bool:
    """Whether an apostrophe stands inside; one in front ("'em") only clips the word."""
    return "'" in part[1:]


def _digits(part: str) -> str:
    return part.rstrip("%").replace(",", "")


def _contracted(part: str) -> Iterator[str]:
    """Open a contraction into the words that it stands for, and settle the spelling of the rest."""
    if part.endswith("n't"):
        yield _spelling(part.removesuffix("n't"))
        yield "not"
        return
    for tail, full in _TAILS.items():
        if part.endswith(tail) and len(part) > len(tail):
            yield from _contracted(part.removesuffix(tail))
            yield full
            return
    yield _spelling(part.replace("'", ""))


def _spelling(word: str) -> str:
    """Give the one spelling under which British and American ones meet."""
    word = _SPELLINGS.get(word, word)
    for british, american in _BRITISH:
        word = british.sub(rf"\g<1>{american}", word)
    return word.removesuffix("u") if word.endswith("ogu") else word


def _joined(parts: list[Token]) -> Iterator[Token]:
    """Join numbers said in several words, and initials that stand apart ("N P R")."""
    for i, part in enumerate(parts[:-1]):
        if part.key in _CURRENCY.values() and parts[i + 1].key in SCALES:
            parts[i], parts[i + 1] = parts[i + 1], part
    words = [part.key for part in parts]
    at = 0
    while at < len(parts):
        count, key = _at(words, at)
        said = parts[at : at + count]
        yield Token(key, min(p.first for p in said), max(p.last for p in said))
        at += count


def _at(words: Sequence[str], at: int) -> tuple[int, str]:
    """How many parts the next token takes, and its key."""
    number = read_number(words, at)
    if number:
        return number.words, number.key
    end = at
    while end < len(words) and len(words[end]) == 1 and words[end].isalpha():
        end += 1
    if end - at >= 3 or (end - at == 2 and not {"a", "i"} & set(words[at:end])):
        return end - at, "".join(words[at:end])
    return 1, words[at]
