from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.agreement import Agreement
from transcripts.errors import UserError
from transcripts.formats import ctm, rttm, seglst, stm
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.score import Score, measure_agreement, score, score_all
from transcripts.scores.scoring_input import ScoringInput, SpeakerInfo
from transcripts.scores.speakers import ConcatenatedErrors, concatenated_errors

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/cpwer.json").read_text(encoding="utf-8"))


def talk(*lines: str, session: str = "harbour") -> ScoringInput:
    """Make a scoring input of lines such as "Ada: It left at six.", two seconds each."""
    rows = [
        {
            "session_id": session,
            "speaker": line.split(": ")[0],
            "start_time": 2 * n,
            "end_time": 2 * n + 2,
            "words": line.split(": ")[1],
        }
        for n, line in enumerate(lines)
    ]
    (account,) = seglst.parse(json.dumps(rows))
    return account


TRUTH = talk("Ada: It left at six.", "Ben: Six, not seven?", "Ada: Nobody saw it go.")


def test_time_that_the_truth_ignores_is_not_scored() -> None:
    ignored = "harbour 1 x 2.0 4.0 ignore_time_segment_in_scoring\n"
    (truth,) = stm.parse("harbour 1 Ada 0 2 It left at six.\n" + ignored)
    (hypothesis,) = stm.parse(
        "harbour 1 Ada 0 2 It left at six.\nharbour 1 Ben 2 4 Words that nobody checked.\n"
    )
    result = score(hypothesis, truth, ENGLISH)
    assert result.words is not None
    assert (result.words.error_count, result.words.truth) == (0, 4)
    assert result.voices is not None
    assert (result.voices.der, result.voices.invented) == (0, 0)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("truth", "hypothesis", "wrong"),
    [
        ("It left at six.", "it left at six", 0),
        ("It left at 6:", "It left at six", 0),
        ("the drip-feed on NPR", "The drip feed, on N.P.R.", 0),
        ("It's a grey harbour", "it’s a gray harbor", 0),
        ("It's six", "It is six", 2),
        ("We're its wares", "Were it's wares", 2),
        ("'It's six,' she said", "“It's six,” she said", 0),
        ("It left at six", "It left at seven", 1),
        ("It left at six", "It left", 2),
        ("It left", "It never left", 1),
    ],
)
def test_words_are_compared_as_spoken(truth: str, hypothesis: str, wrong: int) -> None:
    words = score(talk(f"A: {hypothesis}"), talk(f"A: {truth}"), ENGLISH).words
    assert words is not None
    assert words.error_count == wrong


def test_word_measures_by_hand() -> None:
    """Four words are right; "so" is inserted, "rope" is deleted, "fog" substitutes "keel"."""
    s = score(
        talk("A: so sea salt tide lamp fog"), talk("A: sea salt rope tide lamp keel"), ENGLISH
    )
    assert s.words is not None
    assert (s.words.hits, s.words.error_count) == (4, 3)
    assert s.words.rate == pytest.approx(3 / 6)
    assert s.words.mer == pytest.approx(3 / 7)
    assert s.words.wip == pytest.approx(4 / 6 * 4 / 6)
    assert s.words.wil == pytest.approx(1 - 16 / 36)


def test_contractions_are_errors_in_one_of_two_measures() -> None:
    s = score(talk("A: It is late, don't go"), talk("A: It's late, do not go"), ENGLISH)
    assert s.words is not None
    assert s.words_opened is not None
    assert s.words.error_count == 4
    assert s.words_opened.error_count == 0
    assert s.words_opened.truth == 6


def test_agreement_of_two_texts() -> None:
    assert measure_agreement("It left at six.", "it left at six", ENGLISH) == Agreement(
        0.0, 0.0, 0.0, 1.0, 0.0
    )
    assert measure_agreement("abcd efgh", "abcx efgh", ENGLISH) == Agreement(
        0.5, 0.5, 0.75, 0.25, 1 / 9
    )
    assert measure_agreement("", "", ENGLISH) == Agreement(0.0, 0.0, 0.0, 1.0, 0.0)
    assert measure_agreement("", "it left", ENGLISH).wer == 1.0
    assert measure_agreement("it left", "", ENGLISH).wer == 1.0


# ---------------------------------------------------------------- speakers of words


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_cpwer_is_meeteval_s(case: dict[str, Any]) -> None:
    (truth,), (hypothesis,) = (seglst.parse(json.dumps(case[k])) for k in ("truth", "hypothesis"))
    assert concatenated_errors(truth, hypothesis, ENGLISH) == ConcatenatedErrors(**case["meeteval"])


@pytest.mark.parametrize(
    ("hypothesis", "wder"),
    [
        (("x: It left at six.", "y: Six, not seven?", "x: Nobody saw it go."), 0 / 11),
        (("y: It left at six.", "x: Six, not seven?", "y: Nobody saw it go."), 0 / 11),
        (("x: It left at six. Six,", "y: not seven?", "x: Nobody saw it go."), 1 / 11),
        (("x: It left at six. Six, not seven? Nobody saw it go.",), 3 / 11),
        (("x: It left at six.", "y: Six, not seven?", "z: Nobody saw it go."), 4 / 11),
        (("x: It left six.", "y: Six, nor seven?", "x: Nobody ever saw it go."), 0 / 10),
    ],
)
def test_wder_counts_aligned_words_with_the_wrong_speaker(
    hypothesis: tuple[str, ...], wder: float
) -> None:
    speakers = score(talk(*hypothesis), TRUTH, ENGLISH).speakers
    assert speakers is not None
    assert speakers.wder == pytest.approx(wder)


# ---------------------------------------------------------------- punctuation, times, names


def test_commas_and_sentence_ends_are_counted_apart() -> None:
    truth = talk('A: "Well," he said, it left. Did it? Yes.')
    s = score(talk("A: Well he said, it left, did it? Yes!"), truth, ENGLISH)
    assert s.commas is not None
    assert s.sentence_ends is not None
    assert (s.commas.found, s.commas.invented, s.commas.missed) == (1, 1, 1)
    assert (s.sentence_ends.found, s.sentence_ends.invented, s.sentence_ends.missed) == (2, 0, 1)
    assert s.sentence_ends.f1 == pytest.approx(4 / 5)


def test_a_mark_stands_after_the_whole_word() -> None:
    """A mark after several tokens of one word, or after one token of two words, is compared once.

    "2010." is one token of the two words "twenty ten."; "drip-feed," is one word of two tokens.
    """
    s = score(talk("A: The drip feed, in 2010."), talk("A: The drip-feed, in twenty ten."), ENGLISH)
    assert s.words is not None
    assert s.commas is not None
    assert s.sentence_ends is not None
    assert (s.words.error_count, s.commas.f1, s.sentence_ends.f1) == (0, 1.0, 1.0)


def test_word_times_are_compared_where_the_words_agree() -> None:
    (truth,) = ctm.parse("h 1 0.0 0.3 It\nh 1 0.3 0.3 left\nh 1 0.6 0.3 at\nh 1 0.9 0.3 six\n")
    (given_,) = ctm.parse("h 1 0.1 0.3 It\nh 1 0.5 0.3 left\nh 1 0.6 0.3 at\nh 1 2.9 0.3 ten\n")
    starts = score(given_, truth, ENGLISH).starts
    assert starts is not None
    assert starts.seconds == (0.1, 0.2, 0.0)
    assert starts.percentile(50) == pytest.approx(0.1)
    assert starts.mean == pytest.approx(0.1)
    assert starts.share_with_error_up_to(0.1) == pytest.approx(2 / 3)
    ends = score(given_, truth, ENGLISH).ends
    assert ends is not None
    assert ends.seconds == (0.1, 0.2, 0.0)


def crosstalk(ada: float, ben: float) -> ScoringInput:
    """Make two speakers who say three words each, one per second.

    Ada begins at second `ada`, Ben at second `ben`.
    """
    rows = [
        {
            "speaker": who,
            "words": text,
            "word_times": [[w, at + n, at + n + 0.5] for n, w in enumerate(text.split())],
        }
        for who, at, text in (("Ada", ada, "it left early"), ("Ben", ben, "nobody saw that"))
    ]
    (account,) = seglst.parse(json.dumps(rows))
    return account


def test_small_time_differences_in_crosstalk_are_not_errors() -> None:
    words = score(crosstalk(ada=0.0, ben=0.1), crosstalk(ada=0.1, ben=0.0), ENGLISH).words
    assert words is not None
    assert words.error_count == 0


def test_a_turn_split_by_crosstalk_is_no_error() -> None:
    """The truth has B's word after A's turn; CTM has the word at its time, between A's words."""
    turns = [
        {"speaker": "A", "words": "so it", "word_times": [["so", 0, 1], ["it", 2, 3]]},
        {"speaker": "B", "words": "yes", "word_times": [["yes", 1, 2]]},
    ]
    (truth,) = seglst.parse(json.dumps(turns))
    (heard,) = ctm.parse("h 1 0 1 so\nh 1 1 1 yes\nh 1 2 1 it\n")
    words = score(heard, truth, ENGLISH).words
    assert words is not None
    assert words.error_count == 0


def named(account: ScoringInput, **people: SpeakerInfo) -> ScoringInput:
    return replace(account, people=people)


def test_names_and_roles_are_judged_by_words_and_by_people() -> None:
    truth = named(
        TRUTH, Ada=SpeakerInfo("Ada Dunmore", "host"), Ben=SpeakerInfo("Ben Strand", "guest")
    )
    heard = talk("S1: It left at six.", "S2: Six, not seven?", "S1: Nobody saw it go.")
    given_ = named(heard, S1=SpeakerInfo("ada  dunmore", "guest"), S2=SpeakerInfo(None, "guest"))
    s = score(given_, truth, ENGLISH)
    assert s.names is not None
    assert s.roles is not None
    assert (s.names.right, s.names.wrong, s.names.unknown) == (8, 0, 3)
    assert (s.roles.right, s.roles.wrong, s.roles.unknown) == (3, 8, 0)
    assert s.names.accuracy == pytest.approx(8 / 11)
    assert [(p.truth, p.given, p.verdict) for p in s.names.people] == [
        ("Ada Dunmore", "ada  dunmore", "right"),
        ("Ben Strand", None, "unknown"),
    ]
    assert [p.verdict for p in s.roles.people] == ["wrong", "right"]
    counts = s.as_json()["counts"]  # programs read these keys
    assert {"words", "characters", "speakers", "concatenated", "names", "roles"} <= set(counts)
    assert set(counts["names"]["people"][0]) == {"truth", "given", "verdict"}


def test_a_name_is_right_word_by_word_whatever_the_voices() -> None:
    """Ada's words have two voices, S1 and S3, and both voices are named Ada."""
    heard = talk("S1: It left at six.", "S2: Six, not seven?", "S3: Nobody saw it go.")
    called = {"S1": SpeakerInfo("Ada"), "S2": SpeakerInfo("Ben"), "S3": SpeakerInfo("Ada")}
    s = score(named(heard, **called), TRUTH, ENGLISH)
    assert s.names is not None
    assert s.speakers is not None
    assert s.names.accuracy == 1.0
    assert s.speakers.wrong == 4


# ---------------------------------------------------------------- what the formats know


def test_rttm_gives_measures_of_voices_only() -> None:
    (heard,) = rttm.parse("SPEAKER h 1 0 4 <NA> <NA> V1 <NA> <NA>\n")
    assert {row.key for row in score(heard, TRUTH, ENGLISH).rows()} == {"der", "jer", "der_collar"}


def test_ctm_gives_measures_of_words_only() -> None:
    (heard,) = ctm.parse("h 1 0 1 It\nh 1 1 1 left\n")
    s = score(heard, TRUTH, ENGLISH)
    assert s.words is not None
    assert s.words.rate == pytest.approx(9 / 11)
    assert (s.speakers, s.concatenated, s.names, s.starts, s.voices) == (None,) * 5


def test_nothing_in_common_is_an_error() -> None:
    (words,) = ctm.parse("h 1 0 1 It\n")
    (stretches,) = rttm.parse("SPEAKER h 1 0 4 <NA> <NA> V1 <NA> <NA>\n")
    with pytest.raises(UserError, match="words in 'h', speaker segments in 'h'"):
        score(words, stretches, ENGLISH)


def test_an_empty_transcript_misses_everything() -> None:
    s = score(ScoringInput("h"), TRUTH, ENGLISH)
    assert s.words is not None
    assert s.words.rate == 1.0


# ---------------------------------------------------------------- scores add

LINES = st.lists(
    st.tuples(
        st.sampled_from(["Ada", "Ben", "Cy"]),
        st.lists(
            st.sampled_from(["tide,", "Lamp.", "six", "twenty", "it's", "fog?"]),
            min_size=1,
            max_size=5,
        ),
    ),
    min_size=1,
    max_size=5,
).map(lambda rows: talk(*(f"{who}: {' '.join(words)}" for who, words in rows)))


@given(LINES)
def test_a_text_scored_against_itself_has_no_error(account: ScoringInput) -> None:
    rates = score(account, account, ENGLISH).as_json()["rates"]
    better_high = {"wip", "punctuation_f1", "comma_f1", "sentence_end_f1", "names"}
    assert {key for key, rate in rates.items() if rate} == better_high
    assert all(rates[key] == 1.0 for key in better_high)


@settings(max_examples=25)  # a diarization measure takes 10 ms
@given(LINES, LINES, LINES, LINES)
def test_scores_add(a: ScoringInput, b: ScoringInput, c: ScoringInput, d: ScoringInput) -> None:
    both = score(a, b, ENGLISH) + score(c, d, ENGLISH)
    assert both.recordings == 2
    assert both.words is not None
    assert both.words.truth == sum(
        part.words.truth for part in (score(a, b, ENGLISH), score(c, d, ENGLISH)) if part.words
    )
    twice = score_all(
        [replace(a, recording="1"), replace(c, recording="2")],
        [replace(d, recording="2"), replace(b, recording="1")],
        ENGLISH,
    )
    assert twice.as_json()["rates"] == pytest.approx(both.as_json()["rates"])
    assert json.loads(json.dumps(twice.as_json()))["rates"] == twice.as_json()["rates"]


@settings(max_examples=25)
@given(LINES, LINES, st.permutations(["x", "y", "z"]))
def test_labels_do_not_matter(
    hypothesis: ScoringInput, truth: ScoringInput, labels: list[str]
) -> None:
    other = dict(zip(["Ada", "Ben", "Cy"], labels, strict=True))
    renamed = replace(
        hypothesis,
        utterances=tuple(replace(u, speaker=other[u.speaker]) for u in hypothesis.utterances),
        segments=tuple(replace(s, voice=other[s.voice]) for s in hypothesis.segments),
        people={},
    )
    one, two = score(hypothesis, truth, ENGLISH), score(renamed, truth, ENGLISH)
    assert (one.words, one.speakers, one.concatenated) == (
        two.words,
        two.speakers,
        two.concatenated,
    )
    assert one.voices is not None
    assert two.voices is not None
    assert one.voices.der == pytest.approx(two.voices.der)


def test_a_measure_missing_in_one_recording_uses_the_others() -> None:
    (heard,) = rttm.parse("SPEAKER h 1 0 6 <NA> <NA> V1 <NA> <NA>\n")
    words = score(TRUTH, TRUTH, ENGLISH)
    both = score(heard, TRUTH, ENGLISH) + words
    assert both.words == words.words
    assert both.voices is not None
    assert both.voices.speech == pytest.approx(12.0)
    assert Score(recordings=0) + words == words


def test_a_missing_recording_is_reported() -> None:
    (one, two) = (replace(TRUTH, recording=name) for name in ("one", "two"))
    with pytest.raises(UserError, match="the truth has recording 'two', the hypothesis has 'one'"):
        score_all([one], [one, two], ENGLISH)


def test_the_table_says_what_was_counted() -> None:
    rows = {row.key: row for row in score(talk("x: It left at ten."), TRUTH, ENGLISH).rows()}
    assert rows["wer"].format_value == "72.73 %"
    assert rows["wer"].detail == "8 of 11 words: 1 other, 7 missing, 0 added"
    assert rows["der_collar"].detail == "without 0.25 s on each side of every true edge"
    assert rows["names"].detail == "0 of 4 words (Ada: unknown; Ben: unknown); higher is better"
    assert rows["der"].detail == "of 6.0 s: 4.0 missed, 0.0 invented, 0.0 of the wrong voice"


def test_stm_of_the_same_words_scores_like_seglst() -> None:
    (account,) = stm.parse("harbour 1 Ada 0 2 It left at six.\nharbour 1 Ben 2 4 Six, not seven?\n")
    assert (
        score(account, TRUTH, ENGLISH).words
        == score(talk("Ada: It left at six.", "Ben: Six, not seven?"), TRUTH, ENGLISH).words
    )
