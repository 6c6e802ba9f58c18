"""Count the voices that `tapelog process` names right, given the true voice of each word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from benchmarks.labels.texts import Interview
from speakers.name import name_voices
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Turn, Word

SECONDS_OF_A_WORD = 0.33


def count_named_voices(interviews: Iterable[Interview]) -> Counter[str]:
    """Name voices with a cast; count those with a "right", with a "wrong", and with "no" name."""
    counts = Counter[str]()
    for interview in interviews:
        for speaker in name_voices(tuple(_turns(interview)), ENGLISH, cast=interview.cast):
            for voice in speaker.voices:
                counts[_verdict(speaker.name, interview.speakers[int(voice)])] += 1
    return counts


def report_voices(half: str, interviews: Iterable[Interview]) -> None:
    """Print the counts of named voices."""
    counts = count_named_voices(interviews)
    shares = ", ".join(f"{counts[known]} {known}" for known in ("right", "wrong", "no"))
    print(f"{half}: {counts.total()} voices, names: {shares}")


def _verdict(name: str | None, truth: str) -> str:
    return "no" if name is None else "right" if name == truth else "wrong"


def _turns(interview: Interview) -> Iterator[Turn]:
    now = 0.0
    for number, turn in enumerate(interview.turns, start=1):
        words = []
        for text in turn.text.split():
            words.append(Word(text, now, now + SECONDS_OF_A_WORD))
            now += SECONDS_OF_A_WORD
        voice = str(interview.speakers.index(turn.speaker))
        span = words[0].start, words[-1].end
        yield Turn(f"T{number}", "", voice, *span, turn.text, 1.0, tuple(words))
