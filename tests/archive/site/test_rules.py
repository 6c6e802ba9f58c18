"""The search page tokenizes like the archive; run by node if it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from archive.search.tokens import index_tokens
from archive.site.rules import render_rules
from archive.site.templates import read_source

NODE = shutil.which("node")
SCRIPT = """
import { readFileSync } from "node:fs";
const texts = JSON.parse(readFileSync(0, "utf-8"));
const known = (text) => [...text].every((sign) => !/\\p{Cn}/u.test(sign));
console.log(JSON.stringify(texts.map((text) =>
  known(text) ? tokens(text).map(({ text, start, end }) => [text, start, end]) : null)));
"""
SPOKEN = (
    "Ishiguro’s Aurelian-Grey said “Well, he’d” in 1987.",
    "Ångström's naïve façade; Øre, Łódź, straße, ΣΊΣΥΦΟΣ, ﬁn d'accord 'tis",
    "日本語 カタカナ 3.5 l’été e\u0301te\u0301 _under_ a''b a'’ʼb  o'",
)


def letters() -> list[str]:
    """Make a word with an apostrophe for each letter and digit of the Basic Multilingual Plane."""
    signs = (chr(code) for code in range(0x20, 0xD800))
    return [f"a{s}'{s}b {s}’s" for s in signs if unicodedata.category(s)[0] in "LNM"]


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="no node on this machine")
def test_python_and_javascript_tokenize_alike(tmp_path: Path) -> None:
    assert NODE
    script = tmp_path / "tokens.mjs"
    script.write_text(render_rules() + read_source("tokens.js") + SCRIPT, encoding="utf-8")
    texts = [*SPOKEN, *letters()]
    ran = subprocess.run(
        [NODE, str(script)], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    differing = [
        (text, cut, ours)
        for text, cut in zip(texts, json.loads(ran.stdout), strict=True)
        if cut is not None  # a character that this node does not know yet
        and cut != (ours := [[t.text, t.start, t.end] for t in index_tokens(text)])
    ]
    assert differing == [], f"{len(differing)} of {len(texts)} texts, Python {sys.version}"
