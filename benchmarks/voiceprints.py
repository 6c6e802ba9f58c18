"""Measure the recognition of known voices in other recordings, and calibrate its thresholds.

    .venv/bin/python -m benchmarks.voiceprints --calibrate OUT/calibration
    .venv/bin/python -m benchmarks.voiceprints --many
    .venv/bin/python -m benchmarks.voiceprints OUT

OUT is the folder that benchmarks/recordings/make_across.py made.

--calibrate uses voices that the other commands do not use, each recorded on three occasions. Every
recording of a voice is compared with the voiceprints of all voices from the other occasions. Prints

- the similarities of recordings of the same voice, and of different voices
- the logistic regression by which speakers/voiceprints/match.py turns a similarity into log-odds
- for several thresholds of similarity and margin, how many voices get the right name, a wrong name,
  a question or nothing; once if the speaker is known, once if the speaker is unknown
- how often a short sample on the telephone is closer to another person's voiceprint
  (speakers/voiceprints/enrol.py)

--many prints how long it takes to name the voices of a recording if the archive has 10,000 people
with six enrolled turns each.

OUT diarizes its recordings and names their voices. The evidence is the words that were really
spoken, so that errors of recognition do not matter, and the voiceprints in the archive. The voices
are named several times:

1. without voiceprints
2. with the voiceprints of people whose names an editor confirmed in the recordings enrol-...
3. with the same voiceprints, except those of one person
4. after all edits are undone

The recordings enrol-... have a cast, so that people who say their own name are also enrolled
automatically. The other recordings have neither cast nor context. For each voice of test-... and
special-..., prints whether its name is right, or what an editor is asked about it.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from audio.diarization.embed import embed
from audio.sound.recording import load_sound
from speakers.voiceprints.match import HALF_SECONDS
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Span

Embeddings = NDArray[np.float32]

OCCASIONS = 3
TURN_SECONDS = 6.0
"""Seconds of a turn of the calibration recordings, which are cut into turns."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--calibrate", type=Path, metavar="FOLDER")
    parser.add_argument("--many", action="store_true")
    given = parser.parse_args()
    if given.calibrate:
        calibrate(given.calibrate)
    if given.many:
        print_large_archive()
    if given.folder:
        from benchmarks.voices_across import measure_across

        measure_across(given.folder)


@dataclass(frozen=True)
class Session:
    """A voice on one occasion, with an embedding and a duration for each turn."""

    voice: str
    occasion: int
    embeddings: Embeddings
    seconds: NDArray[np.float32]

    @property
    def voiceprint(self) -> Embeddings:
        """The embedding of all turns together, computed as for voiceprints."""
        total = (self.embeddings * self.seconds[:, None]).sum(0)
        return np.asarray(total / np.linalg.norm(total), np.float32)


def calibrate(folder: Path) -> None:
    """Print the similarities of voices, and the results of several thresholds."""
    sessions = list(read_sessions(folder))
    same, other = similarity_pairs(sessions)
    print(f"{len({s.voice for s in sessions})} voices, {len(sessions)} recordings")
    for what, values in (("one voice", same), ("two voices", other)):
        marks = np.quantile(values, [0, 0.01, 0.05, 0.5, 0.95, 0.99, 1])
        print(f"similarity of {what}, {len(values)} pairs: " + " ".join(f"{q:.2f}" for q in marks))
    print("  (least, 1 %, 5 %, median, 95 %, 99 %, most)")
    slope, even = fit_log_odds(same, other)
    print(f"log-odds = {slope:.1f} * (similarity - {even:.3f})")
    print_thresholds(sessions)
    print_short_samples(sessions, folder)


def read_sessions(folder: Path) -> Iterator[Session]:
    """Embed each voice on each occasion; skip voices that lack a recording of an occasion."""
    whole = [p for p in folder.iterdir() if len(list(p.glob("*.mp3"))) == OCCASIONS]
    for path in sorted(path for each in whole for path in each.glob("*.mp3")):
        sound = load_sound(path)
        cuts = np.arange(0.0, len(sound.samples) / sound.rate - TURN_SECONDS, TURN_SECONDS)
        spans = [Span(float(cut), float(cut) + TURN_SECONDS) for cut in cuts]
        turns = embed(sound, [(span,) for span in spans])
        seconds = np.full(len(spans), TURN_SECONDS, np.float32)
        yield Session(path.parent.name, int(path.stem), turns, seconds)


def duration_weight(seconds: float) -> float:
    return seconds / (seconds + HALF_SECONDS)


def similarity(session: Session, other_session: Session) -> float:
    scale = duration_weight(float(session.seconds.sum())) * duration_weight(
        float(other_session.seconds.sum())
    )
    return float(session.voiceprint @ other_session.voiceprint / scale**0.5)


def similarity_pairs(
    sessions: Sequence[Session],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the similarities of same-voice pairs and of different-voice pairs."""
    same, other = [], []
    for one, two in itertools.combinations(sessions, 2):
        if one.voice == two.voice:
            same.append(similarity(one, two))
        elif one.occasion != two.occasion:
            other.append(similarity(one, two))
    return np.array(same), np.array(other)


def fit_log_odds(
    same_voice: NDArray[np.float64], different_voice: NDArray[np.float64]
) -> tuple[float, float]:
    """Fit log-odds = slope * (similarity - even); both kinds of pairs have equal weight."""
    x = np.concatenate([same_voice, different_voice])
    y = np.concatenate([np.ones(len(same_voice)), np.zeros(len(different_voice))])
    weight = np.where(y == 1, 0.5 / len(same_voice), 0.5 / len(different_voice))
    features = np.stack([x, np.ones_like(x)], axis=1)
    b = np.zeros(2)
    for _ in range(100):
        p = 1 / (1 + np.exp(-features @ b))
        slope = features.T @ (weight * (y - p)) - 1e-6 * b
        curve = (features * (weight * p * (1 - p))[:, None]).T @ features + 1e-6 * np.eye(2)
        b = b + np.linalg.solve(curve, slope)
    return float(b[0]), float(-b[1] / b[0])


def print_thresholds(sessions: Sequence[Session]) -> None:
    """Print the numbers of right names, wrong names and questions, for several thresholds.

    The thresholds are the least similarity, and its margin over the next person.
    """
    rows = list(identification_trials(sessions))
    print("\nsimilarity margin | speaker known: right wrong asked none | unknown: wrong asked none")
    for sure, margin in itertools.product((0.7, 0.75, 0.8, 0.85), (0.0, 0.05, 0.1, 0.15)):
        counts: Counter[tuple[bool, str]] = Counter()
        for known, right, first, second in rows:
            named = first >= sure and first - second >= margin
            asked = "asked" if first >= 0.6 else "none"
            counts[known, ("right" if right else "wrong") if named else asked] += 1
        shown = [counts[True, w] for w in ("right", "wrong", "asked", "none")]
        absent = [counts[False, w] for w in ("wrong", "asked", "none")]
        print(
            f"  {sure:.2f}    {margin:.2f}  |"
            + "".join(f"{n:7}" for n in shown)
            + "  |"
            + "".join(f"{n:7}" for n in absent)
        )


def identification_trials(sessions: Sequence[Session]) -> Iterator[tuple[bool, bool, float, float]]:
    """Yield whether the speaker is known, whether the best match is right, and two similarities.

    The similarities are the best and the second best. Everybody is enrolled from one occasion and
    identified on another.
    """
    voices = sorted({s.voice for s in sessions})
    by = {(s.voice, s.occasion): s for s in sessions}
    occasions = sorted({s.occasion for s in sessions})
    for asked in sessions:
        for known in occasions:
            if known == asked.occasion:
                continue
            table = {v: similarity(asked, by[v, known]) for v in voices}
            for present in (True, False):
                left = {v: x for v, x in table.items() if present or v != asked.voice}
                (best, first), (_, second) = sorted(left.items(), key=lambda i: -i[1])[:2]
                yield present, best == asked.voice, first, second


def print_short_samples(sessions: Sequence[Session], folder: Path) -> None:
    """Print how often an embedding of few seconds is closer to another person's voiceprint."""
    known = [s for s in sessions if s.occasion == 0]
    table = np.stack([s.voiceprint for s in known])
    print("\nseconds of speech on the telephone: nearest to another's voiceprint, of all prints")
    for seconds in (0.5, 1.0, 2.0, 3.0, 5.0):
        wrong = total = 0
        for session in (s for s in sessions if s.occasion == 2):
            sound = load_sound(folder / session.voice / f"{session.occasion}.mp3")
            cuts = np.arange(0.0, len(sound.samples) / sound.rate - seconds, max(seconds, 2.0))
            prints = embed(sound, [(Span(float(c), float(c) + seconds),) for c in cuts])
            nearest = (prints @ table.T).argmax(1)
            wrong += sum(known[n].voice != session.voice for n in nearest)
            total += len(cuts)
        print(f"  {seconds:4} s  {wrong / total:6.1%}  of {total}")


def print_large_archive(people: int = 10_000, turns: int = 6) -> None:
    """Print how much longer naming takes with many people in the archive."""
    from archive.catalogue.enrolment import load_known_voices
    from archive.catalogue.open import open_catalogue
    from speakers.name import name_voices
    from speakers.voiceprints.known import NOBODY
    from tests.lamplight import EXAMPLE
    from transcripts.transcript import Diarization

    random = np.random.default_rng(7)
    heard = [random.standard_normal(192) for _ in range(4)]
    prints = {
        f"V{i}": tuple(float(x) for x in v / np.linalg.norm(v)) for i, v in enumerate(heard, 1)
    }
    voices = Diarization((), EXAMPLE.voices, EXAMPLE.voices, prints)
    with TemporaryDirectory() as scratch, open_catalogue(Path(scratch)) as catalogue:
        insert_people(catalogue, people, turns, random)
        timed = []
        for _ in range(5):
            began = time.perf_counter()
            name_voices(EXAMPLE.turns, ENGLISH, voices)
            alone = time.perf_counter()
            known = load_known_voices(catalogue, "model")
            read = time.perf_counter()
            name_voices(EXAMPLE.turns, ENGLISH, voices, known_voices=known)
            timed.append((alone - began, read - alone, time.perf_counter() - read))
        assert len(known.people) == people
        assert known is not NOBODY
    without, read_, with_ = (sorted(column)[len(timed) // 2] for column in zip(*timed, strict=True))
    print(f"{people} people, {turns} turns each (median of {len(timed)})")
    print(f"  naming without voiceprints  {without:6.3f} s")
    print(f"  reading the voiceprints     {read_:6.3f} s")
    print(f"  naming with them            {with_:6.3f} s")
    print(f"  longer by                   {read_ + with_ - without:6.3f} s")


def insert_people(catalogue: object, people: int, turns: int, random: np.random.Generator) -> None:
    """Insert people with the embeddings of their turns into an archive."""
    from sqlalchemy import insert

    from archive.catalogue.ingest import ingest
    from archive.database.connection import Catalogue
    from archive.database.tables import PEOPLE, VOICEPRINTS
    from tests.lamplight import EXAMPLE

    assert isinstance(catalogue, Catalogue)
    ingest(catalogue, EXAMPLE, catalogue.archive / "published" / EXAMPLE.recording.id)
    with catalogue.writing() as connection:
        rows = [{"id": n, "name": f"Person {n}"} for n in range(1000, 1000 + people)]
        connection.execute(insert(PEOPLE), rows)
        for row in rows:
            vectors = random.standard_normal((turns, 192)).astype("<f4")
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            shares = [
                {
                    "person": row["id"],
                    "recording": EXAMPLE.recording.id,
                    "first": n,
                    "last": n + 1,
                    "start": 0.0,
                    "end": 9.0,
                    "seconds": 9.0,
                    "model": "model",
                    "vector": vector.tobytes(),
                    "live": True,
                }
                for n, vector in enumerate(vectors)
            ]
            connection.execute(insert(VOICEPRINTS), shares)


if __name__ == "__main__":
    main()
