from __future__ import annotations

import json
from pathlib import Path

import pytest

from speakers.cast import CastMember, parse_cast
from speakers.context import find_people_in_documents, find_rare_words
from speakers.evidence.name_cues import find_name_cues
from speakers.evidence.turn_sentences import read_turn
from speakers.label import label
from speakers.name import name_voices
from speakers.phrases.table import phrases_of
from speakers.text.mentions import find_mentions, split_prose
from transcripts.languages.table import language
from transcripts.transcript import Turn, Word

GERMAN = language("de")
PHRASES = phrases_of(GERMAN)
INTERVIEW = Path(__file__).parents[2] / "german/truth.seglst.json"


def names(text: str) -> list[str]:
    return [
        m.name for sentence in split_prose(text, PHRASES) for m in find_mentions(sentence, PHRASES)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Das Wetter und die Richtung des Windes.", []),
        ("Jeden Tag eine Zahl, das Heft und der Bleistift.", []),
        ("Die Biologin Sabine Lindner kommt aus Kiel.", ["Sabine Lindner"]),
        ("Herr Xanthopulos, wie war das?", ["Xanthopulos"]),
        ("Ich heiße Ottokar Zwirnmann.", ["Ottokar Zwirnmann"]),
        ("Der Roman beginnt mit einer Seite.", []),
        ("Eine Frau auf der Insel.", []),
        ("Ein Freund von Anna Weber.", ["Anna Weber"]),
    ],
)
def test_a_capital_alone_makes_no_name(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mein Name ist Martin Keller.", "introduces-self"),
        ("Ich bin Martin Keller.", "introduces-self"),
        ("Herr Keller, was sagen Sie dazu?", "addressed"),
        ("Guten Abend, Frau Keller.", "addressed"),
        ("Vielen Dank, Herr Keller.", "addressed"),
        ("Zu Gast ist heute der Autor Martin Keller.", "introduced"),
        ("Ich begrüße den Regisseur Martin Keller.", "introduced"),
        ("Damals hat Martin Keller das Buch geschrieben.", "mentioned"),
    ],
)
def test_how_a_name_is_meant(text: str, kind: str) -> None:
    (cue,) = find_name_cues([read_turn("V1", split_prose(text, PHRASES), PHRASES)], PHRASES)
    assert cue.kind == kind


@pytest.mark.parametrize(
    ("phrase", "role"),
    [
        ("Moderatorin", "host"),
        ("Meeresbiologin", "expert"),
        ("Krimiautor", "author"),
        ("director", "director"),
        ("Imker", None),
    ],
)
def test_role_words(phrase: str, role: str | None) -> None:
    assert PHRASES.roles.role_in_phrase(phrase) == role


def test_a_cast_in_german() -> None:
    assert parse_cast("Sabine Lindner: Biologin und Autorin", GERMAN) == (
        CastMember("Sabine Lindner", "expert", ("author",)),
    )


def test_documents_name_people_and_no_nouns() -> None:
    document = "Die Biologin Sabine Lindner zählt Vögel. Regie führte Jonas Hartwig, der Regisseur."
    found = {person.name: person.role for person in find_people_in_documents([document], PHRASES)}
    assert found == {"Sabine Lindner": "expert", "Jonas Hartwig": "director"}
    assert set(find_rare_words([document], GERMAN)) == {"Sabine Lindner", "Jonas Hartwig"}


def interview() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(INTERVIEW.read_text("utf-8"))
    return found


def test_names_and_roles_of_the_interview() -> None:
    turns = [
        Turn(
            id=f"T{n}",
            speaker="",
            voice=str(t["role"]),
            start=float(str(t["start_time"])),
            end=float(str(t["end_time"])),
            text=str(t["words"]),
            confidence=1.0,
            words=tuple(Word(*word) for word in t["word_times"]),  # type: ignore[attr-defined]
        )
        for n, t in enumerate(interview(), start=1)
    ]
    assert {s.voices[0]: (s.name, s.role) for s in name_voices(turns, GERMAN)} == {
        "host": ("Martin Keller", "host"),
        "expert": ("Sabine Lindner", "expert"),
        "author": ("Jonas Hartwig", "author"),
    }


def test_a_text_without_a_recording() -> None:
    truth = interview()
    labels = label("\n\n".join(str(t["words"]) for t in truth), GERMAN)
    given = [labels.label(turn) for turn in labels.turns]
    nameless = "Unknown", "Host", "Guest"
    wrong = [g for g, t in zip(given, truth, strict=True) if g not in (t["speaker"], *nameless)]
    assert len(wrong) <= 1  # no word tells which of the two guests says thanks
    assert sum(map(given.count, nameless)) <= 5
