from __future__ import annotations

from dataclasses import replace

import pytest

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import made
from transcripts.edits.apply import Applied, apply_edits
from transcripts.edits.baseline import Baseline, MachineWordRange
from transcripts.edits.change import Change, Edit
from transcripts.edits.kinds.assign_speaker import AssignSpeaker, UnassignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord, RewriteWords
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.table import parse_change
from transcripts.edits.kinds.turns import JoinTurns, MoveBoundary, SplitTurn
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.voices import AssignVoice, MergeVoices, SplitVoice
from transcripts.formats import json as transcript_json
from transcripts.ranges import WordRange, numbers_in
from transcripts.transcript import Correction, Transcript

MACHINE = apply_edits(EXAMPLE, ())


def after(*changed: Change, machine: Transcript = EXAMPLE) -> Applied:
    """Apply changes, all of which must be valid."""
    applied = apply_edits(machine, [made(n, change) for n, change in enumerate(changed, start=1)])
    assert not applied.unapplied
    return applied


def run(turn: str) -> MachineWordRange:
    return MACHINE.run_by_turn[turn]


def text(applied: Applied, turn: str) -> str:
    return next(t.text for t in applied.transcript.turns if t.id == turn)


def who(applied: Applied) -> dict[str, str]:
    return {turn.id: turn.speaker for turn in applied.transcript.turns}


def others(applied: Applied, *turns: str) -> list[object]:
    return [t for t in applied.transcript.turns if t.id not in turns]


# What each change does.


def test_without_edits_the_transcript_is_the_machine_s() -> None:
    assert MACHINE.transcript == EXAMPLE
    assert transcript_json.render(MACHINE.transcript) == transcript_json.render(EXAMPLE)


def test_this_turn_changes_this_turn_alone() -> None:
    applied = after(AssignSpeaker((run("T8"),), "S1"), AssignSpeaker((run("T5"),), "S2"))
    assert others(applied, "T5", "T8") == others(MACHINE, "T5", "T8")
    assert who(applied)["T5"] == "S2"
    voices = {s.id: s.voices for s in applied.transcript.speakers}
    assert voices == {s.id: s.voices for s in EXAMPLE.speakers}
    assert list(voices) == ["S1", "S2", "S4", "S3"]
    reason = applied.transcript.speakers[1].reasons[-1]
    assert (reason.kind, reason.quote, reason.at) == ("editor", "a passage assigned by Ann", 27.5)


def test_assigned_words_stay_assigned_when_the_split_is_undone() -> None:
    first, last = run("T7")
    edits = [
        made(1, SplitTurn(first + 19)),
        made(2, AssignSpeaker(((first + 19, last),), "S3")),
        made(3, Undo("E1")),
    ]
    for applied in (apply_edits(EXAMPLE, edits), apply_edits(EXAMPLE, edits[:2])):
        turns = [t for t in applied.transcript.turns if t.id.startswith("T7")]
        assert [(t.id, t.speaker) for t in turns] == [("T7", "S2"), (f"T7w{first + 19}", "S3")]
        assert " ".join(t.text for t in turns) == EXAMPLE.turns[6].text
        assert turns[0].start == EXAMPLE.turns[6].start
        assert turns[1].end == EXAMPLE.turns[6].end
        assert applied.transcript.turns[7].start == turns[1].start


def test_assigning_a_voice_keeps_turns_assigned_by_hand() -> None:
    given = AssignSpeaker((run("T12"),), "S3")
    for order in ((given, AssignVoice("V2", "S1")), (AssignVoice("V2", "S1"), given)):
        applied = after(*order)
        owners = who(applied)
        assert [owners[t] for t in ("T4", "T7", "T12", "T16")] == ["S1", "S1", "S3", "S2"]
        people = {s.id: s.voices for s in applied.transcript.speakers}
        assert (people["S1"], people["S2"]) == (("V1", "V2"), ("V5",))
    back = after(given, UnassignSpeaker((run("T12"),)))
    assert back.transcript == EXAMPLE


def test_a_rename_changes_the_speaker_not_the_turns() -> None:
    applied = apply_edits(
        EXAMPLE, [made(1, SetName("S3", " Ada   Bell "), why="the sleeve says so")]
    )
    speaker = applied.transcript.speakers[2]
    assert (speaker.name, speaker.confidence) == ("Ada Bell", 1.0)
    assert [r.quote for r in speaker.reasons] == ["the sleeve says so"]
    assert applied.transcript.turns == EXAMPLE.turns
    spelt = after(SetName("S1", "Marion Whitlock")).transcript.speakers[0]
    assert [r.kind for r in spelt.reasons] == ["introduces-self", "described", "editor"]


def test_a_new_speaker_has_the_edit_s_id_and_may_take_turns() -> None:
    applied = after(AddSpeaker("Jo Fane", "caller"), AssignSpeaker((run("T16"),), "SE1"))
    speaker = applied.transcript.speaker(applied.transcript.turns[-1])
    assert (speaker.id, speaker.name, speaker.role) == ("SE1", "Jo Fane", "caller")


def test_voices_are_merged_and_split() -> None:
    merged = after(MergeVoices("V5", "V2")).transcript
    assert {s.id: s.voices for s in merged.speakers}["S2"] == ("V2",)
    assert merged.turns[-1].voice == merged.voices[-1].voice == "V2"
    gone = after(MergeVoices("V4", "V3")).transcript
    assert [s.id for s in gone.speakers] == ["S1", "S2", "S3"]
    split = after(SplitVoice((run("T14"),)), AssignVoice("VE1", "S2"))
    assert who(split)["T14"] == "S2"
    assert [s.voice for s in split.transcript.voices if s.start == 91.8] == ["VE1"]
    assert "SE1" not in {s.id for s in split.transcript.speakers}


def test_turns_are_joined_and_a_boundary_is_moved() -> None:
    joined = after(JoinTurns((run("T1")[0], run("T3")[1])))
    assert text(joined, "T1") == " ".join(t.text for t in EXAMPLE.turns[:3])
    assert [t.id for t in joined.transcript.turns][:2] == ["T1", "T4"]
    assert {c.turn for c in joined.transcript.corrections[:4]} == {"T1"}
    assert joined.transcript.unspoken[0].after_turn == "T1"
    both = after(JoinTurns((run("T8")[0], run("T9")[1])))
    assert who(both)["T8"] == "S1"


@pytest.mark.parametrize("to", [-2, 2])
def test_a_boundary_is_moved(to: int) -> None:
    at = run("T12")[0]
    before, follow = after(MoveBoundary(at, at + to)).transcript.turns[10:12]
    assert (before.speaker, follow.speaker) == ("S3", "S2")
    assert (before.voice, follow.voice) == ("V3", "V2")
    assert len(before.words) == len(EXAMPLE.turns[10].words) + to
    assert before.text + " " + follow.text == EXAMPLE.turns[10].text + " " + EXAMPLE.turns[11].text


def test_turns_that_are_spoken_at_once_are_not_joined() -> None:
    late = replace(
        EXAMPLE.turns[3], words=tuple(replace(w, start=28.0) for w in EXAMPLE.turns[3].words)
    )
    crossed = replace(EXAMPLE, turns=(*EXAMPLE.turns[:3], late, *EXAMPLE.turns[4:]))
    (unapplied,) = apply_edits(
        crossed, [made(1, JoinTurns((run("T4")[0], run("T5")[1])))]
    ).unapplied
    assert "overlap in time" in unapplied.reason


@pytest.mark.parametrize(
    ("written", "read"),
    [("Tobias", "Tobias"), ("Jo Ann", "Jo Ann"), ("", "")],
)
def test_a_word_is_rewritten(written: str, read: str) -> None:
    first, _ = run("T3")
    applied = after(RewriteWord(first + 1, written))
    turn = next(t for t in applied.transcript.turns if t.id == "T3")
    assert turn.text.startswith(f"Tobias {read} ".replace("  ", " ") + "welcome.")
    assert turn.text == " ".join(w.text for w in turn.words)
    assert all(a.end <= b.start for a, b in zip(turn.words, turn.words[1:], strict=False))
    assert len(applied.word_numbers_by_turn["T3"]) == len(turn.words)
    assert applied.transcript.scores.words == EXAMPLE.scores.words + len(read.split()) - 1
    assert applied.transcript.scores.published_against_heard is None


@pytest.mark.parametrize(
    ("correction", "accept", "part"),
    [
        ("C7", True, "is the hounds: he"),
        ("C6", False, "believes. He had have"),
        ("C1", False, "I’m Marion Witlock."),
        ("C2", False, "opens on Friday It follows"),
        ("C5", False, "Less than my mother"),
        ("C11", False, "all. He"),
        ("C13", True, "hopeful, oh, wouldn’t"),
        ("C12", True, "I only wished that"),
    ],
)
def test_a_correction_is_accepted_or_rejected(correction: str, accept: bool, part: str) -> None:
    applied = after(DecideCorrections((correction,), accept)).transcript
    decided = next(c for c in applied.corrections if c.id == correction)
    assert part in " ".join(t.text for t in applied.turns)
    assert decided.status == ("applied" if accept else "rejected")
    assert decided.evidence["editor"] == "Ann"
    assert applied.scores.corrections_applied == 10 + (1 if accept else -1)


def test_removing_the_end_of_a_sentence_keeps_its_full_stop() -> None:
    last = EXAMPLE.turns[11].words[-1]
    gone = Correction("C1", "T12", "insertion", "", "it.", last.start, last.end, 0.9, "applied")
    end = EXAMPLE.word_ranges["T12"].last
    machine = replace(EXAMPLE, corrections=(replace(gone, word_ranges=(WordRange(end - 1, end),)),))
    rejected = after(DecideCorrections(("C1",), False), machine=machine)
    assert text(rejected, "T12") == "I only wish that I’d written."
    again = after(
        DecideCorrections(("C1",), False), DecideCorrections(("C1",), True), machine=machine
    )
    assert text(again, "T12") == EXAMPLE.turns[11].text


def about(applied: Applied, name: str) -> list[str]:
    """List the words of an edited transcript that a correction covers."""
    (correction,) = (c for c in applied.transcript.corrections if c.id == name)
    return [applied.transcript.words[n].text for n in numbers_in(correction.word_ranges)]


def test_corrections_have_the_numbers_of_the_edited_words() -> None:
    at = run("T2")[0]
    edited = after(RewriteWord(at, "This new film"), DecideCorrections(("C13",), True))
    assert about(edited, "C3") == ["It"]
    assert about(edited, "C10") == ["Kirkhallan,"]
    assert about(edited, "C13") == ["oh,"]  # an insertion; before, it covered no words
    gone = after(MarkPassage((run("T1"),), "not speech"))
    assert about(gone, "C10") == ["Kirkhallan,"]
    assert gone.transcript.word_ranges["T2"].first == 0


def test_a_turn_break_is_decided_like_other_corrections() -> None:
    end, later = EXAMPLE.turns[0].end, EXAMPLE.turns[2].end
    breaks = (
        Correction("C1", "T1", "turn-break", "a ¶ b", "a b", end, end, 0.6, "proposed"),
        Correction("C2", "T3", "turn-break", "a b", "a ¶ b", later, later, 0.6, "applied"),
    )
    ends = [EXAMPLE.word_ranges[c.turn].last for c in breaks]
    placed = [replace(c, word_ranges=(WordRange(n, n),)) for c, n in zip(breaks, ends, strict=True)]
    machine = replace(EXAMPLE, corrections=tuple(placed))
    joined = after(DecideCorrections(("C1",), True), machine=machine)
    assert text(joined, "T1") == EXAMPLE.turns[0].text + " " + EXAMPLE.turns[1].text
    again = after(
        DecideCorrections(("C1",), True), DecideCorrections(("C1",), False), machine=machine
    )
    assert again.transcript.turns == EXAMPLE.turns
    (refused,) = apply_edits(machine, [made(1, DecideCorrections(("C1", "C2"), False))]).unapplied
    assert refused.reason == "the speaker or voice changes at C2: join the two turns instead"


def test_a_rejected_proposal_leaves_the_text() -> None:
    applied = after(DecideCorrections(("C7", "C13"), False)).transcript
    assert applied.turns == EXAMPLE.turns
    assert [c.status for c in applied.corrections].count("proposed") == 0


def test_undecidable_corrections_are_explained() -> None:
    edits = [
        made(1, DecideCorrections(("C9",), False)),
        made(2, RewriteWord(MACHINE.run_by_turn["T7"][0] + 28, "hounds:")),
        made(3, DecideCorrections(("C7",), False)),
        made(4, DecideCorrections(("C7", "C77"), True)),
    ]
    applied = apply_edits(EXAMPLE, edits)
    assert [u.edit.id for u in applied.unapplied] == ["E1", "E4"]
    assert "concerns a whole passage" in applied.unapplied[0].reason
    statuses = {c.id: c.status for c in applied.transcript.corrections}
    assert (statuses["C7"], statuses["C9"]) == ("rejected", "applied")


def test_non_speech_is_removed_and_listed() -> None:
    applied = after(MarkPassage((run("T10"),), "not speech")).transcript
    assert [t.id for t in applied.turns] == [t.id for t in EXAMPLE.turns if t.id != "T10"]
    assert applied.provenance.omitted[-1].text == EXAMPLE.turns[9].text
    assert applied.provenance.omitted[-1].reason == "marked as not speech by an editor"
    assert [s.voice for s in applied.voices].count("V4") == 0
    everything = after(MarkPassage(((0, EXAMPLE.scores.words),), "not speech")).transcript
    assert (everything.turns, everything.corrections, everything.voices) == ((), (), ())


def test_a_clip_needs_no_name() -> None:
    applied = after(MarkPassage((run("T9"),), "announcer")).transcript
    speaker = applied.speaker(next(t for t in applied.turns if t.id == "T9"))
    assert (speaker.label, speaker.role) == ("Announcer", "announcer")


def test_any_edit_is_undone_and_redone_not_only_the_last() -> None:
    edits = [
        made(1, SetName("S1", "Ada")),
        made(2, SplitTurn(5)),
        made(3, Undo("E1")),
        made(4, Undo("E3")),
        made(5, Redo("E3")),
        made(6, Redo("E1")),
        made(7, Undo("E9")),
    ]
    names = [apply_edits(EXAMPLE, edits[:n]).transcript.speakers[0].name for n in range(8)]
    assert names == ["Marian Whitlock", "Ada", "Ada", *["Marian Whitlock", "Ada"] * 2, "Ada"]
    applied = apply_edits(EXAMPLE, edits)
    assert len(applied.transcript.turns) == len(EXAMPLE.turns) + 1
    assert [u.reason for u in applied.unapplied] == ["there is no edit E9 before it"]


def test_edits_that_depend_on_an_undone_edit_are_reported() -> None:
    edits = [
        made(1, AddSpeaker("Jo")),
        made(2, AssignSpeaker((run("T1"),), "SE1")),
        made(3, Undo("E1")),
    ]
    applied = apply_edits(EXAMPLE, edits)
    assert applied.transcript == EXAMPLE
    assert [(u.edit.id, u.reason) for u in applied.unapplied] == [("E2", "there is no speaker SE1")]


def test_changes_survive_json() -> None:
    for change in (
        AssignSpeaker(((1, 2), (5, 9)), "S1"),
        MarkPassage(((0, 2),), "clip"),
        SetName("S1", None),
    ):
        edit = made(1, change)
        assert parse_change(edit.kind, edit.parameters) == change
    assert Edit("E1", AssignVoice("V1", "S2"), "Ann", "").kind == "assign-voice"


def test_rewriting_several_words_is_one_edit() -> None:
    first, last = run("T7")
    texts = [(first, "Ah"), (first + 2, "one two"), (last - 1, "")]
    together = apply_edits(EXAMPLE, [made(1, RewriteWords(tuple(texts)))])
    apart = apply_edits(
        EXAMPLE, [made(n, RewriteWord(*pair)) for n, pair in enumerate(texts, start=1)]
    )
    assert replace(together.transcript, edited=()) == replace(apart.transcript, edited=())
    assert (
        apply_edits(EXAMPLE, [made(1, RewriteWords(tuple(texts))), made(2, Undo("E1"))]) == MACHINE
    )
    read = tuple((n, EXAMPLE.turns[0].words[n].text) for n in range(2))
    for words, reason in (
        ((), "the words already have this text"),
        (read, "the words already have this text"),
        (((0, "a"), (0, "b")), "the edit has two texts for the same word"),
        (((0, "a"), (9999, "b")), "there is no word 9999: the transcript has"),
    ):
        refused = apply_edits(EXAMPLE, [made(1, RewriteWords(words))])
        assert refused.unapplied[0].reason.startswith(reason)
        assert refused.transcript == EXAMPLE
    some = apply_edits(EXAMPLE, [made(1, RewriteWords((*read, (2, "else"))))])
    assert [w.text for w in some.transcript.turns[0].words[:3]] == [read[0][1], read[1][1], "else"]


def test_untouched_objects_are_identical() -> None:
    ground = Baseline.from_transcript(EXAMPLE)
    edits = [made(1, RewriteWord(run("T3")[0], "so")), made(2, AssignSpeaker((run("T8"),), "S1"))]
    before = apply_edits(EXAMPLE, edits[:1], ground)
    now = apply_edits(EXAMPLE, edits, ground, before)
    pairs = zip(before.transcript.turns, now.transcript.turns, strict=True)
    assert [turn.id for one, turn in pairs if one is not turn] == ["T8"]
    both = zip(before.transcript.corrections, now.transcript.corrections, strict=True)
    assert all(one is other for one, other in both)
