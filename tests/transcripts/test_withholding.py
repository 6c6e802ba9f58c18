"""No format has a withheld word, and everything else stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.publishing.publish import render_files
from tests.lamplight import EXAMPLE
from tests.leaks import leaks, unique_transcript
from transcripts.formats import json as transcript_json
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import FORMATS
from transcripts.transcript import Reason, Span, Transcript, Word
from transcripts.withheld import MARK, Withheld
from transcripts.withheld_times import find_silent_times
from transcripts.withholding import find_mentions_of_withheld, remove_withheld

UNIQUE = unique_transcript()
LAST = EXAMPLE.recording.duration


def withhold(transcript: Transcript, *marks: Withheld) -> Transcript:
    shown = remove_withheld(replace(transcript, withheld=marks))
    assert shown is not None
    return shown


def passage(start: float, end: float) -> Withheld:
    return Withheld("closed", None, start, end)


def rendered(shown: Transcript, whole: Transcript | None = None) -> dict[str, bytes]:
    """Return all files that may be published: every format of the table, and the pages.

    With `whole`, the formats are given the whole transcript, and must withhold by themselves.
    """
    made = {kind.name: kind.render(whole or shown) for kind in FORMATS}
    address = RenderOptions(folder_url="https://river.example/tape", shows_times=True)
    other = {f"{kind.name} at an address": kind.render(shown, address) for kind in FORMATS}
    made |= {name: data for name, data in other.items() if data not in made.values()}
    made |= render_files(shown, "audio.mp3")
    return {name: data.encode() if isinstance(data, str) else data for name, data in made.items()}


def plain(word: Word) -> str:
    return word.text.rstrip(".,?!:")


def is_in(word: Word, mark: Withheld) -> bool:
    return Span(mark.start or 0, mark.end or 0).overlap(word.span) > 0


spans = st.tuples(st.integers(0, round(LAST * 20)), st.integers(1, 400)).map(
    lambda pair: passage(pair[0] / 20, (pair[0] + pair[1]) / 20)
)


@given(marks=st.lists(spans, min_size=1, max_size=3))
@settings(max_examples=6)
def test_no_format_has_a_word_of_withheld_times(marks: list[Withheld]) -> None:
    shown = withhold(UNIQUE, *marks)
    hidden = [any(is_in(word, mark) for mark in marks) for word in UNIQUE.words]
    withheld = {plain(w) for w, gone in zip(UNIQUE.words, hidden, strict=True) if gone}
    corrections = (c for c in UNIQUE.corrections if touches(c.word_ranges, hidden))
    for c in corrections:
        withheld |= {c.before, str(c.evidence["heard"])} - {""}
    for passage_ in UNIQUE.unspoken:
        withheld |= {passage_.text} if touches(passage_.word_ranges, hidden) else set()
    for name, data in rendered(shown, replace(UNIQUE, withheld=tuple(marks))).items():
        assert leaks(data, withheld) == set(), name


@given(marks=st.lists(spans, min_size=1, max_size=3))
@settings(max_examples=40)
def test_everything_else_is_published(marks: list[Withheld]) -> None:
    shown = withhold(UNIQUE, *marks)
    kept = [w for w in UNIQUE.words if not any(is_in(w, mark) for mark in marks)]
    assert [w for w in shown.words if w.text != MARK] == kept
    assert [(t.id, t.speaker, t.start, t.end) for t in shown.turns] == [
        (t.id, t.speaker, t.start, t.end) for t in UNIQUE.turns
    ]
    known = {c.id: c for c in UNIQUE.corrections}
    for c in shown.corrections:
        before = [w for r in known[c.id].word_ranges for w in r.slice_of(UNIQUE.words)]
        assert [w for r in c.word_ranges for w in r.slice_of(shown.words)] == before
    again = transcript_json.parse(transcript_json.render(shown))
    assert again == remove_withheld(again)
    assert find_silent_times(again) == pytest.approx(find_silent_times(shown))
    for word in UNIQUE.words:
        is_gone = word not in kept
        silent = sum(span.overlap(word.span) for span in find_silent_times(shown))
        assert not is_gone or silent == pytest.approx(word.span.duration)


def touches(ranges: tuple[tuple[int, int], ...], hidden: list[bool]) -> bool:
    return any(any(hidden[first:last]) for first, last in ranges) or any(
        hidden[at]
        for first, last in ranges
        if first == last
        for at in (first - 1, first)
        if 0 <= at < len(hidden)
    )


def test_a_passage_is_one_black_mark_with_its_times() -> None:
    turn = EXAMPLE.turns[6]
    first, last = turn.words[3], turn.words[7]
    shown = withhold(EXAMPLE, passage(first.start, last.end)).turns[6]
    assert shown.text.startswith("Well, less than [withheld] answered the letter,")
    (mark,) = (word for word in shown.words if word.text == MARK)
    assert mark.span == Span(first.start, last.end)


def test_nothing_withheld_is_the_same_transcript() -> None:
    assert remove_withheld(EXAMPLE) is EXAMPLE


def test_a_withheld_recording_is_not_published() -> None:
    assert remove_withheld(replace(EXAMPLE, withheld=(Withheld("closed"),))) is None
    shown = remove_withheld(replace(EXAMPLE, withheld=(Withheld("on-site"),)), reading_room=True)
    assert shown == EXAMPLE
    closed = replace(EXAMPLE, withheld=(Withheld("closed"),))
    assert remove_withheld(closed, reading_room=True) is None


@pytest.mark.parametrize("speaker", EXAMPLE.speakers[:3], ids=lambda speaker: speaker.id)
@pytest.mark.parametrize("pseudonym", [None, "Rosa Field"])
def test_no_format_names_a_person_who_is_withheld(speaker: object, pseudonym: str | None) -> None:
    person = EXAMPLE.speakers[EXAMPLE.speakers.index(speaker)]  # type: ignore[arg-type]
    named = replace(
        EXAMPLE,
        recording=replace(
            EXAMPLE.recording,
            title=f"{person.name}: a portrait",
            file=f"{str(person.name).replace(' ', '')}-1987.mp3",
        ),
        provenance=replace(
            EXAMPLE.provenance,
            notices=(f"{person.name} was heard", f"“{str(person.name).upper()}” does not apply"),
            options=replace(
                EXAMPLE.provenance.options,
                context=(f"{str(person.name).lower().replace(' ', '_')}.txt",),
                other={"cast of": [f"{person.name}, guest"]},
            ),
        ),
    )
    shown = withhold(named, Withheld(None, name=str(person.name), pseudonym=pseudonym))
    parts = {part for part in str(person.name).replace("-", " ").split() if part != "Grey"}
    for name, data in rendered(shown).items():
        assert leaks(data, parts) == set(), name
        if pseudonym and name == "transcript.txt":
            assert pseudonym.encode() in data or pseudonym.upper().encode() in data


def test_all_words_and_all_sound_of_a_withheld_person_are_gone() -> None:
    mark = Withheld("closed", name="tobias aurelian-grey", pseudonym="Guest")
    shown = withhold(UNIQUE, mark)
    theirs = [t for t in UNIQUE.turns if t.speaker == "S2"]
    words = {plain(word) for turn in theirs for word in turn.words}
    for name, data in rendered(shown).items():
        assert leaks(data, words) == set(), name
    for turn in theirs:
        covered = sum(span.overlap(turn.span) for span in find_silent_times(shown))
        assert covered == pytest.approx(turn.span.duration)
    speaker = next(s for s in shown.speakers if s.id == "S2")
    assert (speaker.label, speaker.role, speaker.reasons) == ("Guest", None, ())


def test_a_withheld_person_who_is_not_found_withholds_the_recording() -> None:
    mark = Withheld("closed", name="Nobody Here", speaker="S77")
    assert remove_withheld(replace(EXAMPLE, withheld=(mark,))) is None
    renamed = replace(mark, speaker="S2")
    assert remove_withheld(replace(EXAMPLE, withheld=(renamed,))) is not None


def test_a_name_that_is_an_everyday_word_is_withheld_only_with_a_capital() -> None:
    turn = EXAMPLE.turns[3]
    texts = ("Will", "will", "Will’s", "willing")
    words = tuple(Word(text, 26.6 + n, 27.4 + n) for n, text in enumerate(texts))
    said = replace(turn, words=words, text=" ".join(texts), start=26.6, end=30.4)
    transcript = replace(
        EXAMPLE, turns=(said,), corrections=(), unspoken=(), unwritten=(), voices=()
    )
    shown = withhold(transcript, Withheld(None, name="Will Ray"))
    assert shown.turns[0].text == "[withheld] will [withheld] willing"


def test_titles_with_a_withheld_word_are_reported_and_left() -> None:
    turn = UNIQUE.turns[3]
    word = plain(turn.words[0])
    titled = replace(UNIQUE, recording=replace(UNIQUE.recording, title=f"About {word}"))
    marked = replace(titled, withheld=(passage(turn.start, turn.end),))
    assert find_mentions_of_withheld(marked) == (f"About {word}",)
    assert find_mentions_of_withheld(replace(titled, withheld=(passage(0, 1.5),))) == ()


def test_readers_are_told_how_much_is_withheld() -> None:
    notices = withhold(
        EXAMPLE, passage(30, 34), Withheld(None, name="Ifeoma Castellan")
    ).provenance.notices
    assert "5 passages withheld by the archive: 6 s of words and sound" in notices
    assert "the archive does not publish the name of 1 person" in notices


def test_reasons_that_quote_withheld_words_are_left_out() -> None:
    quote = Reason("addressed", "Tobias, you grew up beside the Skerrow light.", None, 0.5)
    other = Reason("described", "an author of the coast", None, 0.5)
    author = replace(EXAMPLE.speakers[1], reasons=(quote, other))
    transcript = replace(EXAMPLE, speakers=(EXAMPLE.speakers[0], author, *EXAMPLE.speakers[2:]))
    turn = EXAMPLE.turns[5]
    assert withhold(transcript, passage(turn.start, turn.end)).speakers[1].reasons == (other,)
