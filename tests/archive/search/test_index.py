"""The index follows every edit and run, and is rebuilt when it is damaged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import text

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.catalogue.reindex import reindex
from archive.check import check
from archive.database.connection import Catalogue
from archive.database.migrate import migrate
from archive.publishing.republish import republish
from archive.search import index
from archive.search.search import Query, search
from tests.archive.search.spoken import spoken
from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.speakers import SetName, SetRole
from transcripts.edits.kinds.turns import SplitTurn
from transcripts.edits.kinds.undo import Undo
from transcripts.errors import UserError
from transcripts.transcript import Transcript

ID = EXAMPLE.recording.id
RUNS = apply_edits(EXAMPLE, ()).run_by_turn
AT = "2026-05-05T08:00:00+00:00"


def entered(catalogue: Catalogue, transcript: Transcript = EXAMPLE) -> Catalogue:
    ingest(catalogue, transcript, catalogue.archive / "published" / transcript.recording.id)
    return catalogue


def decide(catalogue: Catalogue, change: Change) -> None:
    append(catalogue, ID, NewEdit(change, "Ann", AT, load_snapshot(catalogue, ID).revision))


def found(catalogue: Catalogue, text: str = "", **known: str) -> list[str]:
    return [hit.turn for hit in search(catalogue, Query(text, **known)).hits]


def complaints(catalogue: Catalogue) -> list[str]:
    return [str(p) for p in check(catalogue) if "index" in str(p)]


def test_edited_words_are_found_and_replaced_words_are_not(catalogue: Catalogue) -> None:
    entered(catalogue)
    assert found(catalogue, "Kirkhallan") == ["T11"]
    first, last = RUNS["T11"]
    word = next(
        n
        for n, w in zip(range(first, last + 1), EXAMPLE.turns[10].words, strict=True)
        if w.text == "Kirkhallan,"
    )
    decide(catalogue, RewriteWord(word, "Strathallan,"))
    assert found(catalogue, "Strathallan") == ["T11"]
    hits = search(catalogue, Query("Kirkhallan"))
    assert (hits.hits, hits.spellings) == ((), ())
    decide(catalogue, Undo("E1"))
    assert found(catalogue, "Kirkhallan") == ["T11"]
    assert complaints(catalogue) == []


def test_a_removed_word_counts_as_misspelt(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, SetName("S3", "Ifeoma Kastelan"))
    decide(catalogue, SetName("S3", "Ifeoma Castellan"))
    answer = search(catalogue, Query("Skerrow", speaker="Kastelan"))
    assert [s.searched for s in answer.spellings] == ["castellan"]
    assert found(catalogue, "hopeful", speaker="Kastelan") == ["T14"]


def test_names_roles_and_turns_are_found_as_edited(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert found(catalogue, "film", speaker="Ada Bell") == []
    assert found(catalogue, "scene", speaker="Ada Bell") == ["T11"]
    assert found(catalogue, "scene", speaker="Castellan") == []
    decide(catalogue, SetRole("S3", "composer"))
    assert found(catalogue, "scene", role="composer") == ["T11"]
    decide(catalogue, AssignSpeaker((RUNS["T12"],), "S1"))
    assert "T12" in found(catalogue, speaker="Marian Whitlock")
    decide(catalogue, SplitTurn(RUNS["T7"][0] + 9))
    (hit,) = search(catalogue, Query("letter rage")).hits
    assert hit.quote.startswith("the letter, I think")
    assert complaints(catalogue) == []


def test_a_refused_edit_does_not_change_the_index(catalogue: Catalogue) -> None:
    entered(catalogue)
    decide(catalogue, SetName("S3", "Ada Bell"))
    stale = NewEdit(SetName("S3", "Eva Bell"), "Ben", AT, 0)
    with pytest.raises(UserError):
        append(catalogue, ID, stale)
    assert found(catalogue, speaker="Eva") == []
    assert found(catalogue, speaker="Ada") == ["T5", "T11", "T14"]
    assert complaints(catalogue) == []


def test_a_new_date_reorders_a_recording(catalogue: Catalogue) -> None:
    entered(catalogue)
    later = replace(EXAMPLE.recording, date="1999-01-01", programme="Night Pages")
    entered(catalogue, replace(EXAMPLE, recording=later, turns=EXAMPLE.turns[:-1]))
    assert found(catalogue, "pleasure") == []
    assert found(catalogue, "welcome", since="1999", programme="night") == ["T3"]
    assert found(catalogue, "welcome", until="1998") == []
    assert found(catalogue, "welcome") == ["T3"]
    assert complaints(catalogue) == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM passage_tokens WHERE rowid = (SELECT min(rowid) FROM passage_tokens)",
        "DELETE FROM passages WHERE turn = 'T3'",
        "UPDATE passages SET text = 'x' WHERE turn = 'T3'",
        "UPDATE passages SET speaker = 'S1' WHERE turn = 'T4'",
        "UPDATE passage_tokens SET tokens = 'x' WHERE rowid IN (SELECT number FROM passages)",
        "DELETE FROM words WHERE word = 'welcome'",
        "DELETE FROM indexed",
    ],
)
def test_a_damaged_index_is_detected_and_rebuilt(catalogue: Catalogue, damage: str) -> None:
    entered(catalogue)
    whole = search(catalogue, Query("the"))
    assert len(whole.hits) > 5
    with catalogue.writing() as connection:
        connection.execute(text(damage))
    assert set(complaints(catalogue)) & {
        f"{ID}: its search index differs from its transcript: run `tapelog archive reindex`",
    }
    assert list(reindex(catalogue)) == [ID]
    assert complaints(catalogue) == []
    assert search(catalogue, Query("the")) == whole


def test_words_without_a_passage_are_detected(catalogue: Catalogue) -> None:
    entered(catalogue)
    with catalogue.writing() as connection:
        connection.execute(text("INSERT INTO passage_tokens (rowid, tokens) VALUES (7, 'x')"))
    assert complaints(catalogue) == [
        "the index: has words without a passage: run `tapelog archive reindex`"
    ]


def test_publishing_again_repairs_the_index_of_a_recording(catalogue: Catalogue) -> None:
    entered(catalogue)
    with catalogue.writing() as connection:
        connection.execute(text("UPDATE passages SET text = 'x'"))
    with pytest.raises(UserError, match="has no audio"):
        republish(catalogue, ID)
    assert complaints(catalogue) == []


def test_an_old_archive_is_indexed_when_opened(catalogue: Catalogue, database: str | None) -> None:
    entered(catalogue)
    whole = search(catalogue, Query("the"))
    with catalogue.writing() as connection:
        migrate(connection, "0004")
    with open_catalogue(catalogue.archive, database) as opened:
        assert search(opened, Query("the")) == whole


def test_index_numbers_follow_the_order_of_ingest(catalogue: Catalogue) -> None:
    for number in (1, 2, 3):
        entered(catalogue, spoken(f"r-{number}", ("Ann", "The same words."), date="2001-01-01"))
    assert [hit.recording for hit in search(catalogue, Query("same")).hits] == ["r-3", "r-2", "r-1"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(odd_transcripts(), odd_transcripts())
def test_odd_texts_are_indexed_and_updated(
    catalogue: Catalogue, former: Transcript, now: Transcript
) -> None:
    with catalogue.writing() as connection:
        connection.execute(text("DELETE FROM passages"))
        connection.execute(text("DELETE FROM passage_tokens"))
        connection.execute(text("DELETE FROM indexed"))
        connection.execute(
            text(
                "INSERT INTO recordings (id, sha256, file, duration, entered, revision, run, edits,"
                " doubts, folder) VALUES ('r', 'x', 'f', 1, 'now', 0, 1, 0, 0, '.') "
                "ON CONFLICT DO NOTHING"
            )
        )
        index.update_index(connection, "r", None, former)
        assert index.is_consistent(connection, "r", former)
        index.update_index(connection, "r", former, now)
        assert index.is_consistent(connection, "r", now)
        assert index.count_strays(connection) == 0
