"""benchmarks.penn_sound and benchmarks.three_hours measure alignments; here, of a few words."""

from __future__ import annotations

import random

from benchmarks import penn_sound, three_hours
from transcripts.transcript import Span

TALK = "the mill stood empty for a year and then somebody lit a lamp in it"


def lines(text: str, speaker: str, start: float = 0.0) -> tuple[penn_sound.Line, ...]:
    spans = (Span(start + n / 2, start + n / 2 + 0.4) for n in range(len(text.split())))
    return tuple(
        penn_sound.TimedLine(span, word, speaker)
        for span, word in zip(spans, text.split(), strict=True)
    )


def test_equal_words_are_placed_in_their_turn() -> None:
    human = (penn_sound.TimedLine(Span(0.0, 7.5), f"{TALK.title()} # {{laugh}}", "Subject"),)
    laid = penn_sound.measure_placement(human, lines(TALK, "spk_0"))
    assert (laid.words, laid.words_in_turn, laid.speakers.wrong) == (15, 15, 0)


def test_words_far_from_their_turn_and_of_another_speaker_are_counted() -> None:
    human = (
        penn_sound.TimedLine(Span(0.0, 7.5), TALK, "Subject"),
        penn_sound.TimedLine(Span(8.0, 10.0), "who was it", "Speaker1"),
    )
    heard = (*lines(TALK, "0"), *lines("who was", "0", 60.0), *lines("it", "1", 61.0))
    laid = penn_sound.measure_placement(human, heard)
    assert laid.words - laid.words_in_turn == 3
    assert laid.speakers.wrong == 2


def test_a_recogniser_without_speakers_has_no_speaker_errors() -> None:
    human = (penn_sound.TimedLine(Span(0.0, 7.5), TALK, "Subject"),)
    assert penn_sound.measure_placement(human, lines(TALK, "")).speakers.words == 0


def test_a_damaged_text_comes_to_lie_where_it_was_spoken() -> None:
    dice = random.Random(3)
    words, other = three_hours.select_words([], 1500, dice)
    heard, typed = (
        tuple(three_hours.simulate_recognition(words, dice)),
        three_hours.simulate_reference(words, dice),
    )
    alignment, _ = three_hours.time_realign(" ".join(w for _, w in typed), heard)
    assert alignment.match_share > 0.8
    wrong = " ".join(w for _, w in three_hours.simulate_reference(other, dice))
    assert three_hours.time_realign(wrong, heard)[0].match_share < three_hours.MIN_MATCH
