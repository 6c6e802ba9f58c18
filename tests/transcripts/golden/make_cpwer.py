"""Score the conversations of cpwer.json with meeteval, and add meeteval's scores to the file."""

from __future__ import annotations

import json
from pathlib import Path

from meeteval.io import SegLST
from meeteval.wer import cpwer

FILE = Path(__file__).with_name("cpwer.json")


def answer(case: dict) -> dict:
    sides = (SegLST([{"session_id": "s", **u} for u in case[k]]) for k in ("truth", "hypothesis"))
    result = cpwer(*sides)["s"]
    return {
        "wrong": result.errors,
        "words": result.length,
        "missed_speakers": result.missed_speaker,
        "invented_speakers": result.falarm_speaker,
    }


cases = json.loads(FILE.read_text(encoding="utf-8"))
for case in cases:
    case["meeteval"] = answer(case)
FILE.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
