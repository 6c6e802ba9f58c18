"""A voice gets the name of a known person, raises a question, or stays unnamed."""

from __future__ import annotations

from speakers.cast import CastMember
from speakers.name import NAMED, name_voices
from speakers.voiceprints.known import KnownVoices
from tests.speakers.dialogues import read_dialogue
from tests.speakers.voiceprints_of import direction, heard, knows
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Speaker

NOBODY_NAMED = """
V1: What did you think of when the letter fell through the door?
V2: I thought that it was a bill, and I had to sit down on the stairs.
V1: And were you angry that it came so late?
V2: Not at all. If it had come in time I would have lost it long ago.
"""
KNOWN = knows({"Ada Lane": direction(0), "Ben Cole": direction(1), "Eve Marsh": direction(2)})


def by_voice(
    text: str, embeddings: dict[str, tuple[float, ...]], known: KnownVoices = KNOWN, **given: object
) -> dict[str, Speaker]:
    speakers = name_voices(
        read_dialogue(text), ENGLISH, heard(embeddings), known_voices=known, **given
    )  # type: ignore[arg-type]
    return {voice: speaker for speaker in speakers for voice in speaker.voices}


def test_a_known_voice_has_its_name_and_says_why() -> None:
    found = by_voice(NOBODY_NAMED, {"V1": direction(0, 0.95), "V2": direction(5)})
    assert (found["V1"].name, found["V1"].role) == ("Ada Lane", "host")
    assert found["V1"].confidence > 0.9
    reason = found["V1"].reasons[0]
    assert (reason.kind, reason.at) == ("voiceprint", None)
    assert (reason.quote, reason.weight > 0.9) == ("Ada Lane", True)
    assert (found["V2"].name, found["V2"].reasons) == (None, ())


def test_a_merely_similar_voice_is_a_question() -> None:
    found = by_voice(NOBODY_NAMED, {"V1": direction(0, 0.72), "V2": direction(5)})
    assert found["V1"].name is None
    (question,) = found["V1"].reasons
    assert question.kind == "voiceprint"
    assert question.quote == "Ada Lane"


def test_of_two_people_who_sound_alike_neither_is_named() -> None:
    twins = knows({"Ada Lane": direction(0), "Una Lane": direction(0, 0.97)})
    found = by_voice(NOBODY_NAMED, {"V1": direction(0, 0.99), "V2": direction(5)}, twins)
    assert found["V1"].name is None
    (question,) = found["V1"].reasons
    assert question.weight < 0.8


def test_two_people_with_the_voice_of_one_are_not_both_named() -> None:
    found = by_voice(NOBODY_NAMED, {"V1": direction(0), "V2": direction(0, 0.95)})
    assert [found["V1"].name, found["V2"].name].count("Ada Lane") == 1


def test_two_halves_of_a_voice_are_joined() -> None:
    text = NOBODY_NAMED + "\nV3: That is all for tonight, and here is the weather for tomorrow."
    embeddings = {"V1": direction(0), "V2": direction(5), "V3": direction(0, 0.97)}
    found = by_voice(text, embeddings)
    assert found["V1"].voices == ("V1", "V3")


TALKED_ABOUT = """
V1: This is The Hour, I'm Ben Cole. Ada Lane has a new novel. Eve Marsh, what is it about?
V2: Ada Lane writes about a village, and I met Ada Lane on the stairs.
V1: Did Ada Lane say anything?
V2: She said that readers are like dogs, and then Ada Lane went home.
V1: Eve Marsh, thank you.
"""


def test_a_person_who_is_only_mentioned_is_not_named() -> None:
    embeddings = {"V1": direction(1, 0.95), "V2": direction(2, 0.95)}
    found = by_voice(TALKED_ABOUT, embeddings)
    assert [found[v].name for v in ("V1", "V2")] == ["Ben Cole", "Eve Marsh"]


def test_a_voice_speaks_against_a_name() -> None:
    text = "V1: Ada Lane, how are you?\nV2: I am very well, thank you, and glad to be here today."
    embeddings = {"V1": direction(4), "V2": direction(5)}
    cast = (CastMember("Ada Lane"),)
    without = by_voice(text, embeddings, knows({}), cast=cast)
    against = by_voice(text, embeddings, cast=cast)
    assert without["V2"].name == "Ada Lane"
    assert against["V2"].name is None


def test_the_archive_knows_how_a_name_is_written() -> None:
    text = """
    V1: I'm Ben Cole, this is The Hour. Ada Laine, how did you begin your book?
    V2: With a winter in a room above the rope maker's shop, where I only listened.
    V1: Ada Laine, thank you.
    """
    spelt = name_voices(read_dialogue(text), ENGLISH, archive_spellings=("Ada Lane", "Adam Lark"))
    assert [s.name for s in spelt] == ["Ben Cole", "Ada Lane"]
    assert [s.name for s in name_voices(read_dialogue(text), ENGLISH)] == ["Ben Cole", "Ada Laine"]
    cast = (CastMember("Ada Laine"), CastMember("Ben Cole"))
    assert (
        name_voices(read_dialogue(text), ENGLISH, cast=cast, archive_spellings=("Ada Lane",))[
            1
        ].name
        == "Ada Laine"
    )


def test_without_voiceprints_nothing_changes() -> None:
    turns = read_dialogue(TALKED_ABOUT)
    embeddings = {"V1": direction(1), "V2": direction(2)}
    assert name_voices(turns, ENGLISH, heard(embeddings), known_voices=knows({})) == name_voices(
        turns, ENGLISH, heard(embeddings)
    )
    assert NAMED > 0.5
