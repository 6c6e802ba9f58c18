"""Count the words that each voice says under each speaker label of the reference."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class VoiceLabel:
    """A speaker label of the reference, with the number of a voice's words under it."""

    voice: str
    label: str
    words: int


def count_voice_labels(
    words: Sequence[Word], voices: Sequence[str], labels: Mapping[int, str]
) -> tuple[VoiceLabel, ...]:
    """Count the words of each voice by label; words that the reference lacks do not count.

    `voices` has the voice of each word. `labels` has the label before a word, by index; it holds
    until the next label.
    """
    starts = sorted(labels)
    counts = Counter(
        (voices[n], labels[starts[place - 1]])
        for n, word in enumerate(words)
        if word.origin != "heard" and (place := bisect_right(starts, n))
    )
    return tuple(VoiceLabel(voice, label, count) for (voice, label), count in counts.items())
