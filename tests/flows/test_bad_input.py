"""Every invalid input causes one clear line and the right status, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from tests.command import Ran, Tapelog

pytestmark = pytest.mark.slow

RATE = 16_000


def write_sound(path: Path, samples: np.ndarray, codec: str = "pcm_s16le") -> Path:
    """Write mono samples at 16 kHz."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (samples * 32767).astype(np.int16)[None], format="s16", layout="mono"
        )
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path


def write_video(path: Path) -> Path:
    """Write a second of grey pictures without sound."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        picture = np.full((64, 64, 3), 128, np.uint8)
        for _ in range(10):
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return path


def chords(seconds: float) -> np.ndarray:
    """Play soft chords that change every two seconds."""
    t = np.arange(int(seconds * RATE)) / RATE
    step = (t // 2).astype(int) % 4
    root = np.array([220.0, 174.6, 196.0, 164.8])[step]
    tones = sum(
        np.sin(2 * np.pi * root * ratio * t) / n for n, ratio in enumerate((1, 1.25, 1.5), 1)
    )
    return 0.1 * np.asarray(tones) * (1 - 0.5 * (t % 2) / 2)


def a_file(folder: Path, name: str, data: bytes) -> Path:
    """Put a file into the folder."""
    path = folder / name
    path.write_bytes(data)
    return path


RECORDINGS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a missing file": (lambda f: f / "none.mp3", "does not exist"),
    "a folder": (lambda f: f, "is a folder"),
    "0 bytes": (lambda f: a_file(f, "empty.mp3", b""), "empty"),
    "text named .mp3": (lambda f: a_file(f, "text.mp3", b"Dear listener,\n" * 90), "text.mp3"),
    "a video without sound": (lambda f: write_video(f / "silent.mp4"), "no sound"),
    "a clip shorter than a second": (
        lambda f: write_sound(f / "blip.wav", chords(0.5)),
        "at least 1 s",
    ),
}


@pytest.mark.parametrize("case", RECORDINGS)
def test_an_unusable_recording_is_reported(
    case: str, here: Callable[..., Ran], tmp_path: Path
) -> None:
    make, said = RECORDINGS[case]
    ran = here("process", make(tmp_path), "--out", tmp_path / "out")
    assert ran.status == 1
    assert ran.err.startswith("tapelog: ")
    assert len(ran.err.strip().splitlines()) == 1
    assert said in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.models
@pytest.mark.parametrize(
    "sound",
    [np.zeros(10 * RATE), chords(20)],
    ids=["silence", "music"],
)
def test_a_recording_without_speech_is_not_published(
    sound: np.ndarray, here: Callable[..., Ran], tmp_path: Path
) -> None:
    recording = write_sound(tmp_path / "quiet.wav", sound)
    ran = here("process", recording, "--out", tmp_path / "out")
    assert ran.status == 1
    assert "no speech was found" in ran.complaint
    assert not (tmp_path / "out").exists()


TEXTS: dict[str, tuple[str, bytes, str]] = {
    "an empty reference": ("--transcript", b"", "is empty"),
    "a reference that is no text": ("--transcript", b"\xff\x00\x01", "not a text"),
    "a context that is no text": ("--context", b"\xff\xfe\x00", "is not plain text"),
    "a cast with a stray line": ("--cast", b"Ada Lane: host\nhttp://x.org\n", "line 2"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_an_unusable_text_is_reported(
    case: str, here: Callable[..., Ran], examples: Path, tmp_path: Path
) -> None:
    option, data, said = TEXTS[case]
    text = a_file(tmp_path, "given.txt", data)
    ran = here("process", examples / "interview.mp3", option, text, "--out", tmp_path / "out")
    assert ran.status == 1
    assert len(ran.err.strip().splitlines()) == 1
    assert said in ran.err
    assert str(text) in ran.err
    assert not (tmp_path / "out").exists()


def test_an_unwritable_output_folder_is_detected_first(
    fresh: Tapelog, examples: Path, tmp_path: Path
) -> None:
    blocked = a_file(tmp_path, "file", b"x")
    ran = fresh("process", examples / "interview.mp3", "--out", blocked / "out")
    assert ran.status == 1
    assert "cannot write" in ran.err
    assert not fresh.kept("detect speech")


@pytest.mark.parametrize(
    ("option", "value"), [("--speakers", "many"), ("--date", "last spring"), ("--model", "huge.pt")]
)
def test_an_invalid_option_is_reported(
    option: str, value: str, here: Callable[..., Ran], examples: Path, tmp_path: Path
) -> None:
    ran = here("process", examples / "interview.mp3", option, value, "--out", tmp_path / "out")
    assert ran.status == 1
    assert value in ran.complaint


def test_no_model_and_no_network(served: Tapelog, examples: Path, tmp_path: Path) -> None:
    ran = served(
        "process",
        examples / "interview.mp3",
        TAPELOG_MODELS=str(tmp_path / "models"),
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(tmp_path),
        PIP_CONFIG_FILE="/dev/null",
    )
    assert ran.status == 1
    assert "TAPELOG_MODELS" in ran.complaint
    assert not list((served.archive / "published").glob("*"))


def test_a_prefect_server_that_does_not_answer(fresh: Tapelog, examples: Path) -> None:
    nobody = "http://127.0.0.1:9/api"
    ran = fresh("process", examples / "interview.mp3", PREFECT_API_URL=nobody)
    assert ran.status == 1
    assert len(ran.err.strip().splitlines()) == 1
    assert f"{nobody} does not answer" in ran.err


@pytest.mark.models
def test_a_damaged_model_is_not_used(served: Tapelog, examples: Path, tmp_path: Path) -> None:
    from audio.checkpoints.models import fetch_model

    whole = fetch_model("segmentation-3.0")
    receipt = whole.with_name(f"{whole.name}.json")
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = a_file(tmp_path, whole.name, bytes(data))
    a_file(tmp_path, receipt.name, receipt.read_bytes())
    ran = served("process", examples / "interview.mp3", TAPELOG_MODELS=str(tmp_path))
    assert ran.status == 1
    assert damaged.name in ran.complaint
    assert "sha256" in ran.complaint
    listed = served("models", "verify", TAPELOG_MODELS=str(tmp_path))
    assert listed.status == 1
    assert "damaged" in listed.out


@pytest.mark.models
def test_a_truncated_recording_is_published_as_far_as_possible(
    here: Callable[..., Ran], examples: Path, tmp_path: Path
) -> None:
    whole = (examples / "interview.mp3").read_bytes()
    cut = a_file(tmp_path, "cut.mp3", whole[: len(whole) // 5])
    ran = here("process", cut, "--out", tmp_path / "out")
    assert ran.status == 0, ran.err
    assert "missing" in ran.err
    assert (tmp_path / "out" / "index.html").exists()
