from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from tests.lamplight import CORRECTIONS, EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import html
from transcripts.formats.page import lanes, marks, phrases
from transcripts.ranges import WordRange
from transcripts.transcript import Correction, PersonalCheck, Reason, Span, Status, Transcript, Word

PAGE = html.render(EXAMPLE, "audio.m4a", ("transcript.json", "transcript.vtt"))
VOID = {"meta", "link", "input", "br"}


class Outline(HTMLParser):
    """The elements of a page, and the texts of the paragraphs of each turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.raw: dict[str, str] = {}
        self.feed(page)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)
        if dict(attrs).get("class") == "words":
            self.texts[self.turn()].append("")
        elif tag == "article":
            self.texts[self.turn()] = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] in ("style", "script"):
            self.raw[self.open[-1][0]] = data
        if any(attrs.get("class") == "words" for _, attrs in self.open):
            self.texts[self.turn()][-1] += data

    def turn(self) -> str:
        return str(next(a["id"] for tag, a in self.open if tag == "article"))


def test_the_text_of_every_turn_is_whole_and_its_words_are_timed() -> None:
    outline = Outline(PAGE)
    timed = {str(a["id"]): str(a["data-words"]) for tag, a in outline.elements if tag == "article"}
    for turn in EXAMPLE.turns:
        assert " ".join(outline.texts[turn.id]) == turn.text
        times = [turn.start + int(t) / 100 for t in timed[turn.id].split()]
        assert times == pytest.approx([word.start for word in turn.words], abs=0.0051)


@given(odd_transcripts())
@settings(max_examples=50)
def test_odd_text_is_text(transcript: Transcript) -> None:
    outline = Outline(html.render(transcript, "audio.m4a"))
    for turn in transcript.turns:
        assert " ".join(outline.texts[turn.id]) == turn.text
    # A text adds no elements to those of the template.
    assert {tag for tag, _ in outline.elements} <= {tag for tag, _ in Outline(PAGE).elements}


def test_the_page_loads_nothing_from_other_hosts() -> None:
    addresses = [
        str(value)
        for _, attrs in Outline(PAGE).elements
        for name, value in attrs.items()
        if name in ("href", "src", "action", "srcset", "poster")
    ]
    assert addresses
    assert all(re.match(r"#|audio\.m4a$|transcript\.\w+$|data:,$", a) for a in addresses)
    assert "url(" not in PAGE
    assert "@import" not in PAGE


@pytest.mark.parametrize("kind", ["style", "script"])
def test_the_policy_allows_the_page_s_own_parts_only(kind: str) -> None:
    outline = Outline(PAGE)
    policy = next(a["content"] for _, a in outline.elements if "http-equiv" in a)
    digest = base64.b64encode(hashlib.sha256(outline.raw[kind].encode()).digest()).decode()
    assert f"{kind}-src 'sha256-{digest}'" in str(policy)
    assert "default-src 'none'" in str(policy)
    assert not any("style" in a or "onclick" in a for _, a in outline.elements)


def test_every_internal_link_resolves() -> None:
    elements = Outline(PAGE).elements
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    links = {str(a["href"])[1:] for _, a in elements if str(a.get("href", "")).startswith("#")}
    assert {link for link in links if not link.startswith("t=")} <= set(ids)
    named = {part for _, a in elements for part in str(a.get("aria-labelledby") or "").split()}
    assert named <= set(ids)


def test_corrections_are_in_their_place_and_in_the_list() -> None:
    outline = Outline(PAGE)
    listed = {str(a["id"]) for tag, a in outline.elements if tag == "li" and "id" in a}
    assert listed == {c.id for c in CORRECTIONS if c.kind not in marks.SMALL}
    marked = {
        number: str(a["class"])
        for _, a in outline.elements
        for number in str(a.get("data-repairs") or "").split()
    }
    assert set(marked) == {c.id for c in CORRECTIONS if c.status != "rejected"} - {"C2", "C3"}
    assert {n for n, kind in marked.items() if "proposed" in kind} == {"C7", "C13"}


def test_a_page_without_sound_or_reference_is_still_a_page() -> None:
    bare = replace(
        EXAMPLE,
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
        recording=replace(EXAMPLE.recording, title=None, programme=None, date=None),
        scores=replace(EXAMPLE.scores, reference_against_heard=None),
    )
    page = html.render(bare)
    assert "<audio" not in page
    assert "<h1>lamplight-1987.mp3</h1>" in page
    assert "Repairs to the old text" not in page


@pytest.mark.parametrize("status", ["applied", "proposed", "rejected"])
def test_repairs_may_all_be_alike(status: Status) -> None:
    alike = tuple(c for c in CORRECTIONS if c.status == status)
    listed = re.findall('<li id="(C[0-9]+)"', html.render(replace(EXAMPLE, corrections=alike)))
    assert listed == [c.id for c in alike if c.kind not in marks.SMALL]


TEXT = "It was not in the script at all"
WORDS = tuple(Word(text, n, n + 0.9) for n, text in enumerate(TEXT.split()))
BEFORE = 20
OWN = WordRange(BEFORE, BEFORE + len(WORDS))


def about(correction: Correction, first: int, last: int) -> Correction:
    """Return the correction with the range of the turn's words `first` to `last` (exclusive)."""
    return replace(correction, word_ranges=(WordRange(first, last).shifted(BEFORE),))


@pytest.mark.parametrize(
    ("kind", "before", "after", "first", "last", "shown"),
    [
        ("name", "It is", "It was", 0, 2, "[It was] not in the script at all"),
        ("name", "skript", "script.", 5, 6, "It was not in the [script] at all"),
        ("name", "the script", "a script", 4, 6, "It was not in [the script] at all"),
        ("deletion", "shooting", "", 5, 5, "It was not in the [] script at all"),
        ("insertion", "", "well", 8, 8, "It was not in the script at all []"),
        ("order", "x", "in the script", 3, 6, "It was not [] in the script at all"),
    ],
)
def test_a_correction_finds_its_place(
    kind: str, before: str, after: str, first: int, last: int, shown: str
) -> None:
    made = Correction("C1", "T1", kind, before, after, 0.0, 0.0, 0.5, "applied")  # type: ignore[arg-type]
    correction = about(made, first, last)
    turn = replace(EXAMPLE.turns[0], words=WORDS, text=TEXT, start=0.0, end=8.9)
    (paragraph,) = marks.marked_pieces(turn, OWN, [correction], ())
    texts = [" ".join(bit.text for bit in piece.bits) for piece in paragraph]
    drawn = [f"[{t}]" if p.corrections else t for t, p in zip(texts, paragraph, strict=True)]
    assert " ".join(drawn) == shown


def test_corrections_that_cross_share_the_words() -> None:
    turn = replace(EXAMPLE.turns[0], words=WORDS, text=TEXT, start=0.0, end=8.9)
    first = Correction("C1", "T1", "spelling", "", "not in the", 2.0, 4.9, 0.9, "applied")
    second = Correction("C2", "T1", "name", "", "the script", 4.0, 5.9, 0.9, "applied")
    inside = Correction("C3", "T1", "name", "", "in", 3.0, 3.9, 0.9, "applied")
    first, second, inside = about(first, 2, 5), about(second, 4, 6), about(inside, 3, 4)
    (paragraph,) = marks.marked_pieces(turn, OWN, [first, second, inside], ())
    found = [(" ".join(b.text for b in p.bits), [c.id for c in p.corrections]) for p in paragraph]
    assert found == [
        ("It was", []),
        ("not in the", ["C1", "C3"]),
        ("script", ["C2"]),
        ("at all", []),
    ]


def test_long_turns_have_paragraphs_that_end_with_sentences() -> None:
    words = tuple(Word("end." if n % 20 == 19 else "so", n, n + 0.5) for n in range(300))
    ends = marks.find_paragraph_ends(words)
    assert ends == [100, 200, 300]


def test_lanes_merge_indistinguishable_segments() -> None:
    spans = [Span(0, 10), Span(10.5, 20), Span(60, 60.01)]
    assert lanes.svg_path(spans, 1.0) == "M0.0 0H20.0V1H0.0zM60.0 0H61.0V1H60.0z"


@pytest.mark.parametrize(
    ("duration", "labels"),
    [(0.5, ["0:00"]), (100, ["0:00", "0:15", "0:30", "0:45", "1:00", "1:15", "1:30"])],
)
def test_the_axis_has_round_times(duration: float, labels: list[str]) -> None:
    assert [tick.label for tick in lanes.time_ticks(duration)] == labels


@pytest.mark.parametrize("hours", [1, 3, 12, 60, 100])
def test_the_axis_is_not_crowded(hours: int) -> None:
    assert 3 <= len(lanes.time_ticks(hours * 3600.0)) <= 10


@pytest.mark.parametrize(
    ("written", "shown"),
    [("1987-11-04", "4 November 1987"), ("1987", "1987"), ("1987-99-04", "1987-99-04")],
)
def test_days_are_written_for_readers(written: str, shown: str) -> None:
    assert phrases.format_date(written) == shown


def test_voice_similarity_is_not_published() -> None:
    asked = Reason("voiceprint", "Ada Lane", None, 0.7)
    nameless = replace(EXAMPLE.speakers[3], reasons=(asked,))
    known = replace(EXAMPLE.speakers[0], reasons=(replace(asked, quote="Marian Whitlock"),))
    speakers = (known, *EXAMPLE.speakers[1:3], nameless)
    page = html.render(replace(EXAMPLE, speakers=speakers), "audio.m4a", ())
    assert "Ada Lane" not in page
    assert "Voice known from other recordings: <q>Marian Whitlock</q>" in page


def test_a_check_is_shown_with_the_questions_that_are_still_open() -> None:
    proposed = sum(c.status == "proposed" for c in CORRECTIONS)
    assert proposed > 1
    check = PersonalCheck("Ada Lane", "2026-05-05T08:00:00+00:00")
    page = html.render(replace(EXAMPLE, checked=check))
    questions = f'<a href="#repairs">{proposed} open questions</a>'
    assert f"Checked by Ada Lane, 5 May 2026; {questions}</span>" in page.replace(
        ", without a recording", ""
    )
    answered = tuple(c for c in CORRECTIONS if c.status != "proposed")
    page = html.render(replace(EXAMPLE, checked=check, corrections=answered))
    assert "Checked by Ada Lane, 5 May 2026</span>" in page.replace(", without a recording", "")
    assert questions in html.render(EXAMPLE)


def test_the_page_says_how_sure_a_correction_is_in_the_words_of_the_editor() -> None:
    score = max(c.score for c in EXAMPLE.corrections)
    shown = f'very likely right <span class="number">({phrases.format_percent(score)})</span>'
    assert shown in PAGE
    assert [phrases.likelihood_label(score) for score in (0.8, 0.5, 0.49)] == [
        "very likely right",
        "likely right",
        "unsure",
    ]
