"""Convert recordings to the format that every contestant reads, and read their truth."""

from __future__ import annotations

import importlib.util
import json
import re
import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle
from pathlib import Path

import numpy as np

from audio.sound.recording import SAMPLE_RATE, load_sound

SOUNDS = (".mp3", ".flac", ".wav")
PAUSE = 0.5
"""Seconds of silence between recordings that are joined."""


@dataclass(frozen=True)
class TrueWord:
    """Words of one speaker with start and end in seconds; 0 if the times are unknown."""

    start: float
    end: float
    speaker: str
    words: str


@dataclass(frozen=True)
class Sound:
    """A recording of one channel, 16 kHz and 16 bit, with its truth and old text if known.

    The old text is also in a file beside the sound, with the suffix .txt.
    """

    name: str
    path: Path
    seconds: float
    true_words: tuple[TrueWord, ...] | None
    turns: tuple[tuple[float, float, str], ...] | None
    old_text: str | None = None

    @cached_property
    def text(self) -> str | None:
        """All true words in order."""
        return None if self.true_words is None else " ".join(s.words for s in self.true_words)


def telephone_sample() -> Path:
    """Find the conversation that pyannote.audio contains, without importing it."""
    spec = importlib.util.find_spec("pyannote.audio")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "sample" / "sample.wav"


def sounds(paths: Sequence[Path], folder: Path) -> list[Sound]:
    """Convert recordings into `folder`; a path is a file, or a folder with one recording.

    The truth is truth.seglst.json and truth.rttm in the folder, or NAME.seglst.json and NAME.rttm
    beside NAME.wav; the old text is reference.txt or NAME.reference.txt.
    """
    return [_convert_recording(path, folder) for path in paths]


def _convert_recording(path: Path, folder: Path) -> Sound:
    file, stem = path, path.stem
    if path.is_dir():
        file, stem = next(f for f in sorted(path.iterdir()) if f.suffix in SOUNDS), "truth"
    samples = load_sound(file).samples
    name = path.name if path.is_dir() else path.stem
    said, turns = file.parent / f"{stem}.seglst.json", file.parent / f"{stem}.rttm"
    found = Sound(
        name,
        folder / f"{name}.wav",
        len(samples) / SAMPLE_RATE,
        tuple(_read_words(said)) if said.exists() else None,
        tuple(_read_turns(turns)) if turns.exists() else None,
    )
    old = path / "reference.txt" if path.is_dir() else path.with_name(f"{stem}.reference.txt")
    if old.exists():
        found = _with_old_text(found, old.read_text(encoding="utf-8"))
    if found.turns is None and found.true_words is not None:
        found = replace(found, turns=tuple((s.start, s.end, s.speaker) for s in found.true_words))
    _write(found.path, [samples])
    return found


def join_to_length(sounds: Sequence[Sound], minutes: float, folder: Path) -> Sound:
    """Repeat and join recordings up to a length in minutes."""
    name = f"{minutes:g} minutes"
    said, turns, at = [], [], 0.0
    pieces: list[Sound] = []
    for part in cycle(sounds):
        if at >= minutes * 60:
            break
        pieces.append(part)
        said += [replace(s, start=s.start + at, end=s.end + at) for s in part.true_words or ()]
        turns += [(a + at, b + at, f"{part.name} {who}") for a, b, who in part.turns or ()]
        at += part.seconds + PAUSE
    path = folder / f"{minutes:g}-minutes.wav"
    seconds = min(at, minutes * 60)
    _write(path, _with_pauses(pieces), round(seconds * SAMPLE_RATE))
    whole = all(part.true_words is not None for part in sounds)
    found = Sound(
        name,
        path,
        seconds,
        tuple(s for s in said if s.end <= seconds) if whole else None,
        tuple((a, min(b, seconds), who) for a, b, who in turns if a < seconds),
    )
    if any(part.old_text is None for part in sounds):
        return found
    unheard = (at - PAUSE - seconds) / pieces[-1].seconds if pieces else 0.0
    return _with_old_text(found, _joined_texts([p.old_text or "" for p in pieces], unheard))


def _joined_texts(texts: Sequence[str], cut_share: float) -> str:
    """Join old texts; cut the share `cut_share` off the end of the last one."""
    *whole, last = texts
    if cut_share > 0:
        heard = last[: round(len(last) * (1 - cut_share)) + 1]
        last = heard[: len(heard) - len(re.split(r"\s", heard)[-1])]
    return "\n\n".join([*whole, last]).strip() + "\n"


def _with_old_text(sound: Sound, text: str) -> Sound:
    sound.path.with_suffix(".txt").write_text(text, encoding="utf-8")
    return replace(sound, old_text=text)


def _read_words(path: Path) -> Iterator[TrueWord]:
    """Yield the true words in order of the utterances; single words if these have times.

    With the times of single words, the truth can be cut where the sound is cut.
    """
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in sorted(rows, key=lambda r: float(r.get("start_time", 0))):
        whole = [row["words"], row.get("start_time", 0), row.get("end_time", 0)]
        for words, start, end in row.get("word_times", [whole]):
            yield TrueWord(float(start), float(end), row["speaker"], words)


def _read_turns(path: Path) -> Iterator[tuple[float, float, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("SPEAKER"):
            _, _, _, start, length, _, _, label, *_ = line.split()
            yield float(start), float(start) + float(length), label


def _with_pauses(sounds: Sequence[Sound]) -> Iterator[np.ndarray]:
    for part in sounds:
        yield _read_samples(part.path)
        yield np.zeros(round(PAUSE * SAMPLE_RATE), np.float32)


def _read_samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16) / np.float32(32768)


def _write(path: Path, pieces: Iterable[np.ndarray], max_samples: int | None = None) -> None:
    """Write pieces one by one to save memory: on Linux, a child's peak includes its parent's."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for piece in pieces:
            samples = piece if max_samples is None else piece[: max_samples - file.getnframes()]
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
