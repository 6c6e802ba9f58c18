"""SQLite and PostgreSQL give the same answers to the same queries."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.search import matching
from archive.search.passages import build_passages_of_transcript
from archive.search.question import Term, join_to_phrase, parse_terms
from archive.search.search import Answer, Query, Spelling, search
from tests.archive.search.spoken import SECONDS, spoken
from transcripts.errors import UserError

RECORDINGS = (
    spoken(
        "r-sea",
        ("Kazuo Ishiguro", "Who decides, and who never does? The sea decides."),
        ("David Greene", "You say who the sea decides for."),
        ("Kazuo Ishiguro", "I don’t, in Łódź-Fabryczna or in the café."),
        ("", "A lamp was lit."),
        programme="Morning Pages",
        date="2010-09-15",
        roles=("author", "host", "clip"),
    ),
    spoken(
        "r-lamp",
        ("Ann Lee", "The lamp of the café. Lamps, lamplight: who decides?"),
        ("David Greene", "Decisions! Nobody decides who."),
        programme="Evening Pages",
        date="2015-01-02",
        roles=("author", "host"),
    ),
    spoken("r-undated", ("Ann Lee", "Who decides on the sea?"), ("", "The lamp.")),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "postgresql's index"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Catalogue]:
    """An archive with the recordings, shared by all tests."""
    folder = tmp_path_factory.mktemp("archive")
    url = f"sqlite:///{folder}/catalogue.sqlite"
    if request.param != "sqlite":
        schema = f"searching{len(request.param)}"
        url = request.getfixturevalue("postgres") + f"&options=-csearch_path%3D{schema}"
        with psycopg.connect(request.getfixturevalue("postgres")) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
    with pytest.MonkeyPatch.context() as patch, open_catalogue(folder, url) as catalogue:
        if request.param == "postgresql's index":
            patch.setattr(
                matching, "NEWEST", 2
            )  # so that the few recordings count as a large archive
        for transcript in RECORDINGS:
            ingest(catalogue, transcript, folder / "published" / transcript.recording.id)
        yield catalogue


def places(answer: Answer) -> list[str]:
    return [f"{hit.recording.removeprefix('r-')} {hit.turn}" for hit in answer.hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query("sea"), ["sea T0", "sea T1", "undated T0"]),
        (Query("SEA, decides!"), ["sea T0", "sea T1", "undated T0"]),
        # Exact phrases come first, then the newest recordings.
        (Query("who decides"), ["lamp T0", "sea T0", "undated T0", "lamp T1", "sea T1"]),
        (Query('"who decides"'), ["lamp T0", "sea T0", "undated T0"]),
        (Query('"decides who" nobody'), ["lamp T1"]),
        (Query("lamp*"), ["lamp T0", "sea T3", "undated T1"]),
        (Query("lamps"), ["lamp T0"]),
        (Query('"the lam*"'), ["lamp T0", "undated T1"]),
        (Query("deci*"), ["lamp T0", "lamp T1", "sea T0", "sea T1", "undated T0"]),
        (Query("dont lodz"), ["sea T2"]),
        (Query("Don't Łódź CAFÉ"), ["sea T2"]),
        (Query("lodz-fabryczna"), ["sea T2"]),
        (Query("cafe"), ["lamp T0", "sea T2"]),
        (Query("decides", speaker="Kazuo Ishiguro"), ["sea T0"]),
        (Query("decides", speaker="ISHIGURO"), ["sea T0"]),
        (Query("decides", role="host"), ["lamp T1", "sea T1"]),
        (Query("decides", role="author", programme="evening pages"), ["lamp T0"]),
        (Query(programme="Pages", role="clip"), ["sea T3"]),
        (Query(speaker="Ann Lee"), ["lamp T0", "undated T0"]),
        (Query("who", since="2010-09-15", until="2014"), ["sea T0", "sea T1"]),
        (Query("who", since="2011"), ["lamp T0", "lamp T1"]),
        (Query("who", until="2010-09"), ["sea T0", "sea T1"]),
        (Query("greene"), []),  # nobody says the name
        (Query("sea", speaker="Ann Lee", since="1990"), []),
    ],
    ids=str,
)
def test_queries_find_passages(filled: Catalogue, query: Query, found: list[str]) -> None:
    answer = search(filled, query)
    assert places(answer) == found
    assert (answer.next_position, answer.spellings) == (None, ())


def test_a_hit_has_all_fields(filled: Catalogue) -> None:
    first, second, *_ = search(filled, Query("lamp")).hits
    assert (first.recording, first.title, first.programme) == (
        "r-lamp",
        "About r-lamp",
        "Evening Pages",
    )
    assert (first.date, first.file) == ("2015-01-02", "lamplight-1987.mp3")
    assert (first.speaker, first.name, first.role) == ("Ann Lee", "Ann Lee", "author")
    assert first.quote == "The lamp of the café. Lamps, lamplight: who decides?"
    assert first.marks == ((4, 8),)
    assert first.page is None  # not published
    lamp = RECORDINGS[1].turns[0].words[1]
    assert (lamp.text, first.moment) == ("lamp", lamp.start)
    assert (second.speaker, second.name, second.role) == ("Clip", None, "clip")
    assert second.moment > 3 * SECONDS


@pytest.mark.parametrize(
    ("query", "searched", "found"),
    [
        (Query("decids"), {"decids": "decides"}, 5),
        (Query("lampligth"), {"lampligth": "lamplight"}, 1),
        (Query('"who decydes"'), {"decydes": "decides"}, 3),
        (Query("sea", speaker="Kazuo Ishigoro"), {"ishigoro": "ishiguro"}, 1),
        (Query("sea", speaker="Casuo Ischiguro"), {"casuo": "kazuo", "ischiguro": "ishiguro"}, 1),
        (Query(programme="Evenning Pages"), {"evenning": "evening"}, 2),
        (Query("Fabricna café"), {"fabricna": "fabryczna"}, 1),
        (Query("decids", since="2012"), {"decids": "decides"}, 2),
        (Query("xylophone"), {}, 0),
        (Query("lamb"), {"lamb": "lamp"}, 3),
        (Query("Leee"), {}, 0),  # nobody says the name
        (Query("ab"), {}, 0),  # too short for a correction
        (Query("xyl*"), {}, 0),
    ],
    ids=str,
)
def test_misspelt_words_are_corrected_and_reported(
    filled: Catalogue, query: Query, searched: dict[str, str], found: int
) -> None:
    answer = search(filled, query)
    assert answer.spellings == tuple(Spelling(a, b) for a, b in searched.items())
    assert len(answer.hits) == found


@pytest.mark.parametrize("query", [Query("who decides"), Query("decides"), Query(role="host")])
def test_pages_give_the_same_hits_as_one_list(filled: Catalogue, query: Query) -> None:
    whole = search(filled, query)
    assert len(whole.hits) > 1
    for most in (1, 2, 3):
        hits, after = list(whole.hits[:0]), None
        while True:
            page = search(filled, Query(query.text, role=query.role, after=after, most=most))
            assert len(page.hits) <= most
            hits += page.hits
            if page.next_position is None:
                break
            after = page.next_position
        assert tuple(hits) == whole.hits


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (Query(), "nothing to search for"),
        (Query("…"), "nothing to search for"),
        (Query("a*"), "would match too much"),
        (Query("sea", since="spring"), "'spring' is not a date: write it as 2010-09-15"),
        (Query("sea", after="7"), "'7' is not a position in this list"),
    ],
)
def test_invalid_queries_are_reported(filled: Catalogue, query: Query, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        search(filled, query)


WORDS = sorted({w.text.strip(".,?!:") for t in RECORDINGS for turn in t.turns for w in turn.words})
PARTS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f"{word[:3]}*"),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda row: f'"{" ".join(row)}"'),
)


@settings(max_examples=20)
@given(
    st.lists(PARTS, min_size=1, max_size=3).map(" ".join), st.sampled_from([None, "host", "author"])
)
def test_search_agrees_with_a_full_scan(filled: Catalogue, text: str, role: str | None) -> None:
    try:
        asked = parse_terms(text)
    except UserError:
        return
    assert places(search(filled, Query(text, role=role))) == read(asked, role)


def read(asked: tuple[Term, ...], role: str | None) -> list[str]:
    """Find the turns that contain the terms by reading all of them."""
    row = join_to_phrase(asked)
    hits = []
    for number, transcript in enumerate(RECORDINGS, start=1):
        for place, passage in build_passages_of_transcript(transcript, number).items():
            if all(has(passage.tokens, term) for term in asked) and (
                role is None or f"§r{role}" in passage.tokens
            ):
                loose = row is not None and not has(passage.tokens, row)
                name = f"{transcript.recording.id.removeprefix('r-')} {passage.turn}"
                hits.append((loose, place, name))
    return [name for _, _, name in sorted(hits)]


def has(said: tuple[str, ...], term: Term) -> bool:
    """Check whether consecutive tokens match a term."""
    *front, last = term.tokens
    for at in range(len(said) - len(front)):
        *before, ending = said[at : at + len(term.tokens)]
        if before == front and (ending.startswith(last) if term.is_prefix else ending == last):
            return True
    return False
