"""The reliability of a turn's likeliest speaker is estimated from the evidence around the turn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from speakers.cast import CastMember
from speakers.label import TextEvidence, label, read_evidence
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.chain import Array
from speakers.turns.confidence import (
    FEATURES,
    WITH_CAST,
    confidence_features,
    name_distances,
    raise_for_two_people,
    score_confidence,
)
from transcripts.languages.english.language import LANGUAGE as ENGLISH

CAST = (CastMember("Ann Lee"), CastMember("Ben Hall"))
TURNS = (
    "Good evening, I'm Ann Lee. Ben, what did you find in the harbour?",
    "A boat that nobody had seen for forty years, with the oars still in it.",
    "And who owned the boat, do you think?",
    "A man from the lighthouse, who never said where he had been that night.",
    "Did anybody ask him about the oars?",
    "My grandmother did, and he sold her the boat the next morning.",
)


def read(turns: Sequence[str]) -> TextEvidence:
    return read_evidence("\n".join(turns), PHRASES, CAST)


def alternate(turns: int, first: int) -> Array:
    who = np.full((turns, 8), 0.01)
    for turn in range(turns):
        who[turn, (turn + first) % 2] = 0.93
    return who


def features(first: int) -> dict[str, Array]:
    evidence = read(TURNS)
    found = confidence_features(
        alternate(len(TURNS), first),
        hosting=np.array([1.0, 0.0]),
        host_log_odds=evidence.turn_evidence.host_log_odds,
        expected_people=2.0,
        in_paragraphs=0.0,
    )
    return dict(zip(FEATURES, found.T, strict=True))


def test_hosts_who_sound_like_hosts() -> None:
    right, swapped = features(0), features(1)
    for name in ("two people, sides agree in the text", "sides agree near"):
        assert (right[name] > 0).all()
        assert (swapped[name] < 0).all()
    assert (right["log-odds"] == swapped["log-odds"]).all()


def test_distances_count_from_turns_that_their_speakers_names_point_at() -> None:
    evidence = read(TURNS)
    right, swapped = (
        name_distances(alternate(len(TURNS), first), evidence.likely_people, evidence.cues, PHRASES)
        for first in (0, 1)
    )
    assert right.tolist() == [0, 0, 1, 2, 3, 4]
    assert (swapped > 0).all()


def test_far_from_names_high_scores_are_limited_unless_the_sides_agree() -> None:
    sure = np.zeros((3, len(FEATURES)))
    sure[:, FEATURES.index("log-odds")] = 9.0
    scores = score_confidence(sure, np.array([0.0, 1.0, 60.0]), WITH_CAST)
    assert (np.diff(scores) < 0).all()
    assert scores[-1] > 0
    sure[:, FEATURES.index("sides agree near")] = 0.4
    assert score_confidence(sure, np.array([60.0] * 3), WITH_CAST)[0] > scores[0] - 1
    sure[:, FEATURES.index("in paragraphs")] = 1.0
    assert score_confidence(sure, np.array([60.0] * 3), WITH_CAST)[0] < scores[0] - 1


def test_the_likelier_of_two_names_is_kept_but_not_made_sure() -> None:
    found = np.zeros((4, len(FEATURES)))
    found[:, FEATURES.index("log-odds")] = 0.2, 9.0, 0.2, 0.2
    found[2, FEATURES.index("people beyond two")] = 1.0
    found[3, FEATURES.index("in paragraphs")] = 1.0
    raised = raise_for_two_people(np.full(4, -1.0), found)
    assert 0 < raised[0] < raised[1] < 1
    assert (raised[2:] == -1.0).all()
    assert (raise_for_two_people(np.full(4, 3.0), found) == 3.0).all()


def test_two_hosts_who_alternate_have_names() -> None:
    said = [f"And the river was as cold as {n} winters" for n in range(40)]
    turns = ["I am Ann Lee and with me is my partner Ben Hall", "It is good to be here", *said]
    labels = label("\n".join(turns), ENGLISH, CAST)
    names = {speaker.id: speaker.name for speaker in labels.speakers}
    assert {names.get(turn.speaker or "") for turn in labels.turns} == {"Ann Lee", "Ben Hall"}


def test_no_turns() -> None:
    evidence = read([])
    none = np.zeros((0, 8))
    assert not len(name_distances(none, evidence.likely_people, (), PHRASES))


def test_names_far_from_any_evidence_are_less_sure() -> None:
    """Two hosts are told apart only because they alternate; one lost turn would swap the names."""
    said = [f"Yes, and the river was as cold as {n} winters." for n in range(80)]
    turns = ["Hello, I'm Ann Lee, your host.", "And I'm Ben Hall.", *said]
    labels = label("\n".join(turns), ENGLISH, CAST)
    named = {speaker.id for speaker in labels.speakers if speaker.name}
    far = [turn.probability for turn in labels.turns[20:] if turn.speaker in named]
    assert labels.turns[0].probability > 0.9 > labels.turns[10].probability > min(far)
    assert max(far) < 0.9
