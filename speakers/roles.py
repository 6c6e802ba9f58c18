"""List the roles that a person can have in a recording, with the terms of public vocabularies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its terms in public vocabularies; docs/names.md has a table of all roles.

    `podcast_taxonomy_role` is a role of the Podcast Taxonomy (podcasttaxonomy.com, used by
    `podcast:person`). It describes the person's part in the programme: a film director who is
    interviewed is a guest. `pbcore_role` is the closest term in PBCore's list for contributorRole.
    Both are None for speech that is not a person's. `is_usually_in_studio` is false for makers of
    works under discussion who are seldom in the studio, so that a document naming them is weak
    evidence of their presence. `english_words` are English words for the role; speakers/phrases has
    those of other languages.
    """

    name: str
    podcast_taxonomy_role: str | None
    pbcore_role: str | None
    english_words: tuple[str, ...] = ()
    is_usually_in_studio: bool = True


ROLES: tuple[Role, ...] = (
    Role(
        "host",
        "Host",
        "Host",
        (
            "host",
            "co-host",
            "cohost",
            "presenter",
            "anchor",
            "moderator",
            "broadcaster",
            "quizmaster",
        ),
    ),
    Role("interviewer", "Host", "Interviewer", ("interviewer",)),
    Role("guest", "Guest", "Guest", ("guest", "panelist", "panellist", "interviewee")),
    Role("author", "Guest", "Guest", ("author", "novelist", "biographer", "essayist", "co-author")),
    Role("poet", "Guest", "Guest", ("poet", "laureate")),
    Role(
        "writer",
        "Guest",
        "Guest",
        ("writer", "columnist", "playwright", "dramatist", "co-writer"),
    ),
    Role(
        "screenwriter",
        "Guest",
        "Guest",
        ("screenwriter", "scriptwriter"),
        is_usually_in_studio=False,
    ),
    Role("director", "Guest", "Guest", ("director", "filmmaker", "film-maker", "co-director")),
    Role("producer", "Producer", "Producer", ("producer", "co-producer")),
    Role(
        "reporter",
        "Reporter",
        "Reporter",
        ("reporter", "correspondent", "journalist", "newsreader", "newscaster"),
    ),
    Role("critic", "Guest", "Commentator", ("critic", "reviewer", "commentator", "analyst")),
    Role("editor", "Guest", "Guest", ("editor",), is_usually_in_studio=False),
    Role("announcer", "Announcer", "Announcer", ("announcer",)),
    Role("narrator", "Narrator", "Narrator", ("narrator",)),
    Role(
        "actor",
        "Guest",
        "Guest",
        ("actor", "actress", "star", "co-star", "comedian"),
        is_usually_in_studio=False,
    ),
    Role(
        "musician",
        "Guest",
        "Guest",
        ("musician", "singer", "songwriter", "singer-songwriter", "guitarist", "pianist", "rapper"),
    ),
    Role("composer", "Guest", "Guest", ("composer",)),
    Role("translator", "Guest", "Guest", ("translator", "interpreter")),
    Role(
        "expert",
        "Guest",
        "Guest",
        (
            "professor",
            "historian",
            "scientist",
            "researcher",
            "economist",
            "psychologist",
            "physicist",
            "biologist",
            "astronomer",
            "philosopher",
            "scholar",
            "lecturer",
            "doctor",
            "surgeon",
            "lawyer",
            "engineer",
            "architect",
        ),
    ),
    Role(
        "politician",
        "Guest",
        "Guest",
        ("senator", "congressman", "congresswoman", "governor", "mayor", "minister", "president"),
    ),
    Role("artist", "Guest", "Guest", ("artist", "painter", "sculptor", "photographer", "chef")),
    Role("founder", "Guest", "Guest", ("founder", "co-founder", "ceo", "entrepreneur", "creator")),
    Role("caller", "Guest", "Speaker", ("caller", "listener")),
    Role("clip", None, None),
    Role("sponsor", None, None),
    Role("crowd", None, None),
)

_BY_NAME = {role.name: role for role in ROLES}
HOSTING = frozenset({"host", "interviewer"})


def find_role(name: str) -> Role:
    """Return the role with this name; a role that is not in the list maps to guest."""
    return _BY_NAME.get(name) or Role(name, "Guest", name.capitalize())


def is_host_role(name: str | None) -> bool:
    """Check whether people with this role ask the questions."""
    return name in HOSTING
