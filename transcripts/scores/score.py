"""Measure what was made of a recording against the truth.

Words are compared as spoken (`transcripts.text.spoken`). Which measures there are depends on what
both accounts know: RTTM gives DER and JER only, CTM no measure of speakers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import reduce
from operator import add
from typing import Any

from transcripts.errors import UserError
from transcripts.scores.account import Account
from transcripts.scores.marks import (
    COMMAS,
    SENTENCE_ENDS,
    Detection,
    StartErrors,
    punctuation,
    start_errors,
)
from transcripts.scores.names import LabelScore, label_score
from transcripts.scores.said import Said, Steps, align, edits, said
from transcripts.scores.speakers import (
    ConcatenatedErrors,
    SpeakerErrors,
    concatenated_errors,
    labels,
    speaker_errors,
)
from transcripts.scores.voices import VoiceErrors, voice_errors
from transcripts.scores.words import Errors, agreement, character_errors, word_errors

__all__ = ["Row", "Score", "agreement", "score", "score_all"]

COLLAR = 0.25
"""Seconds on each side of a true edge that the lenient DER leaves out: NIST's customary collar."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of scores: a share, or seconds where `unit` is "s"."""

    key: str
    measure: str
    value: float
    detail: str = ""
    unit: str = "%"

    @property
    def shown(self) -> str:
        """Give the value as a reader sees it."""
        return f"{100 * self.value:.2f} %" if self.unit == "%" else f"{self.value:.3f} s"


@dataclass(frozen=True, slots=True)
class Score:
    """Everything measured; None where an account does not know enough. Scores add."""

    recordings: int = 1
    words: Errors | None = None
    characters: Errors | None = None
    speakers: SpeakerErrors | None = None
    concatenated: ConcatenatedErrors | None = None
    commas: Detection | None = None
    sentence_ends: Detection | None = None
    starts: StartErrors | None = None
    names: LabelScore | None = None
    roles: LabelScore | None = None
    voices: VoiceErrors | None = None
    voices_collar: VoiceErrors | None = None

    def __add__(self, other: Score) -> Score:
        """Pool two scores; a measure that one of them lacks is the other's."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Score(*(a + b if a is not None and b is not None else a or b for a, b in pairs))

    def rows(self) -> tuple[Row, ...]:
        """Give the table that a reader sees."""
        parts = (_word_rows, _speaker_rows, _mark_rows, _label_rows, _voice_rows)
        return tuple(row for part in parts for row in part(self))

    def as_json(self) -> dict[str, Any]:
        """Give every rate (shares and seconds, by key) and the counts behind them."""
        counts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "recordings"}
        known = {name: asdict(part) for name, part in counts.items() if part is not None}
        if self.starts is not None:
            known["starts"] = {"words": len(self.starts.seconds)}
        rates = {row.key: round(row.value, 6) for row in self.rows()}
        return {"recordings": self.recordings, "rates": rates, "counts": known}


def score(hypothesis: Account, truth: Account) -> Score:
    """Measure one recording; UserError when the two accounts know nothing in common."""
    result = _score_words(hypothesis, truth) if _both_have_words(hypothesis, truth) else Score()
    if truth.stretches and hypothesis.stretches:
        result += Score(
            recordings=0,
            voices=voice_errors(truth.stretches, hypothesis.stretches),
            voices_collar=voice_errors(truth.stretches, hypothesis.stretches, COLLAR),
        )
    if result == Score():
        raise UserError(
            f"nothing to compare: {_knowledge(hypothesis)} in {hypothesis.recording!r}, "
            f"{_knowledge(truth)} in {truth.recording!r}"
        )
    return result


def score_all(hypotheses: Sequence[Account], truths: Sequence[Account]) -> Score:
    """Measure many recordings, paired by their ids; one on each side needs no matching ids.

    UserError names a recording of the truth that the hypothesis lacks.
    """
    if len(hypotheses) == len(truths) == 1:
        return score(hypotheses[0], truths[0])
    given = {account.recording: account for account in hypotheses}
    for account in truths:
        if account.recording not in given:
            raise UserError(
                f"the truth has recording {account.recording!r}, the hypothesis has "
                f"{', '.join(map(repr, given)) or 'none'}; give both the same ids"
            )
    return reduce(add, (score(given[account.recording], account) for account in truths))


def _both_have_words(hypothesis: Account, truth: Account) -> bool:
    """An empty hypothesis of something said is scored too: all of it is missed."""
    return truth.has_words and (hypothesis.has_words or not hypothesis.stretches)


def _score_words(hypothesis: Account, truth: Account) -> Score:
    timed = truth.timed and hypothesis.timed
    ours, theirs, steps = _aligned(truth, hypothesis, timed)
    result = Score(
        words=word_errors(ours.text, theirs.text),
        characters=character_errors(ours.text, theirs.text),
        commas=punctuation(ours, theirs, steps, COMMAS),
        sentence_ends=punctuation(ours, theirs, steps, SENTENCE_ENDS),
        starts=start_errors(ours, theirs, steps) if timed else None,
    )
    if not (truth.has_speakers and hypothesis.has_speakers):
        return result
    who = labels(ours, theirs, steps)
    return result + Score(
        recordings=0,
        speakers=speaker_errors(who),
        concatenated=concatenated_errors(truth, hypothesis),
        names=label_score(who, truth.people, hypothesis.people, lambda p: p.name),
        roles=label_score(who, truth.people, hypothesis.people, lambda p: p.role),
    )


def _aligned(truth: Account, hypothesis: Account, timed: bool) -> tuple[Said, Said, Steps]:
    """Align the words; where two speak at once, in the order (by word, by turn) that agrees most.

    Both orders are true to the sound: that two accounts take turns differently, or time a word a
    little earlier, is no error in the words.
    """
    orders = (False, True) if timed else (False,)
    rows = [(said(truth, by_word), said(hypothesis, by_word)) for by_word in orders]
    return min(((*row, align(*row)) for row in rows), key=lambda row: edits(row[2]))


def _knowledge(account: Account) -> str:
    known = [("words", account.has_words), ("stretches of voices", bool(account.stretches))]
    return " and ".join(name for name, there in known if there) or "nothing"


def _word_rows(s: Score) -> Iterator[Row]:
    if s.words:
        w = s.words
        detail = (
            f"{w.wrong} of {w.truth} words: {w.substitutions} other, "
            f"{w.deletions} missing, {w.insertions} added"
        )
        yield Row("wer", "WER", w.rate, detail)
        yield Row("mer", "MER", w.mer, "the same errors, of true and added words together")
        yield Row("wil", "WIL", w.wil, "word information lost: 100 % less WIP")
        yield Row("wip", "WIP", w.wip, "matching share of each text, multiplied; higher is better")
    if s.characters:
        c = s.characters
        yield Row("cer", "CER", c.rate, f"{c.wrong} of {c.truth} characters")


def _speaker_rows(s: Score) -> Iterator[Row]:
    if s.speakers:
        detail = f"{s.speakers.wrong} of {s.speakers.words} words with the wrong speaker"
        yield Row("wder", "WDER", s.speakers.wder, detail)
    if s.concatenated:
        c = s.concatenated
        detail = f"{c.wrong} of {c.words} words, each speaker's words as one text"
        yield Row("cpwer", "cpWER", s.concatenated.cpwer, detail)


def _mark_rows(s: Score) -> Iterator[Row]:
    if s.commas and s.sentence_ends:
        both = s.commas + s.sentence_ends
        for key, measure, part in (
            ("punctuation_f1", "punctuation F1", both),
            ("comma_f1", "comma F1", s.commas),
            ("sentence_end_f1", "sentence end F1", s.sentence_ends),
        ):
            detail = f"{part.found} found, {part.missed} missed, {part.invented} invented"
            yield Row(key, measure, part.f1, f"{detail}; higher is better")
    if s.starts:
        detail = f"{len(s.starts.seconds)} matched words"
        yield Row("start_median", "word start, median error", s.starts.percentile(50), detail, "s")
        yield Row("start_95", "word start, 95 % within", s.starts.percentile(95), detail, "s")


def _label_rows(s: Score) -> Iterator[Row]:
    for key, part in (("names", s.names), ("roles", s.roles)):
        if part:
            people = "; ".join(
                p.truth if p.verdict == "right" else f"{p.truth}: {p.given or 'unknown'}"
                for p in part.people
            )
            detail = f"{part.right} of {part.words} words ({people}); higher is better"
            yield Row(key, f"{key} right", part.accuracy, detail)


def _voice_rows(s: Score) -> Iterator[Row]:
    if s.voices:
        v = s.voices
        detail = (
            f"of {v.speech:.1f} s: {v.missed:.1f} missed, {v.invented:.1f} invented, "
            f"{v.confused:.1f} of the wrong voice"
        )
        yield Row("der", "DER", v.der, detail)
        detail = f"time that does not match, mean of {v.speakers} speakers"
        yield Row("jer", "JER", v.jer, detail)
    if s.voices_collar:
        detail = f"without {COLLAR} s on each side of every true edge"
        yield Row("der_collar", f"DER, collar {COLLAR} s", s.voices_collar.der, detail)
