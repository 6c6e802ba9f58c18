from __future__ import annotations

from itertools import groupby

import pysubs2
from hypothesis import given

from tests.lamplight import EXAMPLE, crossed, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import srt
from transcripts.transcript import Speaker, Transcript


def read(text: str) -> list[pysubs2.SSAEvent]:
    return list(pysubs2.SSAFile.from_string(text, format_="srt"))


def test_a_name_is_shown_at_a_change_of_speaker() -> None:
    shown = " ".join(event.plaintext.replace("\n", " ") for event in read(srt.render(EXAMPLE)))
    expected = []
    for _, turns in groupby(EXAMPLE.turns, lambda turn: turn.speaker):
        mine = list(turns)
        expected.append(f"{EXAMPLE.speaker(mine[0]).label}: {' '.join(t.text for t in mine)}")
    # T8 overlaps T7, so the name of T7 is repeated after it, in the middle of its text.
    before, after = "What I took from him is the hands:", "he couldn’t pass"
    wanted = " ".join(expected).replace("<Silence>", "‹Silence›")
    there = "Marian Whitlock: Right. Tobias Aurelian-Grey: "
    wanted = wanted.replace(" Marian Whitlock: Right. Let’s", " Marian Whitlock: Let’s")
    assert shown == wanted.replace(f"{before} {after}", f"{before} {there}{after}")


@given(odd_transcripts())
def test_a_foreign_reader_finds_all_words_within_the_limits(transcript: Transcript) -> None:
    events = read(srt.render(transcript))
    lines = [line for event in events for line in event.plaintext.split("\n")]
    assert all(len(line) <= 32 for line in lines)
    assert all(len(event.plaintext.split("\n")) <= 2 for event in events)
    assert all(event.start < event.end for event in events)
    assert [e.start for e in events] == sorted(e.start for e in events)


def test_a_name_is_said_again_after_an_interruption() -> None:
    people = (Speaker("S1", ("V1",), "Ann"), Speaker("S2", ("V2",), "Bo"))
    long = turn(1, "S1", "V1", 0.0, 10.0, "It was a dark night, and the sea was high. " * 3)
    short = turn(2, "S2", "V2", 5.0, 10.0, "Yes.")
    talk = Transcript(
        **{
            name: getattr(EXAMPLE, name)
            for name in ("recording", "scores", "provenance", "corrections")
        },
        unspoken=(),
        unwritten=(),
        speakers=people,
        turns=crossed([long, short]),
    )
    names = [
        event.plaintext.partition(":")[0]
        for event in read(srt.render(talk))
        if ":" in event.plaintext
    ]
    assert names == ["Ann", "Bo", "Ann"]
