"""How a name is used in its sentence: each kind of phrase, and exceptions."""

from __future__ import annotations

import pytest

from speakers.evidence.naming_rules import (
    SURELY_OF_PEOPLE,
    address_probability,
    colleague_probability,
    introduction_probability,
    self_introduction_probability,
)
from speakers.phrases.english.phrases import PHRASES
from speakers.text.mentions import (
    Mention,
    find_mentions,
    group_lists,
    is_joined_by_and,
    split_prose,
)


def groups(text: str) -> list[tuple[Mention, ...]]:
    return [
        group
        for sentence in split_prose(text, PHRASES)
        for group in group_lists(find_mentions(sentence, PHRASES), PHRASES)
    ]


def meaning(text: str, name: str) -> str:
    """Return how name cues classify the use of a name in the last sentence that has the name."""
    group = next(g for g in reversed(groups(text)) if any(m.name == name for m in g))
    if (len(group) == 1 or not is_joined_by_and(group, PHRASES)) and self_introduction_probability(
        group[0], PHRASES
    ) >= 0.5:
        return "self"
    if introduction_probability(group, PHRASES) >= SURELY_OF_PEOPLE:
        return "introduced"
    if address_probability(group, PHRASES) >= 0.5:
        return "addressed"
    if introduction_probability(group, PHRASES) >= 0.5:
        return "introduced"
    return "paired" if colleague_probability(group, PHRASES) else "mentioned"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Good evening, I'm Ann Lee.", "Ann Lee"),
        ("From City Radio this is The Hour. I am Ann Lee.", "Ann Lee"),
        ("I am Ann Lee and this is The Hour", "Ann Lee"),
        ("My name is Ann.", "Ann"),
        ("I'm your host, Ann Lee.", "Ann Lee"),
        ("I am your host Ann Lee.", "Ann Lee"),
        ("Welcome back, Ann here.", "Ann"),
        ("This is Ann Lee.", "Ann Lee"),
        ("Ann Lee reporting from Oslo.", "Ann Lee"),
        ("Ann Lee, City News, Oslo.", "Ann Lee"),
        ("Hi, it's Ann.", "Ann"),
        ("I'm your moderator, Ann Lee.", "Ann Lee"),
        ("It is, yes. Ann Lee, calling from Leeds.", "Ann Lee"),
        ("Harbour radio, Ann Lee speaking.", "Ann Lee"),
    ],
)
def test_speakers_name_themselves(text: str, name: str) -> None:
    assert meaning(text, name) == "self"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I am David's brother.", "David"),
        ("Alex is Alex Garland the screenwriter.", "Alex Garland"),
        ("His name is Ben Hall, right?", "Ben Hall"),
        ("I'm not Ben Hall.", "Ben Hall"),
        ("I'm with Ben Hall on that.", "Ben Hall"),
        ("I'm a David Bowie fan.", "David Bowie"),
    ],
)
def test_names_that_are_not_the_speakers(text: str, name: str) -> None:
    assert meaning(text, name) == "mentioned"


@pytest.mark.parametrize("text", ["I'm Canadian.", "I'm Happy to hear it.", "I am Polish, really."])
def test_words_that_are_no_names(text: str) -> None:
    assert not any(self_introduction_probability(m, PHRASES) for g in groups(text) for m in g)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("And Ben Hall do you feel that way?", "Ben Hall"),
        ("Ben, what did you find?", "Ben"),
        ("Ben what did you find?", "Ben"),
        ("Ben was there a moment of doubt?", "Ben"),
        ("And Ben what is really telling here is the silence.", "Ben"),
        ("Welcome, Ben.", "Ben"),
        ("Thanks so much, Ben.", "Ben"),
        ("Thank you Ben for joining us.", "Ben"),
        ("Ben Hall, thanks very much for talking with me.", "Ben Hall"),
        ("Well Ben Hall and Ann Lee thanks very much.", "Ann Lee"),
        ("That's a good question, Ben.", "Ben"),
        ("Right, Ben?", "Ben"),
        ("What about you Ben?", "Ben"),
        ("Tell me, Dr. Hall, is it safe?", "Hall"),
        ("There are times when as a director Ben you might want more.", "Ben"),
    ],
)
def test_people_are_addressed(text: str, name: str) -> None:
    assert meaning(text, name) == "addressed"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ben was a conscious man.", "Ben"),
        ("Ben said that you would come.", "Ben"),
        ("I know Ben's been very modest.", "Ben"),
        ("You and Ben had the same idea.", "Ben"),
        ("Thanks to Ben we found it.", "Ben"),
        ("Ben Hall, the director, was late.", "Ben Hall"),
        ("It was my brother, Ben.", "Ben"),
        ("We lived in Boulder, Colorado, for years.", "Colorado"),
        ("There is Ben Hall the painter.", "Ben Hall"),
        ("We talked to the people of Ben Hall.", "Ben Hall"),
    ],
)
def test_people_are_mentioned(text: str, name: str) -> None:
    assert meaning(text, name) == "mentioned"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We are joined by Ben Hall.", "Ben Hall"),
        ("We're joined by the acclaimed novelist Ben Hall.", "Ben Hall"),
        ("My guest today is Ben Hall.", "Ben Hall"),
        ("With us is Ben Hall.", "Ben Hall"),
        ("I'm here with Ben Hall and Ann Lee.", "Ann Lee"),
        ("Ben Hall joins us from Oslo.", "Ben Hall"),
        ("The BBC's Ben Hall has this report.", "Ben Hall"),
        ("On my left, the harbour master, Ben Hall.", "Ben Hall"),
        ("Next to him is Ben Hall from the union.", "Ben Hall"),
        ("And on the phone from Oslo, the engineer Ben Hall.", "Ben Hall"),
        ("With me in the studio this week is the baker Ben Hall.", "Ben Hall"),
        ("We're joined by both of the founders, Ben Hall and Ann Lee.", "Ann Lee"),
        ("My thanks to Ben Hall.", "Ben Hall"),
    ],
)
def test_people_are_introduced(text: str, name: str) -> None:
    assert meaning(text, name) == "introduced"


def test_a_colleague_is_on_the_same_side() -> None:
    assert meaning("Today Ben and I look at the news.", "Ben") == "paired"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("So I met Dr. Vincent van der Berg there.", ["Vincent van der Berg"]),
        ("And Gina R. Lane wrote it.", ["Gina R. Lane"]),
        ("The THINGS CONSIDERED desk, NPR.", []),
        ("Hopefully, that'll do. That's it.", []),
        ("Will you come? Hope does.", []),
        ("We met Ann, Bob and Carl.", ["Ann", "Bob", "Carl"]),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert [m.name for s in split_prose(text, PHRASES) for m in find_mentions(s, PHRASES)] == names
