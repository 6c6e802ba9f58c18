"""Find where a text may have misspelt the full name of a known person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from speakers.phrases.phrases import Phrases
from transcripts.languages.language import Language
from transcripts.text.name_sounds import fold_name, may_sound_alike, sound_distance
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation
from transcripts.transcript import Turn

# Largest distance by sound of one word, and of all words on average, at which a written name may
# mean a known person. The misspelt names of benchmarks/recordings/misspelt/developed.txt have at
# most 0.27 and 0.18.
MAX_WORD_DISTANCE, MAX_MEAN_DISTANCE = 0.4, 0.25
# Least similarity of the letters of two misspellings of one name ("Stigel", "Stiegel").
_SAME_MISSPELLING = 0.7


@dataclass(frozen=True, slots=True)
class WrittenPlace:
    """Words of a turn: the index of the turn, and of its words `first` to `last` (exclusive)."""

    turn: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A full name in the text, its places, and a known name that sounds similar.

    `words` are the written words without punctuation and possessive endings. `distance` is the mean
    distance of the words by sound.
    """

    words: tuple[str, ...]
    known_name: str
    distance: float
    places: tuple[WrittenPlace, ...]

    @property
    def known_words(self) -> tuple[str, ...]:
        """Return the words of the known name."""
        return tuple(self.known_name.split())


def find_misspelt_names(
    turns: Sequence[Turn], known_names: Sequence[str], phrases: Phrases
) -> tuple[WrittenName, ...]:
    """Find the full names in a text that sound like a known name of equally many words.

    Names that differ from a known name in nothing but accents are left out.
    """
    known = {tuple(map(fold_name, name.split())): name for name in known_names if " " in name}
    sizes = sorted({len(words) for words in known})
    places: dict[tuple[str, ...], list[WrittenPlace]] = {}
    for place, words in _find_windows(turns, sizes, phrases):
        places.setdefault(words, []).append(place)
    return tuple(
        WrittenName(words, name, distance, tuple(found))
        for words, found in places.items()
        if tuple(map(fold_name, words)) not in known
        for name in known.values()
        if (distance := _name_distance(words, name.split(), phrases.language)) <= MAX_MEAN_DISTANCE
    )


def find_single_words(
    turns: Sequence[Turn],
    written_name: WrittenName,
    other_words: frozenset[str],
    phrases: Phrases,
    *,
    with_variants: bool,
) -> Iterator[tuple[WrittenPlace, str]]:
    """Yield the places where one word of a misspelt name stands alone.

    Each place comes with the word of the known name that belongs there.

    A word counts if it is written like a word of the misspelt name. With `with_variants`, a word
    also counts if it is written nearly like one and sounds like the word of the known name. Words
    beside another capitalized word belong to another name, and `other_words` (folded) mean other
    people.
    """
    pairs = [
        (fold_name(was), known)
        for was, known in zip(written_name.words, written_name.known_words, strict=True)
        if fold_name(was) != fold_name(known)
    ]
    for place, (word,) in _find_windows(turns, [1], phrases):
        folded = fold_name(word)
        if folded in other_words or _has_name_beside(turns[place.turn], place.first, phrases):
            continue
        for was, known in pairs:
            alike = with_variants and _are_alike(folded, was)
            is_unknown = phrases.language.word_count(folded) == 0
            if folded == was or (
                alike
                and is_unknown
                and sound_distance(word, known, phrases.language) <= MAX_MEAN_DISTANCE
            ):
                yield place, known
                break


def are_like_misspellings(first_words: Sequence[str], second_words: Sequence[str]) -> bool:
    """Check by their letters whether two misspelt names may be misspellings of one name."""
    return len(first_words) == len(second_words) and all(
        _are_alike(fold_name(a), fold_name(b))
        for a, b in zip(first_words, second_words, strict=True)
    )


def _are_alike(first_word: str, second_word: str) -> bool:
    return fuzz.ratio(first_word, second_word) >= 100 * _SAME_MISSPELLING


def _name_distance(words: Sequence[str], known_words: Sequence[str], language: Language) -> float:
    """Return the mean distance of the words by sound, or 1 if a distance is too large."""
    pairs = list(zip(words, known_words, strict=False))
    if len(words) != len(known_words) or not all(may_sound_alike(*pair) for pair in pairs):
        return 1.0
    total = 0.0
    for written, known in pairs:
        distance = sound_distance(written, known, language)
        total += distance
        if distance > MAX_WORD_DISTANCE or total > MAX_MEAN_DISTANCE * len(pairs):
            return 1.0
    return total / len(pairs)


def _find_windows(
    turns: Sequence[Turn], sizes: Sequence[int], phrases: Phrases
) -> Iterator[tuple[WrittenPlace, tuple[str, ...]]]:
    """Yield runs of capitalized words without punctuation between them, and their bare words."""
    for number, turn in enumerate(turns):
        texts = [word.text for word in turn.words]
        for first in range(len(texts)):
            for size in sizes:
                window = texts[first : first + size]
                if len(window) == size and _may_be_name(window, phrases):
                    bare = tuple(_bare(text, phrases) for text in window)
                    yield WrittenPlace(number, first, first + size), bare


def _may_be_name(texts: Sequence[str], phrases: Phrases) -> bool:
    language = phrases.language
    return (
        all(strip_punctuation(text, language)[:1].isupper() for text in texts)
        and not any(trailing_punctuation(text, language) for text in texts[:-1])
        and strip_punctuation(texts[0], language).casefold().rstrip(".")
        not in phrases.vocabulary.honorifics
    )


def _has_name_beside(turn: Turn, index: int, phrases: Phrases) -> bool:
    """Check whether another word of a name is directly before or after a word."""
    texts = [word.text for word in turn.words]
    before = texts[max(0, index - 1) : index + 1]
    after = texts[index : index + 2]
    return (
        len(before) == 2
        and _may_be_name(before, phrases)
        and not phrases.vocabulary.is_ordinary(_bare(before[0], phrases).casefold())
    ) or (len(after) == 2 and _may_be_name(after, phrases))


def _bare(text: str, phrases: Phrases) -> str:
    """Return a word without punctuation and possessive ending."""
    stripped = strip_punctuation(text, phrases.language).replace("’", "'")
    return stripped.removesuffix(phrases.language.possessive)
