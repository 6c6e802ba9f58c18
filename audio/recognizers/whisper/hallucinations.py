"""Detect hallucinated words by how well the audio supports them."""

from __future__ import annotations

from dataclasses import dataclass

# Words that are at least this probable are accepted without a further check: in "No. No. No." the
# text itself makes the last one likely, spoken or not. Hallucinated sentences begin at -1.1.
_PROBABLE = -0.5
# Gain over silence, in log-likelihood per token, that spoken words must have. Measured with Whisper
# base: 57 hallucinations on music and noise, including leaked prompts, had at most 0.3; 60 spoken
# sentences, clean, soft and over music, had at least 2.4. A real "Thank you." has 1.4, because
# silence suggests it too.
_GAIN = 0.7
# Improbable words ("Oh" on a chord: -2.8 to -3.5, gain 4) need this total gain in nats; a rare name
# has many tokens and gains more.
_IMPROBABLE = -2.0
_GAIN_IN_ALL = 8.0
# If less than this share of the words' time is what the diarizer calls speech, the gain must be at
# least this.
_LEAST_ON_SPEECH = 0.25
_GAIN_OUTSIDE = 2.0
# Words per second that no person speaks, for runs of at least `_RUN` words; auctioneers reach 6.
_TOO_FAST = 9.0
_RUN = 4
# zlib compression ratio of a text that repeats itself (openai-whisper's
# compression_ratio_threshold).
CIRCLES = 2.4


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """The evidence for a sentence, or for a part of a sentence that is judged separately.

    Both of these are natural logs per token: `logprob` is the probability of the words given the
    audio, and `gain_over_silence` is how much higher it is than with silence instead of the audio.
    `speech_share` is the share of the words' time that is speech. `is_repetitive` says that the
    whole window repeats itself.
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
    """Return why a sentence is a hallucination, in plain words; None if it is not one."""
    if sentence.words >= _RUN and sentence.words > _TOO_FAST * sentence.seconds:
        return f"faster than anyone speaks: {sentence.words} words in {sentence.seconds:.1f} s"
    if not needs_gain_over_silence(sentence.logprob, sentence.speech_share, sentence.is_repetitive):
        return None
    gain = sentence.gain_over_silence
    if gain < _GAIN:
        why = (
            "the text goes round in circles and"
            if sentence.is_repetitive
            else "these words are guessed:"
        )
        return f"{why} silence would suggest the same (gain {gain:.1f} nats a token)"
    if sentence.speech_share < _LEAST_ON_SPEECH and gain < _GAIN_OUTSIDE:
        return f"no voice is heard there and the sound hardly supports it (gain {gain:.1f})"
    if sentence.logprob < _IMPROBABLE and gain * sentence.tokens < _GAIN_IN_ALL:
        return f"no more than a guess (log-probability {sentence.logprob:.1f} a token)"
    return None
