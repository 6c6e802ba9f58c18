"""Damage a true text at random, with the kinds of errors that archives' texts have.

Each chunk of the damaged text is stored with its true words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from transcripts.languages.english.contractions import other_wordings
from transcripts.text.normalize import plain

_HOMOPHONES = """
    there/their to/too/two your/you're its/it's hear/here know/no write/right one/won
    week/weak piece/peace whole/hole then/than by/buy see/sea censor/sensor
    principle/principal affect/effect accept/except weather/whether which/witch wear/where
    past/passed led/lead bear/bare break/brake new/knew our/hour meet/meat made/maid son/sun
    sail/sale tale/tail some/sum site/sight steel/steal role/roll through/threw wait/weight
    would/wood plain/plane cell/sell cent/sent die/dye fair/fare flour/flower for/four
    heal/heel him/hymn night/knight mail/male main/mane not/knot pair/pear peak/peek
    rain/reign real/reel road/rode root/route seem/seam so/sew stair/stare tide/tied
    waste/waist way/weigh ate/eight allowed/aloud bread/bred council/counsel current/currant
    great/grate guest/guessed higher/hire lesson/lessen loan/lone morning/mourning missed/mist
    pause/paws poor/pour pray/prey profit/prophet ring/wring scene/seen soul/sole war/wore
    warn/worn we're/were who's/whose passed/past board/bored band/banned read/red aid/aide
    build/billed caught/court find/fined wrote/rote chord/cord dear/deer ware/wear
"""
_LIKE_IN_SENSE = """
    a/the this/that these/those and/but in/on at/in is/was are/were he/she they/we of/for
    has/had will/would can/could me/him our/their very/really big/great said/told get/got
    go/went think/thought know/knew want/wanted when/where what/that from/for with/by
    some/many always/often never/ever old/own first/last year/day man/men woman/women
"""
HOMOPHONES, LIKE_IN_SENSE = (
    [group.split("/") for group in text.split()] for text in (_HOMOPHONES, _LIKE_IN_SENSE)
)
_SHIFTS = [("ie", "ei"), ("ei", "ie"), ("s", "z"), ("c", "k"), ("k", "c"), ("v", "w"), ("e", "a")]
_SHIFTS += [("a", "e"), ("o", "u"), ("y", "i"), ("i", "y"), ("ph", "f"), ("th", "t"), ("ck", "k")]

# The relative frequency of each kind of damage; a kind that does not fit a word changes nothing.
KINDS = {"sense": 3.0, "homophone": 3.0, "sound": 2.0, "name": 3.0, "dropped": 2.0, "added": 1.5}
ADDED = ("well", "so", "now", "just", "really", "very", "then", "also", "the", "a", "of", "and")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage as it was spoken and as the damaged text has it; either may be empty."""

    truth: tuple[str, ...]
    written: tuple[str, ...]
    kind: str | None = None


def damage(
    turns: Sequence[Sequence[str]],
    added_sentences: Sequence[str],
    errors_per_word: float,
    expanded_share: float,
    rng: random.Random,
) -> list[list[Chunk]]:
    """Damage the words of turns, and expand a share of the contractions.

    Removes commas, which such texts lack. Leaves out one in 25 sentences of 5 or more words, and
    inserts one of `added_sentences` (of another text) before one sentence in 25.
    """
    lexicon = sorted({plain(w) for turn in turns for w in turn if w.isalpha() and len(w) > 3})
    damaged = []
    for turn in turns:
        chunks: list[Chunk] = []
        for sentence in _sentences(turn):
            if len(sentence) >= 5 and rng.random() < 0.04:
                chunks.append(Chunk(tuple(sentence), (), "dropped sentence"))
                continue
            if rng.random() < 0.04:
                chunks.append(
                    Chunk((), tuple(rng.choice(added_sentences).split()), "added sentence")
                )
            chunks += _damage_sentence(sentence, lexicon, errors_per_word, expanded_share, rng)
        damaged.append(chunks)
    return damaged


def join_damaged(turns: Sequence[Sequence[Chunk]]) -> str:
    """Join the damaged text, with two spaces between turns."""
    return "  ".join(" ".join(w for chunk in turn for w in chunk.written) for turn in turns)


def _sentences(turn: Sequence[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for word in turn:
        sentence.append(word)
        if word[-1:] in ".?!":
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _damage_sentence(
    sentence: Sequence[str],
    lexicon: Sequence[str],
    errors_per_word: float,
    expanded_share: float,
    rng: random.Random,
) -> Iterator[Chunk]:
    for position, word in enumerate(sentence):
        bare = re.sub(r"[,;:]$", "", word)
        kind = (
            rng.choices(list(KINDS), list(KINDS.values()))[0]
            if rng.random() < errors_per_word
            else None
        )
        found = _damage_word(bare, kind, lexicon, position, rng) if kind else None
        if found is not None and kind == "added":
            yield Chunk((word,), (bare,))
            yield Chunk((), tuple(found.split()[1:]), kind)
            continue
        if found is not None:
            yield Chunk((word,), tuple(found.split()), kind)
            continue
        following = sentence[position + 1] if position + 1 < len(sentence) else ""
        open_ = other_wordings([bare], following) if "'" in bare else ()
        if open_ and rng.random() < expanded_share:
            yield Chunk(
                (word,),
                tuple(f"{rng.choice(open_[:1])}{_trailing_marks(bare)}".split()),
                "contraction",
            )
        else:
            yield Chunk((word,), (bare,))


def _damage_word(
    word: str, kind: str, lexicon: Sequence[str], position: int, rng: random.Random
) -> str | None:
    """Return a damaged word, "" for a dropped one, None if the kind of damage does not fit it."""
    low, mark = plain(word), _trailing_marks(word)
    if not low or " " in low:
        return None
    name = word[:1].isupper() and position > 0 and low != "i" and "'" not in low
    other: str | None = None
    if kind == "dropped":
        return None if mark else ""
    if kind == "added":
        return f"{word} {rng.choice(ADDED)}" if not mark else None
    if kind == "name":
        other = misspell(low, rng) if name else None
    elif kind == "sound" and len(low) > 3 and not name:
        near = process.extract(low, lexicon, scorer=fuzz.ratio, score_cutoff=68, limit=6)
        choices = [w for w, _, _ in near if w != low]
        other = rng.choice(choices) if choices else None
    elif kind in ("homophone", "sense"):
        groups = HOMOPHONES if kind == "homophone" else LIKE_IN_SENSE
        mates = [w for group in groups if low in group for w in group if w != low]
        other = rng.choice(mates) if mates else None
    if other is None:
        return None
    return (other[:1].upper() + other[1:] if word[:1].isupper() else other) + mark


def misspell(word: str, rng: random.Random) -> str | None:
    """Replace one sound of a lower-case word by a similar spelling; None if no rule fits."""
    fitting = [(a, b) for a, b in _SHIFTS if a in word[1:]]
    if not fitting:
        return None
    a, b = rng.choice(fitting)
    place = word.index(a, 1)
    return word[:place] + b + word[place + len(a) :]


def _trailing_marks(word: str) -> str:
    found = re.search(r"[.?!,;:]+$", word)
    return found.group() if found else ""
