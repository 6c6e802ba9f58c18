"""Synthesize the German interview, with its truth and a damaged old text.

    VOICES/venv/bin/python tests/german/make_interview.py VOICES

VOICES is as for examples/make_example.py, which this script uses. German words are espeak-ng's
phonemes, spoken by voices of Kokoro-82M. None of its voices is German; these three are those that
Whisper recognizes well.
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

# Kokoro's letters for affricates, and Spanish or British sounds for missing German sounds.
JOINED = {"ts": "ʦ", "tʃ": "ʧ"}
SPANISH = {"ʏ": "y", "ɜ": "ɐ", "ɾ": "r"}
BRITISH = {
    **{"ʏ": "ʊ", "y": "u", "ø": "ɜ", "œ": "ɜ", "a": "ɑ", "ɐ": "ə"},
    **{"ɾ": "ɹ", "r": "ɹ", "ʁ": "ɹ", "ç": "ʃ", "x": "h"},
}
MARKS = ",.!?;:"


def german(voices: ModuleType) -> None:
    """Add Spanish voices, and let all voices speak espeak-ng's German phonemes."""
    from piper.phonemize_espeak import EspeakPhonemizer

    espeak = EspeakPhonemizer()
    for name, style in (("es_m_alex", "em_alex"), ("es_f_dora", "ef_dora")):
        voices.VOICES[name] = dict(voices.K, gender=name[3], accent="ES", ref=style, speed=0.95)

    def said(text: str, british: bool) -> str:
        sounds = "".join(c for part in espeak.phonemize("de", text) for c in part)
        sounds = unicodedata.normalize("NFC", sounds)
        for sound, letter in {**JOINED, **(BRITISH if british else SPANISH)}.items():
            sounds = sounds.replace(sound, letter)
        return sounds

    def phonemes(sentence: str, british: bool) -> tuple[str, list[int], list[str]]:
        """Return the phonemes, the word index of each (-1 for marks and pauses), and the words."""
        words = [word for word, _, _ in voices.split_words(sentence)]
        together = said(sentence, british).split()
        if len(together) != len(words):  # espeak-ng joined words
            together = [said(word, british) for word in words]
        text, owners = "", []
        for number, sounds in enumerate(together):
            text += sounds + " "
            owners += [-1 if sound in MARKS else number for sound in sounds] + [-1]
        return text, owners, words

    voices._kokoro_phonemes = phonemes


def main() -> None:
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    import voices

    german(voices)
    script: dict[str, Any] = json.loads((HERE / "interview.script.json").read_text("utf-8"))
    spoken, beds = example.place_lines(script, voices.synth_words)
    example.write_mp3(
        HERE / "interview.mp3", example.mix_recording(script, spoken, beds), script["kbits"]
    )
    example.write_truth(HERE, script, spoken)
    for unused in ("truth.rttm", "truth.stm"):
        (HERE / unused).unlink()
    old = example.reference(script, spoken)
    (HERE / "reference.txt").write_text(old.text + "\n", "utf-8")


if __name__ == "__main__":
    main()
