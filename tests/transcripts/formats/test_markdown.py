from __future__ import annotations

from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import markdown
from transcripts.formats.options import RenderOptions
from transcripts.transcript import Transcript


def read(text: str) -> tuple[list[Token], list[str]]:
    """Parse the blocks, and the plain text of each paragraph and heading."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    inline = [token.children or [] for token in tokens if token.type == "inline"]
    return tokens, ["".join(child.content for child in children) for children in inline]


@given(odd_transcripts())
@settings(max_examples=50)
def test_a_foreign_reader_finds_every_turn_as_it_is(transcript: Transcript) -> None:
    tokens, texts = read(markdown.render(transcript))
    assert {token.tag for token in tokens} <= {"h1", "h2", "p", "", "ul", "li"}
    begin = 2  # after the title, and programme and date
    for turn, shown in zip(transcript.turns, texts[begin:], strict=False):
        label = " ".join(transcript.speaker(turn).label.split())
        assert shown == f"{label}: {' '.join(turn.text.split())}".rstrip()


def test_roles_are_shown_once_and_times_on_request() -> None:
    _, texts = read(markdown.render(EXAMPLE, RenderOptions(shows_times=True)))
    assert texts[2].startswith("[0:01] Marian Whitlock (host): From")
    assert texts[3].startswith("[0:06] Marian Whitlock: The")


def test_what_would_be_a_list_or_a_rule_is_text() -> None:
    for odd in ("- so", "1. so", "+", "===", "---", "# so", "> so", "* so", "    so", "~~~"):
        tokens, texts = read(markdown.escape(odd))
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        assert texts == [odd.strip()]
