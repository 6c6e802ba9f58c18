from __future__ import annotations

from hypothesis import given, settings

from archive.search.passages import LONGEST, build_passages_of_transcript
from tests.archive.search.spoken import SECONDS, spoken
from tests.odd_transcripts import odd_transcripts
from transcripts.transcript import Transcript


def test_a_passage_has_words_metadata_and_times() -> None:
    transcript = spoken(
        "r-1", ("Ann Lee", "No. I’d never"), programme="Evening Pages", roles=("host",)
    )
    (passage,) = build_passages_of_transcript(transcript, 1).values()
    known = ("§sann", "§slee", "§rhost", "§pevening", "§ppages")
    assert passage.tokens == ("no", "id", "never", *known)
    assert passage.times == tuple(round(w.start * 1000) for w in transcript.turns[0].words)
    assert (passage.turn, passage.speaker, passage.text) == ("T0", "S1", "No. I’d never")


def test_a_long_turn_is_split_between_sentences() -> None:
    sentence = "and so we went on. "
    transcript = spoken("r-1", ("Ann", (sentence * 120).strip()))
    found = list(build_passages_of_transcript(transcript, 1).values())
    assert [len(p.times) for p in found] == [250, 250, 100]
    assert " ".join(p.text for p in found) == transcript.turns[0].text
    other = spoken("r-1", ("Ann", "uh " + sentence * 60))
    assert [len(p.times) for p in build_passages_of_transcript(other, 1).values()] == [246, 55]


def test_an_edit_does_not_renumber_later_passages() -> None:
    before = build_passages_of_transcript(
        spoken("r-1", ("A", "one"), ("B", "two"), ("A", "three")), 1
    )
    after = build_passages_of_transcript(
        spoken("r-1", ("A", "one"), ("B", "zwei"), ("A", "three")), 1
    )
    first, second, third = sorted(before)
    assert (after[first], after[third]) == (before[first], before[third])
    assert second - first == third - second == 2 * SECONDS


@settings(max_examples=30)
@given(odd_transcripts())
def test_every_word_is_in_exactly_one_passage(transcript: Transcript) -> None:
    found = build_passages_of_transcript(transcript, 3)
    texts = [word for p in found.values() for word in p.text.split(" ")]
    said = [w.text for t in transcript.turns for w in t.words]
    without = [w.text for t in transcript.turns for w in t.words if t.id not in _turns(found)]
    assert sorted(texts + without) == sorted(said)
    assert all(len(p.times) <= max(LONGEST, len(p.text.split()[0])) for p in found.values())
    assert list(found) == sorted(found)


def _turns(found: object) -> set[str]:
    assert isinstance(found, dict)
    return {p.turn for p in found.values()}
