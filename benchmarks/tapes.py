"""Read tapes: folders with a recording, a verbatim truth and a damaged old text."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path

from benchmarks.damage import HOMOPHONES, damage, join_damaged, misspell
from speakers.cast import CastMember, parse_cast
from speakers.context import find_rare_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.text.normalize import plain, tokenize

SCRIPTS = Path(__file__).parent / "recordings"

UNSPOKEN_EVERY = 30
"""Words of an old text per inserted sentence."""

HOMOPHONE_SHARE = 1 / 3
"""Share of the words with a homophone that `swap_homophones` replaces."""

DAMAGE_RATE = 1 / 30
"""Planted errors per word of a text that `damage_text` damages, where the kind fits the word."""

SOUND_SUFFIXES = (".mp3", ".wav", ".flac", ".wma", ".m4a", ".ogg")


@dataclass(frozen=True, slots=True)
class PlantedError:
    """An error in an old text, which has `written` where `spoken` was said.

    `position` is its place in the text from 0 to 1, to choose among equal passages.
    """

    kind: str
    spoken: str
    written: str
    position: float


@dataclass(frozen=True, slots=True)
class Tape:
    """A folder with a recording, its true text, and the archive's old text."""

    name: str
    audio: Path
    truth: tuple[str, ...]
    reference: str
    planted: tuple[PlantedError, ...]
    cast: tuple[CastMember, ...]
    context: tuple[str, ...]
    synthetic: bool

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The names and rare words of cast and context."""
        return find_rare_words(self.context, ENGLISH, self.cast)


def read_tape(folder: Path, reference: str = "reference.txt") -> Tape:
    """Read a folder with a sound file, truth.txt (lines of `Name: text`) and the old text.

    planted.json, cast.txt and context*.txt may be missing. A tape with truth.seglst.json (spoken
    from a script, with word times) is synthetic.
    """
    audio = next(path for path in sorted(folder.iterdir()) if path.suffix in SOUND_SUFFIXES)
    old = (folder / reference).read_text(encoding="utf-8")
    planted = folder / "planted.json"
    damaged = planted.exists() and reference == "reference.txt"
    cast = folder / "cast.txt"
    lines = (folder / "truth.txt").read_text(encoding="utf-8").splitlines()
    return Tape(
        name=folder.name,
        audio=audio,
        truth=tuple(line.partition(": ")[2].strip() or line for line in lines if line.strip()),
        reference=old,
        planted=tuple(_parse_planted(json.loads(planted.read_text()), old)) if damaged else (),
        cast=parse_cast(cast.read_text(encoding="utf-8"), ENGLISH) if cast.exists() else (),
        context=tuple(p.read_text(encoding="utf-8") for p in sorted(folder.glob("context*.txt"))),
        synthetic=(folder / "truth.seglst.json").exists(),
    )


def add_unspoken(tape: Tape, sentences: Sequence[str], seed: int = 1) -> Tape:
    """Insert sentences that nobody says into the old text, one in about `UNSPOKEN_EVERY` words.

    They are inserted after sentences and turns whose words are right, where addresses and
    sponsors usually stand.
    """
    rng = random.Random(f"{seed} {tape.name}")
    pieces = re.split(r"(?<=[.?!])(?= )", tape.reference)
    text, planted, count = "", [], 0
    spoken = _keys(" ".join(tape.truth))
    for piece, behind in zip_longest(pieces, pieces[1:], fillvalue=""):
        text += piece
        count += len(piece.split())
        if count >= UNSPOKEN_EVERY and behind:
            true = f"{' '.join(piece.split()[-2:])} {' '.join(behind.split()[:2])}"
            if _keys(true) not in spoken:
                continue
            count = 0
            sentence = rng.choice(sentences)
            planted.append((true, sentence, len(text)))
            text += f" {sentence}"
    errors = (PlantedError("never spoken", t, s, at / len(text)) for t, s, at in planted)
    return replace(tape, reference=text.strip(), planted=tuple(errors))


def misspell_names(tape: Tape, seed: int, *, with_cast: bool) -> Tape:
    """Replace the old text by the true text with half of its names misspelled.

    Names are words that are capitalized within a sentence and never in lower case. A repeated name
    is misspelled either everywhere or once; the kind of the planted error says whether the right
    spelling occurs elsewhere. With `with_cast`, the tape's cast has the true names.
    """
    rng = random.Random(f"{seed} {tape.name}")
    words = "  ".join(tape.truth).split(" ")
    names = _name_places(words)
    planted, written = [], list(words)
    for name in sorted(names):
        wrong = misspell(name.lower(), rng)
        if wrong is None or rng.random() < 0.5:
            continue
        alone = len(names[name]) > 1 and rng.random() < 0.5
        places = [rng.choice(names[name])] if alone else names[name]
        for at in places:
            written[at] = words[at].replace(name, wrong.capitalize())
            planted.append(("name right elsewhere" if alone else "name", at))
    return replace(
        tape,
        name=f"{tape.name} cast" if with_cast else tape.name,
        reference=" ".join(written),
        planted=tuple(
            PlantedError(kind, words[at], written[at], at / len(words))
            for kind, at in sorted(planted, key=lambda pair: pair[1])
        ),
        cast=tuple(CastMember(name) for name in sorted(names)) if with_cast else (),
        context=(),
    )


def swap_homophones(tape: Tape, seed: int) -> Tape:
    """Replace the old text by the true text with a third of its `damage.HOMOPHONES` swapped."""
    rng = random.Random(f"{seed} {tape.name}")
    words = "  ".join(tape.truth).split(" ")
    planted, written = [], list(words)
    for at, word in enumerate(words):
        bare = re.sub(r"[^\w']", "", word)
        others = [o for group in HOMOPHONES if plain(bare) in group for o in group]
        others = [other for other in others if other != plain(bare)]
        if not others or rng.random() > HOMOPHONE_SHARE:
            continue
        other = rng.choice(others)
        other = other.capitalize() if bare[:1].isupper() else other
        written[at] = word.replace(bare, other)
        planted.append(PlantedError("homophone", word, written[at], at / len(words)))
    return replace(tape, reference=" ".join(written), planted=tuple(planted))


def damage_text(tape: Tape, seed: int, added_sentences: Sequence[str]) -> Tape:
    """Replace the old text by the true text with all kinds of errors of `damage.damage`.

    It has no commas, all contractions are expanded, and some `added_sentences` are inserted.
    """
    rng = random.Random(f"{seed} {tape.name}")
    turns = damage([turn.split() for turn in tape.truth], added_sentences, DAMAGE_RATE, 1.0, rng)
    chunks = [chunk for turn in turns for chunk in turn]
    true = [word for chunk in chunks for word in chunk.truth]
    planted, at, place = [], 0, 0
    total = sum(len(chunk.written) for chunk in chunks)
    for chunk in chunks:
        end = at + len(chunk.truth)
        if chunk.kind not in (None, "contraction"):
            around = slice(max(0, at - 1), end + 1) if at == end else slice(at, end)
            written, said = " ".join(chunk.written), " ".join(true[around])
            planted.append(PlantedError(str(chunk.kind), said, written, place / total))
        at, place = end, place + len(chunk.written)
    return replace(tape, reference=join_damaged(turns), planted=tuple(planted))


def _name_places(words: Sequence[str]) -> dict[str, list[int]]:
    """Map each name of a text to the indices of its words."""
    small = {plain(word) for word in words if word[:1].islower()} | ENGLISH.stop_words
    places: dict[str, list[int]] = {}
    for before, word in pairwise(words):
        name = re.match(r"[A-Z][a-z]{3,}\b", word)
        if name and before[-1:].isalnum() and plain(name[0]) not in small:
            places.setdefault(name[0], [])
    for at, word in enumerate(words):
        name = re.match(r"[A-Z][a-z]{3,}\b", word)
        if name and name[0] in places:
            places[name[0]].append(at)
    return places


@cache
def scripted_sentences() -> tuple[tuple[str, str], ...]:
    """Return the sentences of all synthetic scripts, each with the name of its script."""
    found = []
    for path in sorted(SCRIPTS.rglob("*.script.json")):
        script = json.loads(path.read_text(encoding="utf-8"))
        text = " ".join(line["say"] for line in script["lines"] if "say" in line)
        found += [(script["session"], s) for s in re.split(r"(?<=[.?!]) ", text)]
    return tuple((name, s) for name, s in found if 4 <= len(s.split()) <= 20)


def _keys(text: str) -> str:
    return f" {' '.join(token.key for token in tokenize(text.split(), ENGLISH))} "


def _parse_planted(rows: Sequence[dict[str, str]], text: str) -> Iterator[PlantedError]:
    """Read both layouts of planted.json: `before` and `after`, or `truth` and `reference`.

    Rows that only expand contractions or move a turn break are skipped.
    """
    for row in rows:
        if "truth" in row:
            true, written, ahead = row["truth"], row["reference"], row["before"] + row["reference"]
        else:
            true, written, ahead = row["before"], row["after"], row["after"]
        same = [t.key for t in tokenize(true.split(), ENGLISH)] == [
            t.key for t in tokenize(written.split(), ENGLISH)
        ]
        if row["kind"] != "turn-break" and not same:
            at = max(0, text.find(ahead))
            yield PlantedError(row["kind"], true, written, at / max(1, len(text)))
