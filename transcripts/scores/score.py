"""Score a hypothesis against the truth.

Words are compared as spoken (`transcripts.text.scoring_tokens`). Which measures are computed
depends on what both inputs contain: RTTM allows only DER and JER, CTM no measures of speakers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import reduce
from operator import add
from typing import Any

from transcripts.errors import UserError
from transcripts.languages.language import Language
from transcripts.scores.diarization import DiarizationErrors, diarization_errors
from transcripts.scores.labels import LabelScore, label_score
from transcripts.scores.marks import (
    COMMAS,
    SENTENCE_ENDS,
    PunctuationCounts,
    TimeErrors,
    count_punctuation,
    measure_time_errors,
)
from transcripts.scores.scoring_input import ScoringInput, without_ignored
from transcripts.scores.speakers import (
    ConcatenatedErrors,
    WordSpeakerErrors,
    concatenated_errors,
    label_pairs,
    speaker_errors,
)
from transcripts.scores.word_alignment import (
    AlignmentSteps,
    TokenSequence,
    align_tokens,
    count_errors,
    token_sequence,
)
from transcripts.scores.words import EditCounts, character_errors, measure_agreement, word_errors

__all__ = ["Score", "ScoreRow", "measure_agreement", "score", "score_all"]

WITHIN_MS = (25, 50, 100)
"""Limits of word time errors, in milliseconds, that publications usually report."""

COLLAR = 0.25
"""Seconds on each side of a true edge that the lenient DER ignores: NIST's usual collar."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of a score table: a share, or seconds if `unit` is "s"."""

    key: str
    measure: str
    value: float
    detail: str = ""
    unit: str = "%"

    @property
    def format_value(self) -> str:
        """Return the value as text, with its unit."""
        return f"{100 * self.value:.2f} %" if self.unit == "%" else f"{self.value:.3f} s"


@dataclass(frozen=True, slots=True)
class Score:
    """All measures of a comparison, which can be added.

    A measure is None if an input lacks what the measure needs.
    """

    recordings: int = 1
    words: EditCounts | None = None
    words_opened: EditCounts | None = None
    characters: EditCounts | None = None
    speakers: WordSpeakerErrors | None = None
    concatenated: ConcatenatedErrors | None = None
    commas: PunctuationCounts | None = None
    sentence_ends: PunctuationCounts | None = None
    starts: TimeErrors | None = None
    ends: TimeErrors | None = None
    names: LabelScore | None = None
    roles: LabelScore | None = None
    voices: DiarizationErrors | None = None
    voices_collar: DiarizationErrors | None = None

    def __add__(self, other: Score) -> Score:
        """Add two scores; a measure that only one of them has is kept."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Score(*(a + b if a is not None and b is not None else a or b for a, b in pairs))

    def rows(self) -> tuple[ScoreRow, ...]:
        """Return the table rows."""
        parts = (
            _build_word_rows,
            _build_speaker_rows,
            _build_punctuation_rows,
            _build_label_rows,
            _build_diarization_rows,
        )
        return tuple(row for part in parts for row in part(self))

    def as_json(self) -> dict[str, Any]:
        """Return all rates (shares and seconds) by key, and the counts behind them."""
        counts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "recordings"}
        known = {name: asdict(part) for name, part in counts.items() if part is not None}
        if self.starts is not None:
            known["starts"] = {"words": len(self.starts.seconds)}
            known.pop("ends", None)
        rates = {row.key: round(row.value, 6) for row in self.rows()}
        return {"recordings": self.recordings, "rates": rates, "counts": known}


def score(hypothesis: ScoringInput, truth: ScoringInput, language: Language) -> Score:
    """Score one recording; raises UserError if the inputs have nothing in common.

    Time that the truth ignores is left out of both inputs.
    """
    hypothesis, truth = (without_ignored(each, truth.ignored) for each in (hypothesis, truth))
    result = (
        _score_words(hypothesis, truth, language)
        if _do_both_have_words(hypothesis, truth)
        else Score()
    )
    if truth.segments and hypothesis.segments:
        result += Score(
            recordings=0,
            voices=diarization_errors(truth.segments, hypothesis.segments),
            voices_collar=diarization_errors(truth.segments, hypothesis.segments, COLLAR),
        )
    if result == Score():
        raise UserError(
            f"nothing to compare: {_describe_content(hypothesis)} in {hypothesis.recording!r}, "
            f"{_describe_content(truth)} in {truth.recording!r}"
        )
    return result


def score_all(
    hypotheses: Sequence[ScoringInput], truths: Sequence[ScoringInput], language: Language
) -> Score:
    """Score many recordings, paired by id; two single recordings need no matching ids.

    Raises UserError, which names the recording, if the hypothesis lacks a recording of the truth.
    """
    if len(hypotheses) == len(truths) == 1:
        return score(hypotheses[0], truths[0], language)
    given = {item.recording: item for item in hypotheses}
    for item in truths:
        if item.recording not in given:
            raise UserError(
                f"the truth has recording {item.recording!r}, the hypothesis has "
                f"{', '.join(map(repr, given)) or 'none'}; use the same ids in both"
            )
    return reduce(add, (score(given[item.recording], item, language) for item in truths))


def _do_both_have_words(hypothesis: ScoringInput, truth: ScoringInput) -> bool:
    """Check whether words can be compared.

    An empty hypothesis also counts: all words of the truth are then missed.
    """
    return truth.has_words and (hypothesis.has_words or not hypothesis.segments)


def _score_words(hypothesis: ScoringInput, truth: ScoringInput, language: Language) -> Score:
    timed = truth.has_word_times and hypothesis.has_word_times
    ours, theirs, steps = _align_words(truth, hypothesis, timed, language)
    starts, ends = measure_time_errors(ours, theirs, steps) if timed else (None, None)
    result = Score(
        words=word_errors(ours.text, theirs.text),
        words_opened=word_errors(ours.opened_text(language), theirs.opened_text(language)),
        characters=character_errors(ours.text, theirs.text),
        commas=count_punctuation(ours, theirs, steps, COMMAS),
        sentence_ends=count_punctuation(ours, theirs, steps, SENTENCE_ENDS),
        starts=starts,
        ends=ends,
    )
    if not (truth.has_speakers and hypothesis.has_speakers):
        return result
    who = label_pairs(ours, theirs, steps)
    return result + Score(
        recordings=0,
        speakers=speaker_errors(who),
        concatenated=concatenated_errors(truth, hypothesis, language),
        names=label_score(who, truth.people, hypothesis.people, lambda p: p.name),
        roles=label_score(who, truth.people, hypothesis.people, lambda p: p.role),
    )


def _align_words(
    truth: ScoringInput, hypothesis: ScoringInput, timed: bool, language: Language
) -> tuple[TokenSequence, TokenSequence, AlignmentSteps]:
    """Align the words in order of their times or in order of turns, whichever has fewer errors.

    The orders differ only where speech overlaps. Both are valid: dividing turns differently, or
    timing a word slightly earlier, is not a word error. Without times of words, only the order of
    turns is used.
    """
    orders = (False, True) if timed else (False,)
    rows = [
        (token_sequence(truth, by_word, language), token_sequence(hypothesis, by_word, language))
        for by_word in orders
    ]
    return min(((*row, align_tokens(*row)) for row in rows), key=lambda row: count_errors(row[2]))


def _describe_content(scoring_input: ScoringInput) -> str:
    known = [("words", scoring_input.has_words), ("speaker segments", bool(scoring_input.segments))]
    return " and ".join(name for name, there in known if there) or "nothing"


def _build_word_rows(score: Score) -> Iterator[ScoreRow]:
    if score.words:
        w = score.words
        detail = (
            f"{w.error_count} of {w.truth} words: {w.substitutions} other, "
            f"{w.deletions} missing, {w.insertions} added"
        )
        yield ScoreRow("wer", "WER", w.rate, detail)
        if score.words_opened:
            opened = score.words_opened
            detail = f'{opened.error_count} of {opened.truth} words; "it\'s" equals "it is"'
            yield ScoreRow("wer_opened", "WER, contractions opened", opened.rate, detail)
        yield ScoreRow("mer", "MER", w.mer, "the same errors, of true and added words together")
        yield ScoreRow("wil", "WIL", w.wil, "word information lost: 100 % less WIP")
        yield ScoreRow(
            "wip", "WIP", w.wip, "matching share of each text, multiplied; higher is better"
        )
    if score.characters:
        c = score.characters
        yield ScoreRow("cer", "CER", c.rate, f"{c.error_count} of {c.truth} characters")


def _build_speaker_rows(score: Score) -> Iterator[ScoreRow]:
    if score.speakers:
        detail = f"{score.speakers.wrong} of {score.speakers.words} words with the wrong speaker"
        yield ScoreRow("wder", "WDER", score.speakers.wder, detail)
    if score.concatenated:
        c = score.concatenated
        detail = f"{c.wrong} of {c.words} words, each speaker's words as one text"
        yield ScoreRow("cpwer", "cpWER", score.concatenated.cpwer, detail)


def _build_punctuation_rows(score: Score) -> Iterator[ScoreRow]:
    if score.commas and score.sentence_ends:
        both = score.commas + score.sentence_ends
        for key, measure, part in (
            ("punctuation_f1", "punctuation F1", both),
            ("comma_f1", "comma F1", score.commas),
            ("sentence_end_f1", "sentence end F1", score.sentence_ends),
        ):
            detail = f"{part.found} found, {part.missed} missed, {part.invented} invented"
            yield ScoreRow(key, measure, part.f1, f"{detail}; higher is better")
    for key, edge, errors in (("start", "start", score.starts), ("end", "end", score.ends)):
        if errors:
            yield from _build_time_rows(key, f"word {edge}", errors)


def _build_time_rows(key: str, measure: str, errors: TimeErrors) -> Iterator[ScoreRow]:
    detail = f"{len(errors.seconds)} matched words"
    yield ScoreRow(f"{key}_median", f"{measure}, median error", errors.percentile(50), detail, "s")
    yield ScoreRow(f"{key}_mean", f"{measure}, mean error", errors.mean, detail, "s")
    yield ScoreRow(f"{key}_95", f"{measure}, 95 % within", errors.percentile(95), detail, "s")
    for limit in WITHIN_MS:
        share = errors.share_with_error_up_to(limit / 1000)
        yield ScoreRow(f"{key}_within_{limit}", f"{measure}, within {limit} ms", share, detail)


def _build_label_rows(score: Score) -> Iterator[ScoreRow]:
    for key, part in (("names", score.names), ("roles", score.roles)):
        if part:
            people = "; ".join(
                p.truth if p.verdict == "right" else f"{p.truth}: {p.given or 'unknown'}"
                for p in part.people
            )
            detail = f"{part.right} of {part.words} words ({people}); higher is better"
            yield ScoreRow(key, f"{key} right", part.accuracy, detail)


def _build_diarization_rows(score: Score) -> Iterator[ScoreRow]:
    if score.voices:
        v = score.voices
        detail = (
            f"of {v.speech:.1f} s: {v.missed:.1f} missed, {v.invented:.1f} invented, "
            f"{v.confused:.1f} of the wrong voice"
        )
        yield ScoreRow("der", "DER", v.der, detail)
        detail = f"time that does not match, mean of {v.speakers} speakers"
        yield ScoreRow("jer", "JER", v.jer, detail)
    if score.voices_collar:
        detail = f"without {COLLAR} s on each side of every true edge"
        yield ScoreRow("der_collar", f"DER, collar {COLLAR} s", score.voices_collar.der, detail)
