from __future__ import annotations

import pytest

from speakers.cast import CastMember
from speakers.context import find_people_in_documents, find_rare_words
from speakers.phrases.english.phrases import PHRASES
from transcripts.languages.english.language import LANGUAGE as ENGLISH


def found(text: str) -> dict[str, str | None]:
    return {person.name: person.role for person in find_people_in_documents([text], PHRASES)}


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Inga Solberg, author of the acclaimed novel, lives in Oslo.", "Inga Solberg", "author"),
        ("It was made by director Paul Renner in a year.", "Paul Renner", "director"),
        ("According to the film's director, Paul Renner, it rained.", "Paul Renner", "director"),
        ("Screenwriter Alex Moss told The Post that it was easy.", "Alex Moss", "screenwriter"),
        ("Glass Rivers, based on a novel by Inga Solberg, opens today.", "Inga Solberg", "author"),
        ("Paul Renner's river drama was well received.", "Paul Renner", "director"),
        ("It is a version of [the novel's writer] Inga [Solberg].", "Inga Solberg", "author"),
        ("We like host Jane Doe and her questions.", "Jane Doe", "host"),
        ("The Hour is presented by Jane Doe every week.", "Jane Doe", "host"),
        ("Jane Doe talks to a writer about rivers.", "Jane Doe", "host"),
        ("Jane Doe, who hosts The Hour, was not there.", "Jane Doe", "host"),
        ("Author and historian Inga Solberg wrote it.", "Inga Solberg", "author"),
        ("Paul Renner directed it in a year.", "Paul Renner", "director"),
        ("Inga Solberg is a novelist from Oslo.", "Inga Solberg", "author"),
        ("Our correspondent Tom Reed was there.", "Tom Reed", "reporter"),
        ("Lena (Keira Stone) and Max meet again.", "Keira Stone", "actor"),
        ("One of the stars, Keira Stone, was tired.", "Keira Stone", "actor"),
        ("Inga Solberg—author of two novels—lives in Oslo.", "Inga Solberg", "author"),
        ("Inga Solberg–author of two novels–lives in Oslo.", "Inga Solberg", "author"),
        ("Inga Solberg--author of two novels--lives in Oslo.", "Inga Solberg", "author"),
        ("[Inga Solberg](https://example.org/a_(b)), author of two.", "Inga Solberg", "author"),
        ("The author [Inga Solberg](https://example.org) is here.", "Inga Solberg", "author"),
        ("Our guest is novelist **[Inga Solberg][1]**.", "Inga Solberg", "author"),
    ],
)
def test_prose_gives_people_their_roles(text: str, name: str, role: str) -> None:
    assert found(text)[name] == role


def test_actors_are_mentioned_and_guests_expected() -> None:
    text = "Lena (Keira Stone) is lost. We spoke with director Paul Renner. Ann Lee liked it."
    present = {
        person.name: person.speaking_probability
        for person in find_people_in_documents([text], PHRASES)
    }
    assert present["Keira Stone"] < 0.1 < present["Ann Lee"] + 0.1 < present["Paul Renner"]


def test_surnames_count_for_the_person() -> None:
    (person,) = find_people_in_documents(
        ["Inga Solberg, a novelist, wrote it. Solberg is read widely."], PHRASES
    )
    assert person.mention_count == 2


def test_comment_threads_and_bylines_are_noise() -> None:
    story = "Glass Rivers is a film by Paul Renner about a flood in the north. " * 6
    page = (
        f"By Mary Poe\n\n{story}\n\n@Tom Reed: thanks\n\nComments\n\n1. Bob Hall: I wrote a novel."
    )
    assert set(found(page)) == {"Paul Renner"}


def test_rare_words_put_useful_ones_first() -> None:
    documents = [
        "In Glass Rivers the town of Ravnsborg drowns. Director Paul Renner saw Ravnsborg once. "
        "The critics liked Glass Rivers and hated the Old Mill."
    ]
    words = find_rare_words(
        documents, ENGLISH, (CastMember("Inga Solberg"),), "they came to Ravnsborg late"
    )
    assert words[:2] == ("Inga Solberg", "Ravnsborg")
    assert {"Glass Rivers", "Paul Renner"} <= set(words)
    assert not {"The", "Director", "In", "Rivers"} & set(words)
    assert len(find_rare_words(documents, ENGLISH, limit=2)) == 2


def test_no_documents_no_people() -> None:
    assert find_people_in_documents([], PHRASES) == ()
    assert find_people_in_documents(["", "  \n"], PHRASES) == ()
    assert find_rare_words([], ENGLISH) == ()
