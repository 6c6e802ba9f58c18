"""Times of an old text that contradict the audio are detected."""

from __future__ import annotations

from transcripts.languages.table import language
from transcripts.realignment.realign import realign
from transcripts.realignment.source_times import source_times_notice
from transcripts.sources.table import read_source
from transcripts.transcript import Word

SAID = (
    "we sailed at dawn from the harbour",
    "nobody saw the boats go out",
    "the lighthouse was dark all winter",
    "my father wrote every letter himself",
    "and then the new keeper came",
)


def notice(times: list[float]) -> str | None:
    """Return the notice for a source whose lines have these times.

    The lines of `SAID` are spoken ten seconds apart.
    """
    heard = [
        Word(word, 10.0 * n + 0.3 * k, 10.0 * n + 0.3 * k + 0.2)
        for n, line in enumerate(SAID)
        for k, word in enumerate(line.split())
    ]
    cues = (
        f"{n}\n00:00:{t:06.3f} --> 00:01:59.000\n{line}\n"
        for n, (t, line) in enumerate(zip(times, SAID, strict=True))
    )
    text = "\n".join(cues).replace(".", ",")
    return source_times_notice(realign(read_source(text.encode()), heard, language("en")))


def test_right_times_are_not_mentioned() -> None:
    assert notice([0.0, 10.4, 19.8, 30.0, 41.0]) is None


def test_a_wrong_time_is_found_and_named() -> None:
    assert notice([0.0, 10.0, 20.0, 21.0, 40.0]) == (
        "1 of 5 times of the old text are wrong by more than 5 s, the first says 0:21 of words at "
        "0:30"
    )


def test_times_of_another_cut_are_called_shifted() -> None:
    assert notice([12.0, 22.0, 32.0, 42.0, 52.0]) == "the times of the old text are 12 s too late"
