"""Speak the recordings of benchmarks/voiceprints.py: people who come back in other recordings.

    VOICES/venv/bin/python benchmarks/recordings/make_across.py VOICES OUT [NAME]...

VOICES holds voices.py (see examples/make_example.py, whose tools this uses). Every script of
across/ becomes a folder OUT/NAME with the sound, its truth and the cast. A voice such as
"us_f_bella-0.7" is that voice 0.7 semitones lower: another person, who sounds much alike.

calibration.json has other voices: each says some of its sentences on three occasions, in
OUT/calibration/VOICE/0.mp3 (studio), 1.mp3 (hiss 20 dB below the speech) and 2.mp3 (telephone).
Those that are shifted are made of the recordings of the voice that they are shifted from.
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


def parted(voice: str) -> tuple[str, float]:
    """Split a voice's name into the voice and its pitch shift in semitones."""
    match = re.fullmatch(r"(.+?)([+-][\d.]+)?", voice)
    assert match is not None
    return match[1], float(match[2] or 0)


def shifted(samples: tools.Samples, semitones: float) -> tools.Samples:
    """Shift the pitch, which also changes the speed."""
    length = round(1000 * 2 ** (-semitones / 12))
    return resample_poly(samples, length, 1000).astype(np.float32)


def shifting(synth: tools.Synth) -> tools.Synth:
    """Accept names of voices that include a pitch shift in semitones."""

    def made(text: str, voice: str, **options: Any) -> tuple[tools.Samples, list[Any]]:
        name, semitones = parted(voice)
        samples, words = synth(text, name, **options)
        scale = 2 ** (-semitones / 12)
        for word in words:
            word["start"], word["end"] = word["start"] * scale, word["end"] * scale
        return shifted(samples, semitones), words

    return made


def make(script: tools.Script, folder: Path, synth: tools.Synth) -> None:
    """Speak a script and write the recording, its truth and its texts to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    spoken, beds = tools.perform(script, synth)
    sound = tools.mix(script, spoken, beds)
    tools.write_mp3(folder / f"{script['session']}.mp3", sound, script["kbits"])
    tools.write_truth(folder, script, spoken)
    people = script["people"].values()
    (folder / "cast.txt").write_text("".join(f"{p['name']}: {p['role']}\n" for p in people))
    print(f"{folder}: {sound.shape[1] / tools.RATE:.0f} s", flush=True)


def calibrate(out: Path, synth: tools.Synth) -> None:
    """Speak the calibration voices on three occasions."""
    known = json.loads((HERE / "across" / "calibration.json").read_text(encoding="utf-8"))
    sentences = known["sentences"]
    for number, voice in enumerate(known["voices"]):
        name, semitones = parted(voice)
        for occasion, sound in enumerate(OCCASIONS):
            path = out / voice / f"{occasion}.mp3"
            path.parent.mkdir(parents=True, exist_ok=True)
            first = 5 * number + occasion * SENTENCES
            said = " ".join(sentences[(first + i) % len(sentences)] for i in range(SENTENCES))
            if semitones:
                plain = decoded(out / name / f"{occasion}.mp3")
                tools.write_mp3(path, shifted(plain, semitones)[None], 64)
            elif not path.exists():
                tools.write_mp3(path, spoken_on(sound, said, voice, synth), 64)
        print(out / voice, flush=True)


def decoded(path: Path) -> tools.Samples:
    """Read a recording of one channel at 16 kHz."""
    with tools.av.open(str(path)) as file:
        frames = [frame.to_ndarray().ravel() for frame in file.decode(audio=0)]
    return np.concatenate(frames).astype(np.float32)


def spoken_on(
    occasion: dict[str, Any], text: str, voice: str, synth: Callable[..., Any]
) -> tools.Samples:
    samples, _ = synth(text, voice, seed=1)
    if occasion.get("telephone"):
        samples = telephone(samples)
    samples = tools.levelled(samples, tools.SPEECH_RMS_DB)
    hiss = np.random.default_rng(0).standard_normal(len(samples))
    hiss *= tools.gain(tools.SPEECH_RMS_DB - occasion["noise_db"]) / hiss.std()
    mixed = (samples + hiss).astype(np.float32)[None]
    return mixed * min(1, 0.98 / np.abs(mixed).max())


def main() -> None:
    voices_folder, out, *names = sys.argv[1:]
    sys.path.insert(0, voices_folder)
    import voices

    tools.EFFECTS["telephone"] = telephone
    synth = shifting(voices.synth_words)
    for path in sorted((HERE / "across").glob("*.script.json")):
        script = json.loads(path.read_text(encoding="utf-8"))
        if not names or script["session"] in names:
            make(script, Path(out) / script["session"], synth)
    if not names or "calibration" in names:
        calibrate(Path(out) / "calibration", synth)


if __name__ == "__main__":
    main()
