"""Define the edits of voices: assign a voice to a speaker, merge two voices, split one voice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import (
    AffectedParts,
    Change,
    Confirmation,
    Edit,
    VoiceConfirmed,
    WordsConfirmed,
)
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.kinds.speakers import AddSpeaker
from transcripts.edits.run_mapping import RunMapping
from transcripts.transcript import Speaker


@dataclass(frozen=True, slots=True)
class AssignVoice(Change):
    """Assign a voice to a speaker everywhere, except for words that were assigned by hand."""

    kind: ClassVar[str] = "assign-voice"
    aliases: ClassVar[tuple[str, ...]] = ("give-voice",)

    voice: str
    speaker: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Make the speaker the owner of the voice."""
        draft.check_voice(self.voice)
        draft.check_speaker(self.speaker)
        draft.speaker_by_voice[self.voice] = self.speaker
        edit.add_note(draft, self.speaker, f"{self.voice} assigned")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the voice with all of its turns; the voice and the speaker must exist."""
        return AffectedParts(
            seen_transcript.runs_of_voices({self.voice}),
            changes=frozenset({f"voice:{self.voice}"}),
            needs=frozenset({f"is:{self.voice}", f"is:{self.speaker}"}),
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> AssignVoice:
        """Return this edit with the corresponding voice and speaker of the new run."""
        return AssignVoice(run_mapping.new_voice(self.voice), run_mapping.new_speaker(self.speaker))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the voice and the speaker."""
        return f"assigned the voice {self.voice} to {quotes.name_speaker(self.speaker)} everywhere"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current speaker of the voice."""
        return draft.label_of(draft.speaker_by_voice[self.voice])

    def continues_previous_edit(self, edit: Edit, previous_edit: Edit) -> bool:
        """Check whether the author's previous edit added this speaker."""
        return (
            isinstance(previous_edit.change, AddSpeaker) and self.speaker == f"S{previous_edit.id}"
        )

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm that the voice is the speaker's."""
        return (VoiceConfirmed(self.voice, self.speaker),)


@dataclass(frozen=True, slots=True)
class MergeVoices(Change):
    """Merge a voice into another voice, which then has all words of the merged voice."""

    kind: ClassVar[str] = "merge-voices"

    voice: str
    into: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Replace the first voice with the second in all words and segments."""
        draft.check_voice(self.voice)
        draft.check_voice(self.into)
        if self.voice == self.into:
            raise Refused(f"{self.voice} cannot be merged with itself: choose another voice")
        draft.voice_by_word |= {
            n: self.into for n, v in draft.voice_by_word.items() if v == self.voice
        }
        draft.segments = [
            replace(s, voice=self.into) if s.voice == self.voice else s for s in draft.segments
        ]
        del draft.speaker_by_voice[self.voice]
        owner = draft.speaker_by_voice[self.into]
        edit.add_note(draft, owner, f"{self.voice} and {self.into} merged")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return both voices and all of their turns.

        The edit removes the first voice; the second must exist.
        """
        voices = {self.voice, self.into}
        return AffectedParts(
            seen_transcript.runs_of_voices(voices),
            changes=frozenset({*(f"voice:{voice}" for voice in voices), f"is:{self.voice}"}),
            needs=frozenset(f"is:{voice}" for voice in voices),
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> MergeVoices:
        """Return this edit with the corresponding voices of the new run."""
        return MergeVoices(run_mapping.new_voice(self.voice), run_mapping.new_voice(self.into))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with both voices."""
        return f"merged the voices {self.voice} and {self.into}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current speaker of the voice, or of the voice that it was merged into."""
        owner = draft.speaker_by_voice.get(self.voice) or draft.speaker_by_voice[self.into]
        return draft.label_of(owner)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say whose voice it is."""
        return ()


@dataclass(frozen=True, slots=True)
class SplitVoice(Change):
    """Move words to a new voice, "V" + edit id, which belongs to a new speaker, "S" + edit id."""

    kind: ClassVar[str] = "split-voice"

    words: tuple[MachineWordRange, ...]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Create a voice and an unnamed speaker, and assign the words to them."""
        numbers = draft.word_numbers(self.words)
        voice, speaker = f"V{edit.id}", f"S{edit.id}"
        for run in self.words:
            draft.set_segment_voice(run, voice)
        for n in numbers:
            draft.voice_by_word[n], draft.assigned_speaker_by_word[n] = voice, None
            draft.assigned_by.pop(n, None)
        draft.split_at(self.words)
        draft.speaker_by_voice[voice] = speaker
        draft.speakers[speaker] = Speaker(speaker, ())
        edit.add_note(draft, speaker, "separated")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words, and the voice and the speaker that the edit creates."""
        return AffectedParts(self.words, changes=frozenset({f"is:S{edit_id}", f"is:V{edit_id}"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SplitVoice:
        """Return this edit with the corresponding words of the new run."""
        return SplitVoice(run_mapping.map_word_ranges(self.words))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted words."""
        return f"made {quotes.quote_words(self.words)} a voice of its own"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current speakers of the words."""
        return draft.labels_of(draft.word_numbers(self.words))

    def first_word(self, draft: Draft) -> int:
        """Return the first of the words."""
        return draft.word_numbers(self.words)[0]

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Withdraw earlier confirmations of who says these words.

        The new speaker does not have a name yet.
        """
        return (WordsConfirmed(self.words, None),)
