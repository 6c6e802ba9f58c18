"""Transcribe a recording with Whisper, whole batches of windows at once."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audio.machine import parallel_map, split_evenly
from audio.recognizers.recognizer import DEFAULTS, RecognizerOptions
from audio.recognizers.whisper.hypotheses import WindowHypothesis, transcribe_windows
from audio.recognizers.whisper.session import WhisperSession, open_session
from audio.recognizers.whisper.windows import cut_windows, merge_spans
from audio.sound.loudness import levels_db
from audio.sound.recording import Sound
from transcripts.provenance import Omission
from transcripts.transcript import (
    RecognitionResult,
    Span,
    Word,
)

# Maximum number of tokens for names in a prompt: about forty names. Each name costs time in every
# window, and Whisper needs the rest of its context for the text.
_PROMPT_TOKENS = 120
# As in openai-whisper, a window with a mean log-probability per token below `_UNSURE`, or one that
# repeats itself, is transcribed again at the next temperature.
_UNSURE = -1.0
_NO_SPEECH = 0.6
_TEMPERATURES = (0.0, 0.4, 0.8)
# If this many seconds of speech have no words, they are transcribed again in a window of their own.
# Whisper skips sentences, most often when the prompt contains names. Shorter gaps are "mm-hmm" and
# laughter.
_UNHEARD = 1.0
# Speech without words is searched for, and transcribed again, this many times; the last time, the
# prompt has no names.
_ROUNDS = 3
# A window may be transcribed first with names in the prompt, and then without. The second
# hypothesis is chosen only if it has more than this many times as many words, or if the first
# repeats itself. A leaking prompt yields a few names instead of many words, but without a prompt a
# rare name may become two words.
_MUCH_MORE = 1.3
# Equal words closer than this many seconds are one word that was recognized in two windows.
_TWIN = 0.3
# Seconds of audio added before and after a gap without words.
_UNHEARD_PAD = 0.1
# Share of the reported progress for the first pass; the rest is for the gaps.
_FIRST_PASS = 0.9


def transcribe(
    sound: Sound,
    speech: Sequence[Span],
    options: RecognizerOptions = DEFAULTS,
    vocabulary: Sequence[str] = (),
    progress: Callable[[float], None] = lambda share: None,
) -> RecognitionResult:
    """Transcribe `speech`: words with times and confidence, and omissions with their reasons.

    `vocabulary` are names and rare words that may occur, most important first; those that do not
    fit into the prompt are left out. Raises UserError if the model does not support the language.
    """
    session = open_session(options.model, options.language)
    speech = merge_spans(speech, sound.seconds)
    levels = levels_db(sound.samples)
    task = _TranscriptionTask(
        session, sound, tuple(speech), tuple(_tokenize_prompt(session, vocabulary))
    )
    windows = [*cut_windows(speech, levels, seconds=sound.seconds)]
    hypotheses = _transcribe_all(
        task, windows, progress=lambda share: progress(_FIRST_PASS * share)
    )
    words, omitted = _collect_words(hypotheses)
    commas = _collect_comma_probabilities(hypotheses)
    windows = _find_windows_with_words(windows, hypotheses)
    tried: set[tuple[Span, tuple[int, ...]]] = set()
    for again in range(_ROUNDS):
        if again + 1 == _ROUNDS:
            task = replace(task, prompt=())
        gaps = untranscribed_gaps(speech, words, windows)
        windows = [w for gap in gaps for w in cut_windows([gap], levels, seconds=sound.seconds)]
        new = [w for w in windows if (w, task.prompt) not in tried]
        tried.update((w, task.prompt) for w in new)
        hypotheses = _transcribe_all(task, new, retry_all=True)
        more, kept_out = _collect_words(hypotheses)
        words, omitted = _insert_words(words, more), [*omitted, *kept_out]
        commas |= _collect_comma_probabilities(hypotheses)
        windows = sorted({*windows} - {*new} | {*_find_windows_with_words(new, hypotheses)})
    progress(1.0)
    return RecognitionResult(
        words, tuple(sorted(omitted, key=_start_of_word)), tuple(commas[word] for word in words)
    )


@dataclass(frozen=True, slots=True)
class _TranscriptionTask:
    """A model, the audio, the spans of speech, and the prompt."""

    session: WhisperSession
    sound: Sound
    speech: tuple[Span, ...]
    prompt: tuple[int, ...]


def untranscribed_gaps(
    speech: Sequence[Span], words: Sequence[Word], windows: Sequence[Span]
) -> list[Span]:
    """Find gaps between words that contain at least `_UNHEARD` seconds of speech."""
    found = []
    for window in windows:
        edges = [
            Span(window.start, window.start),
            *(w.span for w in words if window.start <= w.span.middle < window.end),
            Span(window.end, window.end),
        ]
        for left, right in pairwise(edges):
            inside = [
                Span(max(s.start, left.end), min(s.end, right.start))
                for s in speech
                if s.start < right.start and s.end > left.end
            ]
            if sum(s.duration for s in inside) >= _UNHEARD:
                found.append(
                    Span(
                        max(left.end - _UNHEARD_PAD, inside[0].start - _UNHEARD_PAD, 0.0),
                        min(right.start, inside[-1].end) + _UNHEARD_PAD,
                    )
                )
    return found


def _tokenize_prompt(session: WhisperSession, names: Sequence[str]) -> list[int]:
    """Return names as prompt tokens; names that do not fit are left out."""
    tokens: list[int] = []
    for name in dict.fromkeys(" ".join(n.split()) for n in names):
        more = session.tokenizer.encode(f"{',' if tokens else ''} {name}")
        if len(tokens) + len(more) >= _PROMPT_TOKENS:
            break
        tokens += more
    return [*tokens, *session.tokenizer.encode(".")] if tokens else []


def _transcribe_all(
    task: _TranscriptionTask,
    windows: Sequence[Span],
    *,
    retry_all: bool = False,
    progress: Callable[[float], None] = lambda share: None,
) -> list[WindowHypothesis]:
    """Transcribe all windows; each core processes a batch at a time."""
    total, done, hypotheses = sum(w.duration for w in windows), 0.0, []
    batches = split_evenly(windows, task.session.batch_size)
    for batch, heard in zip(
        batches,
        parallel_map(lambda b: _choose_best_hypotheses(task, b, retry_all), batches),
        strict=True,
    ):
        hypotheses += heard
        done += sum(w.duration for w in batch)
        progress(done / total)
    return hypotheses


def _choose_best_hypotheses(
    task: _TranscriptionTask, windows: Sequence[Span], retry_all: bool
) -> list[WindowHypothesis]:
    """Transcribe windows with several settings, and return the best hypothesis of each.

    Failed windows are transcribed again without the prompt, then with sampling. With `retry_all`,
    all windows are also transcribed without the prompt.
    """
    sounds = [task.sound.crop(w) for w in windows]
    cache = task.session.encode(sounds)
    attempts = [(task.prompt, 0.0)] if task.prompt else []
    attempts += [((), temperature) for temperature in _TEMPERATURES]
    best: dict[int, WindowHypothesis] = {}
    pending = list(range(len(windows)))
    for prompted, temperature in attempts:
        hypotheses = transcribe_windows(
            task.session,
            cache.select(pending),
            [sounds[i] for i in pending],
            [windows[i] for i in pending],
            task.speech,
            prompted,
            temperature,
        )
        for i, hypothesis in zip(pending, hypotheses, strict=True):
            best[i] = _choose_hypothesis(best[i], hypothesis) if i in best else hypothesis
        twice = bool(prompted) and retry_all
        pending = [
            i
            for i, hypothesis in zip(pending, hypotheses, strict=True)
            if twice or _needs_retry(hypothesis, bool(prompted))
        ]
        if not pending:
            break
    return [best[i] for i in range(len(windows))]


def _needs_retry(hypothesis: WindowHypothesis, has_prompt: bool) -> bool:
    """Check whether a window should be transcribed again with other settings."""
    if has_prompt and (hypothesis.omitted or not hypothesis.words):
        return True
    silent = not hypothesis.words or hypothesis.no_speech_prob > _NO_SPEECH
    return hypothesis.is_repetitive or (hypothesis.avg_logprob < _UNSURE and not silent)


def _choose_hypothesis(
    earlier_hypothesis: WindowHypothesis, later_hypothesis: WindowHypothesis
) -> WindowHypothesis:
    """Choose the earlier hypothesis, unless it repeats itself or has far fewer words."""
    if earlier_hypothesis.is_repetitive != later_hypothesis.is_repetitive:
        return later_hypothesis if earlier_hypothesis.is_repetitive else earlier_hypothesis
    return (
        later_hypothesis
        if len(later_hypothesis.words) > _MUCH_MORE * len(earlier_hypothesis.words)
        else earlier_hypothesis
    )


def _find_windows_with_words(
    windows: Sequence[Span], hypotheses: Sequence[WindowHypothesis]
) -> list[Span]:
    return [
        window for window, hypothesis in zip(windows, hypotheses, strict=True) if hypothesis.words
    ]


def _collect_words(
    hypotheses: Sequence[WindowHypothesis],
) -> tuple[tuple[Word, ...], list[Omission]]:
    words = tuple(word for hypothesis in hypotheses for word in hypothesis.words)
    return words, [omission for hypothesis in hypotheses for omission in hypothesis.omitted]


def _collect_comma_probabilities(hypotheses: Sequence[WindowHypothesis]) -> dict[Word, float]:
    """Map each word to the probability of a comma after it."""
    return {
        word: probability
        for hypothesis in hypotheses
        for word, probability in zip(hypothesis.words, hypothesis.comma_probabilities, strict=True)
    }


def _insert_words(words: Sequence[Word], new_words: Sequence[Word]) -> tuple[Word, ...]:
    """Add each of `new_words`, unless another word has the same time or an equal word is near."""
    starts = [w.start for w in words]
    new = []
    for word in new_words:
        at = bisect(starts, word.span.middle)
        near = words[max(0, at - 1) : at + 1]
        if not any(
            w.start <= word.span.middle <= w.end
            or (
                w.span.gap(word.span) < _TWIN
                and _keep_letters_only(w.text) == _keep_letters_only(word.text)
            )
            for w in near
        ):
            new.append(word)
    return tuple(sorted([*words, *new], key=_start_of_word))


def _keep_letters_only(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _start_of_word(part: Word | Omission) -> float:
    return part.start
