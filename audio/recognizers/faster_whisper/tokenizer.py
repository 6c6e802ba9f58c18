"""Convert Whisper's tokenizer to the format of Hugging Face's `tokenizers`, for faster-whisper."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import tiktoken
import whisper
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from whisper.tokenizer import Tokenizer as WhisperTokenizer
from whisper.tokenizer import get_tokenizer

# GPT-2 maps every byte to a printable character: `_VISIBLE` bytes to themselves, the others to code
# points from 256 on.
_VISIBLE = (*range(33, 127), *range(161, 173), *range(174, 256))
_OTHERS = [byte for byte in range(256) if byte not in _VISIBLE]
_CHARACTERS = {byte: chr(byte) for byte in _VISIBLE} | {
    byte: chr(256 + n) for n, byte in enumerate(_OTHERS)
}


def write_tokenizer(model: whisper.Whisper, path: Path) -> WhisperTokenizer:
    """Write the tokenizer of a model as tokenizer.json, and return openai-whisper's tokenizer."""
    with warnings.catch_warnings():  # openai-whisper leaves a file open until garbage collection
        warnings.simplefilter("ignore", ResourceWarning)
        own: WhisperTokenizer = get_tokenizer(
            model.is_multilingual, num_languages=model.num_languages
        )
    ranks = _rank_tokens(own.encoding)
    vocabulary = {_to_printable(token): rank for token, rank in ranks.items()}
    made = Tokenizer(models.BPE(vocabulary, list(_list_merges(ranks))))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = sorted(own.special_tokens, key=own.special_tokens.__getitem__)
    made.add_special_tokens([AddedToken(token, special=True) for token in special])
    made.save(str(path))
    return own


def vocabulary(encoding: tiktoken.Encoding) -> list[str]:
    """List every token of the vocabulary by its id."""
    special = {encoding.encode_single_token(t): t for t in encoding.special_tokens_set}
    return [
        special.get(n) or _to_printable(encoding.decode_single_token_bytes(n))
        for n in range(encoding.n_vocab)
    ]


def _rank_tokens(encoding: tiktoken.Encoding) -> dict[bytes, int]:
    special = {encoding.encode_single_token(t) for t in encoding.special_tokens_set}
    numbers = (n for n in range(encoding.n_vocab) if n not in special)
    return {encoding.decode_single_token_bytes(n): n for n in numbers}


def _to_printable(token: bytes) -> str:
    return "".join(_CHARACTERS[byte] for byte in token)


def _list_merges(ranks: Mapping[bytes, int]) -> Iterator[tuple[str, str]]:
    """Yield the merges of the byte-pair encoding: the two parts from which each token is made."""
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) > 1:
            left, right = _find_last_merge(ranks, token, rank)
            yield _to_printable(left), _to_printable(right)


def _find_last_merge(ranks: Mapping[bytes, int], token: bytes, token_rank: int) -> list[bytes]:
    """Return the two parts of a token that remain after all merges that rank before its own."""
    parts = [bytes([byte]) for byte in token]
    while len(parts) > 2:
        pairs = [ranks.get(parts[i] + parts[i + 1], token_rank) for i in range(len(parts) - 1)]
        at = min(range(len(pairs)), key=pairs.__getitem__)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts
