"""Transcribe a batch of windows in one pass: words, their times, and hallucinated words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audio.recognizers.whisper.decoder import CrossAttentionCache
from audio.recognizers.whisper.forced import ForcedDecoding, force_decode
from audio.recognizers.whisper.greedy import decode
from audio.recognizers.whisper.hallucinations import (
    CIRCLES,
    SentenceEvidence,
    hallucination_reason,
    needs_gain_over_silence,
)
from audio.recognizers.whisper.session import Samples, WhisperSession
from audio.recognizers.whisper.timing import PlacedWord, WordTokens, place_words, tokenize_word
from transcripts.provenance import Omission
from transcripts.transcript import (
    Span,
    Word,
)

# Marks that end a sentence. Sentences are judged as a whole: in "Thank you", the first word makes
# the second likely, spoken or not.
_ENDS = (".", "?", "!", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class WindowHypothesis:
    """The result of transcribing a window once: words, omitted words, Whisper's measures."""

    words: tuple[Word, ...]
    comma_probabilities: tuple[float, ...]
    omitted: tuple[Omission, ...]
    avg_logprob: float
    no_speech_prob: float
    is_repetitive: bool


@dataclass(frozen=True, slots=True)
class _TranscribedWindow:
    """A window's text with the evidence for it, token by token."""

    window: Span
    words: Sequence[str]
    word_tokens: Sequence[WordTokens]
    placed_words: Sequence[PlacedWord]
    forced: ForcedDecoding
    is_repetitive: bool


def transcribe_windows(
    session: WhisperSession,
    cache: CrossAttentionCache,
    sounds: Sequence[Samples],
    windows: Sequence[Span],
    speech: Sequence[Span],
    prompt: Sequence[int],
    temperature: float,
) -> list[WindowHypothesis]:
    """Transcribe each window, with the tokens of `prompt` as preceding text.

    `cache` has the encoded audio of `windows`, `sounds` has their samples, and `speech` has the
    spans in which anybody speaks.
    """
    decoded = decode(
        session.model,
        session.tokenizer,
        cache,
        [len(sound) / 16000 for sound in sounds],
        prompt=prompt,
        temperature=temperature,
    )
    texts = [session.split_words(d.text) for d in decoded]
    spoken = [i for i, words in enumerate(texts) if words]
    hypotheses = [
        WindowHypothesis((), (), (), d.avg_logprob, d.no_speech_prob, False) for d in decoded
    ]
    if not spoken:
        return hypotheses
    spelled = [
        [tokenize_word(session.tokenizer, w, session.word_separator) for w in texts[i]]
        for i in spoken
    ]
    placed = place_words(
        session.model, session.tokenizer, cache.select(spoken), spelled, [sounds[i] for i in spoken]
    )
    written = [
        _TranscribedWindow(windows[i], texts[i], s, *p, decoded[i].compression_ratio > CIRCLES)
        for i, s, p in zip(spoken, spelled, placed, strict=True)
    ]
    for i, judged in zip(spoken, _remove_hallucinations(session, written, speech), strict=True):
        hypotheses[i] = WindowHypothesis(
            *judged,
            decoded[i].avg_logprob,
            decoded[i].no_speech_prob,
            decoded[i].compression_ratio > CIRCLES,
        )
    return hypotheses


def _remove_hallucinations(
    session: WhisperSession, transcribed: Sequence[_TranscribedWindow], speech: Sequence[Span]
) -> list[tuple[tuple[Word, ...], tuple[float, ...], tuple[Omission, ...]]]:
    """Separate the words of each window from its hallucinations."""
    pieces = [
        [_collect_sentence_evidence(w, a, b, speech) for a, b in _cut_into_sentences(w)]
        for w in transcribed
    ]
    doubted = [
        i
        for i, row in enumerate(pieces)
        if any(needs_gain_over_silence(p.logprob, p.speech_share, p.is_repetitive) for p in row)
    ]
    silence = dict(
        zip(doubted, _score_in_silence(session, [transcribed[i] for i in doubted]), strict=True)
    )
    return [
        _separate_hallucinations(w, row, silence.get(i))
        for i, (w, row) in enumerate(zip(transcribed, pieces, strict=True))
    ]


def _cut_into_sentences(transcribed: _TranscribedWindow) -> list[tuple[int, int]]:
    """Cut the words into sentences: ranges of word numbers [first, last)."""
    count = len(transcribed.words)
    ends = [
        k + 1
        for k in range(count)
        if k + 1 == count or transcribed.words[k].rstrip("\"'”’)").endswith(_ENDS)
    ]
    return list(pairwise([0, *ends]))


def _collect_sentence_evidence(
    transcribed: _TranscribedWindow, first: int, last: int, speech: Sequence[Span]
) -> SentenceEvidence:
    placed = transcribed.placed_words[first:last]
    tokens = _find_tokens_of_words(transcribed, first, last)
    spans = [
        Span(p.start + transcribed.window.start, p.end + transcribed.window.start) for p in placed
    ]
    total = sum(s.duration for s in spans)
    heard = sum(s.overlap(v) for s in spans for v in speech)
    return SentenceEvidence(
        words=last - first,
        tokens=tokens.stop - tokens.start,
        seconds=placed[-1].end - placed[0].start,
        logprob=float(transcribed.forced.logprobs[tokens].mean()),
        gain_over_silence=float("inf"),
        speech_share=heard / total if total else 0.0,
        is_repetitive=transcribed.is_repetitive,
    )


def _find_tokens_of_words(transcribed: _TranscribedWindow, first: int, last: int) -> slice:
    start = sum(len(s.tokens) for s in transcribed.word_tokens[:first])
    return slice(start, start + sum(len(s.tokens) for s in transcribed.word_tokens[first:last]))


def _score_in_silence(
    session: WhisperSession, transcribed: Sequence[_TranscribedWindow]
) -> list[ForcedDecoding]:
    """Score the texts of windows against 30 s of silence."""
    if not transcribed:
        return []
    texts = [[t for s in w.word_tokens for t in s.tokens] for w in transcribed]
    return force_decode(
        session.model, session.tokenizer, session.silence(), texts, [1.0] * len(texts)
    )


def _separate_hallucinations(
    transcribed: _TranscribedWindow,
    sentences: Sequence[SentenceEvidence],
    silence: ForcedDecoding | None,
) -> tuple[tuple[Word, ...], tuple[float, ...], tuple[Omission, ...]]:
    words: list[Word] = []
    commas: list[float] = []
    omitted: list[Omission] = []
    for (first, last), piece in zip(_cut_into_sentences(transcribed), sentences, strict=True):
        if silence is not None:
            tokens = _find_tokens_of_words(transcribed, first, last)
            gain = transcribed.forced.logprobs[tokens] - silence.logprobs[tokens]
            piece = replace(piece, gain_over_silence=float(gain.mean()))
        said = [_build_published_word(transcribed, k) for k in range(first, last)]
        reason = hallucination_reason(piece)
        if reason is None:
            words += said
            commas += [p.comma_probability for p in transcribed.placed_words[first:last]]
        else:
            text = " ".join(w.text for w in said)
            omitted.append(Omission(text, said[0].start, said[-1].end, reason))
    return tuple(words), tuple(commas), tuple(omitted)


def _build_published_word(transcribed: _TranscribedWindow, index: int) -> Word:
    placed, start = transcribed.placed_words[index], transcribed.window.start
    return Word(
        transcribed.words[index], start + placed.start, start + placed.end, placed.probability
    )
