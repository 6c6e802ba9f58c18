from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import sequences
from transcripts.doubts import LISTEN_SECONDS, SURE, Doubt, count_doubts, find_doubts
from transcripts.edits.apply import apply_edits
from transcripts.edits.change import Change, Edit
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.speakers import SetName
from transcripts.transcript import Correction, Transcript

CALM = replace(
    EXAMPLE,
    corrections=(),
    speakers=tuple(replace(s, confidence=1.0) for s in EXAMPLE.speakers),
)


def doubted(transcript: Transcript) -> dict[str, Doubt]:
    return {doubt.id: doubt for doubt in find_doubts(transcript)}


def asked_of(kind: str, before: str, after: str, status: str, score: float) -> Correction:
    turn = EXAMPLE.turns[6]
    return Correction("C1", turn.id, kind, before, after, turn.start, turn.end, score, status)


def test_a_certain_transcript_has_no_doubts() -> None:
    assert find_doubts(CALM) == ()


@pytest.mark.parametrize(
    ("correction", "kind", "question", "worth"),
    [
        (
            asked_of("name", "Kirk Allen", "Kirkhallan", "proposed", 0.4),
            "correction",
            "Change “Kirk Allen” to “Kirkhallan”?",
            0.8,
        ),
        (
            asked_of("insertion", "", "and so on", "proposed", 0.5),
            "correction",
            "Add “and so on”?",
            1.5,
        ),
        (
            asked_of("deletion", "so", "", "proposed", 0.5),
            "correction",
            "Remove “so”?",
            0.5,
        ),
        (
            asked_of("turn-break", "rage. What I", "rage. ¶ What I", "proposed", 0.5),
            "turn-break",
            "New speaker or paragraph here? Split the turn?",
            0.5 * len(EXAMPLE.turns[6].words) / 2,
        ),
        (
            asked_of("turn-break", "rage. ¶ What I", "rage. What I", "applied", 0.75),
            "turn-break",
            "The old text has a break here. Keep the turn together?",
            0.25 * len(EXAMPLE.turns[6].words) / 2,
        ),
        (
            asked_of("turn-break", "a ¶ b c", "a b ¶ c", "applied", 0.5),
            "turn-break",
            "Should this turn start elsewhere?",
            0.5 * len(EXAMPLE.turns[6].words) / 2,
        ),
    ],
)
def test_the_worth_of_a_correction_is_its_number_of_words(
    correction: Correction, kind: str, question: str, worth: float
) -> None:
    (doubt,) = find_doubts(replace(CALM, corrections=(correction,)))
    assert (doubt.kind, doubt.question, doubt.about) == (kind, question, "C1")
    assert doubt.worth == pytest.approx(worth)


@pytest.mark.parametrize(
    "correction",
    [
        asked_of("name", "a", "b", "applied", 0.3),
        asked_of("name", "a", "b", "rejected", 0.3),
        asked_of("turn-break", "a ¶ b", "a b", "applied", SURE),
        replace(asked_of("turn-break", "a ¶ b", "a b", "applied", 0.3), evidence={"editor": "Ann"}),
    ],
)
def test_decided_corrections_are_not_asked(correction: Correction) -> None:
    assert find_doubts(replace(CALM, corrections=(correction,))) == ()


def test_turns_whose_voice_is_unsure_are_asked_about() -> None:
    turns = tuple(replace(t, confidence=0.4) if t.id == "T7" else t for t in CALM.turns)
    (doubt,) = find_doubts(replace(CALM, turns=turns))
    assert (doubt.kind, doubt.about, doubt.score) == ("speaker", "T7", 0.4)
    assert doubt.question == "Is this Tobias Aurelian-Grey?"
    assert doubt.worth == pytest.approx(0.6 * len(EXAMPLE.words) / len(EXAMPLE.turns), abs=0.001)


def test_the_worth_of_a_name_is_all_words_of_the_speaker() -> None:
    speakers = tuple(
        replace(s, name=None, confidence=0.9) if s.id == "S2" else s for s in EXAMPLE.speakers
    )
    found = doubted(replace(EXAMPLE, speakers=speakers))
    assert set(found) == {"name-S2", "name-S3", "C7", "C13"}  # a clip needs no name
    said = sum(len(t.words) for t in EXAMPLE.turns if t.speaker == "S2")
    nameless, unsure = found["name-S2"], found["name-S3"]
    assert (nameless.question, nameless.worth) == ("Whose voice is this?", said)
    assert (unsure.question, unsure.after) == (
        "Is this voice Ifeoma Castellan?",
        "Ifeoma Castellan",
    )
    assert nameless.end - nameless.start <= LISTEN_SECONDS
    assert find_doubts(replace(EXAMPLE, speakers=speakers))[0] == nameless
    words = [" ".join(w.text for w in own.slice_of(EXAMPLE.words)) for own in nameless.word_ranges]
    assert words == [t.text for t in EXAMPLE.turns if t.speaker == "S2"]


@pytest.mark.parametrize(
    ("change", "answered"),
    [
        (DecideCorrections(("C7",), True), "C7"),
        (DecideCorrections(("C13",), False), "C13"),
        (SetName("S3", "Ifeoma Castellan"), "name-S3"),
        (AssignSpeaker((apply_edits(EXAMPLE, ()).run_by_turn["T7"],), "S2"), "speaker-T7"),
    ],
)
def test_an_answer_takes_its_question_away(change: Change, answered: str) -> None:
    turns = tuple(replace(t, confidence=0.4) if t.id == "T7" else t for t in EXAMPLE.turns)
    unsure = replace(EXAMPLE, turns=turns)
    after = apply_edits(unsure, [Edit("E1", change, "Ann", "2026")]).transcript
    assert doubted(unsure).keys() - doubted(after).keys() == {answered}


@pytest.mark.slow
@settings(max_examples=50)
@given(edits=sequences(EXAMPLE), unsure=st.floats(0, 1))
def test_the_count_equals_the_number_of_doubts(edits: tuple[Edit, ...], unsure: float) -> None:
    turns = (replace(EXAMPLE.turns[0], confidence=unsure), *EXAMPLE.turns[1:])
    now = apply_edits(replace(EXAMPLE, turns=turns), edits).transcript
    assert count_doubts(now) == len(find_doubts(now))


def test_the_places_of_a_misspelt_name_are_one_question() -> None:
    names = {"written": "Joanna Stigel", "name": "Ioana Szczygiel"}
    full = asked_of("name", "Joanna Stigel", "Ioana Szczygiel", "proposed", 0.5)
    corrections = tuple(
        replace(full, id=f"C{n}", evidence=evidence)
        for n, evidence in enumerate((names, names, {}, names), start=1)
    )
    transcript = replace(CALM, corrections=corrections)
    together, single = sorted(find_doubts(transcript), key=lambda doubt: doubt.id)
    assert (together.id, together.together) == ("C1", ("C2", "C4"))
    assert together.question == "Change “Joanna Stigel” to “Ioana Szczygiel” in all 3 places?"
    assert together.worth == 3 * single.worth
    assert count_doubts(transcript) == 2


def test_a_respelled_name_that_is_unsure_is_asked_about_until_an_editor_decides() -> None:
    names = {"written": "Joanna Stigel", "name": "Ioana Szczygiel"}
    unsure = replace(
        asked_of("name", "Joanna Stigel", "Ioana Szczygiel", "applied", 0.7), evidence=names
    )
    (doubt,) = find_doubts(replace(CALM, corrections=(unsure,)))
    assert doubt.question == "“Joanna Stigel” was changed to “Ioana Szczygiel”. Keep it?"
    decided = replace(unsure, evidence={**names, "editor": "Ann"})
    for settled in (decided, replace(unsure, score=0.9), replace(unsure, evidence={})):
        assert find_doubts(replace(CALM, corrections=(settled,))) == ()
