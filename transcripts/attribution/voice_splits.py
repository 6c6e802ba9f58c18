"""Explain, from the turns of the old text, why a voice of the diarization was split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transcripts.transcript import Diarization, Reason, Word

MOST_SURE = 0.99


def split_reasons(
    before: Diarization,
    after: Diarization,
    words: Sequence[Word],
    voices: Sequence[str],
    breaks: frozenset[int],
) -> dict[str, Reason]:
    """Return the reason for each voice of `after` that is only a part of a voice of `before`.

    `before` and `after` are the diarizations before and after voices were split. `voices` has the
    voice of each word in `after`; `breaks` are the indices of words that begin a turn of the old
    text. The weight of a reason is measured at the breaks that have this voice on one side, and
    this voice or another part of the same split voice on the other. It is the share of these breaks
    at which the voice changes.
    """
    parts: dict[str, list[str]] = {}
    for voice in dict.fromkeys(s.voice for s in after.segments):
        parts.setdefault(_origin(voice, before, after), []).append(voice)
    return {
        voice: reason
        for halves in parts.values()
        if len(halves) > 1
        for voice, reason in _reasons(halves, words, voices, breaks)
    }


def _origin(voice: str, before: Diarization, after: Diarization) -> str:
    """Find the voice of `before` that has the longest overlap with a voice of `after`."""
    seconds: dict[str, float] = {}
    own = [s.span for s in after.segments if s.voice == voice]
    for segment in before.segments:
        shared = sum(segment.span.overlap(span) for span in own)
        seconds[segment.voice] = seconds.get(segment.voice, 0.0) + shared
    return max(seconds, key=lambda name: seconds[name], default="")


def _reasons(
    halves: Sequence[str], words: Sequence[Word], voices: Sequence[str], breaks: frozenset[int]
) -> Iterator[tuple[str, Reason]]:
    within = [n for n in sorted(breaks) if n and {voices[n - 1], voices[n]} <= set(halves)]
    for voice in halves:
        own = [n for n in within if voice in (voices[n - 1], voices[n])]
        changes = [n for n in own if voices[n - 1] != voices[n]]
        if changes:
            others = ", ".join(half for half in halves if half != voice)
            quote = (
                f"{voice} and {others} sound alike; at {len(changes)} of {len(own)} breaks of the "
                "old text one follows the other"
            )
            weight = round(min(MOST_SURE, len(changes) / len(own)), 3)
            yield voice, Reason("split", quote, words[changes[0]].start, weight)
