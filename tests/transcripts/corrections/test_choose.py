from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.corrections.acoustics import AcousticFits, Acoustics
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import PunctuatedText, punctuate
from transcripts.corrections.thresholds import Thresholds
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import Alignment, realign
from transcripts.text.normalize import plain
from transcripts.transcript import Span, Word


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(w, 0.25 * i, 0.25 * i + 0.2, 0.9) for i, w in enumerate(text.split()))


def judged(alignment: Alignment, *spoken: str) -> list[list[float]]:
    """Return log-likelihoods that favour the wordings in `spoken`, or else the reference's."""
    return [
        [0.0 if any(w in spoken for w in q.candidates) == (w in spoken) and (w in spoken or i == 0)
         else -30.0 * max(1, len(w.split())) for i, w in enumerate(q.candidates)]
        for q in alignment.candidate_sets
    ]  # fmt: skip


def published(
    reference: str, spoken: str, *said: str, names: tuple[str, ...] = ()
) -> PunctuatedText:
    alignment = realign(reference, heard(spoken), ENGLISH, names)
    log_likelihoods = judged(alignment, *said)
    return corrected(alignment, log_likelihoods, acoustics=agreeing(log_likelihoods))


def agreeing(log_likelihoods: Sequence[Sequence[float]]) -> Acoustics:
    """Return an acoustic model that agrees with Whisper, for audio that is all speech."""
    fits = AcousticFits(tuple(tuple(3 * nats for nats in row) for row in log_likelihoods))
    return Acoustics(fits, (Span(0.0, 99.0),))


def corrected(
    alignment: Alignment,
    log_likelihoods: Sequence[Sequence[float]],
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
    acoustics: Acoustics | None = None,
) -> PunctuatedText:
    return punctuate(choose_words(alignment, log_likelihoods, thresholds, verbatim, acoustics))


def text(found: PunctuatedText) -> str:
    return " ".join(w.text for w in found.words)


MENDED = [
    # reference, recognized, spoken, published
    ("we sensor the news", "We censor the news.", "censor", "We censor the news."),
    ("It is been out. Yes.", "It's been out, yes.", "It's", "It's been out. Yes."),
    ("He said do not go.", "He said don't go.", "don't", "He said don't go."),
    ("in the old town", "In the very old town.", "very", "In the very old town."),
    ("in the very old town", "In the old town.", "", "In the old town."),
    ("I am David Greene.", "I am David Green.", "Greene", "I am David Greene."),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "spoken", "said", "expected"), MENDED)
def test_the_audio_decides(reference: str, spoken: str, said: str, expected: str) -> None:
    assert text(published(reference, spoken, said)) == expected


@pytest.mark.parametrize(
    ("reference", "spoken"),
    [("we sensor the news", "We censor the news."), ("He said do not go.", "He said don't go.")],
)
def test_without_audio_the_reference_is_kept(reference: str, spoken: str) -> None:
    found = published(reference, spoken)
    assert plain(text(found)) == plain(reference)
    applied = {change.kind for change in found.changes if change.status == "applied"}
    assert applied <= {"punctuation", "case"}


def test_the_texts_alone_open_contractions_and_question_words() -> None:
    alignment = realign("It is been in the old town", heard("It's been in an old town."), ENGLISH)
    found = punctuate(choose_words(alignment, None))
    assert text(found) == "It's been in the old town."
    questions = [(c.before, c.after) for c in found.changes if c.status == "proposed"]
    assert questions == [("the", "an")]


@pytest.mark.parametrize(
    ("reference", "heard_as", "nats", "expected"),
    [
        # the recognizer is sure of its own spelling, but the cast and the context have another one
        ("Lindqvist", "Lindvist", {"Lindqvist": -16.0}, "Lindqvist"),
        ("Lindquist", "Lindvist", {"Lindqvist": -11.0, "Lindquist": -8.5}, "Lindqvist"),
        # the recognizer alone does not respell a name that neither the cast nor the context has
        ("Hallam", "Hallum", {"Hallam": -16.0}, "Hallam"),
    ],
)  # fmt: skip
def test_cast_and_context_support_a_spelling(
    reference: str, heard_as: str, nats: dict[str, float], expected: str
) -> None:
    alignment = realign(
        f"I met Freya {reference} there.",
        heard(f"I met Freya {heard_as} there."),
        ENGLISH,
        ("Freya Lindqvist",),
    )
    sounds = {heard_as: 0.0, **nats}
    weights = [[sounds.get(w, -40.0) for w in q.candidates] for q in alignment.candidate_sets]
    assert text(corrected(alignment, weights)) == f"I met Freya {expected} there."


def test_a_common_word_is_not_turned_into_a_name_from_the_context() -> None:
    alignment = realign(
        "Then Ottoline read for the part.",
        heard("Then Ottoline reads for the part."),
        ENGLISH,
        ("The Reading Room",),
    )
    wordings = alignment.candidate_sets[0].candidates
    assert {plain(wording) for wording in wordings} == {"read", "reads", "reading"}
    nats = {"read": 0.0, "reads": -2.0, "reading": -0.5}
    weights = [[nats[plain(wording)] for wording in wordings]]
    found = corrected(alignment, weights, acoustics=agreeing(weights))
    assert text(found) == "Then Ottoline read for the part."


def test_cast_vouches_for_a_name_beside_other_words() -> None:
    alignment = realign(
        "Then Tobias Renfield mends it.",
        heard("Then Tobias Renfeld men's it."),
        ENGLISH,
        ("Wrenfield",),
    )
    sounds = {"Renfeld men's": 0.0, "Wrenfield mends": -8.5, "Renfield mends": -6.0}
    weights = [[sounds.get(w, -40.0) for w in q.candidates] for q in alignment.candidate_sets]
    assert text(corrected(alignment, weights)) == "Then Tobias Wrenfield mends it."


def test_a_word_that_was_taken_for_a_name_is_a_word() -> None:
    alignment = realign(
        "She went out to count Wales.", heard("She went out to count whales."), ENGLISH
    )
    assert text(corrected(alignment, [[-8.0, 0.0]])) == "She went out to count whales."
    assert text(corrected(alignment, [[-1.0, 0.0]])) == "She went out to count Wales."


def test_an_elided_consonant_is_not_a_missing_word() -> None:
    alignment = realign("He would decided that.", heard("He decided that."), ENGLISH)
    said = {"He would": -12.0, "He": 0.0, "He'd": -6.0}
    weights = [[said[w] for w in q.candidates] for q in alignment.candidate_sets]
    assert text(corrected(alignment, weights)) == "He'd decided that."


def test_an_article_of_a_title_is_not_a_name() -> None:
    found = published("I saw the sea.", "I saw the sea.", names=("The Tide Clerk", "The Sea"))
    assert text(found) == "I saw the sea."


def test_an_article_of_a_title_vouches_for_no_other_word() -> None:
    alignment = realign(
        "We saw that it is their. They sang the song.",
        heard("We saw that it is there. They sang the song."),
        ENGLISH,
        ("The Tide Clerk",),
    )
    sounds = {"there": 0.0, "the": -11.0, "their": -7.0}
    weights = [[sounds.get(w, -40.0) for w in q.candidates] for q in alignment.candidate_sets]
    assert text(corrected(alignment, weights)) == "We saw that it is there. They sang the song."


def test_no_comma_stands_inside_a_name() -> None:
    found = published(
        "I met Freya Lindqvist there.",
        "I met Freya, Lindqvist, there.",
        names=("Freya Lindqvist",),
    )
    assert text(found) == "I met Freya Lindqvist, there."


def test_a_name_from_the_cast_mends_both_sides() -> None:
    found = published(
        "We met Kazuo Ishigura there.",
        "We met Kazuo Ishiguru there.",
        "Ishiguro",
        names=("Kazuo Ishiguro",),
    )
    assert text(found) == "We met Kazuo Ishiguro there."
    assert [c.kind for c in found.changes] == ["name"]


def test_commas_come_from_the_sound_and_sentence_ends_from_the_reference() -> None:
    found = published(
        "Well Mark I think so. When they grow they know.",
        "Well, Mark. I think so, when they grow, they know.",
    )
    assert text(found) == "Well, Mark, I think so. When they grow, they know."
    assert {c.kind for c in found.changes} == {"punctuation"}


def test_a_reference_in_capitals_takes_its_case_from_the_sound() -> None:
    found = published("WE WENT TO PARIS. IT RAINED.", "We went to Paris. It rained.")
    assert text(found) == "We went to Paris. It rained."


def test_titles_keep_the_reference_s_capitals() -> None:
    found = published(
        "this is ALL THINGS CONSIDERED from NPR", "This is all things considered from NPR."
    )
    assert text(found) == "This is ALL THINGS CONSIDERED from NPR."


def test_fillers_and_repeats_stay_out() -> None:
    found = published("I think so too", "I, uh, I think so too.", "uh", "I")
    assert text(found) == "I think so too."


def test_an_unspoken_passage_is_listed_and_not_published() -> None:
    written = "So it began. Please send your letters to the usual address in town. Then it rained."
    passage = "Please send your letters to the usual address in town"
    found = published(written, "So it began. Then it rained.", "")
    assert text(found) == "So it began. Then it rained."
    assert [plain(u.text) for u in found.unspoken] == [plain(passage)]
    assert [(u.first, u.last) for u in found.unspoken] == [(3, 3)]


def test_a_passage_that_only_the_recogniser_dropped_is_published() -> None:
    written = "So it began. Please send your letters to the usual address in town. Then it rained."
    alignment = realign(written, heard("So it began. Then it rained."), ENGLISH)
    spoken = [[-8.0, -9.0]]
    found = corrected(alignment, spoken)
    assert text(found) == written
    assert {w.origin for w in found.words} == {"both", "reference"}
    assert [w.start for w in found.words] == sorted(w.start for w in found.words)


def test_unwritten_speech_is_published_as_heard() -> None:
    spoken = "So it began. There were seven of us then. And it rained."
    alignment = realign("So it began. And it rained.", heard(spoken), ENGLISH)
    found = corrected(alignment, [[-40.0, -4.0]])
    assert text(found) == spoken
    assert [u.text for u in found.unwritten] == ["There were seven of us then."]
    assert [w.origin for w in found.words].count("heard") == 6


def test_verbatim_keeps_every_word_and_adds_only_marks() -> None:
    alignment = realign("well we sensor the news", heard("Well, we censor the very news."), ENGLISH)
    found = corrected(alignment, judged(alignment, "censor", "very"), verbatim=True)
    assert text(found) == "Well, we sensor the news."
    assert "applied" not in {c.status for c in found.changes if c.kind == "spelling"}


def test_thresholds_separate_applied_from_proposed() -> None:
    alignment = realign("we sensor the news", heard("We censor the news."), ENGLISH)
    weights = judged(alignment, "censor")
    strict = corrected(alignment, weights, Thresholds(apply=1.01, propose=0.5))
    assert [c.status for c in strict.changes if c.kind == "spelling"] == ["proposed"]


def test_turns_begin_where_the_reference_breaks_even_inside_a_contraction() -> None:
    found = published(
        "So it goes.  It is late now.  Good night.",
        "So it goes. It's late now. Good night.",
        "It's",
    )
    assert [found.words[b].text for b in sorted(found.turn_breaks)] == ["It's", "Good"]


def test_a_break_is_reported_if_the_text_names_another_speaker() -> None:
    reference = (
        "HOST: Good evening to you.\nGUEST: Good evening.\nGUEST: It was late.\nHOST: Was it?"
    )
    found = published(reference, "Good evening to you. Good evening. It was late. Was it?")
    assert [found.words[b].text for b in sorted(found.turn_breaks)] == ["Good", "It", "Was"]
    assert [found.words[b].text for b in sorted(found.relabelled_breaks)] == ["Good", "Was"]


def test_swapped_turns_are_published_in_order() -> None:
    one, two = "The keeper left in the deep winter.", "Nobody ever came back to that lonely rock."
    found = published(
        f"So it goes.  {two}  {one}  That is all.", f"So it goes. {one} {two} That is all."
    )
    assert text(found) == f"So it goes. {one} {two} That is all."
    assert [c.kind for c in found.changes] == ["order"]


SMALL = "the a Cat, it is was not do we one. twenty rain N.P.R. 1999 uh It's"
WORDS = st.lists(
    st.sampled_from(SMALL.split()),
    max_size=25,
)


@given(WORDS)
@settings(max_examples=100)
def test_an_equal_text_has_no_corrections(words: list[str]) -> None:
    alignment = realign(" ".join(words), heard(" ".join(words)), ENGLISH)
    weights = [[0.0] * len(q.candidates) for q in alignment.candidate_sets]
    found = corrected(alignment, weights)
    assert [c for c in found.changes if c.kind not in ("case", "punctuation")] == []
    assert [plain(w.text) for w in found.words] == [plain(w) for w in words]


@pytest.mark.slow
@given(WORDS, WORDS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_no_reference_word_is_lost(left: list[str], right: list[str], chance: object) -> None:
    alignment = realign("  ".join(left), heard(" ".join(right)), ENGLISH)
    weights = [
        [chance.uniform(-20, 0) for _ in q.candidates]  # type: ignore[attr-defined]
        for q in alignment.candidate_sets
    ]
    found = corrected(alignment, weights)
    kept = Counter(plain(w.text) for w in found.words)
    changed = Counter(
        plain(w) for c in found.changes if c.status == "applied" for w in c.before.split()
    )
    assert not Counter(plain(w) for w in left) - kept - changed
    starts = [c.first for c in found.changes]
    assert starts == sorted(starts)
    assert [w.start for w in found.words] == sorted(w.start for w in found.words)
    assert all(0 <= b < len(found.words) for b in found.turn_breaks)


def test_unrecognized_words_are_kept_and_questioned() -> None:
    alignment = realign("in the very old town today", heard("In the old town today."), ENGLISH)
    silent = Acoustics(AcousticFits(((0.0, 3.0),)), (Span(0.0, 99.0),))
    found = corrected(alignment, [[-30.0, 0.0]], acoustics=silent)
    assert text(found) == "In the very old town today."
    (change,) = [c for c in found.changes if c.kind == "deletion"]
    assert change.status == "proposed"
    assert change.evidence["confirmed"] is False


def test_words_confirmed_by_the_acoustic_model_are_kept() -> None:
    alignment = realign("in the very old town today", heard("In the old town today."), ENGLISH)
    hearing = Acoustics(AcousticFits(((0.0, -80.0),)), (Span(0.0, 99.0),))
    found = corrected(alignment, [[-30.0, 0.0]], acoustics=hearing)
    assert text(found) == "In the very old town today."
    assert [c.status for c in found.changes if c.kind == "deletion"] == ["rejected"]


@pytest.mark.parametrize(
    ("reference", "spoken", "expected"),
    [
        ("I met Rick Husbend there.", "I met Rick Husband there.", "I met Rick Husband there."),
        ("I met Rick Jamieson there.", "I met Rick Jameson there.", "I met Rick Jamieson there."),
    ],
)
def test_a_name_is_mended_where_only_the_other_spelling_is_known(
    reference: str, spoken: str, expected: str
) -> None:
    alignment = realign(reference, heard(spoken), ENGLISH)
    lexicon = frozenset({"husband", "jamieson", "jameson"})
    acoustics = Acoustics(AcousticFits(((0.0, 5.0),), lexicon), (Span(0.0, 99.0),))
    assert text(corrected(alignment, [[-8.0, 0.0]], acoustics=acoustics)) == expected
