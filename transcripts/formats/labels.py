"""Make speaker labels unique, for formats that identify speakers by label."""

from __future__ import annotations

from transcripts.transcript import Transcript


def unique_labels(transcript: Transcript, space_replacement: str = " ") -> dict[str, str]:
    """Map each speaker id to a unique label; if two speakers share a label, their ids are added.

    `space_replacement` replaces white space in labels, because the formats of speech research do
    not allow it.
    """
    labels: dict[str, str] = {}
    for speaker in transcript.speakers:
        label = space_replacement.join(speaker.label.split()) or speaker.id
        while label in labels.values():
            label = f"{label}{space_replacement}{speaker.id}"
        labels[speaker.id] = label
    return labels
