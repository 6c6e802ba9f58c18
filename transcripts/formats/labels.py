"""What speakers are called where each must be told apart from every other."""

from __future__ import annotations

from transcripts.transcript import Transcript


def distinct(transcript: Transcript, space: str = " ") -> dict[str, str]:
    """Give each speaker's label by id; who shares one with an earlier speaker has the id behind it.

    `space` stands for the white space in a label: the formats of speech research allow none.
    """
    labels: dict[str, str] = {}
    for speaker in transcript.speakers:
        label = space.join(speaker.label.split()) or speaker.id
        while label in labels.values():
            label = f"{label}{space}{speaker.id}"
        labels[speaker.id] = label
    return labels
