"""Measure the times of typed words in the background, with a process that keeps a model loaded.

The editor itself loads no model. After an edit, the words whose times are estimates are aligned
with the sound around them; the result is an edit of its own, which changes nothing that a person
did.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import Snapshot, load_snapshot, recording_row
from archive.database.connection import Catalogue
from archive.database.timestamps import current_time
from archive.storage.originals import find_original_sound
from audio.recognizers.recognizer import DEFAULTS
from editor.model_process import IDLE_SECONDS, ModelProcess
from editor.publisher import Publisher
from editor.typed_passages import find_passage, group_words
from transcripts.edits.kinds.set_times import MeasuredTimes, SetTimes
from transcripts.errors import UserError
from transcripts.transcript import Span

AUTHOR = "tapelog"
"""The author of measured times in the history."""

_PREPARATION = {"sound": None, "start": 0, "end": 2, "words": [("yes", 0.5, 1.0)]}
"""A request that loads the model and measures nothing."""

_log = logging.getLogger(__name__)


class TimesWorker:
    """Measures the times of typed words in the background, one recording after another."""

    def __init__(self, catalogue: Catalogue, publisher: Publisher) -> None:
        self._catalogue, self._publisher = catalogue, publisher
        self._due: SimpleQueue[tuple[str, bool] | None] = SimpleQueue()
        self._guard = Lock()
        self._thread: Thread | None = None
        self._process = ModelProcess("editor.align_words")
        self._stopping = False

    def measure_after_edit(self, recording: str) -> None:
        """Measure the words of a recording whose times are estimates."""
        self._enqueue(recording, is_edited=True)

    def prepare(self, recording: str) -> None:
        """Load the model of a recording, because somebody is about to type."""
        self._enqueue(recording, is_edited=False)

    def _enqueue(self, recording: str, is_edited: bool) -> None:
        with self._guard:
            if self._stopping:
                return
            self._due.put((recording, is_edited))
            if self._thread is None:
                self._thread = Thread(target=self._work, name="word times", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End the process; words that were not measured keep their estimated times."""
        with self._guard:
            self._stopping = True
            self._due.put(None)
        self._process.stop()

    def _work(self) -> None:
        while (task := self._wait_for_recording()) is not None:
            recording, is_edited = task
            try:
                now = load_snapshot(self._catalogue, recording)
                if is_edited:
                    self._measure(recording, now)
                else:
                    self._send_request(_PREPARATION | model_of(now))
            except (UserError, OSError, ValueError) as error:
                self._process.end()
                _log.warning("times of typed words were not measured: %s", error)

    def _wait_for_recording(self) -> tuple[str, bool] | None:
        while True:
            try:
                return self._due.get(timeout=IDLE_SECONDS)
            except Empty:
                self._process.end()

    def _measure(self, recording: str, now: Snapshot) -> None:
        draft = now.applied.state.materialized.draft
        times = [t for group in group_words(draft) for t in self._align(recording, now, group)]
        if times:
            change = SetTimes(tuple(times))
            append(
                self._catalogue,
                recording,
                NewEdit(change, AUTHOR, current_time(), now.revision),
            )
            self._publisher.publish_when_quiet(recording)

    def _align(self, recording: str, now: Snapshot, typed: Sequence[int]) -> list[MeasuredTimes]:
        """Align typed words and those around them; return the times of the typed ones."""
        draft = now.applied.state.materialized.draft
        passage = find_passage(draft, typed)
        with self._catalogue.reading() as connection:
            folder = self._catalogue.folder(recording_row(connection, recording).folder)
        sound = find_original_sound(self._catalogue.archive, recording, folder)
        if sound is None:
            return []
        answer = self._send_request(
            {
                "sound": str(sound),
                "start": passage.span.start,
                "end": passage.span.end,
                "words": [
                    (word.text, None, None) if n in typed else (word.text, word.start, word.end)
                    for n, word in passage.words
                ],
            }
            | model_of(now)
        )
        found: dict[int, list[Span]] = {n: [] for n in typed}
        for (n, _), span in zip(passage.words, answer, strict=True):
            if n in found:
                found[n].append(Span(*span))
        return [
            (
                n,
                " ".join(w.text for w in draft.current_words(n)),
                passage.limit(n, spans),
            )
            for n, spans in found.items()
        ]

    def _send_request(self, request: dict[str, Any]) -> list[Any]:
        return list(self._process.ask(request))


def model_of(now: Snapshot) -> dict[str, str]:
    """Return the recognizer, model and language with which a recording was processed."""
    options = now.applied.transcript.provenance.options
    return {
        "recognizer": options.recognizer or DEFAULTS.recognizer,
        "model": options.model or DEFAULTS.model,
        "language": options.language or DEFAULTS.language,
    }
