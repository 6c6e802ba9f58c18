"""Detect hallucinated words by how well the audio supports them."""

from __future__ import annotations

from dataclasses import dataclass

# Words with at least this log-probability per token need no check of their gain over silence.
# Spoken words can fail that check: in "No. No. No.", the text alone makes the last word likely.
# Hallucinated sentences have a log-probability per token of at most -1.1.
_PROBABLE = -0.5
# Least gain over silence, in nats per token, of spoken words. Measured with Whisper base: 57
# hallucinations on music and noise, including leaked prompts, had at most 0.3; 60 spoken sentences,
# clean, soft and over music, had at least 2.4. A real "Thank you." has 1.4, because silence
# suggests it too.
_GAIN = 0.7
# Words with a log-probability per token below `_IMPROBABLE` need at least this gain, in nats,
# summed over their tokens. "Oh", recognized in a chord of music, had -2.8 to -3.5 and a gain of 4;
# a rare name has many tokens and a higher gain.
_IMPROBABLE = -2.0
_GAIN_IN_ALL = 8.0
# If less than `_LEAST_ON_SPEECH` of the words' time is diarized as speech, the gain per token must
# be at least `_GAIN_OUTSIDE`.
_LEAST_ON_SPEECH = 0.25
_GAIN_OUTSIDE = 2.0
# Rate in words per second that nobody reaches over `_RUN` words or more; auctioneers reach 6.
_TOO_FAST = 9.0
_RUN = 4
# A text with more than this zlib compression ratio repeats itself (openai-whisper's
# compression_ratio_threshold).
CIRCLES = 2.4


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """The evidence for a sentence, or for a part of a sentence that is judged separately.

    `logprob` is the natural log-probability of the words given the audio, per token;
    `gain_over_silence` is the difference from their log-probability given silence. `speech_share`
    is the share of the words' time that is speech. `is_repetitive` says that the whole window
    repeats itself.
    """

    words: int
    tokens: int
    seconds: float
    logprob: float
    gain_over_silence: float
    speech_share: float
    is_repetitive: bool = False


def needs_gain_over_silence(logprob: float, speech_share: float, is_repetitive: bool) -> bool:
    """Check whether the gain over silence must be computed for a sentence."""
    return is_repetitive or logprob < _PROBABLE or speech_share < _LEAST_ON_SPEECH


def hallucination_reason(sentence: SentenceEvidence) -> str | None:
    """Return why a sentence counts as a hallucination, in plain words, or None."""
    if sentence.words >= _RUN and sentence.words > _TOO_FAST * sentence.seconds:
        return f"faster than anyone speaks: {sentence.words} words in {sentence.seconds:.1f} s"
    if not needs_gain_over_silence(sentence.logprob, sentence.speech_share, sentence.is_repetitive):
        return None
    gain = sentence.gain_over_silence
    if gain < _GAIN:
        why = "the text repeats itself, and" if sentence.is_repetitive else "the words are guessed:"
        return f"{why} silence would suggest the same (gain {gain:.1f} nats a token)"
    if sentence.speech_share < _LEAST_ON_SPEECH and gain < _GAIN_OUTSIDE:
        return f"nobody speaks there, and the sound hardly supports the words (gain {gain:.1f})"
    if sentence.logprob < _IMPROBABLE and gain * sentence.tokens < _GAIN_IN_ALL:
        return f"the words are only a guess (log-probability {sentence.logprob:.1f} a token)"
    return None
