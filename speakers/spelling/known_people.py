"""Collect the known people whose names a text may misspell, and spellings that documents reject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from speakers.cast import CastMember
from speakers.context import find_people_in_documents
from speakers.people.person import Source
from speakers.phrases.phrases import Phrases
from speakers.text.mentions import split_prose
from transcripts.text.name_sounds import fold_name


@dataclass(frozen=True, slots=True)
class KnownName:
    """The full name of a known person, where it comes from, and a quote from a document."""

    name: str
    source: Source
    quote: str = ""


@dataclass(frozen=True, slots=True)
class WrongSpelling:
    """A word that a document calls a wrong spelling, in lower case without accents, and a quote."""

    word: str
    quote: str


def list_known_names(
    cast: Sequence[CastMember],
    context: Sequence[str],
    archive_names: Iterable[str],
    wrong: Sequence[WrongSpelling],
    phrases: Phrases,
) -> tuple[KnownName, ...]:
    """List the full names of the cast, the documents and the archive, each once, in this order.

    Names with a word that a document calls wrong are left out.
    """
    names = [
        *(KnownName(member.name, "cast") for member in cast),
        *(
            KnownName(person.name, "context", person.quote)
            for person in find_people_in_documents(context, phrases)
        ),
        *(KnownName(name, "archive") for name in archive_names),
    ]
    refused = {spelling.word for spelling in wrong}
    known: dict[str, KnownName] = {}
    for name in names:
        words = name.name.split()
        if len(words) > 1 and refused.isdisjoint(map(fold_name, words)):
            known.setdefault(fold_name(name.name), name)
    return tuple(known.values())


def find_wrong_spellings(context: Sequence[str], phrases: Phrases) -> tuple[WrongSpelling, ...]:
    """Find the words that documents quote as wrong spellings of a name ("not Stigel").

    All capitalized words that follow such a phrase without punctuation between them count.
    """
    pattern, found = phrases.documents.wrong_spelling_before, []
    for document in context:
        for sentence in split_prose(document, phrases):
            before = ""
            for at, token in enumerate(sentence):
                if token.is_capitalized and pattern.search(before):
                    end = at + 1
                    while (
                        end < len(sentence)
                        and sentence[end].is_capitalized
                        and not sentence[end - 1].ends_clause
                    ):
                        end += 1
                    quote = " ".join(t.as_written for t in sentence[max(0, at - 5) : end])
                    found += [WrongSpelling(fold_name(t.core), quote) for t in sentence[at:end]]
                before = f"{before} {token.lower}".strip()
    return tuple(found)
