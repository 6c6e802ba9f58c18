"""Make recordings with similar voices from read speech: split one reader into two people.

    .venv/bin/python benchmarks/recordings/split_readers.py FOLDER/NAME.flac READER OUT
        [--semitones 0.4] [--effect telephone|room] [--seconds 150]

NAME.rttm (or truth.rttm) beside the sound has the times of each reader. The words are recognized
and cut into sentences. In the new recording READER is two people who take turns, one of them
--semitones higher and the other as much lower (pitch and formants together); other readers stay
unchanged. With --effect the lower voice speaks on a telephone line or in a reverberant room. OUT
gets the sound and truth.seglst.json with word times.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from make import telephone, tools  # noqa: E402 - found on the path that the line above gives
from make_across import shifted  # noqa: E402

from audio.diarization.segmentation import detect_speech  # noqa: E402
from audio.recognizers.table import create_recognizer, recognizer_options  # noqa: E402
from audio.sound.recording import SAMPLE_RATE, load_sound  # noqa: E402
from transcripts.text.sentences import ends_sentence  # noqa: E402
from transcripts.transcript import Word  # noqa: E402

EFFECTS = {"telephone": telephone, "room": tools.room}
CHANGES = 0.7
"""Probability that the other half of the reader says the reader's next sentence."""

KBITS = 96
MARGIN = 0.08
"""Seconds of sound kept before and after a sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one sentence, which one person says."""

    speaker: str
    words: tuple[Word, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sound", type=Path)
    parser.add_argument("reader")
    parser.add_argument("out", type=Path)
    parser.add_argument("--semitones", type=float, default=0.4)
    parser.add_argument("--effect", choices=EFFECTS)
    parser.add_argument("--seconds", type=float, default=150.0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    sentences = split_reader(list(read_sentences(asked.sound)), asked.reader, asked.seed)
    samples, rows = join_sentences(
        load_sound(asked.sound).samples, sentences, asked.semitones, asked.effect, asked.seconds
    )
    asked.out.mkdir(parents=True, exist_ok=True)
    tools.write_mp3(asked.out / f"{asked.out.name}.mp3", samples[None], KBITS)
    lines = ",\n".join(json.dumps(row) for row in rows)
    (asked.out / "truth.seglst.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{asked.out}: {len(samples) / SAMPLE_RATE:.0f} s, {len(rows)} turns")


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Recognize the words of a recording; yield its sentences with their readers."""
    spans = list(_read_spans(path))
    sentence: list[Word] = []
    speaker = ""
    for word in recognized(path):
        reader = max(spans, key=lambda s: min(s[1], word.end) - max(s[0], word.start))[2]
        if sentence and (reader != speaker or ends_sentence(sentence[-1].text)):
            yield Sentence(speaker, tuple(sentence))
            sentence = []
        speaker = reader
        sentence.append(word)
    if sentence:
        yield Sentence(speaker, tuple(sentence))


def recognized(path: Path) -> list[Word]:
    """Recognize the words of a recording, in order of start."""
    sound = load_sound(path)
    recognizer = create_recognizer(recognizer_options())
    found = recognizer.recognize(sound, detect_speech(sound), (), lambda _share: None)
    return sorted(found.words, key=lambda word: word.start)


def _read_spans(path: Path) -> Iterator[tuple[float, float, str]]:
    rttm = path.with_suffix(".rttm")
    rttm = rttm if rttm.exists() else path.parent / "truth.rttm"
    for line in rttm.read_text(encoding="utf-8").splitlines():
        cells = line.split()
        yield float(cells[3]), float(cells[3]) + float(cells[4]), cells[7]


def split_reader(sentences: Sequence[Sentence], reader: str, seed: int) -> list[Sentence]:
    """Assign the sentences of a reader alternately to two people."""
    rng = np.random.default_rng(seed)
    half, found = 0, []
    for sentence in sentences:
        if sentence.speaker == reader:
            half ^= int(rng.random() < CHANGES)
            sentence = Sentence(f"{reader} {'ab'[half]}", sentence.words)
        found.append(sentence)
    return found


def join_sentences(
    samples: tools.Samples,
    sentences: Sequence[Sentence],
    semitones: float,
    effect: str | None,
    seconds: float,
) -> tuple[tools.Samples, list[dict[str, object]]]:
    """Join the sentences; return the sound and the rows of the truth."""
    rng = np.random.default_rng(1)
    pieces: list[tools.Samples] = [np.zeros(SAMPLE_RATE // 2, np.float32)]
    rows: list[dict[str, object]] = []
    at = 0.5
    for sentence in sentences:
        if at > seconds:
            break
        first = max(0, round((sentence.words[0].start - MARGIN) * SAMPLE_RATE))
        sound = samples[first : round((sentence.words[-1].end + MARGIN) * SAMPLE_RATE)]
        shift = {" a": semitones, " b": -semitones}.get(sentence.speaker[-2:], 0.0)
        scale = 2 ** (-shift / 12)
        sound = shifted(sound, shift) if shift else sound
        if effect and sentence.speaker.endswith(" b"):
            sound = EFFECTS[effect](sound)
        times = [
            [
                w.text,
                round(at + (w.start - first / SAMPLE_RATE) * scale, 3),
                round(at + (w.end - first / SAMPLE_RATE) * scale, 3),
            ]
            for w in sentence.words
        ]
        last = rows[-1] if rows else None
        if last is not None and last["speaker"] == sentence.speaker:
            last["end_time"] = times[-1][2]
            last["words"] = f"{last['words']} {' '.join(str(t[0]) for t in times)}"
            last["word_times"] = [*last["word_times"], *times]  # type: ignore[misc]
        else:
            rows.append(
                {
                    "session_id": "split",
                    "speaker": sentence.speaker,
                    "start_time": times[0][1],
                    "end_time": times[-1][2],
                    "words": " ".join(str(t[0]) for t in times),
                    "word_times": times,
                }
            )
        gap = np.zeros(int(rng.uniform(0.05, 0.4) * SAMPLE_RATE), np.float32)
        pieces += [np.asarray(sound, np.float32), gap]
        at += (len(sound) + len(gap)) / SAMPLE_RATE
    return np.concatenate(pieces), rows


if __name__ == "__main__":
    main()
