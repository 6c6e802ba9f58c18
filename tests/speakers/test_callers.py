"""Callers and people in the street, who are named by a first name only."""

from __future__ import annotations

import pytest

from speakers.label import label
from speakers.labels import LabelledSpeaker
from speakers.name import name_voices
from tests.speakers.dialogues import read_dialogue
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.german.language import LANGUAGE as GERMAN
from transcripts.languages.language import Language
from transcripts.transcript import Speaker

PHONE_IN = """
    V1: Welcome back to Kitchen Table. I'm Ruth Addison, and the lines are open. We are talking
    about bread. Delphine in Duluth, go ahead.
    V2: Hi. My starter has gone grey and it smells of paint, and I don't know whether I should
    throw it out or feed it again.
    V1: Feed it twice a day for three days, and keep it warm. Does that help?
    V2: It does, thank you so much.
    V1: Let's go to Marvin in Tulsa. Marvin, you're on the air.
    V3: Yeah, I have been baking with rye for forty years, and nobody has ever told me why it
    won't rise.
    V1: It has less gluten. Try a third of wheat flour. Okay, who's next?
    V4: Hello? My question is about salt. Do I need it at all?
    V1: A little. It slows the yeast down. Thanks for calling. That is all for today.
"""
GREETED = """
    V1: You are listening to The Garden Hour. I'm Tom Whitfield. Our next caller is on line
    two. Hi, Delphine.
    V2: Hi, Tom. Thanks for taking my call. My roses have black spots and I have tried
    everything, even milk.
    V1: Milk is for mildew. Pick off the leaves and burn them. What else have you tried?
    V2: Copper, and prayers.
    V1: Good luck, Delphine. And now to Edna in Bangor. Edna, what's your question?
    V3: Well, I wonder when I can plant out my tomatoes, because last year the frost took all
    of them in June.
    V1: Wait until the lilac has finished. Thank you for the call.
"""
PRESENTER = """
    V1: This is The Long Table with Harriet Cole. That's me. Tonight we talk about lighthouses
    with the keeper Owen Maddox. Owen, what do you do all night?
    V2: I read, mostly, and I wind the clock. It's a quiet job, and I would not have another.
    V1: Do you get lonely?
    V2: Sometimes in February. Then I talk to the radio, and it answers, which is more than the
    gulls do.
    V1: Thank you for coming in.
"""
STREET = """
    V1: We went out and asked people on the market square what they think of the new bridge.
    I'm Nora Finch.
    V2: I think it's too steep. My mother can't push her trolley over it, and she's not the
    only one.
    V1: And your name is?
    V2: Gloria.
    V1: Thank you, Gloria. And you, sir?
    V3: I like it fine. I'm Walter, I cross it every morning with the dog, and the dog likes it
    too.
    V4: It cost too much, is all I can say about it. They should have mended the school roof.
"""
TWO_GRACES = """
    V1: This is Night Lines. I'm Samuel Oduya. Grace in Leeds, you're on the air.
    V2: Good evening. I keep bees, and the bees have stopped flying in the afternoon, which
    they never did before.
    V1: Is it hot where you are? Thank you. We have another caller, and she's called Grace,
    too. Grace in York, go ahead.
    V3: Hello, Samuel. I keep hens, and my hens have stopped laying since the fireworks last
    week.
    V1: They will start again. Goodbye.
"""
PLACE = """
    V1: Good morning, I'm Olive Tran. Let's go to Austin in Texas, where our reporter waits. Go
    ahead.
    V2: Thanks, Olive. The river has risen by two feet since yesterday and people are leaving
    their homes.
    V1: How long will it last?
    V2: Until Thursday at least, they say.
"""
QUOTED = """
    V1: I'm Ruth Addison. Last week Delphine in Duluth asked about her starter. Today our guest
    is the baker Hugo Lind. Hugo, what should she do?
    V2: She should feed it and be patient. People are in too much of a hurry with flour and
    water.
    V1: Is that all?
    V2: That is all there is to it. My grandmother did nothing else for sixty years.
"""
LOST_CALL = """
    V1: I'm Ruth Addison, and the lines are open. Delphine in Duluth, go ahead.
    V1: We have lost her. Marvin in Tulsa, you're on the air.
    V2: Yeah, I have been baking with rye for forty years and it is never any good.
    V1: Try wheat. What else do you bake?
    V2: Nothing else at all, I am sorry to say.
"""
CO_HOST = """
    V1: I'm Ruth Addison, with Tom Hill. Marvin in Tulsa, you're on the air.
    V2: Hi, Marvin. How is the weather there?
    V3: Hot, and my bread won't rise in this heat, so what should I do about it?
    V2: Put it in the fridge.
    V1: Thanks for calling, Marvin.
    V3: Thank you.
"""
REPORTER = """
    V1: Good evening, I'm Ruth Addison. And now to Orla in Brussels. Orla, what's the latest?
    V2: The ministers are still talking, and nobody expects them to finish before midnight.
    V1: What do they disagree about?
    V2: Fish, as always. Ruth.
"""
SINGER = """
    V1: I'm Ruth Addison. Who are you?
    V2: A man who sings like Elvis Presley. That's me.
    V1: Do you sing every day?
    V2: Every day since I was a boy of six.
"""
CITY = """
    V1: I'm Ruth Addison. Let's go to Charlotte in North Carolina. Go ahead.
    V2: The storm has passed over the city, and people are coming out of their houses.
    V1: How bad is it?
    V2: Bad, but not as bad as last year.
"""
GRACES_BY_TURN = """
    V1: I'm Samuel Oduya. Let's go to Grace in Leeds. Grace, you're on the air.
    V2: Good evening. I keep bees, and the bees have stopped flying.
    V1: Thanks, Grace. And now Grace in York, go ahead.
    V3: Hello, Samuel. I keep hens, and my hens have stopped laying.
    V1: Goodbye, Grace.
"""
LETTER = """
    V1: I'm Ruth Addison, and our guest is a baker. Next is Marvin in Tulsa. Marvin writes that his
    rye bread never rises.
    V2: He should take a third of wheat flour, and he should wait for longer than he does.
    V1: Is Edna in Bangor?
    V2: She is, and she has been there since the spring, as far as I know.
"""
GERMAN_CALL = """
    V1: Guten Abend, mein Name ist Ruth Addler, und die Leitungen sind offen. Sabine aus Köln, Sie
    sind auf Sendung.
    V2: Guten Abend. Mein Sauerteig ist grau geworden und riecht nach Farbe, was soll ich tun?
    V1: Füttern Sie ihn. Haben Sie ihn warm gestellt?
    V2: Nein, er steht im Keller bei den Kartoffeln.
"""
Who = dict[str, tuple[str | None, str | None]]


def named(text: str, language: Language = ENGLISH) -> Who:
    speakers: tuple[Speaker, ...] = name_voices(read_dialogue(text), language)
    return {voice: (s.name, s.role) for s in speakers for voice in s.voices}


def labelled(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return the voice, the name and the role of each turn of a text without a recording."""
    turns = read_dialogue(text)
    labels = label("  ".join(turn.text for turn in turns), ENGLISH)
    by_id: dict[str | None, LabelledSpeaker] = {s.id: s for s in labels.speakers}
    found = [by_id.get(turn.speaker) for turn in labels.turns]
    return [
        (turn.voice, speaker and speaker.name, speaker and speaker.role)
        for turn, speaker in zip(turns, found, strict=True)
    ]


def names_by_voice(text: str) -> dict[str, set[str]]:
    """Return all names that the turns of each voice get without a recording."""
    given: dict[str, set[str]] = {}
    for voice, name, _ in labelled(text):
        given.setdefault(voice, set()).update({name} if name else ())
    return given


def test_callers_with_a_place_are_named() -> None:
    who = named(PHONE_IN)
    assert who["V1"] == ("Ruth Addison", "host")
    assert who["V2"] == ("Delphine", "caller")
    assert who["V3"] == ("Marvin", "caller")
    assert who["V4"][0] is None


def test_greeted_callers_are_named() -> None:
    assert named(GREETED) == {
        "V1": ("Tom Whitfield", "host"),
        "V2": ("Delphine", "caller"),
        "V3": ("Edna", "caller"),
    }


@pytest.mark.parametrize(
    ("text", "callers"),
    [(PHONE_IN, {"V2": "Delphine", "V3": "Marvin"}), (GREETED, {"V2": "Delphine", "V3": "Edna"})],
)
def test_callers_of_a_text_are_named(text: str, callers: dict[str, str]) -> None:
    turns = labelled(text)
    for voice, name in callers.items():
        assert next(turn for turn in turns if turn[0] == voice) == (voice, name, "caller")
    for voice, names in names_by_voice(text).items():
        assert names <= {callers.get(voice), "Ruth Addison", "Tom Whitfield"}
        assert len(names) <= 1


def test_a_presenter_says_that_the_name_is_the_own_one() -> None:
    assert named(PRESENTER)["V1"] == ("Harriet Cole", "host")
    assert names_by_voice(PRESENTER)["V1"] == {"Harriet Cole"}


def test_a_name_given_when_asked() -> None:
    who = named(STREET)
    assert who["V2"][0] == "Gloria"
    assert "Gloria" not in [name for voice, (name, _) in who.items() if voice != "V2"]


def test_callers_who_share_a_first_name_are_not_merged() -> None:
    for text in (TWO_GRACES, GRACES_BY_TURN):
        speakers = name_voices(read_dialogue(text), ENGLISH)
        assert len(speakers) == 3
        assert [speaker.name for speaker in speakers] == ["Samuel Oduya", None, None]
        assert names_by_voice(text) == {"V1": {"Samuel Oduya"}, "V2": set(), "V3": set()}


@pytest.mark.parametrize(
    ("text", "not_a_speaker"),
    [
        (PLACE, "Austin"),
        (CITY, "Charlotte"),
        (QUOTED, "Delphine"),
        (PHONE_IN, "Kitchen Table"),
        (LETTER, "Marvin"),
        (LETTER, "Edna"),
        (SINGER, "Elvis Presley"),
    ],
)
def test_places_programmes_and_people_talked_about_do_not_speak(
    text: str, not_a_speaker: str
) -> None:
    assert not_a_speaker not in [name for name, _ in named(text).values()]
    assert not_a_speaker not in [name for _, name, _ in labelled(text)]


def test_a_reporter_is_not_a_caller() -> None:
    assert "caller" not in [role for _, role in named(REPORTER).values()]


def test_a_caller_who_is_gone_does_not_speak() -> None:
    assert named(LOST_CALL)["V2"] == ("Marvin", "caller")
    assert "Delphine" not in [name for _, name, _ in labelled(LOST_CALL)]


def test_a_co_host_greets_the_caller_first() -> None:
    who = named(CO_HOST)
    assert who["V3"] == ("Marvin", "caller")
    assert who["V2"][0] is None
    given = names_by_voice(CO_HOST)
    assert given["V3"] == {"Marvin"}
    assert "Marvin" not in given["V1"] | given["V2"]


def test_german_callers() -> None:
    assert named(GERMAN_CALL, GERMAN)["V2"] == ("Sabine", "caller")


def test_a_caller_who_is_next_is_named() -> None:
    text = """
        V1: On line three we have Priscilla, calling from Akron. Good afternoon, Priscilla.
        V2: Good afternoon. My brother wants to pay me back in pigs, and I have no yard.
        V1: Take the cash, Priscilla. Desmond is next, from Flint. Desmond, your question?
        V3: Yes, hello. Is it too late to insure a boat that has already sunk?
        """
    named = {s.voices: (s.name, s.role) for s in name_voices(read_dialogue(text), ENGLISH)}
    assert named[("V2",)] == ("Priscilla", "caller")
    assert named[("V3",)][0] == "Desmond"
