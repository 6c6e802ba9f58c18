"""What the models make of a tape, computed once and kept, so that decisions are fitted in seconds.

A folder keeps one file for each tape and kind of answer. Delete it after changing a step that
listens; what decides needs no new listening.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from audio.acoustics.pronounce import known_words
from audio.sound.recording import load
from benchmarks.tapes import Tape
from transcripts.corrections.acoustics import AcousticFits
from transcripts.realignment.questions import Question
from transcripts.transcript import RecognitionResult, Voices, Word

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TapeCache:
    """A folder with the answers of models; without `listens` a missing answer is an error."""

    folder: Path
    listens: bool = True

    def heard(self, tape: Tape) -> RecognitionResult:
        """The words that the recognizer hears."""

        def recognized() -> RecognitionResult:
            from audio.diarization.segmentation import detect_speech
            from audio.recognizers.whisper.transcribe import transcribe

            sound = load(tape.audio)
            return transcribe(sound, detect_speech(sound), vocabulary=tape.vocabulary)

        return self._kept(tape.name, "heard", recognized)

    def voices(self, tape: Tape) -> Voices:
        """The voices that the diarizer tells apart."""

        def diarized() -> Voices:
            from audio.diarization.diarize import DiarizeOptions, diarize

            return diarize(load(tape.audio), DiarizeOptions())

        return self._kept(tape.name, "voices", diarized)

    def stock(self, tape: Tape) -> str:
        """The text that stock openai-whisper writes with the same checkpoint."""

        def transcribed() -> str:
            import whisper

            from audio.checkpoints.models import checkpoint

            model = whisper.load_model(str(checkpoint("base")), device="cpu")
            samples = load(tape.audio).samples.copy()
            return str(model.transcribe(samples, language="en", fp16=False)["text"])

        return self._kept(tape.name, "stock", transcribed)

    def weights(self, tape: Tape, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        """Log-likelihoods of the wordings of questions; only what is new is asked."""
        path = self.folder / f"{tape.name}.weights.pkl"
        known: dict[Any, tuple[float, ...]] = _read(path) if path.exists() else {}
        new = [q for q in questions if _key(q) not in known]
        if new:
            from audio.recognizers.whisper.rescore import rescore

            self._check(tape.name, f"{len(new)} questions")
            found = rescore(load(tape.audio), new)
            known.update({_key(q): nats for q, nats in zip(new, found, strict=True)})
            _write(path, known)
        return [known[_key(q)] for q in questions]

    def fits(
        self, tape: Tape, questions: Sequence[Question], heard: Sequence[Word]
    ) -> AcousticFits:
        """How well the wordings of questions fit the sound; only what is new is asked."""
        path = self.folder / f"{tape.name}.fits.pkl"
        known: dict[Any, tuple[float, ...]] = _read(path) if path.exists() else {}
        new = [q for q in questions if _key(q) not in known]
        if new:
            from audio.acoustics.fit import fits

            found = fits(load(tape.audio), new, heard).log_likelihoods
            known.update({_key(q): values for q, values in zip(new, found, strict=True)})
            _write(path, known)
        return AcousticFits(tuple(known[_key(q)] for q in questions), known_words(questions))

    def _kept(self, name: str, kind: str, compute: Callable[[], T]) -> T:
        path = self.folder / f"{name}.{kind}.pkl"
        if not path.exists():
            self._check(name, kind)
            _write(path, compute())
        found: T = _read(path)
        return found

    def _check(self, name: str, what: str) -> None:
        if not self.listens:
            raise LookupError(f"{self.folder} has no {what} of {name}: run once without --kept")


def _key(question: Question) -> tuple[Any, ...]:
    q = question
    return (q.span.start, q.span.end, q.before, q.after, q.wordings)


def _read(path: Path) -> Any:
    return pickle.loads(path.read_bytes())


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(value))
