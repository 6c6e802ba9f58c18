"""Cache the models' results for a tape, so that changed corrections are measured in seconds.

A folder has one file for each tape and kind of result. Delete the folder after changing a step that
uses a model. Changes to the rules that choose between wordings do not need new results.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from audio.acoustics.fit import level_homophones
from audio.acoustics.ngrams import text_log_odds
from audio.acoustics.pronounce import find_known_words
from audio.recognizers.table import create_recognizer, recognizer_options
from audio.recognizers.whisper.windows import merge_spans
from audio.sound.recording import load_sound
from benchmarks.tapes import Tape
from transcripts.corrections.acoustics import AcousticFits, Acoustics, find_overlaps
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.realign import Alignment
from transcripts.transcript import SpeakerSegment, Word

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TapeCache:
    """A folder of cached model results; without `loads_models` a missing result is an error."""

    folder: Path
    loads_models: bool = True

    def recognized(self, tape: Tape) -> tuple[Word, ...]:
        """Return the recognized words."""

        def recognized() -> list[tuple[str, float, float, float]]:
            from audio.diarization.segmentation import detect_speech

            sound = load_sound(tape.audio)
            found = create_recognizer(recognizer_options()).recognize(
                sound, detect_speech(sound), tape.vocabulary, _ignore_progress
            )
            return [(w.text, w.start, w.end, w.confidence) for w in found.words]

        return tuple(Word(*row) for row in self._cached(tape.name, "heard", recognized))

    def voices(self, tape: Tape) -> tuple[tuple[str, float, float], ...]:
        """Return the diarization: voice, start, end."""

        def diarized() -> list[tuple[str, float, float]]:
            from audio.diarization.diarize import diarize
            from audio.diarization.options import DiarizeOptions

            found = diarize(load_sound(tape.audio), DiarizeOptions())
            return [(s.voice, s.start, s.end) for s in found.segments]

        return tuple(tuple(row) for row in self._cached(tape.audio.parent.name, "voices", diarized))

    def acoustics(self, tape: Tape, alignment: Alignment) -> Acoustics:
        """Return the acoustic model's scores of an alignment's candidates, and the diarization."""
        segments = [SpeakerSegment(*row) for row in self.voices(tape)]
        speech = merge_spans([s.span for s in segments], load_sound(tape.audio).seconds)
        fits = self.acoustic_fits(tape, alignment.candidate_sets, alignment.recognized_words)
        return Acoustics(fits, tuple(speech), find_overlaps(segments))

    def stock_text(self, tape: Tape) -> str:
        """Return the text that stock openai-whisper writes with the same checkpoint."""

        def transcribed() -> str:
            import whisper

            from audio.checkpoints.models import whisper_checkpoint

            model = whisper.load_model(str(whisper_checkpoint("base")), device="cpu")
            samples = load_sound(tape.audio).samples.copy()
            return str(model.transcribe(samples, language="en", fp16=False)["text"])

        return self._cached(tape.audio.parent.name, "stock", transcribed)

    def log_likelihoods(
        self, tape: Tape, candidate_sets: Sequence[CandidateSet]
    ) -> list[tuple[float, ...]]:
        """Return the candidates' log-likelihoods; only new ones are computed."""
        path = self.folder / f"{tape.name}.weights.pkl"
        known: dict[Any, tuple[float, ...]] = _read(path) if path.exists() else {}
        new = [q for q in candidate_sets if _key(q) not in known]
        if new:
            self._require_loading(tape.name, f"{len(new)} questions")
            recognizer = create_recognizer(recognizer_options())
            found = recognizer.rescore(load_sound(tape.audio), new, _ignore_progress)
            known.update({_key(q): nats for q, nats in zip(new, found, strict=True)})
            _write(path, known)
        return [known[_key(q)] for q in candidate_sets]

    def acoustic_fits(
        self, tape: Tape, candidate_sets: Sequence[CandidateSet], recognized: Sequence[Word]
    ) -> AcousticFits:
        """Return the candidates' acoustic fit; only new ones are computed."""
        path = self.folder / f"{tape.name}.fits.pkl"
        known: dict[Any, tuple[float, ...]] = _read(path) if path.exists() else {}
        new = [q for q in candidate_sets if _key(q) not in known]
        if new:
            from audio.acoustics.fit import score_candidates

            found = score_candidates(load_sound(tape.audio), new, recognized).log_likelihoods
            known.update({_key(q): values for q, values in zip(new, found, strict=True)})
            _write(path, known)
        return AcousticFits(
            tuple(
                level_homophones(q, known[_key(q)]) if known[_key(q)] else ()
                for q in candidate_sets
            ),
            find_known_words(candidate_sets),
            tuple(map(text_log_odds, candidate_sets)),
        )

    def _cached(self, name: str, kind: str, compute: Callable[[], T]) -> T:
        path = self.folder / f"{name}.{kind}.pkl"
        if not path.exists():
            self._require_loading(name, kind)
            _write(path, compute())
        found: T = _read(path)
        return found

    def _require_loading(self, tape: str, kind: str) -> None:
        if not self.loads_models:
            raise LookupError(f"{self.folder} has no {kind} of {tape}: run once without --kept")


def _ignore_progress(_share: float) -> None:
    """Report no progress."""


def _key(candidate_set: CandidateSet) -> tuple[Any, ...]:
    q = candidate_set
    return (q.span.start, q.span.end, q.before, q.after, q.candidates)


def _read(path: Path) -> Any:
    return pickle.loads(path.read_bytes())


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(value))
