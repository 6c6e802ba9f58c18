"""Synthesize the recordings with planted errors that scripts describe.

    VOICES/venv/bin/python benchmarks/recordings/make.py VOICES OUT [NAME]...

VOICES holds voices.py (see examples/make_example.py, whose functions this uses). Every
NAME.script.json beside this file and in fitted/ becomes a folder OUT/NAME for
benchmarks/realignment.py: the sound, its truth, a damaged reference, the planted errors, the cast
and a context document. No weight was fitted to the scripts beside this file.

For a slip whose "before" equals its "after", the expanded contraction itself is the error ("it's
been" became "it is been"); it counts as mended when the published words are the true ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "examples"))

import make_example as tools  # noqa: E402 - found on the path that the line above gives
from scipy.signal import butter, sosfilt  # noqa: E402

BAND_HZ = (300, 3400)
"""The frequency band of a telephone line."""


def telephone(sound: tools.Samples) -> tools.Samples:
    """Filter a sound to the band of a telephone line."""
    band = butter(4, BAND_HZ, "bandpass", fs=tools.RATE, output="sos")
    return sosfilt(band, sound).astype("float32")


def make(script: tools.Script, folder: Path, synth: tools.Synth) -> None:
    """Synthesize a script; write the recording, its truth and its texts to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    spoken, beds = tools.place_lines(script, synth)
    sound = tools.mix_recording(script, spoken, beds)
    tools.write_mp3(folder / f"{script['session']}.mp3", sound, script["kbits"])
    tools.write_truth(folder, script, spoken)
    tools.write_reference(folder, script, spoken)
    turns = (f"{t['speaker']}: {t['words']}\n" for t in tools.to_seglst(script, spoken))
    (folder / "truth.txt").write_text("\n".join(turns))
    people = script["people"].values()
    (folder / "cast.txt").write_text("".join(f"{p['name']}: {p['role']}\n" for p in people))
    (folder / "context.txt").write_text(script["context"] + "\n")
    print(f"{folder}: {sound.shape[1] / tools.RATE:.0f} s, {len(script['slips'])} planted errors")


def main() -> None:
    voices_folder, out, *names = sys.argv[1:]
    sys.path.insert(0, voices_folder)
    import voices

    tools.EFFECTS["telephone"] = telephone
    for path in sorted([*HERE.glob("*.script.json"), *HERE.glob("fitted/*.script.json")]):
        script = json.loads(path.read_text(encoding="utf-8"))
        if not names or script["session"] in names:
            voices.PRON.update(script["pronunciations"])
            make(script, Path(out) / script["session"], voices.synth_words)


if __name__ == "__main__":
    main()
