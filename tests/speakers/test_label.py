from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speakers.cast import CastMember
from speakers.evidence.name_cues import find_name_cues
from speakers.evidence.turn_sentences import read_turn
from speakers.label import label
from speakers.labels import Labels
from speakers.people.person import Person, resolve_name
from speakers.phrases.english.phrases import PHRASES
from speakers.text.mentions import ELLIPSIS, find_mentions, split_prose
from transcripts.languages.english.language import LANGUAGE as ENGLISH

INTERVIEW = """
From City Radio, this is The Hour. I'm Jane Doe. The new film Glass Rivers opens this week.
Inga Solberg, how did the story begin for you?
It began with a flood. When I wrote the novel I knew nothing of rivers, and walked along one.
And Paul Renner, did you know at once that you would film it?
Not at once. As a filmmaker you want to see the water first.
Let's take a listen to a scene.
The bridge is gone! Nobody crosses tonight, do you hear me? Nobody.
Paul, what was that day like?
Cold. We had one boat and no time, and the light was going.
I know Paul's being modest. He went into the water himself.
Inga Solberg and Paul Renner, thanks very much for talking with me.
Thank you.
Thanks, Jane.
"""
WHO = "JJIJPJcJPIJIP"
"""The interview's speakers by first letter; c is the clip. One person speaks the first two
lines."""
CONTEXT = (
    "Glass Rivers, based on a novel by Inga Solberg, is a film about a flood. Lena (Keira Stone) "
    "loses her house.",
    "In the same article director Paul Renner said that it rained. Screenwriter Tom Moss agreed.",
)


def unpunctuated(text: str) -> str:
    return re.sub(r"[,']", "", text.replace("I'm", "I am").replace("Let's", "Let us"))


def names(labels: Labels) -> list[str]:
    return [labels.label(turn) for turn in labels.turns]


def wrong(labels: Labels, truth: list[str]) -> list[tuple[str, str, float]]:
    """Return the turns assigned to the wrong person or to special speech."""
    given = zip(labels.turns, names(labels), truth, strict=True)
    nameless = "Unknown", "Host", "Guest"
    return [(t.text, n, t.probability) for t, n, who in given if n not in (who, *nameless)]


@pytest.mark.parametrize("text", [INTERVIEW, unpunctuated(INTERVIEW)])
def test_an_interview_with_documents(text: str) -> None:
    full = {"J": "Jane Doe", "I": "Inga Solberg", "P": "Paul Renner", "c": "Clip"}
    truth = [full[letter] for letter in WHO]
    labels = label(text.strip(), ENGLISH, (), CONTEXT)
    assert sum(a == b for a, b in zip(names(labels), truth, strict=True)) >= 12
    assert all(p < 0.9 for _, _, p in wrong(labels, truth))
    assert {s.name: s.role for s in labels.speakers if s.name} == {
        "Jane Doe": "host",
        "Inga Solberg": "author",
        "Paul Renner": "director",
    }


def test_two_roles_for_one_person() -> None:
    labels = label(
        INTERVIEW.strip(), ENGLISH, (CastMember("Paul Renner", "director", ("producer",)),), CONTEXT
    )
    roles = {speaker.name: speaker.roles for speaker in labels.speakers}
    assert roles["Paul Renner"] == ("director", "producer", "guest")
    assert roles["Inga Solberg"] == ("author", "guest")


def test_the_words_stay_as_they_are() -> None:
    lines = unpunctuated(INTERVIEW).strip().splitlines()
    for apart in ("\n", "\n\n", "  "):
        assert [turn.text for turn in label(apart.join(lines), ENGLISH).turns] == lines


def test_reasons_point_at_turns() -> None:
    labels = label(INTERVIEW.strip(), ENGLISH, (), CONTEXT)
    host = next(s for s in labels.speakers if s.name == "Jane Doe")
    assert (host.reasons[0].kind, host.reasons[0].turn) == ("introduces-self", "T1")
    assert "I'm Jane Doe." in host.reasons[0].quote
    author = next(s for s in labels.speakers if s.name == "Inga Solberg")
    assert {"addressed", "described"} == {g.kind for g in author.reasons}


def test_a_host_who_never_gives_a_name() -> None:
    text = """
Hello and welcome to Bookmarks. My guest today wrote a novel in a fish market. Nora Bane, welcome.
Thank you for having me.
How did you come to write it?
I was working at night and wrote in the mornings, mostly to stay awake, and nobody knew of it.
And when did you know that it was a book?
When my sister cried. She never cries. So I sent it to a publisher.
Nora Bane, thanks for coming in.
Thank you."""
    labels = label(text.strip(), ENGLISH)
    assert names(labels) == ["Host", "Nora Bane"] * 4
    assert labels.speakers[0].name is None


def test_two_guests_of_one_first_name() -> None:
    text = """
Welcome to The Hour, I'm Jane Doe. My guests are Ann Lee and Ann Moss. Ann, is it safe?
It is, as far as we know today, and we have looked at it for many years.
Why do you say so?
Because nobody has looked closely enough, and the few who did were not asked again.
Thank you both."""
    cast = [CastMember("Jane Doe"), CastMember("Ann Lee"), CastMember("Ann Moss")]
    labels = label(text.strip(), ENGLISH, cast)
    assert names(labels)[0::2] == ["Jane Doe"] * 3
    assert all(
        name in ("Guest", "Unknown") or turn.probability < 0.9
        for name, turn in list(zip(names(labels), labels.turns, strict=True))[1::2]
    )
    sure = label(text.strip().replace("Ann, is it", "Ann Lee, is it"), ENGLISH, cast)
    assert names(sure)[1] == "Ann Lee"


def test_somebody_who_is_only_talked_about() -> None:
    text = """
I'm Jane Doe. How well did you know Carl Stone?
I met Carl twice. Carl Stone was a quiet man, and Carl never spoke of his work to me.
Did Carl Stone like the sea?
He loved it. Carl's house stood right on the beach.
And what did Carl do all day?
He painted his boat, as far as we could see, and then he painted it again."""
    labels = label(
        text.strip(), ENGLISH, (), ["Carl Stone, author of many novels, lived by the sea."]
    )
    assert names(labels) == ["Jane Doe", "Guest"] * 3


def test_a_caller_by_telephone() -> None:
    text = """
You're listening to The Hour, I'm Jane Doe. Let's go to Linda in Ohio. Linda, you're on.
Hi, this is Linda. First time caller. I wonder what happens to the salt that they put on our roads.
Good question, Linda. Peter Quill, what do we know?
Most of it ends in the rivers, and from there it goes into the sea in a few weeks.
And the rest of it?
The rest stays in the ground and waits for rain."""
    labels = label(text.strip(), ENGLISH)
    truth = ["Jane Doe", "Linda", "Jane Doe", "Peter Quill", "Jane Doe", "Peter Quill"]
    assert names(labels)[:4] == truth[:4]
    assert all(p < 0.9 for _, _, p in wrong(labels, truth))
    assert [s.role for s in labels.speakers if s.name == "Linda"] == ["caller"]


def test_a_name_that_is_explained_is_neither_speaker() -> None:
    text = """
Welcome back. Inga Solberg how did you work with the others
We met every week and talked about the flood and the boats and what the river does to a village
Tom is Tom Moss the screenwriter
Yes Tom Moss. Yeah
Inga did you ever quarrel
Never we had too little time for that and too much water"""
    context = ["Screenwriter Tom Moss agreed. Inga Solberg, author of the novel, told us so."]
    labels = label(text.strip(), ENGLISH, (), context)
    assert "Tom Moss" not in names(labels)
    assert all(p < 0.9 for _, _, p in wrong(labels, ["Host", "Inga Solberg"] * 3))


def test_a_sponsor_line_has_no_speaker() -> None:
    text = """
I'm Jane Doe and this is The Hour. Paul Renner, what did you find?
A whole town under the sand, with the lamps still on the tables.
Support for The Hour comes from Lamplight Bank, a bank for people who like the dark.
We're back with Paul Renner. What became of the lamps?
They are in a museum now, and one of them still works."""
    labels = label(text.strip(), ENGLISH)
    assert names(labels)[2] in ("Sponsor", "Unknown")
    assert names(labels)[3:] == ["Jane Doe", "Paul Renner"]


def test_announcers_are_neither_host_nor_guest() -> None:
    text = """
This is Front Row Talk on Radio Five with Kirsten Wall.
Good evening. I'm joined in the studio by the poet Simon Armfield. Simon, is it about floods?
It is, yes. I grew up by a river and my poems always go back there somehow.
Simon Armfield, thank you. I'm Kirsten Wall. Good night.
Front Row Talk is a production of Radio Five."""
    labels = label(text.strip(), ENGLISH)
    assert names(labels)[0] == names(labels)[-1] == "Announcer"
    truth = ["Announcer", "Kirsten Wall", "Simon Armfield", "Kirsten Wall", "Announcer"]
    assert all(p < 0.9 for _, _, p in wrong(labels, truth))
    assert "Front Row" not in {speaker.name for speaker in labels.speakers}


def test_a_text_that_has_labels() -> None:
    text = """
DOE: I'm Jane Doe. Paul Renner, what did you find?
RENNER: A whole town under the sand.
(SOUNDBITE OF FILM, "SAND")
UNIDENTIFIED ACTOR: Dig!
DOE: Dig, they said.

And what did you say?
RENNER: We dug.
(APPLAUSE)
AUDIENCE: Encore!
MAN: Never."""
    labels = label(text.strip(), ENGLISH)
    assert names(labels) == [
        "Jane Doe",
        "Paul Renner",
        "Clip",
        "Jane Doe",
        "Jane Doe",
        "Paul Renner",
        "Crowd",
        "Unknown",
    ]


def test_json_has_all_fields() -> None:
    values = label(INTERVIEW.strip(), ENGLISH, (), CONTEXT).as_json()
    assert values["schema"] == "tapelog.labels/1"
    ids = {speaker["id"] for speaker in values["speakers"]}
    assert {turn["speaker"] for turn in values["turns"]} <= ids | {None}
    assert {other["speaker"] for turn in values["turns"] for other in turn["others"]} <= ids
    assert "start" not in values["turns"][0]


def test_no_text_no_turns() -> None:
    assert label("", ENGLISH).turns == ()


@settings(max_examples=20)
@given(st.lists(st.sampled_from(INTERVIEW.strip().splitlines()), max_size=8))
def test_any_order_of_lines_is_taken(lines: list[str]) -> None:
    labels = label("\n".join(lines), ENGLISH)
    assert [turn.text for turn in labels.turns] == lines
    assert all(0 <= turn.probability <= 0.99 for turn in labels.turns)


@pytest.mark.parametrize("change", [str.upper, lambda text: re.sub("[.?,]", "", text.lower())])
def test_a_text_without_case(change: Callable[[str], str]) -> None:
    text = """I am Jane Doe and this is The Hour. Inga Solberg, how did the story begin for you?
It began with a flood. I knew nothing of rivers when I wrote the novel, and walked along one.
And Paul Renner, did you know at once that you would film it?
Not at once. As a filmmaker you want to see the water first.
Inga Solberg and Paul Renner, thanks very much for talking with me."""
    cast = [CastMember("Jane Doe"), CastMember("Inga Solberg"), CastMember("Paul Renner")]
    labels = label(change(text), ENGLISH, cast)
    assert [turn.text for turn in labels.turns] == change(text).split("\n")
    truth = ["Jane Doe", "Inga Solberg", "Jane Doe", "Paul Renner", "Jane Doe"]
    assert sum(a == b for a, b in zip(names(labels), truth, strict=True)) >= 4
    assert all(p < 0.9 for _, _, p in wrong(labels, truth))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("It runs on C++ and B is worse than C, you know.", "Ben Cohen"),
        ("Benchmark, you are right, and Market is too.", "Mark Bates"),
    ],
)
def test_a_letter_or_a_longer_word_is_not_a_name(said: str, name: str) -> None:
    people = [Person(name, "cast", 0.85), Person("Brian Lane", "cast", 0.85)]
    cues = find_name_cues([read_turn("1", split_prose(said, PHRASES), PHRASES)], PHRASES)
    assert not any(resolve_name(cue.name, people, PHRASES) for cue in cues)


@pytest.mark.parametrize("said", ["Oz, you wrote an article.", "Thanks, Oz."])
def test_two_letters_are_short_for_a_name(said: str) -> None:
    people = [Person("Ozan Onay", "cast", 0.85), Person("Brian Lane", "cast", 0.85)]
    cues = find_name_cues([read_turn("1", split_prose(said, PHRASES), PHRASES)], PHRASES)
    assert [list(resolve_name(cue.name, people, PHRASES)) for cue in cues] == [[0]]


@pytest.mark.parametrize(
    ("said", "name"), [("go", "Goran Lane"), ("js", "Jsper Lane"), ("ai", "Aidan Lane")]
)
def test_a_word_or_an_abbreviation_is_not_short_for_a_name(said: str, name: str) -> None:
    assert not resolve_name(said, [Person(name, "cast", 0.85)], PHRASES)


def test_a_name_counts_once_a_turn() -> None:
    said = split_prose("Ann, you see, Ann, you know it. Ann, you do.", PHRASES)
    cues = find_name_cues([read_turn("1", said, PHRASES)], PHRASES)
    assert len([cue for cue in cues if cue.name == "Ann"]) == 1


@pytest.mark.parametrize(
    "said",
    [
        "I met Forest Hill, you know, Angela Bow, Carl Stone.",
        "He went to see his old pastor, Jeremiah Wood.",
        "Ben Ash, Ann Lee and Carl Stone.",
        "Daniel Borg, was also one of them.",
    ],
)
def test_somebody_who_is_only_named_is_not_addressed(said: str) -> None:
    cues = find_name_cues([read_turn("1", split_prose(said, PHRASES), PHRASES)], PHRASES)
    assert all(cue.kind == "mentioned" or cue.probability < 0.35 for cue in cues)


def test_a_reporter_signs_off() -> None:
    said = split_prose("The river is still rising. Eric Olsen, CNN, Atlanta.", PHRASES)
    cues = find_name_cues([read_turn("1", said, PHRASES)], PHRASES)
    assert ("introduces-self", "Eric Olsen") in [(cue.kind, cue.name) for cue in cues]


def test_the_side_can_be_known_without_the_name() -> None:
    text = """
Welcome to the show. What is the new book about, and how did you come to write it?
It is about a flood that I saw as a child, and I wrote it in one winter by the sea.
And when did you know that it was a book?
When my sister cried. She never cries. So I sent it to a publisher in the spring.
Thank you for joining us today.
Thank you for having me."""
    labels = label(text.strip(), ENGLISH, [CastMember("Ann Lee"), CastMember("Bob Ash")])
    roles = {speaker.id: speaker.role for speaker in labels.speakers}
    assert [roles[turn.speaker or ""] for turn in labels.turns] == ["host", "guest"] * 3


def test_a_name_without_direct_evidence_is_uncertain() -> None:
    text = """
Welcome to the show. I'm Ann Lee. What is the new book about?
It is about a flood that I saw as a child, and I wrote it in one winter by the sea.
And when did you know that it was a book?
When my sister cried. She never cries. So I sent it to a publisher in the spring."""
    labels = label(text.strip(), ENGLISH, [CastMember("Ann Lee"), CastMember("Bob Ash")])
    assert names(labels) == ["Ann Lee", "Bob Ash"] * 2
    assert {turn.probability > 0.8 for turn in labels.turns[0::2]} == {True}
    assert all(turn.probability <= 0.8 for turn in labels.turns[1::2])


def test_cut_words_before_a_name_do_not_look_like_the_beginning() -> None:
    (sentence,) = split_prose("and so on " * 100 + "Ann Lee " + "and so on " * 100, PHRASES)
    (mention,) = find_mentions(sentence, PHRASES)
    assert mention.text_before.startswith(ELLIPSIS)


EXAMPLES = Path(__file__).parents[2] / "examples"
# The initial of the speaker of each turn in examples/reference.txt; "?" is a turn in which two
# people greet.
EXAMPLE = "NN?NFNFNGNcNFNFGNGNGNFGN"


def test_the_example() -> None:
    full = {"N": "Nathan Amsel", "F": "Freya Lindqvist", "G": "Gareth Penhallow", "c": "Clip"}
    text, *context = (
        (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
        for name in ("reference", "review", "press")
    )
    labels = label(text, ENGLISH, (), context)
    truth = [full.get(letter, "Freya and Gareth") for letter in EXAMPLE]
    right = sum(a == b for a, b in zip(names(labels), truth, strict=True))
    assert right >= 0.85 * (len(truth) - EXAMPLE.count("?"))
    assert wrong(labels, truth) == []
    assert {s.name: s.role for s in labels.speakers if s.name in full.values()} == {
        "Nathan Amsel": "host",
        "Freya Lindqvist": "author",
        "Gareth Penhallow": "director",
    }


SEEDS = Path(os.environ.get("TAPELOG_SEEDS", Path(__file__).parents[2].parent / "shared/seeds"))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not beside this checkout")
def test_the_seed_interview() -> None:
    text = (SEEDS / "npr-never-let-me-go.txt").read_text(encoding="utf-8")
    context = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("context-*.txt"))]
    full = {"G": "David Greene", "K": "Kazuo Ishiguro", "M": "Mark Romanek", "C": "Clip"}
    truth = [full[letter] for letter in "GGCGMKGKGKGMGCGMKGKGKGMGMKGKMGG"]
    labels = label(text, ENGLISH, (), context)
    right = sum(a == b for a, b in zip(names(labels), truth, strict=True))
    assert right >= 0.85 * len(truth)  # the others have at most a side
    assert all(p < 0.9 for _, _, p in wrong(labels, truth))
