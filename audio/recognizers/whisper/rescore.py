"""Rescore candidates: compute the log-likelihood of each candidate given the audio."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
import whisper
from whisper.tokenizer import Tokenizer

from audio.machine import parallel_map
from audio.recognizers.recognizer import DEFAULTS, RecognizerOptions
from audio.recognizers.whisper.decoder import (
    CrossAttentionCache,
    Decoder,
    compute_logits,
    round_up_length,
)
from audio.recognizers.whisper.session import WhisperSession, open_session
from audio.sound.recording import Sound
from transcripts.realignment.candidates import CandidateSet

# Maximum number of rows that are decoded at once; it limits the memory for their attention.
_ROWS = 16
# Maximum number of tokens of a row: Whisper uses at most half of its text context for a window.
_MOST_TOKENS = 220


@dataclass(frozen=True, slots=True)
class _CandidateTokens:
    """The tokens of one candidate with the text around it; scored from `first_scored` on."""

    set_index: int
    candidate_index: int
    tokens: tuple[int, ...]
    first_scored: int


def rescore(
    sound: Sound,
    candidate_sets: Sequence[CandidateSet],
    options: RecognizerOptions = DEFAULTS,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[tuple[float, ...], ...]:
    """Compute the natural log-likelihood of every candidate of every set.

    Only differences within a set are meaningful, because tokens that its candidates share are not
    scored. Raises UserError if the model does not support the language.
    """
    session = open_session(options.model, options.language)
    log_likelihoods = [[0.0] * len(q.candidates) for q in candidate_sets]
    order = sorted(range(len(candidate_sets)), key=lambda i: candidate_sets[i].span)
    windows = [list(group) for _, group in groupby(order, key=lambda i: candidate_sets[i].span)]
    done = 0

    def rescore_window(members: Sequence[int]) -> list[tuple[_CandidateTokens, float]]:
        rows = [
            row
            for i in members
            for row in _tokenize_candidates(session.tokenizer, i, candidate_sets[i])
        ]
        cache = session.encode([sound.crop(candidate_sets[members[0]].span)])
        return list(zip(rows, _sum_log_probabilities(session, cache, rows), strict=True))

    for members, values in zip(windows, parallel_map(rescore_window, windows), strict=True):
        for row, value in values:
            log_likelihoods[row.set_index][row.candidate_index] = value
        done += len(members)
        progress(done / len(candidate_sets))
    return tuple(tuple(values) for values in log_likelihoods)


def _tokenize_candidates(
    tokenizer: Tokenizer, index: int, candidate_set: CandidateSet
) -> Iterator[_CandidateTokens]:
    """Yield each candidate's tokens, scored from the first token at which two candidates differ."""
    texts = [
        " "
        + " ".join(f"{candidate_set.before} {wording}".split())
        + _format_text_after(candidate_set.after)
        for wording in candidate_set.candidates
    ]
    coded = [tokenizer.encode(text)[-_MOST_TOKENS:] for text in texts]
    first = 0
    while all(first < len(c) for c in coded) and len({c[first] for c in coded}) == 1:
        first += 1
    for wording, codes in enumerate(coded):
        yield _CandidateTokens(index, wording, tuple(codes), first)


def _format_text_after(after: str) -> str:
    """Return the text after a candidate, with a space before it unless it is punctuation."""
    return after if not after or not after[0].isalnum() else " " + after


def _sum_log_probabilities(
    session: WhisperSession, cache: CrossAttentionCache, rows: Sequence[_CandidateTokens]
) -> list[float]:
    """Sum the log-probabilities of the scored tokens of each row.

    `cache` contains the one window in which all rows are scored.
    """
    values = [0.0] * len(rows)
    by_length = sorted(range(len(rows)), key=lambda i: len(rows[i].tokens))
    for at in range(0, len(by_length), _ROWS):
        batch = by_length[at : at + _ROWS]
        found = _score_batch(session, cache, [rows[i] for i in batch])
        for i, value in zip(batch, found, strict=True):
            values[i] = value
    return values


def _score_batch(
    session: WhisperSession, cache: CrossAttentionCache, rows: Sequence[_CandidateTokens]
) -> list[float]:
    """Return the log-likelihood of each row, decoded as one batch."""
    start = session.tokenizer.sot_sequence_including_notimestamps
    codes = [[*start, *row.tokens] for row in rows]
    width = round_up_length(max(map(len, codes)))
    padded = torch.tensor([c + [session.tokenizer.eot] * (width - len(c)) for c in codes])
    with torch.inference_mode():
        states = Decoder(session.model, cache, *padded.shape).decode(
            padded.to(session.model.device)
        )
        return [
            _score_states(session.model, states[i], codes[i], len(start) + row.first_scored)
            for i, row in enumerate(rows)
        ]


def _score_states(
    model: whisper.Whisper, states: torch.Tensor, codes: Sequence[int], first: int
) -> float:
    """Sum the log-probabilities of the tokens from `first` on."""
    wanted = torch.tensor(codes[first:], device=states.device)
    scores = compute_logits(model, states[first - 1 : len(codes) - 1]).log_softmax(-1)
    return float(scores.gather(1, wanted[:, None]).sum())
