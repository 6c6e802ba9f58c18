"""Synthesize a script as a recording, with its truth and a damaged reference text.

    VOICES/venv/bin/python examples/make_example.py VOICES

VOICES holds voices.py: `synth_words(text, voice)` gives samples at 16 kHz and words with times.
Its environment has numpy, scipy and av. interview.script.json beside this file has everything else.
Each of its lines is one of

    {"by": person, "say": text, "gap": seconds after the last line, negative for an overlap}
    {"by": person, "say": text, "inside": word of the last line; this line starts where it ends}
    {"music_db": level, "seconds": length, "alone": seconds before the next line}

and a slip is {"kind", "before", "after"}: a piece of the text without commas and contractions, and
the wrong text that somebody typed instead.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from old_text import make_reference
from scipy.signal import butter, fftconvolve, sosfilt
from spoken import Samples, Script, SpokenLine, Word

RATE = 16_000
SPEECH_RMS_DB = -23.0  # the usual loudness of a programme
LONGEST_PAUSE = 0.25  # s; a longer pause splits a segment in transcript.rttm

Synth = Callable[..., tuple[Samples, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Music:
    start: float
    samples: Samples


# Sound


def gain(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def set_level(samples: Samples, level_db: float) -> Samples:
    """Bring the speech in `samples` (within 40 dB of its peak) to a level."""
    loud = samples[np.abs(samples) > np.abs(samples).max() * gain(-40)]
    return (samples * gain(level_db) / np.sqrt(np.mean(loud**2))).astype(np.float32)


def add_reverberation(sound: Samples, seconds: float = 0.45, wet_db: float = -8.0) -> Samples:
    """Simulate the reverberation of a small room, which falls by 60 dB in `seconds`."""
    times = np.arange(int(seconds * RATE)) / RATE
    tail = np.random.default_rng(5).standard_normal(len(times)) * 10 ** (-3 * times / seconds)
    tail[: int(0.008 * RATE)] = 0
    tail *= gain(wet_db) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    return fftconvolve(sound, tail).astype(np.float32)


EFFECTS: dict[str, Callable[[Samples], Samples]] = {"room": add_reverberation}


def pluck_string(frequency_hz: float, seconds: float = 1.6) -> Samples:
    """Synthesize one plucked note of six partials."""
    times = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * k * frequency_hz * times) / k**1.6 for k in range(1, 7))
    return (wave * np.exp(-3 * times) * np.minimum(1, times / 0.005)).astype(np.float32)


CHORDS_HZ = (
    (220.00, 261.63, 329.63, 440.00),
    (174.61, 220.00, 261.63, 349.23),
    (130.81, 196.00, 261.63, 329.63),
    (196.00, 246.94, 293.66, 392.00),
)


def arpeggio(seconds: float) -> Samples:
    """Synthesize four broken chords, with a note every quarter of a second."""
    out = np.zeros(int((seconds + 2) * RATE), np.float32)
    for step in range(int(seconds / 0.25)):
        note = pluck_string(CHORDS_HZ[step // 8 % 4][(0, 2, 1, 3, 2, 1, 3, 2)[step % 8]])
        at = int(step * 0.25 * RATE)
        out[at : at + len(note)] += note
    return out[: int(seconds * RATE)]


def make_music(music: Script) -> Samples:
    """Synthesize music that plays alone first, drops by 10 dB during speech, and fades out."""
    seconds, alone = music["seconds"], music["alone"]
    times = np.arange(int(seconds * RATE)) / RATE
    fade = min(4.0, seconds / 3)
    level = np.interp(times, (0, 0.4, alone - 0.6, alone), (-50, 0, 0, -10))
    level += np.interp(times, (seconds - fade, seconds), (0, -50))
    sound = set_level(arpeggio(seconds), music["music_db"])
    return (sound * 10 ** (level / 20)).astype(np.float32)


# Speaking


def spell_out_capitals(text: str) -> str:
    """Spell out shouted words for the synthesizer; the number of words stays the same."""
    return re.sub(r"\b[A-Z]{4,}\b|\bALL\b", lambda m: m[0].capitalize(), text).replace(" - ", " — ")


def synthesize_line(
    line: Script, person: Script, synth: Synth, seed: int
) -> tuple[Samples, list[Word]]:
    """Synthesize one line: samples with the person's level and effects, word times from 0 s."""
    options = {"speed": person.get("speed"), "pause": line.get("pause", 0.35), "seed": seed}
    samples, timed = synth(spell_out_capitals(line["say"]), person["voice"], **options)
    shown = [word for word in line["say"].split() if re.search(r"\w", word)]
    if len(shown) != len(timed):
        raise ValueError(
            f"{len(shown)} words in the script, {len(timed)} synthesized: {line['say']!r}"
        )
    for effect in person.get("effects", ()):
        samples = EFFECTS[effect](samples)
    samples = set_level(
        samples, SPEECH_RMS_DB + person.get("level_db", 0) + line.get("level_db", 0)
    )
    words = [Word(w, t["start"], t["end"]) for w, t in zip(shown, timed, strict=True)]
    return samples, words


def start_of_line(line: Script, previous: SpokenLine | None, end_of_previous: float) -> float:
    """Return the start of a line: over a word of the previous line, or `gap` seconds after it."""
    if "inside" not in line or previous is None:
        return end_of_previous + line.get("gap", 0.5)
    return next(w.end for w in previous.words if w.text.strip(",.?!-") == line["inside"])


def place_lines(script: Script, synth: Synth) -> tuple[list[SpokenLine], list[Music]]:
    """Synthesize all lines and music, and place them in time."""
    spoken: list[SpokenLine] = []
    beds: list[Music] = []
    last, now = None, 0.0
    for number, line in enumerate(script["lines"]):
        if "music_db" in line:
            start = max(0.0, now + line.get("gap", 0.0))
            beds.append(Music(start, make_music(line)))
            now = start + line["alone"]
            continue
        samples, words = synthesize_line(line, script["people"][line["by"]], synth, number)
        start = start_of_line(line, last, now)
        placed = (Word(w.text, round(start + w.start, 3), round(start + w.end, 3)) for w in words)
        turn = SpokenLine(line["by"], start, tuple(placed), samples)
        spoken.append(turn)
        if "inside" not in line:
            last, now = turn, max(now, turn.words[-1].end)
    return spoken, beds


def mix_recording(
    script: Script, spoken_lines: Sequence[SpokenLine], beds: Sequence[Music]
) -> Samples:
    """Mix speech, music and hiss `noise_db` below the speech; shape [1, n]."""
    pieces = [(piece.start, piece.samples) for piece in (*beds, *spoken_lines)]
    end = max(start + len(samples) / RATE for start, samples in pieces) + 0.7
    hiss = np.random.default_rng(0).standard_normal((1, int(end * RATE)))
    hiss = sosfilt(butter(1, 2000, fs=RATE, output="sos"), hiss)
    out = (hiss * gain(SPEECH_RMS_DB - script["noise_db"]) / hiss.std()).astype(np.float32)
    for start, samples in pieces:
        at = round(start * RATE)
        out[:, at : at + len(samples)] += samples
    return out * min(1, 0.98 / np.abs(out).max())


def write_mp3(path: Path, sound: Samples, kbits: int) -> None:
    """Encode `sound` ([channels, n] at 16 kHz)."""
    layout = "mono" if len(sound) == 1 else "stereo"
    samples = np.ascontiguousarray(np.round(sound * 32767).astype(np.int16))
    frame = av.AudioFrame.from_ndarray(samples, format="s16p", layout=layout)
    frame.sample_rate = RATE
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libmp3lame", rate=RATE, layout=layout, bit_rate=kbits * 1000)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)


# Truth


def split_at_pauses(spoken_lines: Sequence[SpokenLine]) -> list[tuple[str, float, float]]:
    """Return the segments of each person, split at pauses of `LONGEST_PAUSE`."""
    found: list[tuple[str, float, float]] = []
    for by in dict.fromkeys(s.person for s in spoken_lines):
        words = sorted((w.start, w.end) for s in spoken_lines if s.person == by for w in s.words)
        start, end = words[0]
        for next_start, next_end in words[1:]:
            if next_start - end >= LONGEST_PAUSE:
                found.append((by, start, end))
                start = next_start
            end = max(end, next_end)
        found.append((by, start, end))
    return sorted(found, key=lambda stretch: stretch[1])


def speaker_label(script: Script, person: str) -> str:
    """Return the name of a person, or the key of an unnamed one."""
    return str(script["people"][person].get("name") or person)


def to_seglst(script: Script, spoken_lines: Sequence[SpokenLine]) -> list[Script]:
    """Return SegLST, extended by speakers' names and roles and by word times."""
    return [
        {
            "session_id": script["session"],
            "speaker": speaker_label(script, turn.person),
            "name": script["people"][turn.person].get("name"),
            "role": script["people"][turn.person].get("role"),
            "start_time": turn.words[0].start,
            "end_time": turn.words[-1].end,
            "words": " ".join(w.text for w in turn.words),
            "word_times": [[w.text, w.start, w.end] for w in turn.words],
        }
        for turn in sorted(spoken_lines, key=lambda s: s.words[0].start)
    ]


def write_truth(folder: Path, script: Script, spoken_lines: Sequence[SpokenLine]) -> None:
    """Write truth.seglst.json, truth.rttm and truth.stm."""
    session, turns = script["session"], to_seglst(script, spoken_lines)
    rows = [json.dumps(turn, ensure_ascii=False) for turn in turns]
    (folder / "truth.seglst.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
    rttm = (
        f"SPEAKER {session} 1 {start:.3f} {end - start:.3f} <NA> <NA> "
        f"{speaker_label(script, by).replace(' ', '_')} <NA> <NA>\n"
        for by, start, end in split_at_pauses(spoken_lines)
    )
    (folder / "truth.rttm").write_text("".join(rttm))
    stm = (
        f"{session} 1 {t['speaker'].replace(' ', '_')} {t['start_time']:.3f} {t['end_time']:.3f} "
        f"{t['words']}\n"
        for t in turns
    )
    (folder / "truth.stm").write_text("".join(stm))


# Writing the example


def write_reference(folder: Path, script: Script, spoken_lines: Sequence[SpokenLine]) -> None:
    """Write reference.txt, and planted.json with its errors."""
    old = make_reference(script, spoken_lines)
    (folder / "reference.txt").write_text(old.text + "\n")
    rows = [json.dumps(slip, ensure_ascii=False) for slip in old.planted]
    (folder / "planted.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")


def main() -> None:
    here = Path(__file__).parent
    sys.path.insert(0, sys.argv[1])
    import voices

    script = json.loads((here / "interview.script.json").read_text())
    voices.PRON.update(script["pronunciations"])
    spoken, beds = place_lines(script, voices.synth_words)
    write_mp3(here / "interview.mp3", mix_recording(script, spoken, beds), script["kbits"])
    write_truth(here, script, spoken)
    write_reference(here, script, spoken)


if __name__ == "__main__":
    main()
