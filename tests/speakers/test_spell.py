"""The spelling of a full name is decided once for a recording."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from speakers.cast import CastMember
from speakers.name import name_voices
from speakers.phrases.table import phrases_of
from speakers.spell import spell_names
from speakers.spelling.known_people import find_wrong_spellings
from tests.speakers.dialogues import read_dialogue
from transcripts.attribution.attribute import Attribution
from transcripts.corrections.respell import SpelledName
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.german.language import LANGUAGE as GERMAN
from transcripts.languages.language import Language
from transcripts.ranges import consecutive_ranges
from transcripts.transcript import Diarization

GUEST, HOST = CastMember("Ioana Szczygiel", "guest"), CastMember("Dale Hutchins", "host")
CAST = (GUEST, HOST)
NO_VOICES = Diarization((), (), ())
TALK = """
    H: I'm Dale Hutchins. My guest today is Joanna Stigel.
    G: Hello. I brought a bowl, and it has one crack.
    H: Ms. Stigel, thank you. Joanna, where did you learn it?
    G: From my aunt, in a cellar without any light.
    """


def spelled(
    text: str,
    cast: Sequence[CastMember] = CAST,
    context: Sequence[str] = (),
    archive: Sequence[str] = (),
    language: Language = ENGLISH,
) -> dict[str, SpelledName]:
    """Return the respellings by the words they replace; of equal words, only the last is kept."""
    turns = read_dialogue(text)
    runs = consecutive_ranges(len(turn.words) for turn in turns)
    words = [word.text for turn in turns for word in turn.words]
    attribution = Attribution(turns, tuple(tuple(range(r.first, r.last)) for r in runs))
    found = spell_names(
        attribution,
        language,
        NO_VOICES,
        lambda hidden: name_voices(hidden, language, cast=cast, context=context),
        cast,
        context,
        archive_names=archive,
    )
    return {" ".join(words[name.first : name.last]).strip(".,?"): name for name in found}


def test_a_name_whose_both_words_are_misspelt_is_respelled_in_all_places() -> None:
    found = spelled(TALK)
    assert {was: name.words for was, name in found.items()} == {
        "Joanna Stigel": ("Ioana", "Szczygiel"),
        "Stigel": ("Szczygiel",),
        "Joanna": ("Ioana",),
    }
    assert min(name.probability for name in found.values()) > 0.7
    assert {name.evidence["name"] for name in found.values()} == {"Ioana Szczygiel"}
    kinds = [reason["kind"] for reason in found["Stigel"].evidence["reasons"]]
    assert {"cast", "sound", "speaks-next"} <= set(kinds)


def test_a_name_from_the_archive_is_enough_if_the_person_speaks_next() -> None:
    found = spelled(TALK, [HOST], archive=["Ioana Szczygiel"])
    assert found["Joanna Stigel"].probability > 0.55
    assert not spelled(TALK, [HOST])


def test_two_known_people_with_similar_names_are_a_question() -> None:
    text = """
        H: I'm Vera Cole. One judge is late. Alan Morow, good evening.
        A: Good evening. All the cakes are too sweet for me.
        """
    cast = [CastMember("Alan Morrow"), CastMember("Allan Moreau"), CastMember("Vera Cole", "host")]
    assert spelled(text, cast[::2])["Alan Morow"].probability > 0.55
    assert spelled(text, cast)["Alan Morow"].probability < 0.55


@pytest.mark.parametrize("name", ["Karen Jamieson", "Karin Jameson"])
def test_a_known_name_is_right(name: str) -> None:
    text = f"""
        H: This is the harbor news. {name}, why have the cranes stopped?
        K: Because the wind is at forty knots, and rising.
        """
    assert not spelled(text, [CastMember("Karen Jamieson"), CastMember("Karin Jameson")])


@pytest.mark.parametrize(
    "sentence",
    [
        "My sister Joan Lindqvist crossed with you as a girl.",
        "Jon Lindqvist crossed with you, I am told.",
        "I spoke with Jeanne Linquist before you came.",
    ],
)
def test_a_similar_name_of_another_person_stays(sentence: str) -> None:
    text = f"""
        H: I'm Jean Lindqvist. With us is the man who runs the ferry.
        G: For thirty-one years, if you count the year of the ice.
        H: {sentence}
        G: Everybody crossed with me. The bridge came late.
        """
    cast = [CastMember("Jean Lindqvist", "host"), CastMember("Olaf Berg", "guest")]
    assert all(name.probability < 0.25 for name in spelled(text, cast).values())


def test_different_common_given_names_are_different_people() -> None:
    text = TALK.replace("Joanna Stigel", "Jean Hopkins").replace("Stigel", "Hopkins")
    found = spelled(text.replace("Joanna", "Jean"), [HOST, CastMember("Joan Hopkins", "guest")])
    assert found["Jean Hopkins"].probability < 0.55


def test_a_document_that_calls_a_spelling_wrong_is_evidence_for_the_right_one() -> None:
    note = "Our guest is Ioana Szczygiel, the potter. Please write Szczygiel, not Stigel."
    (wrong,) = find_wrong_spellings([note], phrases_of(ENGLISH))
    assert (wrong.word, wrong.quote) == ("stigel", "Please write Szczygiel, not Stigel.")
    mention = """
        H: I'm Dale Hutchins, alone in the studio, and I miss Joanna Stigel.
        H: Nobody else is here today, so I will play a record for you.
        """
    with_note = spelled(mention, [HOST], [note])["Joanna Stigel"]
    without = spelled(mention, [HOST], [note.partition(" Please")[0]])["Joanna Stigel"]
    assert with_note.probability > 0.9 > without.probability
    assert "called-wrong" in [reason["kind"] for reason in with_note.evidence["reasons"]]


def test_a_wrong_spelling_in_german_documents_is_found() -> None:
    found = find_wrong_spellings(["Der Gast heißt Szabó, nicht Sabo."], phrases_of(GERMAN))
    assert [spelling.word for spelling in found] == ["sabo"]


def test_a_german_typist_reads_letters_in_german() -> None:
    text = """
        H: Guten Abend, mein Name ist Karl Weber. Willkommen, Johanna Stiegel.
        G: Vielen Dank. Ich habe eine Schale mitgebracht, sie hat einen Sprung.
        """
    found = spelled(text, [GUEST, CastMember("Karl Weber", "host")], language=GERMAN)
    assert found["Johanna Stiegel"].words == ("Ioana", "Szczygiel")
    assert found["Johanna Stiegel"].probability > 0.5


def test_without_sounds_of_letters_nothing_is_respelled() -> None:
    assert not spelled(TALK, language=Language("xx", "Unknown"))
