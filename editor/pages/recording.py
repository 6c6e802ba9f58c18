"""The page of one recording: its words as text, and what the modules need as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import Request, Response

from archive.catalogue.current import Current, current
from editor.desk import Desk
from editor.pages.keys import KEYS
from editor.pages.template import page
from transcripts.errors import UserError
from transcripts.transcript import Correction, Speaker, Transcript, Turn

CARD_LETTERS = 1100
"""Letters of a card at most, so that it has 24 lines on a telephone (46 letters a line at 400 px):
a page lays out what is seen card by card, and a monologue in one card would be laid out whole."""


def recording(request: Request, recording: str) -> Response:
    """Show a recording as it is now."""
    desk: Desk = request.app.state.desk
    try:
        now = current(desk.catalogue, recording)
    except UserError as error:
        return page("missing.html", {"error": str(error)}, status=404)
    return page("recording.html", shown(now, request.state.author))


def shown(now: Current, author: str) -> dict[str, Any]:
    """Give what the template shows of a recording."""
    transcript = now.applied.transcript
    about = transcript.recording
    people = sorted(transcript.speakers, key=_rank)
    return {
        "id": about.id,
        "title": about.title or about.file,
        "programme": about.programme,
        "date": about.date,
        "duration": about.duration,
        "revision": now.revision,
        "turns": [(turn, cards(turn)) for turn in transcript.turns],
        "speakers": people,
        "colour": {s.id: colour(n) for n, s in enumerate(people)},
        "keys": KEYS,
        "data": {**_data(now, transcript, people), "author": author},
    }


def colour(number: int) -> int:
    """Give the colour of a speaker by number from 0: eight are told apart, the rest are grey."""
    return min(number, 8) + 1


def cards(turn: Turn) -> list[tuple[float, str]]:
    """Cut a turn into cards, at the end of a sentence if one is near; each begins at a time."""
    made: list[tuple[float, str]] = []
    first = 0
    for last in _ends(turn):
        said = turn.words[first:last]
        made.append((said[0].start, " ".join(word.text for word in said)))
        first = last
    return made or [(turn.start, turn.text)]


def _ends(turn: Turn) -> Iterator[int]:
    letters, sentence = 0, 0
    for n, word in enumerate(turn.words, start=1):
        letters += len(word.text) + 1
        if word.text[-1:] in ".?!":
            sentence, rest = n, letters
        if letters >= CARD_LETTERS and n < len(turn.words):
            near = sentence and rest >= CARD_LETTERS / 2
            yield sentence if near else n
            letters = letters - rest if near else 0
            sentence = rest = 0
    if turn.words:
        yield len(turn.words)


def _rank(speaker: Speaker) -> tuple[bool, int, str]:
    """Put the machine's speakers first, then those whom people added.

    So digits and colours mean the same tomorrow, whoever got the first turn meanwhile.
    """
    return not speaker.id[1:].isdecimal(), len(speaker.id), speaker.id


def _data(now: Current, transcript: Transcript, people: Sequence[Speaker]) -> dict[str, Any]:
    return {
        "id": transcript.recording.id,
        "title": transcript.recording.title or transcript.recording.file,
        "duration": transcript.recording.duration,
        "revision": now.revision,
        "edits": len(now.edits),
        "letters": CARD_LETTERS,
        "keys": [asdict(key) for key in KEYS],
        "speakers": [_speaker(s) for s in people],
        "turns": [_turn(now, turn) for turn in transcript.turns],
        "corrections": [_correction(now, c) for c in transcript.corrections],
    }


def _speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "id": speaker.id,
        "name": speaker.name,
        "role": speaker.role,
        "voices": speaker.voices,
        "confidence": round(speaker.confidence, 3),
    }


def _turn(now: Current, turn: Turn) -> list[Any]:
    """Give a turn without its words: they stand in the page already."""
    run, numbers = now.applied.runs.get(turn.id), now.applied.numbers.get(turn.id)
    plainly = run is not None and numbers == tuple(range(*run))
    return [
        turn.id,
        turn.speaker,
        turn.voice,
        round(turn.start, 3),
        round(turn.end, 3),
        round(turn.confidence, 3),
        run,
        None if plainly else numbers,
        _hundredths(turn),
    ]


def _hundredths(turn: Turn) -> Sequence[int]:
    """Give when each word begins, in hundredths of a second from the turn's start."""
    return [round((word.start - turn.start) * 100) for word in turn.words]


def _correction(now: Current, correction: Correction) -> dict[str, Any]:
    """Give a correction; `behind` is the word that its words stand behind, where it had none."""
    place = now.applied.places.get(correction.id)
    return {
        "id": correction.id,
        "turn": correction.turn,
        "kind": correction.kind,
        "before": correction.before,
        "after": correction.after,
        "start": round(correction.start, 3),
        "end": round(correction.end, 3),
        "score": round(correction.score, 3),
        "status": correction.status,
        "behind": place.after if place and not place.words else None,
    }
