"""faster-whisper uses the tokenizer and the weights of the checkpoint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from whisper.model import ModelDimensions

from audio.recognizers.faster_whisper.tokenizer import vocabulary, write_tokenizer
from audio.recognizers.recognizer import RecognizerOptions
from audio.recognizers.table import create_recognizer
from audio.sound.recording import load_sound
from transcripts.transcript import Span

TEXTS = (
    "Freya Lindqvist's ferry, 1887: don't   wait!",
    "Größe, naïve, Øresund und 東京 «мир» 🎙",
    " a\nb\tc  ",
)


class Multilingual:
    """A stand-in model with a multilingual vocabulary."""

    is_multilingual = True
    num_languages = 99
    dims = ModelDimensions(80, 1500, 512, 8, 6, 51865, 448, 512, 8, 6)


def test_the_tokenizer_agrees_with_openai_whisper(tmp_path: Path) -> None:
    own = write_tokenizer(Multilingual(), tmp_path / "tokenizer.json")
    made = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    for text in TEXTS:
        ids = own.encode(text)
        assert made.encode(text, add_special_tokens=False).ids == ids
        assert made.decode(ids) == text
    for token, number in own.special_tokens.items():
        assert made.token_to_id(token) == number
    listed = vocabulary(own.encoding)
    assert len(listed) == own.encoding.n_vocab == Multilingual.dims.n_vocab
    assert [made.token_to_id(token) for token in listed] == list(range(len(listed)))


@pytest.mark.models
def test_it_recognizes_and_whisper_aligns() -> None:
    data = Path(__file__).parents[1] / "data"
    sound = load_sound(data / "ledger.flac")
    truth = [row[0] for row in json.loads((data / "ledger.json").read_text())]
    recognizer = create_recognizer(RecognizerOptions("tiny.en", "en", "faster-whisper"))
    shares: list[float] = []
    found = recognizer.recognize(sound, [Span(0, sound.seconds)], (), shares.append)
    texts = [word.text.lower().strip(".,?!") for word in found.words]
    expected = [word.lower().strip(".,?!") for word in truth]
    assert len(set(expected) & set(texts)) > 0.8 * len(set(expected))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    aligned = recognizer.align(sound, found.words, lambda share: None)
    assert [word.text for word in aligned.words] == [word.text for word in found.words]
