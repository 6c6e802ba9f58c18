"""Score how well each candidate fits the audio, by forced alignment with a GMM-HMM.

Whisper's likelihood of a candidate depends on language as much as on audio, and Whisper omits
fillers, repeated words and soft voices. An acoustic model without a language model has no such
bias: adding a word that was not spoken lowers its likelihood strongly, and so does omitting a
spoken word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from audio.acoustics.decoder import log_likelihood
from audio.acoustics.ngrams import text_log_odds
from audio.acoustics.pronounce import ENGLISH, find_known_words, phones, spoken_words
from audio.sound.recording import Sound
from transcripts.corrections.acoustics import AcousticFits
from transcripts.realignment.candidates import CandidateSet
from transcripts.transcript import Span, Word

# A candidate is aligned together with this many recognized words on each side, and with `_PAD`
# seconds of audio before the first and after the last of these words.
_CONTEXT_WORDS = 4
_PAD = 0.1
# Spans longer than this (seconds) are not scored, because aligning a few words in so much audio
# proves nothing.
_LONGEST = 20.0
# A candidate that cannot be aligned gets a log-likelihood this much lower than the worst aligned
# candidate.
_IMPOSSIBLE = 400.0


def score_candidates(
    sound: Sound,
    candidate_sets: Sequence[CandidateSet],
    recognized_words: Sequence[Word],
    language: str = "en",
    progress: Callable[[float], None] = lambda share: None,
) -> AcousticFits:
    """Return the log-likelihood of every candidate; only English candidates are scored.

    `recognized` are the recognized words that the candidates' positions refer to. Compare only
    candidates of the same set. If no candidate of a set can be aligned, all get 0. Sets with no
    recognized word before or after them, and sets that span more than 20 s, get no scores.
    """
    if language.lower() not in ENGLISH:
        return AcousticFits()
    found = []
    for number, question in enumerate(candidate_sets):
        found.append(_score_set(sound, question, recognized_words))
        progress((number + 1) / len(candidate_sets))
    texts = tuple(text_log_odds(question) for question in candidate_sets)
    return AcousticFits(tuple(found), find_known_words(candidate_sets), texts)


def _score_set(
    sound: Sound, candidate_set: CandidateSet, recognized_words: Sequence[Word]
) -> tuple[float, ...]:
    first, last = candidate_set.recognized
    before = recognized_words[max(0, first - _CONTEXT_WORDS) : first]
    after = recognized_words[last : last + _CONTEXT_WORDS]
    around = [*before, *recognized_words[first:last], *after]
    if not before or not after:
        return ()
    span = Span(max(0.0, around[0].start - _PAD), around[-1].end + _PAD)
    if span.duration > _LONGEST:
        return ()
    left, right = (spoken_words(" ".join(w.text for w in part)) for part in (before, after))
    samples = sound.crop(span)
    scores = [
        log_likelihood(samples, [*left, *spoken_words(wording), *right])
        for wording in candidate_set.candidates
    ]
    known = [score for score in scores if score is not None]
    if not known:  # too noisy to distinguish the candidates
        return (0.0,) * len(scores)
    worst = min(known) - _IMPOSSIBLE
    return level_homophones(candidate_set, [worst if score is None else score for score in scores])


def level_homophones(candidate_set: CandidateSet, scores: Sequence[float]) -> tuple[float, ...]:
    """Raise the scores of candidates with the same phones to the highest of these scores.

    The decoder's search is not exact: in one passage, "no" and "know" differed by 26 nats.
    """
    sounds = list(map(phones, candidate_set.candidates))
    return tuple(
        max(score for other, score in zip(sounds, scores, strict=True) if other == own)
        for own in sounds
    )
