"""Write WebVTT for the Oral History Metadata Synchronizer: one cue per passage, without ids.

OHMS and Aviary show the line above a cue's times as its title, and list each cue as an entry.
Therefore, each cue is a passage to read rather than a caption.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from transcripts.formats.clock import format_timestamp
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.page.marks import find_paragraph_ends
from transcripts.formats.vtt import provenance_comment, voice_tagged
from transcripts.transcript import Transcript, Word


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as WebVTT, one cue per turn; long turns are cut after sentences."""
    named = options.apply_names(transcript)
    blocks = ["WEBVTT", provenance_comment(named)]
    for turn in named.turns:
        label = named.speaker(turn).label
        for words in _split_into_passages(turn.words):
            start, end = words[0].start, max(w.end for w in words)
            times = f"{format_timestamp(start)} --> {format_timestamp(max(end, start + 0.001))}"
            blocks.append(f"{times}\n{voice_tagged(label, ' '.join(w.text for w in words))}")
    return "\n\n".join(blocks) + "\n"


def _split_into_passages(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    for first, last in pairwise([0, *find_paragraph_ends(words)]):
        if words[first:last]:
            yield words[first:last]
