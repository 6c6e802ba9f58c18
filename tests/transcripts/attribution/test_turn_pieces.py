"""Cutting words into pieces of turns."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from transcripts.attribution.turn_pieces import TurnPiece, cut_turns
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word


def say(text: str, written: bool = True) -> list[Word]:
    """Words of half a second each, one after the other."""
    return [
        Word(t, n / 2, n / 2 + 0.5, origin="both" if written else "heard")
        for n, t in enumerate(text.split())
    ]


def hear(*segments: tuple[str, float, float]) -> Diarization:
    found = tuple(SpeakerSegment(*segment) for segment in segments)
    return Diarization(tuple(s.span for s in found), found, found)


ONE_VOICE = hear(("V1", 0, 100))


def shown(pieces: tuple[TurnPiece, ...]) -> list[tuple[float, str, str | None]]:
    return [(p.span.start, p.boundary, p.voice) for p in pieces]


def test_no_words_no_pieces() -> None:
    assert cut_turns([], ONE_VOICE, frozenset()) == ()


def test_sentences_and_breaks_begin_pieces() -> None:
    words = say("We left at noon. Why so late? Because of the rain.")
    pieces = cut_turns(words, ONE_VOICE, frozenset({7}))
    assert shown(pieces) == [(0, "break", "V1"), (2, "sentence", "V1"), (3.5, "break", "V1")]
    assert pieces[-1].span == Span(3.5, 5.5)


def test_a_new_label_is_told_from_a_paragraph() -> None:
    words = say("We left at noon. Why so late?")
    assert shown(cut_turns(words, ONE_VOICE, frozenset({4}), frozenset({4})))[1][1] == "label"


def test_a_short_sentence_joins_the_next() -> None:
    words = say("No. We left at noon.")
    assert shown(cut_turns(words, ONE_VOICE, frozenset())) == [(0, "break", "V1")]


def test_another_voice_begins_a_piece() -> None:
    words = say("we left at noon and why so late")
    pieces = cut_turns(words, hear(("V1", 0, 2.4), ("V2", 2.4, 9)), frozenset())
    assert shown(pieces) == [(0, "break", "V1"), (2.5, "voice", "V2")]


def test_a_sentence_without_text_is_another_kind_of_boundary() -> None:
    words = say("We left at noon. Why so late?", written=False)
    assert shown(cut_turns(words, ONE_VOICE, frozenset()))[1][1] == "unwritten"
    words[4] = replace(words[4], origin="reference")
    assert shown(cut_turns(words, ONE_VOICE, frozenset()))[1][1] == "sentence"


def test_a_word_in_silence_has_the_voice_before() -> None:
    words = say("we left at noon and why so late")
    pieces = cut_turns(words, hear(("V1", 0, 1.0), ("V2", 2.5, 9)), frozenset())
    assert shown(pieces) == [(0, "break", "V1"), (2.5, "voice", "V2")]


@given(
    st.lists(st.sampled_from(["so", "yes.", "why?", "and,"]), min_size=1, max_size=30),
    st.frozensets(st.integers(1, 29), max_size=8),
)
def test_pieces_cover_all_words_in_order(texts: list[str], breaks: frozenset[int]) -> None:
    words = say(" ".join(texts))
    inner = frozenset(b for b in breaks if b < len(words))
    pieces = cut_turns(words, ONE_VOICE, inner)
    assert pieces[0].span.start == 0
    assert pieces[-1].span.end == words[-1].end
    assert all(a.span.end == b.span.start for a, b in zip(pieces, pieces[1:], strict=False))
    assert {words[b].start for b in inner} <= {p.span.start for p in pieces}
