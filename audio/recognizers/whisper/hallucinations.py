"""Detect hallucinated words by how well the sound supports them."""

from __future__ import annotations

from dataclasses import dataclass

# Words that are this probable are accepted without a further check: in "No. No.
# No." the text itself makes the last one likely, heard or not. Invented sentences begin at -1.1.
_PROBABLE = -0.5
# Gain over silence, in log-likelihood per token, that spoken words must have. Measured with
# Whisper base: 57 inventions on music and noise at most 0.3, prompts included; 60 spoken sentences,
# clean, soft and over music, at least 2.4. A real "Thank you." has 1.4, as silence suggests it too.
_GAIN = 0.7
# Improbable words ("Oh" on a chord: -2.8 to -3.5, gain 4) need this many nats of gain in all; a
# rare name has many tokens and gains more.
_IMPROBABLE = -2.0
_GAIN_IN_ALL = 8.0
# With less than this share on what the diarizer calls speech, the gain must be at least this.
_LEAST_ON_SPEECH = 0.25
_GAIN_OUTSIDE = 2.0
# Words per second that nobody speaks, for runs of at least `_RUN` words: auctioneers reach 6.
_TOO_FAST = 9.0
_RUN = 4
# zlib compression ratio of a text that repeats itself (openai-whisper's
# compression_ratio_threshold).
CIRCLES = 2.4


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """The evidence for a sentence, or for a part of one that is judged alone.

    Both are natural logs per token: `logprob` is the probability of the words given the sound, and
    `gain` is how much higher it is than with silence instead of the sound. `on_speech` is the share
    of the words' time that lies on speech.
    `circling` means that the whole window repeats itself.
    """

    words: int
    tokens: int
    seconds: float
    logprob: float
    gain: float
    on_speech: float
    circling: bool = False


def suspicious(logprob: float, on_speech: float, circling: bool) -> bool:
    """Check whether the gain over silence must be computed for a sentence."""
    return circling or logprob < _PROBABLE or on_speech < _LEAST_ON_SPEECH


def objection(piece: SentenceEvidence) -> str | None:
    """Return why a sentence is a hallucination, in plain words; None if it is not."""
    if piece.words >= _RUN and piece.words > _TOO_FAST * piece.seconds:
        return f"faster than anyone speaks: {piece.words} words in {piece.seconds:.1f} s"
    if not suspicious(piece.logprob, piece.on_speech, piece.circling):
        return None
    if piece.gain < _GAIN:
        why = "the text goes round in circles and" if piece.circling else "these words are guessed:"
        return f"{why} silence would suggest the same (gain {piece.gain:.1f} nats a token)"
    if piece.on_speech < _LEAST_ON_SPEECH and piece.gain < _GAIN_OUTSIDE:
        return f"no voice is heard there and the sound hardly supports it (gain {piece.gain:.1f})"
    if piece.logprob < _IMPROBABLE and piece.gain * piece.tokens < _GAIN_IN_ALL:
        return f"no more than a guess (log-probability {piece.logprob:.1f} a token)"
    return None
