"""Find the turns whose speaker an editor confirmed, and the edits that confirm them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.edits.added_turns import is_added
from transcripts.edits.apply import Applied
from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import Edit, NameConfirmed, VoiceConfirmed, WordsConfirmed
from transcripts.transcript import Speaker, Turn


@dataclass(frozen=True, slots=True)
class ConfirmedTurn:
    """A confirmed turn, its words and its speaker; `edit` is the first edit that confirms it."""

    turn: Turn
    words: MachineWordRange
    person: str
    edit: str


def find_confirmed_turns(applied: Applied, edits: Sequence[Edit]) -> tuple[ConfirmedTurn, ...]:
    """Return, in order, the turns of named speakers that an editor confirmed.

    `edits` are the edits in effect, in the order in which they were applied. An editor confirms a
    turn by assigning the turn or its voice to the speaker, or by setting the speaker's name. Turns
    that a later edit changed, and turns of unnamed speakers, are not confirmed. Turns that an
    editor added are not confirmed either, because their times may be estimates.
    """
    index = _Index(edits)
    speakers = {speaker.id: speaker for speaker in applied.transcript.speakers}
    found = []
    for turn in applied.transcript.turns:
        speaker, run = speakers[turn.speaker], applied.run_by_turn.get(turn.id)
        if run is None or is_added(run[0]) or not speaker.name:
            continue
        number = index.find_first_confirming_edit(turn, run, speaker)
        if number is not None:
            found.append(ConfirmedTurn(turn, run, speaker.name, edits[number].id))
    return tuple(found)


class _Index:
    """Index the confirmations by word, by (voice, speaker), and by (speaker, name).

    The values are the indices of the confirming edits; for a word, the confirmed speaker is stored,
    too.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.words: dict[int, tuple[int, str]] = {}
        self.voices: dict[tuple[str, str], int] = {}
        self.names: dict[tuple[str, str], int] = {}
        for number, edit in enumerate(edits):
            for confirmation in edit.change.confirmations(edit.id):
                match confirmation:
                    case WordsConfirmed(words, None):
                        for n in (n for run in words for n in range(*run)):
                            self.words.pop(n, None)
                    case WordsConfirmed(words, str(speaker)):
                        value = (number, speaker)
                        self.words |= {n: value for run in words for n in range(*run)}
                    case VoiceConfirmed(voice, speaker):
                        self.voices.setdefault((voice, speaker), number)
                    case NameConfirmed(speaker, name):
                        self.names.setdefault((speaker, " ".join(name.split())), number)

    def find_first_confirming_edit(
        self, turn: Turn, word_range: MachineWordRange, speaker: Speaker
    ) -> int | None:
        """Return the index of the first edit that confirms a turn, or None if no edit does."""
        statements = {self.words.get(n) for n in range(*word_range)}
        words = statements.pop() if len(statements) == 1 else None
        numbers = (
            words[0] if words and words[1] == speaker.id else None,
            self.voices.get((turn.voice, speaker.id)),
            self.names.get((speaker.id, speaker.name or "")),
        )
        return min((number for number in numbers if number is not None), default=None)
