"""Extract the visible text of a web page, in time proportional to its length.

Python's HTMLParser takes minutes for a page of unclosed tags, comments or attributes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_BLOCKS = frozenset(
    ("br", "cite", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "tr")
)
_UNSEEN = frozenset(("head", "script", "style", "title"))
_RAW = frozenset(("script", "style"))

_MOST_TAG = 512
"""Within this many characters of a tag, quotes are respected; a longer tag ends at its first `>`.
"""

_NAME = re.compile(r"</?([a-zA-Z][^\s/<>]{0,40})")
_QUOTED_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^"'>])*+>""")


def page_text(page: str) -> str:
    """Return the visible text of a page: one line for each block, with entities resolved.

    The content of `time` elements is put in brackets.
    """
    text: list[str] = []
    unseen = 0
    for piece, name, closes in _split_into_texts_and_tags(page):
        if not name:
            if not unseen:
                text.append(html.unescape(piece).replace("\n", " "))
            continue
        if name in _UNSEEN:
            unseen = max(0, unseen - 1) if closes else unseen + 1
        if name in _BLOCKS and not closes:
            text.append("\n")
        elif name == "time" and not unseen:
            text.append("]" if closes else " [")
    return "".join(text)


def _split_into_texts_and_tags(page: str) -> Iterator[tuple[str, str, bool]]:
    """Yield texts as (text, "", False), and tags as ("", lower-case name, is a closing tag)."""
    at = 0
    while (start := page.find("<", at)) >= 0:
        yield page[at:start], "", False
        end = page.find("-->" if page.startswith("<!--", start) else ">", start)
        if end < 0:
            at = start if not page.startswith("<!--", start) else len(page)
            break
        name = _NAME.match(page, start)
        if name is None and not page.startswith(("<!", "<?"), start):
            yield "<", "", False
            at = start + 1
            continue
        quoted = _QUOTED_TAG.match(page, start, start + _MOST_TAG) if name else None
        at = quoted.end() if quoted else page.index(">", end) + 1
        if name is None:
            continue
        tag, closes = name[1].lower(), page.startswith("</", start)
        if tag in _RAW and not closes:
            over = re.compile(f"</{tag}", re.IGNORECASE).search(page, at)
            at = over.start() if over else len(page)
        yield "", tag, closes
    yield page[at:], "", False
