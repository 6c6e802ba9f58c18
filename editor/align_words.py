"""Align words with the sound in a process of its own: `python -m editor.align_words`.

Each line of standard input is a request, and each line of standard output the answer to it. A
request is a JSON object: `sound` (a file; null loads the model only), `start` and `end` of a
passage in seconds, the `recognizer`, its `model` and the `language`, and `words`, a list of [text,
start, end] in seconds, with null for a word whose time is unknown. The answer is a list of [start,
end] for the words, or an object with the `error`. The model stays loaded until standard input is
closed.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from math import nan
from typing import Any

import numpy as np

from archive.storage.files import local_copy, parse_location
from audio.recognizers.table import create_recognizer, recognizer_options
from audio.sound.passage import load_passage
from audio.sound.recording import SAMPLE_RATE, Sound
from editor.model_process import serve_requests
from transcripts.transcript import Span, Word


def align(request: dict[str, Any]) -> list[tuple[float, float]]:
    """Return the start and end of each word of a request, in seconds of the recording."""
    passage = Span(request["start"], request["end"])
    words = [
        Word(text, _to_offset(start, passage), _to_offset(end, passage))
        for text, start, end in request["words"]
    ]
    options = recognizer_options(request["recognizer"], request["model"], request["language"])
    sound = _load_sound(request["sound"], passage)
    found = create_recognizer(options).align(sound, words, lambda _share: None).words
    moved = (replace(w, start=w.start + passage.start, end=w.end + passage.start) for w in found)
    return [(round(w.start, 3), round(w.end, 3)) for w in moved]


def _load_sound(location: str | None, passage: Span) -> Sound:
    if location is None:
        silence = np.zeros(round(passage.duration * SAMPLE_RATE), np.float32)
        return Sound(silence, silence[None])
    with local_copy(parse_location(location)) as file:
        return load_passage(file, passage)


def _to_offset(time: float | None, passage: Span) -> float:
    return nan if time is None else max(0.0, time - passage.start)


if __name__ == "__main__":
    sys.exit(serve_requests(align))
