"""Synthesize the recordings of benchmarks/voiceprints.py, in which people appear repeatedly.

    VOICES/venv/bin/python benchmarks/recordings/make_across.py VOICES OUT [NAME]...

VOICES holds voices.py (see examples/make_example.py, whose functions this uses). Every script of
across/ becomes a folder OUT/NAME with the sound, its truth and the cast. A voice such as
"us_f_bella-0.7" is that voice 0.7 semitones lower: another person with a similar voice.

calibration.json has other voices: each says some of its sentences on three occasions, in
OUT/calibration/VOICE/0.mp3 (studio), 1.mp3 (hiss 20 dB below the speech) and 2.mp3 (telephone).
Voices with a pitch shift are made from the recordings of the unshifted voice.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402 - found on the path that the line above gives
from make import telephone, tools  # noqa: E402
from scipy.signal import resample_poly  # noqa: E402

OCCASIONS = ({"noise_db": 40}, {"noise_db": 20}, {"noise_db": 30, "telephone": True})
SENTENCES = 6
"""Sentences that a voice says per occasion, about half a minute."""


def split_pitch_shift(voice: str) -> tuple[str, float]:
    """Split a voice's name into the voice and its pitch shift in semitones."""
    match = re.fullmatch(r"(.+?)([+-][\d.]+)?", voice)
    assert match is not None
    return match[1], float(match[2] or 0)


def shift_pitch(samples: tools.Samples, semitones: float) -> tools.Samples:
    """Shift the pitch, which also changes the speed."""
    length = round(1000 * 2 ** (-semitones / 12))
    return resample_poly(samples, length, 1000).astype(np.float32)


def with_pitch_shift(synth: tools.Synth) -> tools.Synth:
    """Wrap a synthesizer, so that names of voices may include a pitch shift in semitones."""

    def synth_shifted(text: str, voice: str, **options: Any) -> tuple[tools.Samples, list[Any]]:
        name, semitones = split_pitch_shift(voice)
        samples, words = synth(text, name, **options)
        scale = 2 ** (-semitones / 12)
        for word in words:
            word["start"], word["end"] = word["start"] * scale, word["end"] * scale
        return shift_pitch(samples, semitones), words

    return synth_shifted


def make(script: tools.Script, folder: Path, synth: tools.Synth) -> None:
    """Synthesize a script; write the recording, its truth and its cast to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    spoken, beds = tools.place_lines(script, synth)
    sound = tools.mix_recording(script, spoken, beds)
    tools.write_mp3(folder / f"{script['session']}.mp3", sound, script["kbits"])
    tools.write_truth(folder, script, spoken)
    people = script["people"].values()
    (folder / "cast.txt").write_text("".join(f"{p['name']}: {p['role']}\n" for p in people))
    print(f"{folder}: {sound.shape[1] / tools.RATE:.0f} s", flush=True)


def calibrate(folder: Path, synth: tools.Synth) -> None:
    """Synthesize the calibration voices on three occasions."""
    known = json.loads((HERE / "across" / "calibration.json").read_text(encoding="utf-8"))
    sentences = known["sentences"]
    for number, voice in enumerate(known["voices"]):
        name, semitones = split_pitch_shift(voice)
        for occasion, sound in enumerate(OCCASIONS):
            path = folder / voice / f"{occasion}.mp3"
            path.parent.mkdir(parents=True, exist_ok=True)
            first = 5 * number + occasion * SENTENCES
            said = " ".join(sentences[(first + i) % len(sentences)] for i in range(SENTENCES))
            if semitones:
                plain = read_samples(folder / name / f"{occasion}.mp3")
                tools.write_mp3(path, shift_pitch(plain, semitones)[None], 64)
            elif not path.exists():
                tools.write_mp3(path, speak_on_occasion(sound, said, voice, synth), 64)
        print(folder / voice, flush=True)


def read_samples(path: Path) -> tools.Samples:
    """Read a recording of one channel at 16 kHz."""
    with tools.av.open(str(path)) as file:
        frames = [frame.to_ndarray().ravel() for frame in file.decode(audio=0)]
    return np.concatenate(frames).astype(np.float32)


def speak_on_occasion(
    occasion: dict[str, Any], text: str, voice: str, synth: Callable[..., Any]
) -> tools.Samples:
    samples, _ = synth(text, voice, seed=1)
    if occasion.get("telephone"):
        samples = telephone(samples)
    samples = tools.set_level(samples, tools.SPEECH_RMS_DB)
    hiss = np.random.default_rng(0).standard_normal(len(samples))
    hiss *= tools.gain(tools.SPEECH_RMS_DB - occasion["noise_db"]) / hiss.std()
    mixed = (samples + hiss).astype(np.float32)[None]
    return mixed * min(1, 0.98 / np.abs(mixed).max())


def main() -> None:
    voices_folder, out, *names = sys.argv[1:]
    sys.path.insert(0, voices_folder)
    import voices

    tools.EFFECTS["telephone"] = telephone
    synth = with_pitch_shift(voices.synth_words)
    for path in sorted((HERE / "across").glob("*.script.json")):
        script = json.loads(path.read_text(encoding="utf-8"))
        if not names or script["session"] in names:
            make(script, Path(out) / script["session"], synth)
    if not names or "calibration" in names:
        calibrate(Path(out) / "calibration", synth)


if __name__ == "__main__":
    main()
