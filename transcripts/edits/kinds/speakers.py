"""Edits of speakers: add a speaker, set a name or a role, remove a speaker without words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit, NameConfirmed
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping
from transcripts.errors import UserError
from transcripts.identifiers import check_name
from transcripts.text.normalize import plain
from transcripts.transcript import Speaker


@dataclass(frozen=True, slots=True)
class AddSpeaker(Change):
    """Add a speaker with the id "S" + edit id."""

    kind: ClassVar[str] = "add-speaker"

    name: str
    role: str | None = None

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Add the speaker; the speaker is listed even without turns."""
        speaker = f"S{edit.id}"
        draft.speakers[speaker] = Speaker(
            speaker, (), _clean_name(self.name), _clean_optional(self.role), confidence=1.0
        )
        draft.added_speakers.add(speaker)
        edit.add_note(draft, speaker, "added")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the speaker as an object that the edit creates."""
        return AffectedParts(changes=frozenset({f"is:S{edit_id}"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> AddSpeaker:
        """Return this edit unchanged, because it refers to nothing in a run."""
        return self

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the name."""
        return f"added {self.name}"

    def affected_text(self, draft: Draft, edit_id: str) -> str | None:
        """Return the name; None before the speaker is added."""
        return draft.label_of(f"S{edit_id}") if f"S{edit_id}" in draft.speakers else None

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm the new speaker's name."""
        return (NameConfirmed(f"S{edit_id}", self.name),)


@dataclass(frozen=True, slots=True)
class SetName(Change):
    """Set a speaker's name; None removes it."""

    kind: ClassVar[str] = "set-name"
    aliases: ClassVar[tuple[str, ...]] = ("name",)

    speaker: str
    name: str | None

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Set the name; keep the machine's reasons if they support the new name too."""
        draft.check_speaker(self.speaker)
        name = _clean_optional(self.name)
        former = draft.speakers[self.speaker]
        draft.speakers[self.speaker] = replace(
            former,
            name=name,
            confidence=1.0 if name else 0.0,
            reasons=former.reasons if _share_a_name_part(former.name, name) else (),
        )
        edit.add_note(draft, self.speaker, f"named {name}" if name else "name removed")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the speaker's name as changed, and the speaker as required."""
        return AffectedParts(
            changes=frozenset({f"name:the name of {self.speaker}"}),
            needs=frozenset({f"is:{self.speaker}"}),
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SetName:
        """Return this edit with the corresponding speaker of the new run."""
        return SetName(run_mapping.new_speaker(self.speaker), self.name)

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the speaker's label, or the new name."""
        if self.name is None:
            return f"removed the name of {quotes.name_speaker(self.speaker)}"
        return f"named a speaker {self.name}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current name or, without one, the label that is shown instead."""
        return draft.label_of(self.speaker)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm the speaker's name."""
        return (NameConfirmed(self.speaker, self.name),) if self.name else ()


@dataclass(frozen=True, slots=True)
class SetRole(Change):
    """Set a speaker's role; None removes it."""

    kind: ClassVar[str] = "set-role"
    aliases: ClassVar[tuple[str, ...]] = ("role",)

    speaker: str
    role: str | None

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Set the speaker's role."""
        draft.check_speaker(self.speaker)
        role = _clean_optional(self.role)
        draft.speakers[self.speaker] = replace(draft.speakers[self.speaker], role=role)
        edit.add_note(draft, self.speaker, f"role {role or 'removed'}")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the speaker's role as changed, and the speaker as required."""
        return AffectedParts(
            changes=frozenset({f"role:the role of {self.speaker}"}),
            needs=frozenset({f"is:{self.speaker}"}),
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SetRole:
        """Return this edit with the corresponding speaker of the new run."""
        return SetRole(run_mapping.new_speaker(self.speaker), self.role)

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the speaker and the role."""
        if self.role is None:
            return f"removed the role of {quotes.name_speaker(self.speaker)}"
        return f"set the role of {quotes.name_speaker(self.speaker)} to {self.role}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current role."""
        return draft.speakers[self.speaker].role or "no role"

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because a role does not identify a person."""
        return ()


@dataclass(frozen=True, slots=True)
class RemoveSpeaker(Change):
    """Remove a speaker without words."""

    kind: ClassVar[str] = "remove-speaker"

    speaker: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Remove the speaker.

        Each of the speaker's voices goes to the speaker who has that voice's words.
        """
        draft.check_speaker(self.speaker)
        if any(draft.speaker_of(n) == self.speaker for n in draft.voice_by_word):
            raise Refused(f"{draft.label_of(self.speaker)} has words: assign them to others first")
        voices = {v for v, owner in draft.speaker_by_voice.items() if owner == self.speaker}
        if any(t.voice in voices and not t.words for t in draft.machine.turns):
            raise Refused(f"{draft.label_of(self.speaker)} has a turn without words")
        for voice in voices:
            heirs = Counter(
                draft.speaker_of(n) for n, v in draft.voice_by_word.items() if v == voice
            )
            if heirs:
                draft.speaker_by_voice[voice] = min(heirs, key=lambda who: (-heirs[who], who))
        draft.added_speakers.discard(self.speaker)
        draft.removed_speakers.add(self.speaker)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the turns of the speaker's voices as affected, speaker and voices as changed."""
        voices = {
            v for s in seen_transcript.transcript.speakers if s.id == self.speaker for v in s.voices
        }
        return AffectedParts(
            seen_transcript.runs_of_voices(voices),
            changes=frozenset({f"is:{self.speaker}", *(f"voice:{voice}" for voice in voices)}),
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> RemoveSpeaker:
        """Return this edit with the corresponding speaker of the new run."""
        return RemoveSpeaker(run_mapping.new_speaker(self.speaker))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit without the label of the speaker, who no longer exists."""
        return "removed a person who said nothing"

    def affected_text(self, draft: Draft, edit_id: str) -> str | None:
        """Return the speaker's label; None once the speaker is removed."""
        return None if self.speaker in draft.removed_speakers else draft.label_of(self.speaker)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


def _share_a_name_part(old_name: str | None, new_name: str | None) -> bool:
    """Check whether two names have a part in common."""
    return bool(set(plain(old_name or "").split()) & set(plain(new_name or "").split()))


def _clean_name(text: str) -> str:
    """Reduce white space to single spaces.

    Raises Refused for a text without a letter or digit.
    """
    cleaned = " ".join(text.split())
    if not any(c.isalnum() for c in cleaned):
        raise Refused(f"{text!r} is not a name: it needs at least one letter")
    try:
        return check_name(cleaned)
    except UserError as error:
        raise Refused(str(error)) from None


def _clean_optional(text: str | None) -> str | None:
    return None if text is None else _clean_name(text)
