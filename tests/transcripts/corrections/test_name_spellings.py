from __future__ import annotations

from transcripts.corrections.acoustics import AcousticFits, Acoustics
from transcripts.corrections.choose import choose_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.text.normalize import plain
from transcripts.transcript import Span, Word

KNOWN = frozenset({"husband", "husbands"})
NATS = {"husbend": -8.0, "husband": 0.0, "husbands": -1.0}


def published(reference: str, spoken: str, nats: dict[str, float], fit: float = 5.0) -> str:
    words = [Word(w, 0.25 * i, 0.25 * i + 0.2, 0.9) for i, w in enumerate(spoken.split())]
    alignment = realign(reference, words, ENGLISH)
    rows = [[nats[plain(w)] for w in question.candidates] for question in alignment.candidate_sets]
    fits = tuple(tuple(fit * (n > 0) for n in range(len(row))) for row in rows)
    acoustics = Acoustics(AcousticFits(fits, KNOWN), (Span(0.0, 99.0),))
    return " ".join(
        word.text for word in choose_words(alignment, rows, acoustics=acoustics).timed_words
    )


def test_a_name_that_is_respelled_in_most_places_is_respelled_in_all() -> None:
    reference = "I met Rick Husbend and Mrs. Husbend and the son Husbend there."
    spoken = "I met Rick Husband and Mrs. Husband and the son Husbands there."
    right = "I met Rick Husband and Mrs. Husband and the son Husband there."
    assert published(reference, spoken, NATS) == right


def test_a_place_where_the_sound_contradicts_keeps_its_spelling() -> None:
    reference = "I met Rick Husbend and Mrs. Husbend and the son Husbend there."
    spoken = "I met Rick Husband and Mrs. Husband and the son Husbands there."
    assert published(reference, spoken, NATS, fit=-20.0) == reference


def test_a_name_that_is_respelled_in_few_places_is_respelled_in_none() -> None:
    reference = "I met Rick Husbend and Mrs. Husbend and the son Husbend there."
    spoken = "I met Rick Husband and Mrs. Husbend and the son Husbend there."
    assert published(reference, spoken, NATS) == reference


def test_a_name_in_another_place_does_not_count() -> None:
    reference = "I met Rick Husbend and the husband of Ida."
    spoken = "I met Rick Husband and the husband of Ida."
    assert published(reference, spoken, NATS) == spoken
