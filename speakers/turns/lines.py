"""Split a text without a recording into lines, one for each turn."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from speakers.evidence.turn_sentences import TurnSentences, read_turn
from speakers.phrases.phrases import Phrases
from speakers.text.mentions import split_prose
from speakers.text.recase import build_recaser
from transcripts.source_transcript import SourceTranscript
from transcripts.text.speaker_labels import LabelledPassage, SpeakerLabel, read_label
from transcripts.text.turns import split_turns

_DIRECTION = re.compile(r"\(([^()\n]{1,80})\)|\[([^\[\]\n]{1,80})\]")
_SHOUTED = re.compile(r"^[^a-z]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A turn of a text as written, the label before it, and its words.

    `is_recorded` is true if the turn follows a stage direction that announces recorded speech
    ("(SOUNDBITE OF FILM)").
    """

    text: str
    label: SpeakerLabel | None
    passage: TurnSentences
    is_recorded: bool = False

    @property
    def words(self) -> int:
        """Return the number of words."""
        return self.passage.words


def read_lines(
    text: str | SourceTranscript, phrases: Phrases, names: Collection[str] = ()
) -> tuple[Line, ...]:
    """Split a text, or a transcript that was parsed from a file, into one line for each turn.

    In a text that is all upper case or all lower case, the `names` are capitalized. In a labelled
    text, a turn without a label has the label of the previous turn. Turns without words
    ("(SOUNDBITE OF FILM)") are dropped and mark the next line as `is_recorded`.
    """
    lines: list[Line] = []
    recorded = False
    recase = build_recaser(text if isinstance(text, str) else text.text, names, phrases)
    label: SpeakerLabel | None = None
    for turn in split_turns(text) if isinstance(text, str) else _label_passages_of_source(text):
        label, said = turn.label or label, turn.text
        directions = [a or b for a, b in _DIRECTION.findall(said)]
        announced = any(_announces_recording(d, phrases) for d in directions)
        spoken = _DIRECTION.sub(" ", said)
        found = read_turn(
            f"{len(lines)}", split_prose(recase(spoken), phrases), phrases, edited=True
        )
        if found.words:
            lines.append(Line(" ".join(said.split()), label, found, recorded or announced))
        recorded = announced and not found.words
    return tuple(lines)


def _label_passages_of_source(source: SourceTranscript) -> Iterator[LabelledPassage]:
    """Parse the labels of a source's turns; yield the turns."""
    for turn in source.turns:
        label = read_label(turn.label) if turn.label else None
        yield LabelledPassage(label, turn.text_with_marks, turn.start)


def _announces_recording(direction: str, phrases: Phrases) -> bool:
    """Check whether a stage direction announces recorded speech ("SOUNDBITE OF FILM")."""
    match = phrases.turns.recorded_speech.search(direction.lower())
    if match is None:
        return False
    of_a_work = match.start() == 0 and direction[match.end() :].startswith(" of ")
    return of_a_work or bool(_SHOUTED.match(direction))


def has_labels(lines: Sequence[Line]) -> bool:
    """Check whether a text has speaker labels."""
    return len({line.label.name for line in lines if line.label}) > 1
