"""Speaker labels in rarer forms, and texts that only look as if they had them."""

from __future__ import annotations

import pytest

from transcripts.sources.table import read_source
from transcripts.text.label_forms import rewrite_labels
from transcripts.text.turns import split_turns

SAID = (
    "Good evening. I am your host, and this is a reading.",
    "Thank you for asking me.",
    "When did you begin to write?",
    "In the winter that the ferry stopped, with nobody to talk to.",
    "And did anybody read it?",
    "My guest tonight would have been the first.",
)
FORMS = (
    ("[{}] {}", "Ada Lane", "Bob Ray"),
    ("[{}]: {}", "Host", "Guest"),
    ("{} – {}", "HOST", "GUEST"),
    ("{} -- {}", "Ada", "Bob Ray"),
    ("{} — {}", "山田", "鈴木"),
    ("{}: {}", "interviewer", "interviewee"),
    ("{} {}", "L.M.", "G.P."),
    ("{} {}", "L. M.", "G. P. T."),
    ("{}: {}", "speaker one", "speaker two"),
    ("{} <ada.l@example.org>: {}", "Ada Lane", "Bob"),
    ("{} [mailto:b@example.org]: {}", "Ada Lane", "Bob"),
)


def typed(form: str, first: str, second: str, between: str = "\n\n") -> str:
    return between.join(form.format((first, second)[n % 2], text) for n, text in enumerate(SAID))


@pytest.mark.parametrize("between", ["\n\n", "\n"])
@pytest.mark.parametrize(("form", "first", "second"), FORMS)
def test_a_label_in_a_rare_form(form: str, first: str, second: str, between: str) -> None:
    names = [first, second] if not first.islower() else [first.title(), second.title()]
    text = typed(form, first, second, between)
    read = read_source(text.encode())
    assert [(t.label, t.text) for t in read.turns] == list(zip(names * 3, SAID, strict=True))
    parts = split_turns(text)
    assert [p.label and p.label.written for p in parts] == names * 3
    assert [p.text for p in parts] == list(SAID)


@pytest.mark.parametrize(("form", "first", "second"), FORMS)
def test_a_label_in_a_rare_form_in_captions(form: str, first: str, second: str) -> None:
    cues = typed(form, first, second).split("\n\n")
    text = "\n\n".join(
        f"{n}\n00:00:{2 * n:02},000 --> 00:00:{2 * n + 1:02},000\n{cue}"
        for n, cue in enumerate(cues, start=1)
    )
    read = read_source(text.encode())
    assert [t.label and t.label.casefold() for t in read.turns] == [
        first.casefold(),
        second.casefold(),
    ] * 3
    assert [t.text for t in read.turns] == list(SAID)


def test_a_time_before_a_label_in_a_rare_form() -> None:
    times = ("[00:00:01] [{}] {}", "Ada Lane", "Bob Ray")
    read = read_source(typed(*times).encode())
    assert [t.label for t in read.turns] == ["Ada Lane", "Bob Ray"] * 3
    assert read.turns[0].start == 1.0


@pytest.mark.parametrize("bold", [r"{\b HOST:} Yes.\par ", r"{\b HOST: }Yes.\par "])
def test_labels_of_rich_text(bold: str) -> None:
    other = bold.replace("HOST", "GUEST").replace("Yes", "No")
    rtf = rf"{{\rtf1\ansi\deff0{{\fonttbl{{\f0 Times;}}}}\f0 {bold}{other}{bold}{other}}}"
    read = read_source(rtf.encode())
    assert [(t.label, t.text) for t in read.turns] == [("HOST", "Yes."), ("GUEST", "No.")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Well – I think so.\nYes – so do I.\nWell – then we agree.\nYes – we do.",
        "[Music] Good evening.\n[Laughter] Oh dear.\n[Music] Good night.\n[Laughter] Stop it.",
        "[Sings] Oh.\n[Reads aloud] Dear Ann.\n[Sings] Ah.\n[Reads aloud] Yours, Bob.\n",
        "The sea – and the sky.\nThe land – and the sea.\nOnly this.\nThe sea – again.",
        "So: what now?\nand: nothing.\nSo: nothing?\nand: no.",
        "Anna – my sister – came first.\nI saw her.\nBob did, too.\nAnna – you know her – left.",
        "U.S. troops left.\nU.S. troops came back.\nNobody saw them.\nA.M. or P.M.?",
        "mail ann@example.org: she knows. Or bob@example.org: he knows less.",
        "bring: bread\nand: cheese\nbring: wine\nWe ate all of it.\nand it was good.",
    ],
)
def test_ordinary_text_keeps_its_words(text: str) -> None:
    lines = text.split("\n")
    assert rewrite_labels(lines) == lines


def test_a_few_sentences_that_begin_alike_are_not_labels() -> None:
    lines = [f"We walked for {n} days." for n in range(20)]
    lines[3:3] = ["HOST – yes.", "GUEST – no.", "HOST – why?", "GUEST – because."]
    assert rewrite_labels(lines) == lines
