"""Small recordings for tests of the search."""

from __future__ import annotations

from dataclasses import replace

from tests.lamplight import EXAMPLE, turn
from transcripts.transcript import Speaker, Transcript

SECONDS = 8.0
"""Seconds from the start of a turn to the start of the next."""


def spoken(
    recording: str,
    *said: tuple[str, str],
    programme: str | None = None,
    date: str | None = None,
    roles: tuple[str, ...] = (),
) -> Transcript:
    """Make a transcript from pairs of speaker ("" for an unnamed one) and text."""
    names = list(dict.fromkeys(name for name, _ in said))
    speakers = tuple(
        Speaker(f"S{n}", (f"V{n}",), name or None, role)
        for n, (name, role) in enumerate(
            zip(names, [*roles, *[None] * len(names)], strict=False), start=1
        )
    )
    turns = tuple(
        turn(n, f"S{names.index(name) + 1}", "V1", n * SECONDS, 15.0, text)
        for n, (name, text) in enumerate(said)
    )
    about = replace(
        EXAMPLE.recording,
        id=recording,
        sha256=recording.encode().hex().ljust(64, "0"),
        title=f"About {recording}",
        programme=programme,
        date=date,
    )
    return replace(
        EXAMPLE,
        recording=about,
        speakers=speakers,
        turns=turns,
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
    )
