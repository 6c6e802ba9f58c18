"""Write notices about faults of a recording: audio that is missing or inverted."""

from __future__ import annotations

from audio.sound.decode import AudioReader
from audio.sound.headers import count_trailing_zero_bytes, has_last_page
from audio.sound.mix import WINDOW_SECONDS, Mix
from transcripts.transcript import Span

# Differences in seconds below this are not reported: some headers count whole frames or seconds.
_MISSING_SECONDS = 1.0

# More zero bytes than this at the end of a file are neither silence nor the padding of a format.
_TAIL_BYTES = 16_384


def reading_notices(reader: AudioReader, declared: float | None, seconds: float) -> list[str]:
    """Report audio that was hidden, missing or damaged; `declared` and `seconds` are durations."""
    notices = []
    if reader.hidden_seconds:
        done = "all of it was read" if reader.reads_hidden else "it was not read"
        notices.append(
            f"the file holds {reader.hidden_seconds:.1f} s of sound more than its header declares: "
            f"{done}"
        )
    elif declared is not None and declared - seconds > _MISSING_SECONDS:
        notices.append(
            f"{_explain_missing_audio(reader)}: {declared - seconds:.1f} s of the {declared:.1f} s "
            "that its header declares are missing"
        )
    if reader.container.format.name == "ogg" and not has_last_page(reader.path):
        notices.append("the file is cut off: its last part, of unknown length, is missing")
    if reader.gap_seconds > _MISSING_SECONDS:
        notices.append(
            f"the file has no sound for {reader.gap_seconds:.1f} s, "
            f"first at {reader.first_gap:.1f} s: "
            "silence is inserted there"
        )
    if reader.damaged_packets:
        notices.append(f"{reader.damaged_packets} damaged packets could not be decoded")
    if reader.timestamp_restarts:
        notices.append(
            f"the timestamps jump {reader.timestamp_restarts} times: "
            "the sound was joined without gaps"
        )
    return notices


def _explain_missing_audio(reader: AudioReader) -> str:
    """Return the likely reason why less audio was decoded than the header declares."""
    if count_trailing_zero_bytes(reader.path) > _TAIL_BYTES:
        return "the end of the file is zeros, as after an incomplete copy"
    # A file that was only cut off has one damaged packet, too: the one at the cut.
    return "the file is damaged" if reader.damaged_packets > 1 else "the file is cut off or damaged"


def phase_notices(mix: Mix, seconds: float) -> list[str]:
    """Report the spans in which a channel is inverted, for a recording of length `seconds`."""
    spans = [Span(span.start, min(span.end, seconds)) for span in mix.inverted]
    inverted = sum(span.duration for span in spans)
    if not spans:
        return []
    if seconds - inverted < WINDOW_SECONDS:
        return ["the channels are in opposite phase: one of them was inverted"]
    return [
        f"the channels are in opposite phase in {inverted:.1f} s of the sound, first at "
        f"{spans[0].start:.1f} s: one of them was inverted there"
    ]
