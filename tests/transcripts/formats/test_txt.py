from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import txt
from transcripts.transcript import Speaker, Transcript


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("Ada Holm", "Ben Ström"), ("HOLM", "STRÖM")),
        (("Ada Holm", "Ben Holm"), ("ADA HOLM", "BEN HOLM")),
        (("Ada Holm Jr.", None), ("HOLM", "SPEAKER 2")),
        (("Ada Holm, PhD", "Bo Lund (née Vik)"), ("HOLM", "LUND")),
        (("Ada Holm Ph.D.", "Bo Lund, Jr."), ("HOLM", "LUND")),
        (("Madonna", "Ursula K. Le Guin"), ("MADONNA", "GUIN")),
    ],
)
def test_after_the_first_turn_a_surname_is_enough(
    names: tuple[str | None, ...], labels: tuple[str, ...]
) -> None:
    speakers = tuple(Speaker(f"S{n}", (f"V{n}",), name) for n, name in enumerate(names, start=1))
    turns = tuple(replace(EXAMPLE.turns[0], speaker=s.id) for s in speakers * 2)
    paragraphs = txt.render(replace(EXAMPLE, speakers=speakers, turns=turns)).split("\n\n")
    assert tuple(p.partition(":")[0] for p in paragraphs[2:]) == labels


@given(odd_transcripts())
def test_every_turn_is_a_paragraph_with_all_its_words(transcript: Transcript) -> None:
    paragraphs = txt.render(transcript).removesuffix("\n").split("\n\n")
    assert len(paragraphs) == len(transcript.turns)
    for paragraph, turn in zip(paragraphs, transcript.turns, strict=True):
        assert paragraph.replace("\n", " ").rstrip().endswith(turn.text)
        assert all(len(line) <= txt.WIDTH or " " not in line for line in paragraph.split("\n"))
