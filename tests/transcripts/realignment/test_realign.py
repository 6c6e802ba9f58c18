from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.languages.english.contractions import other_wordings
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.blocks import align_blocks
from transcripts.realignment.realign import MIN_MATCH, Alignment, realign
from transcripts.realignment.reference import read_reference
from transcripts.text.similarity import find_similar_names
from transcripts.transcript import Word

STORY = (
    "Good evening from the harbour. Tonight we talk about the keepers of the north coast."
    "  Thank you, it is a pleasure to be here.  When did the last keeper leave the island?"
    "  He left in the winter of 1987, and nobody has lived there since that storm."
)


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(w, 0.25 * i, 0.25 * i + 0.2, 0.9) for i, w in enumerate(text.split()))


def asked(alignment: Alignment) -> list[tuple[str, tuple[str, ...]]]:
    return [(q.kind, q.candidates) for q in alignment.candidate_sets]


def test_a_homophone_is_a_candidate() -> None:
    found = realign("and sensor the bad news", heard("And censor the bad news."), ENGLISH)
    assert asked(found) == [("spelling", ("sensor", "censor"))]
    assert found.candidate_sets[0].before == "And"
    assert found.candidate_sets[0].after == " the bad news."


def test_an_expanded_contraction_is_asked_about_even_where_both_texts_agree() -> None:
    found = realign("and it is been good", heard("And it is been good."), ENGLISH)
    assert asked(found) == [("contraction", ("it is", "it's", "it has"))]


def test_a_heard_contraction_is_asked_about() -> None:
    found = realign("they do not know", heard("They don't know."), ENGLISH)
    assert asked(found) == [("contraction", ("do not", "don't"))]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("in nineteen ninety nine we drip feed it", "In 1999 we drip-feed it."),
        ("the light bulb", "The lightbulb."),
        ("at N.P.R. News", "at NPR News"),
        ("the colour is grey", "The color is gray."),
        ("all right then", "Alright, then."),
    ],
)
def test_equal_sounding_words_are_not_candidates(written: str, spoken: str) -> None:
    assert realign(written, heard(spoken), ENGLISH).candidate_sets == ()


def test_a_name_from_the_cast_is_offered_where_neither_side_has_it() -> None:
    found = realign(
        "we talk to Kazuo Ishigura tonight",
        heard("We talk to Kazuo Ishiguru tonight."),
        ENGLISH,
        names=("Kazuo Ishiguro",),
    )
    assert found.candidate_sets[0].kind == "name"
    assert "Ishiguro" in found.candidate_sets[0].candidates


def test_a_passage_on_one_side_stays_in_one_piece() -> None:
    whole = "we went home and it was cold and the rain fell on the roof so how do you do"
    short = "we went home so how do you do"
    gone = realign(whole, heard(short), ENGLISH).candidate_sets
    assert [q.candidates for q in gone if q.kind == "deletion"] == [
        ("and it was cold and the rain fell on the roof", "")
    ]
    new = realign(short, heard(whole), ENGLISH).candidate_sets
    assert [q.candidates for q in new if q.kind == "insertion"] == [
        ("", "and it was cold and the rain fell on the roof")
    ]


def test_swapped_turns_are_found_and_put_in_order() -> None:
    one, two = "the keeper left in the deep winter", "nobody ever came back to that lonely rock"
    found = realign(
        f"so it goes  {two}  {one}  and that is all",
        heard(f"So it goes {one} {two} and that is all."),
        ENGLISH,
    )
    assert len(found.moves) == 1
    assert " ".join(found.reference_words) == f"so it goes {one} {two} and that is all"
    assert sorted(found.turn_breaks) == [3, 10, 18]


@pytest.mark.parametrize(
    ("reference", "moved"),
    [
        ("They did.  I am not. It is in the book.  You are joking.  It rang.", True),
        ("They did. I am not. It is in the book. You are joking. It rang.", False),
        ("They did.  I am not. It is in the book.  You are choking.  It rang.", False),
    ],
)
def test_a_short_turn_in_swapped_order_must_be_a_turn_and_the_same(
    reference: str, moved: bool
) -> None:
    spoken = heard("They did. You're joking. I'm not. It's in the men's house. It rang.")
    found = realign(reference, spoken, ENGLISH)
    assert bool(found.moves) == moved
    assert (" ".join(found.reference_words[:5]) == "They did. You are joking.") == moved


def test_an_apostrophe_is_offered_to_what_sounds_the_same() -> None:
    found = realign(
        "but the rode's made for sheep", heard("But the roads made for sheep."), ENGLISH
    )
    assert "road's" in found.candidate_sets[0].candidates


def test_a_name_and_the_word_that_sounds_like_it_keep_their_case() -> None:
    found = realign(
        "a boat goes out to count Wales", heard("A boat goes out to count whales."), ENGLISH
    )
    assert asked(found) == [("name", ("Wales", "whales"))]


def test_a_text_of_another_interview_is_detected() -> None:
    other = (
        "The bakery opens at five in the morning and by then the ovens have been hot for hours. My"
        " grandmother started it with one oven and a bicycle, and I have never wanted another life."
    )
    assert realign(STORY, heard(STORY), ENGLISH).match_share == 1.0
    assert realign(other, heard(STORY), ENGLISH).match_share < MIN_MATCH / 2


def test_an_excerpt_matches_its_whole_transcript() -> None:
    assert realign(STORY, heard(" ".join(STORY.split()[12:30])), ENGLISH).match_share > 0.9


@pytest.mark.parametrize(("reference", "spoken"), [("", "hello"), ("hello there", ""), ("", "")])
def test_one_empty_side_is_aligned(reference: str, spoken: str) -> None:
    assert realign(reference, heard(spoken), ENGLISH).match_share == 0.0


def test_labels_and_directions_are_no_words() -> None:
    found = read_reference(
        "DAVID GREENE, HOST: Hello there.\nMr. ISHIGURO: Yes. (SOUNDBITE)\nOn we go - quickly.",
        ENGLISH,
    )
    assert found.words == ("Hello", "there.", "Yes.", "On", "we", "go—", "quickly.")
    assert found.breaks == {2, 3}
    assert found.labels == {0: "DAVID GREENE, HOST", 2: "Mr. ISHIGURO"}


def test_breaks_are_two_spaces_or_more() -> None:
    found = read_reference(" One two.  Three.    Four five. Six. ", ENGLISH)
    assert sorted(found.breaks) == [2, 3]


def test_a_typist_with_two_spaces_behind_every_sentence_marks_no_turns() -> None:
    assert (
        read_reference("  ".join(["This is one more sentence."] * 12), ENGLISH).breaks
        == frozenset()
    )


def test_wrapped_lines_are_no_turns() -> None:
    found = read_reference(
        "Here is a line\nthat goes on.\n\nAnd another turn\nof two lines.", ENGLISH
    )
    assert sorted(found.breaks) == [7]


@pytest.mark.parametrize(
    ("words", "following", "expected"),
    [
        (["it", "is"], "been", ("it's", "it has")),
        (["It", "is"], "cold", ("It's",)),
        (["it's"], "been", ("it is", "it has")),
        (["they'd"], "", ("they would", "they had")),
        (["will", "not"], "", ("won't",)),
        (["must", "have"], "gone", ("must've",)),
        (["must've"], "gone", ("must have",)),
    ],
)
def test_contractions(words: list[str], following: str, expected: tuple[str, ...]) -> None:
    assert other_wordings(words, following) == expected


def test_what_a_writer_opened_behind_a_modal_is_asked_about() -> None:
    found = realign("She must have known it.", heard("She must've known it."), ENGLISH)
    assert asked(found) == [("contraction", ("must have", "must've"))]


def test_unlike_names_are_not_offered() -> None:
    assert find_similar_names(["Mark"], ["Kazuo Ishiguro", "Hailsham"], ENGLISH) == ()


SMALL = "the a cat it is was not do we one twenty ten rain N.P.R. 1999 uh"
WORDS = st.lists(
    st.sampled_from(SMALL.split()),
    max_size=30,
)


@given(WORDS, WORDS)
@settings(max_examples=200)
def test_every_word_is_in_one_block_and_in_order(left: list[str], right: list[str]) -> None:
    laid = align_blocks(left, right, ENGLISH)
    assert [i for b in laid for i in range(*b.reference)] == list(range(len(left)))
    assert [j for b in laid for j in range(*b.recognized)] == list(range(len(right)))


@pytest.mark.slow
@given(WORDS, WORDS)
@settings(max_examples=100)
def test_questions_come_in_order_of_the_sound(left: list[str], right: list[str]) -> None:
    found = realign(" ".join(left), heard(" ".join(right)), ENGLISH)
    assert [q.span for q in found.candidate_sets] == sorted(q.span for q in found.candidate_sets)
    assert all(len(set(q.candidates)) == len(q.candidates) > 1 for q in found.candidate_sets)


@pytest.mark.slow
def test_hours_of_speech_take_seconds() -> None:
    words = [f"word{(i * 7919) % 3001}" if i % 3 else "the" for i in range(30_000)]
    spoken = [w if i % 11 else "slip" for i, w in enumerate(words) if i % 17]
    begun = time.process_time()
    found = realign(" ".join(words), heard(" ".join(spoken)), ENGLISH)
    assert time.process_time() - begun < 30
    assert found.match_share > 0.6


@pytest.mark.parametrize(
    ("written", "spoken", "asked"),
    [
        # The "And" after a sentence that was not recognized belongs to the next sentence.
        (
            "It rang. It would start in spring. And we left.",
            "It rang. We left.",
            ["It would start in spring", "And"],
        ),
        # Errors on both sides of a full stop become two candidate sets.
        ("the low knows. Are we on?", "the low notes. Is it on?", ["knows", "Are we"]),
    ],
)
def test_sentences_are_not_mixed(written: str, spoken: str, asked: list[str]) -> None:
    questions = realign(written, heard(spoken), ENGLISH).candidate_sets
    assert [q.candidates[0] for q in questions] == asked


def test_numbers_are_offered_in_both_manners() -> None:
    (question,) = realign(
        "It took three hundred loaves.", heard("It took 200 loaves."), ENGLISH
    ).candidate_sets
    assert {"three hundred", "300", "two hundred", "200"} <= set(question.candidates)
