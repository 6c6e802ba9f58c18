"""Recognize words, and detect languages, with CTranslate2 by faster-whisper (an optional extra)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import faster_whisper

from audio.recognizers.detected import DetectedLanguage
from audio.recognizers.recognizer import Progress
from audio.recognizers.whisper.recognizer import WhisperRecognizer
from audio.sound.recording import Sound
from transcripts.transcript import RecognitionResult, Span, Word

# Maximum number of names that are passed to the decoder; they share Whisper's text context with the
# text itself.
_MOST_NAMES = 40


class FasterWhisperRecognizer(WhisperRecognizer):
    """Detects the language and recognizes words with CTranslate2; Whisper rescores and aligns.

    Both use the same checkpoint: CTranslate2's files are converted from it at first use.
    """

    version: ClassVar[int] = 1

    def detect_language(
        self, sound: Sound, speech: Sequence[Span], progress: Progress
    ) -> DetectedLanguage:
        """Detect which language is spoken, from windows spread over the speech."""
        from audio.recognizers.whisper.language import check_multilingual, detect_in_windows

        model = self._open_model()
        check_multilingual(model.model.is_multilingual, self.options.model)
        return detect_in_windows(
            sound, speech, lambda samples: dict(model.detect_language(samples)[2]), progress
        )

    def recognize(
        self, sound: Sound, speech: Sequence[Span], vocabulary: Sequence[str], progress: Progress
    ) -> RecognitionResult:
        """Transcribe the words in `speech`, in windows cut at pauses."""
        from audio.recognizers.whisper.session import open_session
        from audio.recognizers.whisper.windows import cut_windows, merge_spans
        from audio.sound.loudness import levels_db

        session = open_session(self.options.model, self.options.language)
        speech = merge_spans(speech, sound.seconds)
        windows = cut_windows(speech, levels_db(sound.samples), seconds=sound.seconds)
        if not windows:
            progress(1.0)
            return RecognitionResult(())
        segments, _ = self._open_model().transcribe(
            sound.samples,
            language=session.tokenizer.language or "en",
            word_timestamps=True,
            condition_on_previous_text=False,
            hotwords=", ".join(vocabulary[:_MOST_NAMES]) or None,
            clip_timestamps=[edge for window in windows for edge in (window.start, window.end)],
        )
        words: list[Word] = []
        for segment in segments:
            words += _convert_words(segment)
            progress(min(1.0, segment.end / sound.seconds))
        progress(1.0)
        return RecognitionResult(tuple(sorted(words, key=lambda word: word.start)))

    def _open_model(self) -> faster_whisper.WhisperModel:
        from audio.recognizers.faster_whisper.weights import converted_folder

        return _load_model(converted_folder(self.options.model, self.models()[0].sha256))


def _convert_words(segment: Any) -> Iterator[Word]:
    for word in segment.words or ():
        if text := word.word.strip():
            start = float(word.start)
            yield Word(text, start, max(start, float(word.end)), min(1.0, float(word.probability)))


@lru_cache(1)
def _load_model(folder: Path) -> faster_whisper.WhisperModel:
    """Load the converted weights: 8-bit integers on a CPU, float16 on a GPU."""
    from audio.machine import device, parallelism

    on_gpu = device().type == "cuda"
    return faster_whisper.WhisperModel(
        str(folder),
        device="cuda" if on_gpu else "cpu",
        compute_type="float16" if on_gpu else "int8",
        cpu_threads=parallelism(),
        local_files_only=True,
    )
