"""Ask the sound which wording was said: Whisper's likelihood of each in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
import whisper
from whisper.tokenizer import Tokenizer

from audio.machine import parallel_map
from audio.sound.recording import Sound
from audio.words.decoder import Decoder, Hearing, logits, roomy
from audio.words.listener import BASE, Listener, ListenOptions, listener
from transcripts.realignment.questions import Question

# Decoder rows at once: bounds the memory of their attention.
_ROWS = 16
# Tokens of a row at most: half of Whisper's text context is its own limit for a window.
_MOST_TOKENS = 220


@dataclass(frozen=True, slots=True)
class _Row:
    """One wording in its text: `tokens`, of which those from `first` on are scored."""

    question: int
    wording: int
    tokens: tuple[int, ...]
    first: int


def weigh(
    sound: Sound,
    questions: Sequence[Question],
    options: ListenOptions = BASE,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[tuple[float, ...], ...]:
    """Give the log-likelihood in nats of every wording of every question.

    Only differences within a question mean anything: what its wordings share is left out.
    UserError where the model does not hear the language.
    """
    ears = listener(options.model, options.language)
    nats = [[0.0] * len(q.wordings) for q in questions]
    order = sorted(range(len(questions)), key=lambda i: questions[i].span)
    windows = [list(group) for _, group in groupby(order, key=lambda i: questions[i].span)]
    done = 0

    def heard(members: Sequence[int]) -> list[tuple[_Row, float]]:
        rows = [row for i in members for row in _rows(ears.tokenizer, i, questions[i])]
        hearing = ears.hear([sound.part(questions[members[0]].span)])
        return list(zip(rows, _likelihoods(ears, hearing, rows), strict=True))

    for members, values in zip(windows, parallel_map(heard, windows), strict=True):
        for row, value in values:
            nats[row.question][row.wording] = value
        done += len(members)
        progress(done / len(questions))
    return tuple(tuple(values) for values in nats)


def _rows(tokenizer: Tokenizer, index: int, question: Question) -> Iterator[_Row]:
    """Write each wording in its text, scored from the first token in which any two differ."""
    texts = [
        " " + " ".join(f"{question.before} {wording}".split()) + _behind(question.after)
        for wording in question.wordings
    ]
    coded = [tokenizer.encode(text)[-_MOST_TOKENS:] for text in texts]
    first = 0
    while all(first < len(c) for c in coded) and len({c[first] for c in coded}) == 1:
        first += 1
    for wording, codes in enumerate(coded):
        yield _Row(index, wording, tuple(codes), first)


def _behind(after: str) -> str:
    """Give the text behind a wording: a mark clings to it, a word stands apart."""
    return after if not after or not after[0].isalnum() else " " + after


def _likelihoods(ears: Listener, hearing: Hearing, rows: Sequence[_Row]) -> list[float]:
    """Sum the log-probabilities of the scored tokens of each row; `hearing` is of one window."""
    values = [0.0] * len(rows)
    by_length = sorted(range(len(rows)), key=lambda i: len(rows[i].tokens))
    for at in range(0, len(by_length), _ROWS):
        batch = by_length[at : at + _ROWS]
        found = _batch(ears, hearing, [rows[i] for i in batch])
        for i, value in zip(batch, found, strict=True):
            values[i] = value
    return values


def _batch(ears: Listener, hearing: Hearing, rows: Sequence[_Row]) -> list[float]:
    """Read rows side by side."""
    start = ears.tokenizer.sot_sequence_including_notimestamps
    codes = [[*start, *row.tokens] for row in rows]
    width = roomy(max(map(len, codes)))
    padded = torch.tensor([c + [ears.tokenizer.eot] * (width - len(c)) for c in codes])
    with torch.inference_mode():
        states = Decoder(ears.model, hearing, *padded.shape).read(padded.to(ears.model.device))
        return [
            _scored(ears.model, states[i], codes[i], len(start) + row.first)
            for i, row in enumerate(rows)
        ]


def _scored(
    model: whisper.Whisper, states: torch.Tensor, codes: Sequence[int], first: int
) -> float:
    """Sum the log-probabilities of the tokens from `first` on."""
    wanted = torch.tensor(codes[first:], device=states.device)
    scores = logits(model, states[first - 1 : len(codes) - 1]).log_softmax(-1)
    return float(scores.gather(1, wanted[:, None]).sum())
