"""A search for whole words or by sound finds the same words in the editor's page and the archive.

Node runs the pages' code, if it is installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from archive.search.tokens import index_tokens
from transcripts.edits.replace_text import TextPattern

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
SCRIPT = """
import { readFileSync } from "node:fs";
globalThis.matchMedia = () => ({ matches: false });
const { hitsIn, searchPattern } = await import("./find_replace.js");
const { wordsIn } = await import("./sounds_like.js");
const asked = JSON.parse(readFileSync(0, "utf-8"));
const known = (text) => !/\\p{Cn}/u.test(text);
console.log(JSON.stringify(asked.map(([text, find, whole, isCase]) => known(text) ? {
  hits: hitsIn({}, text, searchPattern(find, whole, isCase)).map(({ from, to }) => [from, to]),
  words: wordsIn(text).map((found) => [found.index, found.index + found[0].length]),
} : null)));
"""

ODD = (
    "l’été d'accord 'tis o' rock'n'roll",
    "Łódź, straße; Ångström's cafe\u0301s",
    "x² ½ ⅷ 3.5 1,250 a''b a'’ʼb o'",
    "_under_ well-known “Ann” (Ann) Ann-Marie's",
)


def run_in_node(asked: list[tuple[str, str, bool, bool]]) -> list[dict[str, object] | None]:
    ran = subprocess.run(
        [str(NODE), "--input-type=module", "-e", SCRIPT],
        input=json.dumps(asked),
        cwd=ROOT / "editor/static",
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, object] | None] = json.loads(ran.stdout)
    return found


def letters() -> list[str]:
    """Put every letter, digit and mark of the basic plane beside and inside a word.

    The mark U+0345 is left out, because JavaScript takes it for the letter iota if case is ignored.
    """
    signs = (chr(code) for code in range(0x20, 0xD800) if code != 0x345)
    return [f"ann {s}ann ann{s} a{s}n" for s in signs if unicodedata.category(s)[0] in "LNM"]


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="no node on this machine")
def test_python_and_javascript_find_the_same_words() -> None:
    asked = [(text, "ann", whole, False) for text in letters() for whole in (True, False)]
    asked += [(text, word, True, True) for text in ODD for word in text.split()]
    differing = []
    for (text, find, whole, case), found in zip(asked, run_in_node(asked), strict=True):
        if found is None:  # a character that this node does not know yet
            continue
        pattern = TextPattern(find, whole, case).pattern
        assert pattern
        hits = [list(match.span()) for match in pattern.finditer(text)]
        if found["hits"] != hits:
            differing.append((text, find, found["hits"], hits))
    assert differing == [], f"{len(differing)} of {len(asked)} texts, Python {sys.version}"


@pytest.mark.skipif(NODE is None, reason="no node on this machine")
def test_words_by_sound_are_the_words_of_the_index() -> None:
    asked = [(text, "ann", True, True) for text in ODD]
    for (text, *_), found in zip(asked, run_in_node(asked), strict=True):
        assert found
        assert found["words"] == [[token.start, token.end] for token in index_tokens(text)], text
