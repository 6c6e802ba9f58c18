"""Words are cut into pieces of turns."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.attribution.turn_pieces import TurnPiece, cut_turns, find_doubtful_voices
from transcripts.transcript import Span, Word


def say(text: str, written: bool = True) -> list[Word]:
    """Make words of half a second each, one after the other."""
    return [
        Word(t, n / 2, n / 2 + 0.5, origin="both" if written else "heard")
        for n, t in enumerate(text.split())
    ]


def voices(words: list[Word], *changes: float) -> list[str]:
    """Return the voice of each word: V1 until the first change, then V2, then V1 again."""
    return [f"V{1 + sum(word.start >= at for at in changes) % 2}" for word in words]


def shown(pieces: tuple[TurnPiece, ...]) -> list[tuple[float, str, str]]:
    return [(p.span.start, p.boundary, p.voice) for p in pieces]


def test_no_words_no_pieces() -> None:
    assert cut_turns([], [], frozenset()) == ()


def test_sentences_and_breaks_begin_pieces() -> None:
    words = say("We left at noon. Why so late? Because of the rain.")
    pieces = cut_turns(words, voices(words), frozenset({7}))
    assert shown(pieces) == [(0, "break", "V1"), (2, "sentence", "V1"), (3.5, "break", "V1")]
    assert pieces[-1].span == Span(3.5, 5.5)


def test_a_new_label_is_told_from_a_paragraph() -> None:
    words = say("We left at noon. Why so late?")
    assert shown(cut_turns(words, voices(words), frozenset({4}), frozenset({4})))[1][1] == "label"


def test_a_short_sentence_joins_the_next() -> None:
    words = say("No. We left at noon.")
    assert shown(cut_turns(words, voices(words), frozenset())) == [(0, "break", "V1")]


def test_another_voice_begins_a_piece() -> None:
    words = say("we left at noon and why so late")
    pieces = cut_turns(words, voices(words, 2.4), frozenset())
    assert shown(pieces) == [(0, "break", "V1"), (2.5, "voice", "V2")]


def test_a_sentence_without_text_is_another_kind_of_boundary() -> None:
    words = say("We left at noon. Why so late?", written=False)
    assert shown(cut_turns(words, voices(words), frozenset()))[1][1] == "unwritten"
    words[4] = replace(words[4], origin="reference")
    assert shown(cut_turns(words, voices(words), frozenset()))[1][1] == "sentence"


def test_a_voice_that_follows_itself_at_breaks_is_doubtful() -> None:
    words = say("We left at noon. Why so late? Because of the rain. Was it heavy?")
    breaks = frozenset({4, 7, 11})
    assert find_doubtful_voices(cut_turns(words, voices(words), breaks)) == {"V1"}
    assert find_doubtful_voices(cut_turns(words, voices(words), frozenset({4}))) == frozenset()
    two = cut_turns(words, voices(words, 2, 3.5), breaks)
    assert find_doubtful_voices(two) == frozenset()


@given(
    st.lists(st.sampled_from(["so", "yes.", "why?", "and,"]), min_size=1, max_size=30),
    st.frozensets(st.integers(1, 29), max_size=8),
)
def test_pieces_cover_all_words_in_order(texts: list[str], breaks: frozenset[int]) -> None:
    words = say(" ".join(texts))
    inner = frozenset(b for b in breaks if b < len(words))
    pieces = cut_turns(words, voices(words), inner)
    assert pieces[0].span.start == 0
    assert pieces[-1].span.end == words[-1].end
    assert all(a.span.end == b.span.start for a, b in pairwise(pieces))
    assert {words[b].start for b in inner} <= {p.span.start for p in pieces}
