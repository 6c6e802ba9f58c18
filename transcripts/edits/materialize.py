"""Build a transcript from a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from transcripts.agreement import Scores
from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.corrections import (
    DecidedCorrections,
    TurnLookup,
    decided_corrections,
    update_corrections,
)
from transcripts.edits.draft import Draft
from transcripts.edits.edited_passages import find_edited_passages
from transcripts.edits.renumber import Numbering, renumber_ranges
from transcripts.edits.turns import DraftTurn, build_draft_turns, changed_words
from transcripts.provenance import Omission
from transcripts.transcript import (
    Correction,
    Reason,
    Speaker,
    SpeakerSegment,
    Transcript,
    Turn,
    Unspoken,
)

NOT_SPEECH = "marked as not speech by an editor"


@dataclass(frozen=True, slots=True)
class Materialized:
    """A transcript, and the machine's words in each of its turns.

    The draft, its turns and its corrections are kept so that the next draft can reuse them.
    """

    transcript: Transcript
    run_by_turn: Mapping[str, MachineWordRange]
    word_numbers_by_turn: Mapping[str, tuple[int, ...]]
    draft: Draft
    turns: Mapping[MachineWordRange, DraftTurn]
    corrections: DecidedCorrections


def materialize_transcript(
    draft: Draft, earlier_result: Materialized | None = None
) -> Materialized:
    """Build the transcript of a draft; without edits, it equals the machine's transcript.

    `earlier_result` is the result for another draft of the same baseline. Unchanged values are
    taken from it, so that untouched objects stay identical.
    """
    words = changed_words(draft, earlier_result.draft) if earlier_result else None
    known = earlier_result.turns if earlier_result and words is not None else {}
    built = build_draft_turns(draft, known, words or set())
    machine, lookup = draft.machine, TurnLookup.from_turns(built)
    turns = _sort_turns(
        draft,
        [t.turn for t in built if t.turn] + list(_find_turns_without_words(draft)),
        {turn.id: turn for turn in earlier_result.transcript.turns} if earlier_result else {},
    )
    fresh = [t for t in built if known.get(t.run) is not t]
    decided = _materialize_corrections(draft, lookup, earlier_result, fresh)
    runs = {t.turn.id: t.run for t in built if t.turn}
    numbering = Numbering.from_draft(draft, turns, runs)
    corrections = renumber_ranges([c for c in decided if c], numbering)
    omitted = (*machine.provenance.omitted, *_collect_omissions(draft))
    transcript = replace(
        machine,
        recording=draft.recording,
        speakers=_build_speakers(draft, built, turns),
        turns=turns,
        corrections=corrections,
        unspoken=renumber_ranges(list(_collect_unspoken_passages(draft, lookup)), numbering),
        unwritten=renumber_ranges(machine.unwritten, numbering),
        checked=draft.checked,
        withheld=tuple(draft.withheld.values()),
        edited=earlier_result.transcript.edited
        if earlier_result and _has_same_words(draft, earlier_result.draft)
        else renumber_ranges(find_edited_passages(draft, lookup.turn_of_word), numbering),
        scores=_update_scores(draft, turns, corrections),
        provenance=replace(machine.provenance, omitted=omitted),
        voices=_collect_speaker_segments(draft),
    )
    return Materialized(
        transcript,
        runs,
        {t.turn.id: t.numbers for t in built if t.turn},
        draft,
        {t.run: t for t in built},
        decided,
    )


def _materialize_corrections(
    draft: Draft,
    lookup: TurnLookup,
    earlier_result: Materialized | None,
    rebuilt_turns: Sequence[DraftTurn],
) -> DecidedCorrections:
    """Return the corrections; if possible, compute only those in `rebuilt_turns` again."""
    if (
        earlier_result is None
        or earlier_result.corrections is draft.machine.corrections
        or len(rebuilt_turns) == len(lookup.ids)
        or None in lookup.ids
        or any(turn.turn is None for turn in earlier_result.turns.values())
    ):
        return decided_corrections(draft, lookup)
    words = (n for turn in rebuilt_turns for n in range(*turn.run))
    return update_corrections(
        draft, lookup, (earlier_result.draft, earlier_result.corrections), words
    )


def _has_same_words(draft: Draft, earlier_draft: Draft) -> bool:
    """Check whether two drafts have the same words in the same turns, by the same editors."""
    names = ("replaced", "inserted", "not_speech", "changed_by", "turn_starts", "added")
    return draft.baseline is earlier_draft.baseline and all(
        getattr(draft, name) == getattr(earlier_draft, name) for name in names
    )


def _find_turns_without_words(draft: Draft) -> Iterator[Turn]:
    """Yield the machine's turns that have no words; only their speaker can change."""
    for (first, last), turn in zip(draft.baseline.runs, draft.machine.turns, strict=True):
        if first == last and turn.voice in draft.speaker_by_voice:
            speaker = draft.speaker_by_voice[turn.voice]
            yield turn if turn.speaker == speaker else replace(turn, speaker=speaker)


def _sort_turns(
    draft: Draft, turns: list[Turn], earlier_turns: Mapping[str, Turn]
) -> tuple[Turn, ...]:
    """Sort turns by start; if their times changed, find overlapping turns again."""
    rank = {turn.id: n for n, turn in enumerate(draft.machine.turns)}
    turns.sort(key=lambda t: (t.start, rank.get(t.id, len(rank)), t.end))
    spans = [(t.id, t.start, t.end) for t in turns]
    if spans == [(t.id, t.start, t.end) for t in draft.machine.turns]:
        return tuple(turns)
    overlaps: dict[str, list[str]] = {turn.id: [] for turn in turns}
    for i, turn in enumerate(turns):
        for other in turns[i + 1 :]:
            if other.start >= turn.end:
                break
            overlaps[turn.id].append(other.id)
            overlaps[other.id].append(turn.id)
    found = ((turn, tuple(overlaps[turn.id])) for turn in turns)
    return tuple(
        t if t.overlaps == o else _reuse_if_equal(earlier_turns.get(t.id), replace(t, overlaps=o))
        for t, o in found
    )


def _reuse_if_equal(earlier_turn: Turn | None, turn: Turn) -> Turn:
    """Return the earlier turn if it is equal, so that unchanged objects stay identical."""
    return earlier_turn if earlier_turn == turn else turn


def _build_speakers(
    draft: Draft, draft_turns: Sequence[DraftTurn], turns: Sequence[Turn]
) -> tuple[Speaker, ...]:
    """Return the speakers in order of their first turn.

    Speakers without a voice or turn are left out.
    """
    first = {turn.speaker: n for n, turn in reversed(list(enumerate(turns)))}
    voices: dict[str, list[str]] = {name: [] for name in draft.speakers}
    for voice in sorted(draft.speaker_by_voice, key=lambda v: (len(v), v)):
        voices[draft.speaker_by_voice[voice]].append(voice)
    passages = _collect_assignment_reasons(draft, draft_turns)

    def listed(speaker: str) -> bool:
        return bool(voices[speaker]) or speaker in draft.added_speakers

    people = [
        replace(
            speaker,
            voices=_keep_order(speaker.voices, voices[speaker.id]),
            reasons=(
                *speaker.reasons,
                *_collect_reasons(draft, speaker),
                *passages.get(speaker.id, ()),
            ),
        )
        for speaker in draft.speakers.values()
        if speaker.id in first or (listed(speaker.id) and speaker.id not in draft.removed_speakers)
    ]
    if [t.speaker for t in turns] == [t.speaker for t in draft.machine.turns]:
        known = {speaker.id: n for n, speaker in enumerate(draft.machine.speakers)}
        return tuple(sorted(people, key=lambda s: (known.get(s.id, len(known)), len(s.id), s.id)))
    return tuple(sorted(people, key=lambda s: (first.get(s.id, len(turns)), len(s.id), s.id)))


def _keep_order(earlier_voices: Sequence[str], current_voices: Sequence[str]) -> tuple[str, ...]:
    """Return the current voices: first the earlier voices in their order, then the new voices."""
    return (
        *(v for v in earlier_voices if v in current_voices),
        *(v for v in current_voices if v not in earlier_voices),
    )


def _collect_reasons(draft: Draft, speaker: Speaker) -> Iterator[Reason]:
    """Yield the reasons of editors, oldest first."""
    for _, _, reason in sorted(draft.notes.get(speaker.id, ()), key=lambda note: note[:2]):
        yield reason


def _collect_assignment_reasons(
    draft: Draft, draft_turns: Sequence[DraftTurn]
) -> dict[str, list[Reason]]:
    """Return, by speaker, one reason for each author who assigned passages to that speaker."""
    counts: dict[tuple[str, str], list[int]] = {}
    for each in draft_turns:
        if each.assigned_by is not None and each.turn is not None:
            counts.setdefault((each.turn.speaker, each.assigned_by), []).append(each.run[0])
    reasons: dict[str, list[Reason]] = {}
    for (speaker, author), starts in sorted(counts.items(), key=lambda item: item[1]):
        many = "a passage" if len(starts) == 1 else f"{len(starts)} passages"
        at = draft.word(starts[0]).start
        reasons.setdefault(speaker, []).append(
            Reason("editor", f"{many} assigned by {author}", at, 1.0)
        )
    return reasons


def _collect_unspoken_passages(draft: Draft, lookup: TurnLookup) -> Iterator[Unspoken]:
    """Yield the unspoken passages, each with the turn that it follows.

    If edits split that turn, the passage follows the part with the last word of the machine's turn.
    """
    runs = dict(zip((t.id for t in draft.machine.turns), draft.baseline.runs, strict=True))
    for passage in draft.machine.unspoken:
        run = runs.get(passage.after_turn or "")
        if run is None or run[0] == run[1]:
            yield passage
        else:
            yield replace(passage, after_turn=lookup.turn_of_word(run[1] - 1))


def _collect_omissions(draft: Draft) -> Iterator[Omission]:
    """Yield the passages marked as not speech, to be listed with the recognizer's omissions."""
    if not draft.not_speech:
        return
    turn_of = [n for n, (first, last) in enumerate(draft.baseline.runs) for _ in range(first, last)]
    ordered = sorted(n for n in draft.not_speech if n < len(turn_of))
    breaks = [0] + [
        i
        for i, (a, b) in enumerate(pairwise(ordered), start=1)
        if b != a + 1 or turn_of[a] != turn_of[b]
    ]
    for first, last in pairwise([*breaks, len(ordered)]):
        words = [draft.machine_words[n] for n in ordered[first:last]]
        if words:
            text = " ".join(word.text for word in words)
            yield Omission(text, words[0].start, words[-1].end, NOT_SPEECH)


def _collect_speaker_segments(draft: Draft) -> tuple[SpeakerSegment, ...]:
    """Return when each voice is heard, sorted again if an edit changed any segment."""
    if draft.segments == list(draft.machine.voices):
        return draft.machine.voices
    return tuple(sorted(draft.segments, key=lambda s: (s.start, s.end, s.voice)))


def _update_scores(
    draft: Draft, turns: Sequence[Turn], corrections: Sequence[Correction]
) -> Scores:
    """Count words and corrections again, and drop the agreement of texts that were edited."""
    former = draft.machine.scores
    same_text = not (draft.replaced or draft.inserted or draft.not_speech or draft.added.words)
    same_turns = [(t.id, t.text) for t in turns] == [(t.id, t.text) for t in draft.machine.turns]
    return replace(
        former,
        turns=former.turns if same_turns else (),
        published_against_heard=former.published_against_heard if same_text else None,
        words=sum(len(turn.words) for turn in turns),
        corrections_applied=sum(c.status == "applied" for c in corrections),
    )
