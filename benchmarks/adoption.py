"""Time the adoption of many timed transcripts, and the opening of a long one in the editor.

    .venv/bin/python -m benchmarks.adoption [--recordings 1000] [--seconds 60] [--hours 3]

Makes a folder of recordings (copies of one MP3 of noise, each with a different ID3 tag, so that all
files differ) with a WebVTT of 2.5 words a second beside each, and runs `tapelog adopt FOLDER` in an
empty archive. Then an OHMS 6.0 record of some hours is adopted, and its page and transcript are
requested from the editor twice, each time from a new server, to measure how long a person waits for
the page. Prints seconds, and seconds of processor time including child processes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import av
import numpy as np

_RATE_HZ = 16_000
_WORDS = ("harbour", "lamp", "rope", "winter", "boat", "tide", "window", "engine", "market")
_CUE_SECONDS = 4


def main() -> None:
    """Print the times of the adoption and of opening a long transcript."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recordings", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--hours", type=float, default=3.0)
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="tapelog-adoption-") as scratch:
        work = Path(scratch)
        if asked.recordings:
            folder = work / "recordings"
            folder.mkdir()
            _write_sound(work / "tape.mp3", asked.seconds, 0)
            sound = (work / "tape.mp3").read_bytes()
            for number in range(asked.recordings):
                tag = f"TAG{number:030}".encode().ljust(128, b"\0")
                (folder / f"tape{number:05}.mp3").write_bytes(sound + tag)
                cues = _webvtt(asked.seconds, number)
                (folder / f"tape{number:05}.vtt").write_text(cues, encoding="utf-8")
            _time_command(
                f"adopt {asked.recordings} recordings of {asked.seconds:.0f} s",
                ("-m", "flows.cli", "adopt", folder, "--archive", work / "archive"),
            )
        if asked.hours:
            _adopt_and_open_long_record(work, asked.hours)


def _adopt_and_open_long_record(work: Path, hours: float) -> None:
    seconds = 3600 * hours
    sound, record = work / "long.mp3", work / "long.xml"
    _write_sound(sound, seconds, 0)
    record.write_text(
        "<?xml version='1.0' encoding='UTF-8'?><ROOT xmlns='https://www.weareavp.com/nunncenter/"
        "ohms'><record><version>6.0</version><title>Long</title><vtt_transcript>"
        f"{escape(_webvtt(seconds, 0))}</vtt_transcript></record></ROOT>",
        encoding="utf-8",
    )
    place = work / "long"
    _time_command(
        f"adopt an OHMS record of {hours:g} h",
        ("-m", "flows.cli", "adopt", record, sound, "--archive", place),
    )
    for which in ("first", "second"):
        _time_command(f"open it in the editor, {which} server", ("-c", _OPEN, str(place)))


_OPEN = """
import sys, time
from pathlib import Path
from starlette.testclient import TestClient
from archive.catalogue.open import open_catalogue
from archive.catalogue.find import find_recordings
from editor.app import build
from editor.settings import Settings
with open_catalogue(Path(sys.argv[1])) as catalogue:
    recording = find_recordings(catalogue).recordings[0].id
    editor = build(catalogue, Settings("Ann", uses_models=False))
    with TestClient(editor, base_url="http://127.0.0.1:8765") as client:
        for address in (f"/recordings/{recording}", f"/api/recordings/{recording}"):
            began, cpu = time.perf_counter(), time.process_time()
            answer = client.get(address)
            seconds, spent = time.perf_counter() - began, time.process_time() - cpu
            print(f"{address.split(recording)[0]}: {answer.status_code}, {len(answer.content):,} "
                  f"bytes, {seconds:.2f} s, processor {spent:.2f} s")
"""


def _time_command(title: str, command: tuple[object, ...]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{title}: {seconds:.1f} s, processor {spent:.1f} s")
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    print("\n".join(lines[-2:]))


def _write_sound(path: Path, seconds: float, seed: int) -> None:
    """Write a mono MP3 of constant bit rate, so that publishing can copy it without encoding."""
    rng = np.random.default_rng(seed)
    block = (0.1 * rng.standard_normal(60 * _RATE_HZ)).astype(np.float32)
    left = round(seconds * _RATE_HZ)
    with av.open(str(path), "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=_RATE_HZ, layout="mono")
        stream.bit_rate = 32_000
        while left > 0:
            frame = av.AudioFrame.from_ndarray(block[None, :left], format="fltp", layout="mono")
            frame.sample_rate = _RATE_HZ
            out.mux(stream.encode(frame))
            left -= len(block)
        out.mux(stream.encode(None))


def _webvtt(seconds: float, seed: int) -> str:
    return "WEBVTT\n\n" + "\n\n".join(_webvtt_cues(seconds, seed)) + "\n"


def _webvtt_cues(seconds: float, seed: int) -> Iterator[str]:
    rng = np.random.default_rng(seed)
    for n, start in enumerate(range(0, int(seconds) - _CUE_SECONDS, _CUE_SECONDS)):
        words = " ".join(_WORDS[int(i)] for i in rng.integers(0, len(_WORDS), 10))
        who = ("Ada Lane", "Jonah Reed")[n // 5 % 2]
        times = f"{_format_time(start)} --> {_format_time(start + _CUE_SECONDS)}"
        yield f"{times}\n<v {who}>{words.capitalize()}."


def _format_time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


if __name__ == "__main__":
    main()
