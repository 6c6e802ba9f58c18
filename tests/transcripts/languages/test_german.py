from __future__ import annotations

import pytest

from transcripts.corrections.choose import choose_words
from transcripts.corrections.commas import is_comma_missing
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.table import language
from transcripts.realignment.candidates import is_filler
from transcripts.realignment.realign import realign
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.content_words import content_words, word_stem
from transcripts.text.normalize import normalize_text
from transcripts.transcript import Word

GERMAN = language("de")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Neunzehnhundertsiebenundachtzig", "1987"),
        ("siebenundzwanzig Gänse", "27 gänse"),
        ("zwei Millionen Vögel", "2000000 vögel"),
        ("1.250 Euro", "1250 euro"),
        ("25%", "25 prozent"),
        ("ein Mann und eine Frau", "ein mann und eine frau"),
        ("Dr. Weber, z.B., usw.", "doktor weber zum beispiel und so weiter"),
        ("daß er muß", "dass er muss"),
        ("um acht, er", "um 8 er"),
        ("könnte, konnte", "könnte konnte"),
    ],
)
def test_words_as_spoken(text: str, said: str) -> None:
    assert normalize_text(text, GERMAN) == said


def test_numbers_are_spelled_as_they_are_read() -> None:
    read = GERMAN.numbers.spell("1987 waren es 47 von 1.250")
    assert read == (
        "neunzehnhundertsiebenundachtzig waren es siebenundvierzig von eintausendzweihundertfünfzig"
    )


def test_hesitations_and_what_listeners_say() -> None:
    assert is_filler(["Ähm,", "äh"], GERMAN)
    assert not is_filler(["er"], GERMAN)
    assert flag_backchannels(["Ja,", "genau.", "Ach", "so.", "Fischer"], GERMAN) == [True] * 4 + [
        False
    ]


def test_content_words_and_stems() -> None:
    assert content_words("Ich habe natürlich die Gänse gezählt", GERMAN) == ["Gänse", "gezählt"]
    assert word_stem("Häuser", GERMAN) == word_stem("Haus", GERMAN)


@pytest.mark.parametrize(
    ("one", "other"), [("Lindner", "Lintner"), ("Meyer", "Maier"), ("Hartwig", "Hartwick")]
)
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert GERMAN.sound_key(one) == GERMAN.sound_key(other)


@pytest.mark.parametrize(
    ("words", "at", "wanted"),
    [
        ("da wusste ich dass ich bleibe", 2, True),
        ("das ist so weil es regnet", 2, True),
        ("und weil es regnet", 0, False),
        ("das Haus am See", 1, False),
    ],
)
def test_where_a_comma_is_wanted(words: str, at: int, wanted: bool) -> None:
    assert is_comma_missing(words.split(), at, frozenset(), GERMAN) is wanted


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(w, 0.4 * i, 0.4 * i + 0.3, 0.95) for i, w in enumerate(text.split()))


def test_nouns_keep_their_capitals_and_are_no_names() -> None:
    alignment = realign(
        "Wir haben vierhundert Gäste am Strand gezählt.",
        heard("Wir haben vierhundert Gänse am Strand gezählt."),
        GERMAN,
    )
    (question,) = alignment.candidate_sets
    assert question.kind == "spelling"  # not "name", although both are capitalized
    nats = [[-20.0 if w == question.candidates[0] else -4.0 for w in question.candidates]]
    published = punctuate(choose_words(alignment, nats)).words
    assert " ".join(w.text for w in published) == "Wir haben vierhundert Gänse am Strand gezählt."


def test_umlauts_are_letters() -> None:
    (question,) = realign("Er konnte kommen.", heard("Er könnte kommen."), GERMAN).candidate_sets
    assert set(question.candidates) >= {"konnte", "könnte"}


@pytest.mark.parametrize(
    ("written", "spoken", "name"),
    [
        ("Frau Lindner kommt", "Frau Linda kommt", True),
        ("der Autor Jonas Hartwig", "der Autor Jonas Hartfisch", True),
        ("die alten Gäste kommen", "die alten Gänse kommen", False),
    ],
)
def test_a_capital_behind_a_capital_is_a_name_that_is_not_spelled_by_ear(
    written: str, spoken: str, name: bool
) -> None:
    alignment = realign(f"Heute ist {written}.", heard(f"Heute ist {spoken}."), GERMAN)
    (question,) = alignment.candidate_sets
    nats = [[-20.0 if w == question.candidates[0] else -4.0 for w in question.candidates]]
    published = " ".join(w.text for w in punctuate(choose_words(alignment, nats)).words)
    assert published == f"Heute ist {written if name else spoken}."


@pytest.mark.parametrize("text", ["am zweiten Mai", "am 2. Mai"])
def test_ordinals_are_their_numbers(text: str) -> None:
    assert normalize_text(text, GERMAN) == "am 2 mai"
