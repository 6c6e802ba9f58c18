"""Transcribe a batch of windows once: words, times, and words that the sound does not support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audio.recognizers.whisper.decoder import CrossAttentionCache
from audio.recognizers.whisper.forced import Forced, force
from audio.recognizers.whisper.greedy import Decoded, decode
from audio.recognizers.whisper.hallucinations import (
    CIRCLES,
    SentenceEvidence,
    objection,
    suspicious,
)
from audio.recognizers.whisper.session import Samples, WhisperSession
from audio.recognizers.whisper.timing import Placed, WordTokens, place, spell
from transcripts.transcript import Omission, Span, Word

# Marks that end a sentence. Sentences are judged as a whole, because in "Thank you" the first word
# makes the second likely, heard or not.
_ENDS = (".", "?", "!", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class WindowHypothesis:
    """Result of one pass over a window: words, omitted words, and Whisper's own measures."""

    words: tuple[Word, ...]
    omitted: tuple[Omission, ...]
    avg_logprob: float
    no_speech_prob: float
    circling: bool


@dataclass(frozen=True, slots=True)
class _Written:
    """A window's text with the evidence for it, token by token."""

    window: Span
    words: Sequence[str]
    spelled: Sequence[WordTokens]
    placed: Sequence[Placed]
    forced: Forced
    circling: bool


def transcribe_windows(
    session: WhisperSession,
    cache: CrossAttentionCache,
    sounds: Sequence[Samples],
    windows: Sequence[Span],
    speech: Sequence[Span],
    prompt: Sequence[int],
    temperature: float,
) -> list[WindowHypothesis]:
    """Transcribe each window; `cache` and `sounds` are those of `windows`."""
    decoded = decode(
        session.model,
        session.tokenizer,
        cache,
        [len(sound) / 16000 for sound in sounds],
        prompt=prompt,
        temperature=temperature,
    )
    texts = [session.words(d.text) for d in decoded]
    spoken = [i for i, words in enumerate(texts) if words]
    hypotheses = [_empty(d) for d in decoded]
    if not spoken:
        return hypotheses
    spelled = [[spell(session.tokenizer, w, session.joiner) for w in texts[i]] for i in spoken]
    placed = place(
        session.model, session.tokenizer, cache.at(spoken), spelled, [sounds[i] for i in spoken]
    )
    written = [
        _Written(windows[i], texts[i], s, *p, decoded[i].compression_ratio > CIRCLES)
        for i, s, p in zip(spoken, spelled, placed, strict=True)
    ]
    for i, judged in zip(spoken, _judge(session, written, speech), strict=True):
        hypotheses[i] = WindowHypothesis(
            *judged,
            decoded[i].avg_logprob,
            decoded[i].no_speech_prob,
            decoded[i].compression_ratio > CIRCLES,
        )
    return hypotheses


def _empty(decoded: Decoded) -> WindowHypothesis:
    return WindowHypothesis((), (), decoded.avg_logprob, decoded.no_speech_prob, False)


def _judge(
    session: WhisperSession, written: Sequence[_Written], speech: Sequence[Span]
) -> list[tuple[tuple[Word, ...], tuple[Omission, ...]]]:
    """Separate the words of each window from its hallucinations."""
    pieces = [[_piece(w, a, b, speech) for a, b in _cut(w)] for w in written]
    doubted = [
        i
        for i, row in enumerate(pieces)
        if any(suspicious(p.logprob, p.on_speech, p.circling) for p in row)
    ]
    silence = dict(zip(doubted, _in_silence(session, [written[i] for i in doubted]), strict=True))
    return [
        _part(w, row, silence.get(i))
        for i, (w, row) in enumerate(zip(written, pieces, strict=True))
    ]


def _cut(written: _Written) -> list[tuple[int, int]]:
    """Cut the words into sentences: [first, last) each."""
    count = len(written.words)
    ends = [
        k + 1
        for k in range(count)
        if k + 1 == count or written.words[k].rstrip("\"'”’)").endswith(_ENDS)
    ]
    return list(pairwise([0, *ends]))


def _piece(written: _Written, first: int, last: int, speech: Sequence[Span]) -> SentenceEvidence:
    placed = written.placed[first:last]
    tokens = _tokens(written, first, last)
    spans = [Span(p.start + written.window.start, p.end + written.window.start) for p in placed]
    total = sum(s.duration for s in spans)
    heard = sum(s.overlap(v) for s in spans for v in speech)
    return SentenceEvidence(
        words=last - first,
        tokens=tokens.stop - tokens.start,
        seconds=placed[-1].end - placed[0].start,
        logprob=float(written.forced.logprobs[tokens].mean()),
        gain=float("inf"),
        on_speech=heard / total if total else 0.0,
        circling=written.circling,
    )


def _tokens(written: _Written, first: int, last: int) -> slice:
    start = sum(len(s.tokens) for s in written.spelled[:first])
    return slice(start, start + sum(len(s.tokens) for s in written.spelled[first:last]))


def _in_silence(session: WhisperSession, written: Sequence[_Written]) -> list[Forced]:
    """Score the same texts against 30 s of silence."""
    if not written:
        return []
    texts = [[t for s in w.spelled for t in s.tokens] for w in written]
    return force(session.model, session.tokenizer, session.silence(), texts, [1.0] * len(texts))


def _part(
    written: _Written, pieces: Sequence[SentenceEvidence], silence: Forced | None
) -> tuple[tuple[Word, ...], tuple[Omission, ...]]:
    words: list[Word] = []
    omitted: list[Omission] = []
    for (first, last), piece in zip(_cut(written), pieces, strict=True):
        if silence is not None:
            tokens = _tokens(written, first, last)
            gain = written.forced.logprobs[tokens] - silence.logprobs[tokens]
            piece = replace(piece, gain=float(gain.mean()))
        said = [_word(written, k) for k in range(first, last)]
        reason = objection(piece)
        if reason is None:
            words += said
        else:
            text = " ".join(w.text for w in said)
            omitted.append(Omission(text, said[0].start, said[-1].end, reason))
    return tuple(words), tuple(omitted)


def _word(written: _Written, index: int) -> Word:
    placed, start = written.placed[index], written.window.start
    return Word(written.words[index], start + placed.start, start + placed.end, placed.probability)
