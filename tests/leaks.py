"""A transcript in which every word is unique, and a search for words in any published bytes."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from tests.lamplight import EXAMPLE
from transcripts.provenance import Omission
from transcripts.transcript import Reason, Transcript


def invented(prefix: str, number: int) -> str:
    """Return a word that occurs nowhere else: a prefix, and a number of three digits as letters."""
    digits = "bcdfghjklm"
    return f"zx{prefix}" + "".join(digits[int(d)] for d in f"{number:03}")


def unique_transcript() -> Transcript:
    """Return the example with words that are unique, and with quotes of these words.

    Unwritten passages, notices and reasons quote each word, as in real transcripts.
    """
    made, number = [], 0
    for turn in EXAMPLE.turns:
        words = []
        for word in turn.words:
            mark = word.text[-1] if word.text[-1] in ".,?!:" else ""
            words.append(replace(word, text=invented("w", number) + mark))
            number += 1
        text = " ".join(word.text for word in words)
        made.append(replace(turn, words=tuple(words), text=text))
    every = [word for turn in made for word in turn.words]
    corrections = tuple(
        replace(
            c,
            before=c.before and invented("b", n),
            after=c.after and " ".join(w.text for r in c.word_ranges for w in r.slice_of(every)),
            evidence={"heard": invented("e", n)},
        )
        for n, c in enumerate(EXAMPLE.corrections)
    )
    unwritten = tuple(
        replace(u, text=" ".join(w.text for r in u.word_ranges for w in r.slice_of(every)))
        for u in EXAMPLE.unwritten
    )
    unspoken = tuple(replace(u, text=invented("u", n)) for n, u in enumerate(EXAMPLE.unspoken))
    quotes = tuple(Reason("addressed", w.text, w.start, 0.5) for w in every[::7])
    about = tuple(Reason("described", w.text, None, 0.5) for w in every[3::7])
    speakers = (replace(EXAMPLE.speakers[0], reasons=(*quotes, *about)), *EXAMPLE.speakers[1:])
    provenance = replace(
        EXAMPLE.provenance,
        omitted=tuple(Omission(f"{w.text} {w.text}", w.start, w.end, "music") for w in every[::5]),
        notices=tuple(f"the machine was not sure of {w.text}" for w in every[2::9]),
    )
    return replace(
        EXAMPLE,
        turns=tuple(made),
        corrections=corrections,
        unwritten=unwritten,
        unspoken=unspoken,
        speakers=speakers,
        provenance=provenance,
    )


def files_in(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, hidden ones included."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def leaks(data: bytes, words: set[str]) -> set[str]:
    """Return the words that occur in a file, even if compressed, escaped, encoded or in capitals.

    Words are compared without accents, and also found inside longer words.
    """
    plain = {word: _fold(word) for word in words}
    texts = [_fold(text) for text in dict.fromkeys(forms(data))]
    return {word for word, folded in plain.items() if any(folded in text for text in texts)}


def forms(data: bytes) -> Iterator[str]:
    """Yield a file's bytes as text, in every encoding and compression in which words may hide."""
    if zipfile.is_zipfile(io.BytesIO(data)) and data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name
                yield from forms(packed.read(name))
        return
    if data.startswith(b"\x1f\x8b"):
        yield from forms(gzip.decompress(data))
        return
    if b"\0" in data:
        yield from (data.decode(code, "ignore") for code in ("utf-16-le", "utf-16-be"))
    text = data.decode("utf-8", "replace")
    yield text
    yield html.unescape(text)
    yield unquote(text)
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    yield re.sub(r"<[^<>]*>", "", html.unescape(text))  # words that tags divide
    encoded = re.findall(r"[A-Za-z0-9+/_-]{16,}={0,2}", text)
    yield "\n".join(filter(None, map(_decoded, encoded)))


def _decoded(text: str) -> str:
    """Decode base64 or base64url; return "" for other text."""
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    if not any(map(unicodedata.combining, set(bare))):
        return bare
    return "".join(c for c in bare if not unicodedata.combining(c))
