"""Read OHMS XML 5.4 and 6.0: the text with its synchronized lines, or its WebVTT."""

from __future__ import annotations

import re

from transcripts.errors import UserError
from transcripts.formats.clock import format_timestamp
from transcripts.sources import captions
from transcripts.sources.bounded_xml import descendants, parse_xml, root_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import read_written

_MARK = re.compile(r"(\d{1,6})\((\d{1,4})\)")


def matches(document: SourceDocument) -> bool:
    """Check for OHMS's root element and namespace, or a record with a transcript."""
    start = document.first_characters
    return root_name(start) in ("root", "record") and ("ohms" in start or "<transcript" in start)


def read(document: SourceDocument) -> ReadSource:
    """Read the transcript of a record.

    Raises UserError if the record has none.
    """
    root = parse_xml(document.data)

    def content(element_name: str) -> str:
        texts = ("".join(e.itertext()).rstrip() for e in descendants(root, element_name))
        return next(filter(None, texts), "")

    title = content("title").strip() or None
    if vtt := content("vtt_transcript"):
        found = captions.read(SourceDocument(vtt.encode()))
    elif text := content("transcript"):
        whole = text.replace("\r\n", "\n")
        found = read_written(_insert_times(whole, content("sync")))
    else:
        raise UserError("it is an OHMS record without a transcript: only its index can be used")
    return ReadSource(found.passages, found.notices, title)


def _insert_times(text: str, sync: str) -> str:
    """Insert a time into the text at each synchronized word.

    `sync` has the interval in minutes, then the line and the word of each interval: "1:|12(3)|...".
    """
    interval, _, rest = sync.partition(":")
    marks = _MARK.findall(rest)
    if not interval.strip().isdecimal() or not marks:
        return text
    lines = text.split("\n")
    words = {n: lines[n].split() for n in range(len(lines))}
    for number, (line, word) in reversed(list(enumerate(marks, start=1))):
        place = words.get(int(line) - 1)
        if place:
            at = min(max(0, int(word) - 1), len(place))
            place.insert(at, f"[{format_timestamp(60 * int(interval) * number).partition('.')[0]}]")
    return "\n".join(" ".join(words[n]) for n in range(len(lines)))
