"""Recognize a passage again in a process of its own: `python -m editor.recognize_passage`.

A request is a JSON object: `sound` (a file), `start` and `end` of the passage in seconds, the
`recognizer`, its `model`, the `language`, and `vocabulary`, a list of names and words that may be
said. The answer is the passage's words as [text, start, end] in seconds of the recording.
"""

from __future__ import annotations

import sys
from typing import Any

from archive.storage.files import local_copy, parse_location
from audio.recognizers.table import create_recognizer, recognizer_options
from audio.sound.passage import load_passage
from editor.model_process import serve_requests
from transcripts.corrections.write_words import write_words
from transcripts.languages.table import language
from transcripts.realignment.realign import align_without_reference
from transcripts.transcript import AlignedWords, Span, Word

_MARGIN_SECONDS = 1.0
"""Seconds before and after the passage that are recognized with it, because a recognizer mishears
words that are cut."""


def recognize(request: dict[str, Any]) -> list[tuple[str, float, float]]:
    """Return the words of a passage; a word belongs to the passage if its middle is in it."""
    passage = Span(request["start"], request["end"])
    around = Span(max(0.0, passage.start - _MARGIN_SECONDS), passage.end + _MARGIN_SECONDS)
    code = request["language"]
    options = recognizer_options(request["recognizer"], request["model"], code)
    with local_copy(parse_location(request["sound"])) as file:
        sound = load_passage(file, around)
    speech = [Span(0.0, sound.seconds)]
    heard = create_recognizer(options).recognize(
        sound, speech, request["vocabulary"], lambda _share: None
    )

    def timed(words: tuple[Word, ...]) -> AlignedWords | None:
        commas = heard.comma_probabilities
        return AlignedWords(words, commas) if commas else None

    written = write_words(align_without_reference(heard.words, language(code)), timed)
    moved = ((w.text, around.start + w.start, around.start + w.end) for w in written.words)
    return [
        (text, round(start, 3), round(end, 3))
        for text, start, end in moved
        if passage.start <= (start + end) / 2 < passage.end
    ]


if __name__ == "__main__":
    sys.exit(serve_requests(recognize))
