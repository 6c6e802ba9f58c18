from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from transcripts.corrections.acoustics import AcousticContext
from transcripts.corrections.guards import (
    is_confirmed_by_acoustic_model,
    is_permitted,
    is_permitted_by_text,
)
from transcripts.corrections.habits import WritingHabits
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.wordings import CandidateKind
from transcripts.transcript import Span

KNOWN = WritingHabits(
    expands_contractions=False,
    agreed_words=Counter(),
    documented_name_words=frozenset({"orla"}),
    reference_words=Counter(),
    language=ENGLISH,
    lower_case_words=frozenset({"ole"}),
)
WORDS = "all letters go to the usual address in town"


def question(kind: CandidateKind, *wordings: str, size: int = 1) -> CandidateSet:
    return CandidateSet(
        "Q1", 0, kind, Span(0.0, 9.0), "so he", "left", wordings, (4, 4 + size), (4, 4)
    )


def asked(*fit: float, **around: float) -> AcousticContext:
    return replace(
        AcousticContext(fit_log_likelihoods=fit, free_seconds=0.1, needed_seconds=1.0), **around
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "margin", "goes"),
    [
        ("quickly", 40.0, True),
        ("quickly", 10.0, False),  # the acoustic model is not sure
        ("uh", 90.0, False),  # Whisper skips fillers
        ("right, okay", 90.0, False),  # and backchannels
        ("left", 40.0, False),  # spoken twice: "left left"
        ("left", 90.0, True),
    ],
)
def test_a_word_is_removed_only_if_both_models_miss_it(
    words: str, margin: float, goes: bool
) -> None:
    assert is_permitted(question("deletion", words, ""), 1, 9.0, asked(0.0, margin), KNOWN) == goes


def test_a_word_under_another_voice_stays() -> None:
    around = replace(asked(0.0, 90.0), is_overlapped=True)
    assert not is_permitted(question("deletion", "quickly", ""), 1, 9.0, around, KNOWN)


@pytest.mark.parametrize(("room", "goes"), [(0.2, True), (0.9, False)])
def test_a_passage_is_removed_only_if_there_is_no_time_for_it(room: float, goes: bool) -> None:
    passage = question("deletion", WORDS, "", size=9)
    assert (
        is_permitted(passage, 1, 9.0, replace(asked(0.0, 300.0), free_seconds=room), KNOWN) == goes
    )
    unasked = replace(AcousticContext(), free_seconds=room, needed_seconds=1.0)
    assert is_permitted(passage, 1, 9.0, unasked, KNOWN) == goes


@pytest.mark.parametrize(("overlapped", "goes"), [(False, True), (True, False)])
def test_a_passage_rejected_by_both_models_needs_less_evidence(
    overlapped: bool, goes: bool
) -> None:
    passage = question("deletion", WORDS, "", size=9)
    around = replace(asked(0.0, 400.0), free_seconds=0.6, is_overlapped=overlapped)
    assert is_permitted(passage, 1, 80.0, around, KNOWN) == goes
    assert not is_permitted(passage, 1, 20.0, around, KNOWN)


def test_without_an_acoustic_model_single_words_stay() -> None:
    unasked = AcousticContext(free_seconds=-0.5, needed_seconds=1.0)
    assert not is_permitted(question("deletion", "quickly", ""), 1, 9.0, unasked, KNOWN)


def test_the_acoustic_model_can_veto() -> None:
    change = question("substitution", "awful", "terrible")
    assert is_permitted(change, 1, 9.0, asked(0.0, -5.0), KNOWN)
    assert not is_permitted(change, 1, 9.0, asked(0.0, -50.0), KNOWN)
    unreliable = replace(asked(0.0, -5.0), difference_rate=0.3)
    assert not is_permitted(change, 1, 9.0, unreliable, KNOWN)


@pytest.mark.parametrize(
    ("room", "disagreement", "goes"),
    [(0.5, 0.3, False), (1.2, 0.3, True), (0.5, 0.05, True)],
)
def test_an_unreliable_recognizer_adds_no_words_where_old_ones_fill_the_time(
    room: float, disagreement: float, goes: bool
) -> None:
    added = question("insertion", "", "he kept the baby", size=0)
    for fit in ((), (0.0, 90.0)):
        around = AcousticContext(fit, room, needed_seconds=1.0, difference_rate=disagreement)
        assert is_permitted(added, 1, 9.0, around, KNOWN) == goes


def test_words_without_acoustic_support_are_not_added() -> None:
    added = question("insertion", "", "he kept the baby", size=0)
    assert not is_permitted(
        added, 1, 9.0, asked(0.0, 0.0, free_seconds=0.0, needed_seconds=0.0), KNOWN
    )


@pytest.mark.parametrize(
    ("old", "new", "goes"),
    [
        ("Jamieson", "Jameson", False),  # both are names
        ("Husbend", "Husband", True),  # only one of them is
        ("Chavla", "Shavla", False),  # neither is
        ("Orlah", "Orla", True),  # the cast has her
        ("Wales", "whales", True),  # an ordinary word that was taken for a name
    ],
)
def test_names_are_not_respelled_by_sound(old: str, new: str, goes: bool) -> None:
    lexicon = frozenset({"jamieson", "jameson", "husband", "wales", "whales"})
    around = replace(asked(0.0, 5.0), lexicon=lexicon)
    assert is_permitted(question("name", old, new), 1, 9.0, around, KNOWN) == goes


def test_a_common_word_is_no_misspelled_name() -> None:
    against = replace(asked(0.0, -60.0), lexicon=frozenset({"ole", "orlah"}))
    assert is_permitted(question("name", "Orlah", "Orla"), 1, -3.0, against, KNOWN)
    assert not is_permitted(question("name", "Ole", "Orla"), 1, -3.0, against, KNOWN)


def test_a_rare_name_is_not_replaced_by_another_one() -> None:
    around = replace(asked(0.0, 200.0), lexicon=frozenset({"austin", "houston", "adam"}))
    assert is_permitted(question("name", "Austin", "Houston"), 1, 9.0, around, KNOWN)
    assert not is_permitted(question("name", "Ademesoye", "Adam"), 1, 9.0, around, KNOWN)


@pytest.mark.parametrize(
    ("nats", "fit", "goes"), [(-0.5, -2.0, False), (2.0, -2.0, True), (-0.5, 2.0, True)]
)
def test_no_change_is_made_against_both_models(nats: float, fit: float, goes: bool) -> None:
    change = question("substitution", "awful", "terrible")
    assert is_permitted(change, 1, nats, asked(0.0, fit), KNOWN) == goes


def test_the_acoustic_model_confirms_old_words() -> None:
    assert is_confirmed_by_acoustic_model(question("deletion", "quickly", ""), asked(0.0, -40.0))
    assert not is_confirmed_by_acoustic_model(question("deletion", "quickly", ""), asked(0.0, -4.0))


@pytest.mark.parametrize(
    ("nats", "fit", "goes"), [(0.4, 1.0, False), (0.4, 20.0, True), (3.0, 1.0, True)]
)
def test_a_contraction_needs_support_of_one_model(nats: float, fit: float, goes: bool) -> None:
    change = question("contraction", "there is", "there's")
    assert is_permitted(change, 1, nats, asked(0.0, fit), KNOWN) == goes


@pytest.mark.parametrize(
    ("new", "fit", "odds", "goes"),
    [
        ("right", 0.0, 7.0, True),
        ("right", 0.0, 1.0, False),  # the words around do not say which
        ("right", -20.0, 7.0, False),  # the acoustic model objects
    ],
)
def test_the_words_around_confirm_a_homophone_on_a_bad_line(
    new: str, fit: float, odds: float, goes: bool
) -> None:
    around = replace(asked(0.0, fit), difference_rate=0.3, text_log_odds=(0.0, odds))
    assert is_permitted(question("spelling", "write", new), 1, -0.5, around, KNOWN) == goes


@pytest.mark.parametrize(("odds", "goes"), [(1.2, False), (2.2, True), (0.0, True)])
def test_a_homophone_stays_if_the_words_around_do_not_decide(odds: float, goes: bool) -> None:
    around = AcousticContext(fit_log_likelihoods=(0.0, 0.0), text_log_odds=(0.0, odds))
    assert is_permitted(question("spelling", "heroine", "heroin"), 1, 1.8, around, KNOWN) == goes


@pytest.mark.parametrize(
    ("old", "new", "elsewhere", "goes"),
    [
        ("sensor", "censor", {"censor": 1}, True),
        ("sensor", "censor", {"censor": 1, "sensor": 1}, False),  # the text has both
        ("sensor", "censor", {}, False),
        ("two", "too", {"too": 3}, False),  # every text has them
    ],
)
def test_a_homophone_that_is_used_elsewhere_needs_less_of_the_words_around(
    old: str, new: str, elsewhere: dict[str, int], goes: bool
) -> None:
    around = AcousticContext(fit_log_likelihoods=(0.0, 0.0), text_log_odds=(0.0, 1.7))
    counts = Counter(elsewhere)
    habits = replace(KNOWN, agreed_words=counts, reference_words=counts + Counter([old]))
    assert is_permitted(question("spelling", old, new), 1, 0.3, around, habits) == goes


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name_of_a_stop_word() -> None:
    around = AcousticContext(
        fit_log_likelihoods=(0.0, 0.0), difference_rate=0.3, text_log_odds=(0.0, 7.0)
    )
    assert is_permitted(question("spelling", "Its", "It's"), 1, 5.0, around, KNOWN)
    assert not is_permitted(question("spelling", "Sara", "Sarah"), 1, 5.0, around, KNOWN)


@pytest.mark.parametrize(
    ("kind", "old", "new", "goes"),
    [
        ("contraction", "there is", "there's", True),
        ("substitution", "the", "a", False),
        ("spelling", "poems", "poem", False),
        ("insertion", "", "very", False),
        ("insertion", "", "to the usual address", True),  # the text may end earlier than the tape
        ("deletion", WORDS, "", False),
        ("name", "Orlah", "Orla", True),  # a document has "Orla"
        ("name", "Elis", "English", False),
    ],
)
def test_without_rescoring_a_recognized_word_replaces_none(
    kind: CandidateKind, old: str, new: str, goes: bool
) -> None:
    assert is_permitted_by_text(question(kind, old, new), 1, KNOWN) == goes
