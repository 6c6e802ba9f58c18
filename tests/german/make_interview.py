"""Speak the German interview into a recording, with its truth and with a damaged old text.

    VOICES/venv/bin/python tests/german/make_interview.py VOICES

VOICES is as for examples/make_example.py, which does all but the German sounds: these are
espeak-ng's phonemes, said by the English voices of Kokoro-82M, so all speakers have an accent.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "examples"))

import make_example as example  # noqa: E402

# Sounds for which Kokoro has another letter, or none of its own.
SOUNDS = {"ʏ": "y", "ɜ": "ɐ", "ɾ": "ʁ", "ts": "ʦ", "tʃ": "ʧ"}


def german(voices: ModuleType) -> None:
    """Let the voices say espeak-ng's German phonemes."""
    from piper.phonemize_espeak import EspeakPhonemizer

    espeak = EspeakPhonemizer()

    def phonemes(sentence: str, british: bool) -> tuple[str, list[int], list[str]]:
        """Return the phonemes, the word index of each (-1 for marks and pauses), and the words."""
        words = [word for word, _, _ in voices.split_words(sentence)]
        text, owners = "", []
        for number, word in enumerate(words):
            said = "".join(c for part in espeak.phonemize("de", word) for c in part)
            said = unicodedata.normalize("NFC", said)
            for sound, letter in SOUNDS.items():
                said = said.replace(sound, letter)
            mark = word[-1] if word[-1] in ",.!?;:" else ""
            said = said.rstrip(",.!?;: ")
            text += said + mark + " "
            owners += [number] * len(said) + [-1] * (len(mark) + 1)
        return text, owners, words

    voices._kokoro_phonemes = phonemes


def main() -> None:
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    import voices

    german(voices)
    script: dict[str, Any] = json.loads((HERE / "interview.script.json").read_text("utf-8"))
    spoken, beds = example.perform(script, voices.synth_words)
    example.write_mp3(HERE / "interview.mp3", example.mix(script, spoken, beds), script["kbits"])
    example.write_truth(HERE, script, spoken)
    for unused in ("truth.rttm", "truth.stm"):
        (HERE / unused).unlink()
    old = example.reference(script, spoken)
    (HERE / "reference.txt").write_text(old.text + "\n", "utf-8")


if __name__ == "__main__":
    main()
