"""Compute the voices of a recording's turns, once, in a separate background process.

The editor itself loads no model: other processes do, one at a time and with low priority. The files
that they write to the archive's folder `voices` can be deleted safely. The vectors are coordinates
within one recording (`editor.embed_voices`), so they cannot identify a voice in other recordings.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from archive.catalogue.current import Snapshot
from audio.diarization.turn_doubts import wrong_speaker_probabilities
from speakers.voiceprints.alike import TurnVoice
from transcripts.edits.added_turns import is_added
from transcripts.edits.baseline import Baseline, MachineWordRange
from transcripts.identifiers import check_identifier
from transcripts.transcript import Word

PIECE_SECONDS = 5.0
"""The maximum length of a piece of a turn in seconds.

Pieces are embedded separately, so that the voices are still known when an edit splits the turn.
"""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words of one machine turn, and when they are spoken, in seconds."""

    words: MachineWordRange
    start: float
    end: float


def cut_into_pieces(baseline: Baseline) -> tuple[Piece, ...]:
    """Cut the machine's turns into pieces of at most about `PIECE_SECONDS`, at words."""
    words = baseline.words
    return tuple(piece for run in baseline.turn_of_run for piece in cut_turn(words, run))


def cut_turn(words: Sequence[Word], run: MachineWordRange) -> Iterator[Piece]:
    """Cut the words of a turn into pieces of at most about `PIECE_SECONDS`."""
    first = run[0]
    for n in range(*run):
        start, end = words[first].start, words[n].end
        if end - start >= PIECE_SECONDS or n + 1 == run[1]:
            yield Piece((first, n + 1), start, max(start, end))
            first = n + 1


class VoiceWorker:
    """Computes the vectors of recordings in the background, one recording after another.

    `failures` has the reasons by file; this editor does not repeat a failed computation.
    """

    def __init__(self, computes: bool = True) -> None:
        """With `computes` False, only vectors that were computed before are returned."""
        self._computes = computes
        self.failures: dict[Path, str] = {}
        self._waiting: set[Path] = set()
        self._guard, self._computing_lock = Lock(), Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stopping = False

    def vectors(self, file: Path, sound: Path, parts: Sequence[Piece]) -> Vectors | None:
        """Return the vectors of pieces [pieces, coordinates]; None while they are computed.

        The first call starts the computation.
        """
        if file.is_file():
            found: Vectors = np.load(file, allow_pickle=False)
            return found if len(found) == len(parts) else None
        with self._guard:
            if (
                self._computes
                and not self._stopping
                and file not in self._waiting
                and file not in self.failures
            ):
                self._waiting.add(file)
                Thread(target=self._compute, args=(file, sound, parts), daemon=True).start()
        return None

    def is_computing(self, file: Path) -> bool:
        """Check whether the vectors of a file are being computed or will be."""
        with self._guard:
            return file in self._waiting

    def stop(self) -> None:
        """Stop the running computation; an editor started later begins it again."""
        with self._guard:
            self._stopping = True
            if self._process is not None:
                self._process.kill()

    def _compute(self, file: Path, sound: Path, parts: Sequence[Piece]) -> None:
        with self._computing_lock:
            reason = self._run(file, sound, parts)
        with self._guard:
            self._waiting.discard(file)
            if not file.is_file():
                self.failures[file] = reason

    def _run(self, file: Path, sound: Path, parts: Sequence[Piece]) -> str:
        """Run the other process to its end; return the last line of its error output."""
        command = [sys.executable, "-P", "-m", "editor.embed_voices", str(sound), str(file)]
        with self._guard:
            if self._stopping:
                return "the editor was stopped"
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        with self._process as process:
            _, errors = process.communicate(json.dumps([(p.start, p.end) for p in parts]))
        with self._guard:
            self._process = None
        lines = errors.strip().splitlines()
        return lines[-1] if lines else f"the process ended with status {process.returncode}"


def voices_file(archive: Path, recording: str, snapshot: Snapshot) -> Path:
    """Return the file for the vectors of a recording's machine run."""
    name = f"{check_identifier(recording)}-{snapshot.replay_inputs.hashes[snapshot.run][:16]}.npy"
    return archive / "voices" / name


def wrong_speaker_probability_by_turn(turns: Sequence[TurnVoice]) -> dict[str, float]:
    """Return the probability that a turn's speaker is wrong, by the turn's id."""
    if not turns:
        return {}
    speakers = list(dict.fromkeys(turn.speaker for turn in turns))
    found = wrong_speaker_probabilities(
        np.array([turn.vector for turn in turns]),
        np.array([turn.seconds for turn in turns]),
        np.array([speakers.index(turn.speaker) for turn in turns]),
        np.array([turn.is_set_by_hand for turn in turns]),
    )
    return {turn.turn: float(chance) for turn, chance in zip(turns, found, strict=True)}


def turn_voices(
    snapshot: Snapshot, parts: Sequence[Piece], vectors: Vectors
) -> tuple[TurnVoice, ...]:
    """Return the voice of each current turn with enough audio, from the pieces within it."""
    draft, applied = snapshot.applied.state.materialized.draft, snapshot.applied
    piece_at = {n: index for index, part in enumerate(parts) for n in range(*part.words)}
    found = []
    for turn in applied.transcript.turns:
        run = applied.run_by_turn.get(turn.id)
        if run is None or is_added(run[0]):
            continue
        shares = np.zeros(len(parts))
        for n in range(*run):
            shares[piece_at[n]] += draft.machine_words[n].end - draft.machine_words[n].start
        vector = shares @ vectors
        norm = float(np.linalg.norm(vector))
        if norm:
            found.append(
                TurnVoice(
                    turn.id,
                    turn.speaker,
                    tuple(float(x) for x in vector / norm),
                    round(float(shares[vectors.any(1)].sum()), 3),
                    all(n in draft.assigned_by for n in range(*run)),
                )
            )
    return tuple(found)
