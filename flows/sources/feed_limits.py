"""Check that a feed is small enough to parse: nesting depth, tag size, unclosed tags.

Parsed into a tree, a few MB of nested elements take gigabytes. For broken feeds a tolerant parser
is used, which takes minutes for tags that never end.
"""

from __future__ import annotations

from xml.parsers import expat

from transcripts.errors import UserError

MOST_LEVELS = 50
"""The maximum depth of nested elements; a feed with notes in XHTML has ten levels."""

MOST_TAG_BYTES = 64 * 2**10
"""The maximum size of a tag with its attributes, in bytes."""

MOST_BROKEN_BYTES = 5 * 2**20
"""The maximum size in bytes of a feed that is not well-formed, because a slow parser reads it."""

MOST_UNCLOSED = 1000
"""The maximum number of unclosed tags in a feed that is not well-formed."""


class _TooMuch(Exception):
    """The feed exceeds a limit."""


def check_limits(data: bytes) -> None:
    """Raise UserError if parsing a feed would take too much memory or time."""
    level = 0

    def begin(_name: str, attributes: dict[str, str]) -> None:
        nonlocal level
        level += 1
        if level > MOST_LEVELS:
            raise _TooMuch(f"more than {MOST_LEVELS} nested elements")
        if sum(len(name) + len(value) for name, value in attributes.items()) > MOST_TAG_BYTES:
            raise _TooMuch(f"a tag of more than {MOST_TAG_BYTES} bytes")

    def end(_name: str) -> None:
        nonlocal level
        level -= 1

    def entity(*_: object) -> None:
        raise _TooMuch("an entity definition, which no feed needs")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except _TooMuch as error:
        raise UserError(f"the feed has {error}: ask its publisher to fix it") from None
    except (expat.ExpatError, ValueError, LookupError):
        _check_broken(data)


def _check_broken(data: bytes) -> None:
    """Check a feed that is not well-formed; only its angle brackets are examined."""
    if len(data) > MOST_BROKEN_BYTES:
        raise UserError(
            f"the feed is not well-formed XML and has more than {MOST_BROKEN_BYTES} bytes: ask "
            "its publisher to fix it"
        )
    if (
        data.count(b"<") - data.count(b">") > MOST_UNCLOSED
        or _measure_longest_tag(data) > MOST_TAG_BYTES
    ):
        raise UserError(
            "the feed is not well-formed XML (some tags are never closed): ask its publisher to "
            "fix it"
        )


def _measure_longest_tag(data: bytes) -> int:
    """Return the length in bytes of the longest tag."""
    longest, at = 0, 0
    while (start := data.find(b"<", at)) >= 0:
        end = data.find(b">", start)
        longest = max(longest, (end if end >= 0 else len(data)) - start)
        if end < 0:
            break
        at = end + 1
    return longest
