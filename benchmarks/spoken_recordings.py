"""Read recordings with the true speaker of each word, and cache the models' results for them."""

from __future__ import annotations

import importlib
import json
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from audio.diarization.options import DiarizeOptions
from benchmarks.tapes import SOUND_SUFFIXES
from speakers.cast import CastMember
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.scores.word_alignment import TokenSequence, align_tokens, aligned_pairs
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

OFF_SECONDS = 0.045
"""Scale of a Laplace distribution whose median absolute value is 31 ms."""

CONTESTANTS = Path(__file__).parent / "speed" / "contestants"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SpokenRecording:
    """A recording's words, the speaker of each word, and the words that begin a turn of its text.

    A word has no speaker if the truth lacks the word.
    """

    title: str
    words: tuple[Word, ...]
    speakers: tuple[str | None, ...]
    breaks: frozenset[int]
    cast: tuple[CastMember, ...] = ()

    @property
    def people(self) -> int:
        """The number of people who speak."""
        return len(set(self.speakers) - {None})


class ModelCache:
    """The models' results for a recording, cached in a file."""

    def __init__(self, path: Path, audio: Path, loads_models: bool) -> None:
        self._path, self._audio, self._loads_models = path, audio, loads_models
        self._kept: dict[Any, Any] = pickle.loads(path.read_bytes()) if path.exists() else {}
        self._sound: Any = None

    def diarization(self) -> Diarization:
        """Return the diarization without any text."""

        def diarized() -> Diarization:
            from audio.diarization.diarize import diarize

            return diarize(self._load(), DiarizeOptions())

        return self._cached("voices", diarized)

    def stock_segments(self) -> tuple[SpeakerSegment, ...]:
        """Return the segments that pyannote's own pipeline finds with the same models."""

        def diarized() -> tuple[SpeakerSegment, ...]:
            sys.path.insert(0, str(CONTESTANTS))
            voices_stock = importlib.import_module("voices_stock")
            turns = voices_stock.load()(self._load().samples)["turns"]
            return tuple(SpeakerSegment(voice, start, end) for start, end, voice in turns)

        return self._cached("stock", diarized)

    def embeddings(self, pieces: Sequence[TurnPiece]) -> np.ndarray:
        """Return the embeddings of pieces of turns; only new ones are computed."""
        new = [p.span for p in pieces if p.span not in self._kept]
        if new:
            from audio.diarization.embed import embed

            found = embed(self._load(), [[span] for span in new])
            self._kept.update(zip(new, found, strict=True))
        return np.stack([self._kept[piece.span] for piece in pieces])

    def recognized(self) -> tuple[Word, ...]:
        """Return the recognized words."""

        def recognize() -> tuple[Word, ...]:
            from audio.diarization.segmentation import detect_speech
            from audio.recognizers.table import create_recognizer, recognizer_options

            sound = self._load()
            recognizer = create_recognizer(recognizer_options())
            return recognizer.recognize(sound, detect_speech(sound), (), _ignore_progress).words

        return self._cached("recognized", recognize)

    def aligned_words(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Return the words with aligned times."""

        def align() -> tuple[Word, ...]:
            from audio.recognizers.table import create_recognizer, recognizer_options

            recognizer = create_recognizer(recognizer_options())
            return recognizer.align(self._load(), words, _ignore_progress).words

        return self._cached(("timed", *(w.text for w in words)), align)

    def save(self) -> None:
        """Write the cache to its file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(pickle.dumps(self._kept))

    def _cached(self, key: Any, compute: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = compute()
        found: T = self._kept[key]
        return found

    def _load(self) -> Any:
        if not self._loads_models:
            raise LookupError(f"{self._path} lacks results of models: run once without --kept")
        if self._sound is None:
            from audio.sound.recording import load_sound

            self._sound = load_sound(self._audio)
        return self._sound


def find_sound(path: Path) -> Path:
    """Return the sound of a folder, or the file itself."""
    if path.is_file():
        return path
    return next(file for file in sorted(path.iterdir()) if file.suffix in SOUND_SUFFIXES)


def read_recording(path: Path, cache: ModelCache) -> SpokenRecording:
    """Read a recording: a folder with its truth, or a sound file with an RTTM file beside it."""
    if path.is_file():
        return _read_turns_only(path, cache)
    if (path / "truth.seglst.json").exists():
        return _read_timed(path)
    return _read_tape(path, cache)


def _read_timed(folder: Path) -> SpokenRecording:
    """Read a recording with true word times, and shift them by the usual error of alignment."""
    rows = json.loads((folder / "truth.seglst.json").read_text(encoding="utf-8"))
    rows = sorted(rows, key=lambda r: float(r["start_time"]))
    rng = np.random.default_rng(0)
    said = sorted(
        (
            (_shift_times(Word(text, start, end, origin="both"), rng), r["speaker"], number)
            for number, r in enumerate(rows)
            for text, start, end in r["word_times"]
        ),
        key=lambda item: item[0].start,
    )
    people = {r["name"]: r.get("role") for r in rows if r.get("name")}
    return SpokenRecording(
        title=folder.resolve().name,
        words=tuple(word for word, _, _ in said),
        speakers=tuple(speaker for _, speaker, _ in said),
        breaks=_indices_of_changes([number for _, _, number in said]),
        cast=tuple(CastMember(person, role) for person, role in people.items()),
    )


def _read_tape(folder: Path, cache: ModelCache) -> SpokenRecording:
    """Read a real tape (see tapes.py): realign its old text, and take the words and turn breaks.

    Where the old text and the recognized words differ, nothing is rescored.
    """
    reference = (folder / "reference.txt").read_text(encoding="utf-8")
    chosen = choose_words(realign(reference, cache.recognized(), ENGLISH), None)
    corrected = punctuate(chosen, None)
    timed = cache.aligned_words(chosen.timed_words)
    words = tuple(replace(t, text=w.text) for t, w in zip(timed, corrected.words, strict=True))
    lines = (folder / "truth.txt").read_text(encoding="utf-8").splitlines()
    truth = [(w, who) for who, _, said in (x.partition(": ") for x in lines) for w in said.split()]
    rows = [
        TokenSequence(tuple(r), (), tokenize_for_scoring([w.text for w in r], ENGLISH))
        for r in ([Word(text, 0, 0) for text, _ in truth], words)
    ]
    speakers: list[str | None] = [None] * len(words)
    for i, j, _ in aligned_pairs(align_tokens(*rows)):
        speakers[rows[1].tokens[j].first] = truth[rows[0].tokens[i].first][1]
    return SpokenRecording(
        folder.resolve().name, words, tuple(speakers), frozenset(corrected.turn_breaks)
    )


def _read_turns_only(sound: Path, cache: ModelCache) -> SpokenRecording:
    """Read a recording without a text: recognized words, with turns where the speaker changes."""
    spans = []
    for line in sound.with_suffix(".rttm").read_text(encoding="utf-8").splitlines():
        cells = line.split()
        spans.append((Span(float(cells[3]), float(cells[3]) + float(cells[4])), cells[7]))
    words = tuple(replace(word, origin="both") for word in cache.recognized())
    speakers = [_speaker_at(word, spans) for word in words]
    return SpokenRecording(sound.stem, words, tuple(speakers), _indices_of_changes(speakers))


def _speaker_at(word: Word, spans: Sequence[tuple[Span, str]]) -> str | None:
    """Return the speaker who overlaps a word most, None if nobody does."""
    seconds, speaker = max((span.overlap(word.span), who) for span, who in spans)
    return speaker if seconds > 0 else None


def _indices_of_changes(values: Sequence[object]) -> frozenset[int]:
    return frozenset(n for n, (a, b) in enumerate(pairwise(values), start=1) if a != b)


def _shift_times(word: Word, rng: np.random.Generator) -> Word:
    early, late = rng.laplace(0, OFF_SECONDS, 2).tolist()
    start = max(0.0, word.start + early)
    return replace(word, start=start, end=max(start + 0.03, word.end + late))


def _ignore_progress(_share: float) -> None:
    """Report no progress."""
