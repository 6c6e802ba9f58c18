"""Synthesize recordings with voices that are hard to tell apart.

    VOICES/venv/bin/python benchmarks/recordings/make_alike.py VOICES OUT [NAME]...

VOICES holds voices.py (see examples/make_example.py, whose functions this uses).
alike/castings.json has the script of each recording, and the people who get other voices: two
voices of one family, or one voice and the same voice less than a semitone higher or lower. Some
speak on a telephone or in a reverberant room. Recordings with "kept_aside" were not used to choose
any threshold.

Each recording becomes a folder OUT/NAME with the sound, its truth, the cast, and two old texts:
reference.txt with the planted errors of its script, and truth.txt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from make import make, telephone, tools  # noqa: E402 - found on the path that the line above gives
from make_across import shifting  # noqa: E402

Casting = dict[str, Any]


def recast(name: str, casting: Casting) -> tools.Script:
    """Read the script of a recording, and replace its people's voices."""
    script = json.loads((HERE / f"{casting['script']}.script.json").read_text(encoding="utf-8"))
    for key, changes in casting["people"].items():
        person = {k: v for k, v in script["people"][key].items() if k != "effects"}
        script["people"][key] = {**person, **changes}
    return {**script, "session": name}


def main() -> None:
    voices_folder, out, *names = sys.argv[1:]
    sys.path.insert(0, voices_folder)
    import voices

    tools.EFFECTS["telephone"] = telephone
    castings = json.loads((HERE / "alike" / "castings.json").read_text(encoding="utf-8"))
    for name, casting in castings.items():
        if not names or name in names:
            script = recast(name, casting)
            voices.PRON.update(script["pronunciations"])
            make(script, Path(out) / name, shifting(voices.synth_words))


if __name__ == "__main__":
    main()
