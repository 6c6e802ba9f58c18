"""Somebody who may write to the `steps` of a shared archive cannot run code through them."""

from __future__ import annotations

import base64
import json
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from audio.sound.recording import Source
from flows.step import Step, StepResult, read_result, store_result
from transcripts.transcript import Diarization, RecognitionResult, Span, Word


class Program:
    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.proof,)


def _speech(source: Source, *, progress: object) -> tuple[Span, ...]:
    return (Span(0.1, 0.30000000000000004),)


STEP = Step("detect speech", _speech, version=1)
ADAPTER: TypeAdapter[Any] = TypeAdapter(StepResult[tuple[Span, ...]])


@pytest.fixture
def steps(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: tmp_path / "steps"}):
        yield tmp_path / "steps"  # type: ignore[misc]


def source(tmp_path: Path) -> Source:
    path = tmp_path / "a.wav"
    path.write_bytes(b"x")
    return Source(path, sha256="a" * 64, seconds=1.0, channels=1, declared_seconds=1.0, notices=())


def records(proof: Path) -> dict[str, bytes]:
    """Return a pickle in every form that Prefect would read."""
    program = pickle.dumps(Program(proof))
    encoded = base64.encodebytes(program).decode()
    metadata = {"storage_key": "x", "serializer": {"type": "pickle", "picklelib": "pickle"}}
    return {
        "bare": program,
        "Prefect's": json.dumps({"metadata": metadata, "result": encoded}).encode(),
        "class": json.dumps(
            {"__class__": "subprocess.Popen", "data": ["touch", str(proof)]}
        ).encode(),
        "deep": b"[" * 100_000,
        "empty": b"",
        "another type": b'{"step": "detect speech", "value": [["x", {}]], "seconds": 1}',
        "half": b'{"step": "detect speech", "value": [{"start": 1, "end": 2}], "sec',
    }


@pytest.mark.parametrize("form", list(records(Path())))
def test_a_planted_result_is_never_executed(form: str, steps: Path, tmp_path: Path) -> None:
    proof, given = tmp_path / "proof", source(tmp_path)
    steps.mkdir()
    key = STEP.key(given, (), ())
    for name in (key, f"{key}.json"):
        (steps / name).write_bytes(records(proof)[form])
    from prefect import flow

    @flow(persist_result=False)
    def one() -> list[StepResult[tuple[Span, ...]]]:
        return [STEP(given, ()), STEP(given, ())]

    first, second = one()
    assert first == second
    assert first.value == (Span(0.1, 0.30000000000000004),)
    assert not proof.exists()
    assert read_result(key, ADAPTER) == first


def test_results_survive_serialization(steps: Path) -> None:
    words = (Word("tea,", 0.1, 1 / 3, 0.1 + 0.2, "heard"),)
    heard = RecognitionResult(words)
    voices = Diarization((Span(0, 1),), (), (), {"V1": (1e-300, -math.inf, float(np.float32(0.1)))})
    rows = ((np.float64(0.1), -math.inf), ())
    for value, kind in (
        (heard, RecognitionResult),
        (voices, Diarization),
        (rows, tuple[tuple[float, ...], ...]),
    ):
        store_result("x-1-0", StepResult("x", value, 1.5))
        assert read_result("x-1-0", TypeAdapter(StepResult[kind])) == StepResult("x", value, 1.5)  # type: ignore[valid-type]


def test_every_step_declares_its_return_type() -> None:
    from flows import steps
    from flows.step import _build_result_adapter

    found = [step for step in vars(steps).values() if isinstance(step, Step)]
    assert len(found) >= 5
    for step in found:
        schema = _build_result_adapter(step.function).json_schema()
        assert set(schema["properties"]) == {"step", "value", "seconds"}
        assert schema["properties"]["value"] != {}
