"""Recognize selected passages again in the background, with a process that keeps a model loaded."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from editor.model_process import IDLE_SECONDS, ModelProcess
from transcripts.errors import UserError

LONGEST_SECONDS = 120.0
"""The longest passage that can be recognized again, in seconds."""

_MOST_KEPT = 50
"""The maximum number of results in memory; an older result is computed again if it is requested."""

TimedText = tuple[str, float, float]
"""A word with its start and end in seconds."""


@dataclass(frozen=True, slots=True)
class PassageRequest:
    """A passage of a sound to recognize, from `start` to `end` in seconds.

    `vocabulary` are names and words that may be said.
    """

    sound: Path
    start: float
    end: float
    recognizer: str
    model: str
    language: str
    vocabulary: tuple[str, ...]

    @property
    def for_process(self) -> dict[str, Any]:
        """The request as `editor.recognize_passage` reads it."""
        return asdict(self) | {"sound": str(self.sound)}


@dataclass(frozen=True, slots=True)
class RecognizedPassage:
    """The words that were recognized in a passage, or the error.

    `words` is None until the passage is recognized.
    """

    words: tuple[TimedText, ...] | None = None
    error: str | None = None


class PassageListener:
    """Recognizes passages in the background, one after another."""

    def __init__(self) -> None:
        self._passages: OrderedDict[PassageRequest, RecognizedPassage] = OrderedDict()
        self._due: SimpleQueue[PassageRequest | None] = SimpleQueue()
        self._guard = Lock()
        self._thread: Thread | None = None
        self._process = ModelProcess("editor.recognize_passage")

    def hear(self, request: PassageRequest) -> RecognizedPassage:
        """Return the result for a passage so far; the first call starts the recognition.

        A request that failed is tried again by the next call. Raises UserError for a passage
        without length or one that is too long.
        """
        if not 0 <= request.start < request.end:
            raise UserError("the passage must end after it begins")
        if request.end - request.start > LONGEST_SECONDS:
            raise UserError(f"the passage is longer than {LONGEST_SECONDS:.0f} s: select less")
        with self._guard:
            known = self._passages.get(request)
            if known is None:
                self._passages[request] = known = RecognizedPassage()
                self._due.put(request)
                if self._thread is None:
                    self._thread = Thread(target=self._work, name="listening", daemon=True)
                    self._thread.start()
            elif known.error:
                del self._passages[request]
        return known

    def stop(self) -> None:
        """End the process."""
        self._due.put(None)
        self._process.stop()

    def _work(self) -> None:
        while (request := self._wait_for_request()) is not None:
            try:
                found = self._process.ask(request.for_process)
                passage = RecognizedPassage(tuple((text, start, end) for text, start, end in found))
            except (UserError, OSError, ValueError) as error:
                self._process.end()
                passage = RecognizedPassage(error=str(error))
            with self._guard:
                self._passages[request] = passage
                while len(self._passages) > _MOST_KEPT:
                    self._passages.popitem(last=False)

    def _wait_for_request(self) -> PassageRequest | None:
        while True:
            try:
                return self._due.get(timeout=IDLE_SECONDS)
            except Empty:
                self._process.end()
