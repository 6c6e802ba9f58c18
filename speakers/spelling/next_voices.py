"""Find the voices to which a written name points: those that are addressed, or that speak next."""

from __future__ import annotations

from collections.abc import Sequence

from speakers.evidence.name_cues import NameCue, find_neighboring_turns
from speakers.evidence.turn_sentences import TurnSentences
from transcripts.text.name_sounds import fold_name

# If nothing shows how a name is used, the probability that it is the next speaker's: if the next
# voice has not spoken before; otherwise, if the name is in the last sentence of its turn; and if it
# is in an earlier sentence. Set by hand.
_NEW_VOICE, _IN_LAST_SENTENCE, _EARLIER = 0.65, 0.5, 0.3


def find_named_voices(
    cues: Sequence[NameCue], turns: Sequence[TurnSentences], words: Sequence[str]
) -> dict[str, tuple[float, str]]:
    """Find the voices to which a full name, or a single word of it, may belong.

    Returns for each voice the probability and a quote. Several cues add up as if they were
    independent. A name that is only mentioned points to the next voice.
    """
    folded = [fold_name(word) for word in words]
    missing: dict[str, float] = {}
    quotes: dict[str, str] = {}
    for cue in cues:
        named = [fold_name(word) for word in cue.name.split()]
        if not (named == folded or (len(named) == 1 and named[0] in folded)):
            continue
        for turn, probability in _list_targets(cue, turns):
            voice = turns[turn].voice
            missing[voice] = missing.get(voice, 1.0) * (1 - probability)
            quotes.setdefault(voice, cue.quote)
    return {voice: (1 - share, quotes[voice]) for voice, share in missing.items()}


def _list_targets(cue: NameCue, turns: Sequence[TurnSentences]) -> list[tuple[int, float]]:
    """List the turns to which a cue may refer, with probabilities; the next turn is always one."""
    targets = {turn: cue.probability * share for turn, share in cue.targets}
    following = find_neighboring_turns(turns, cue.turn).get(1)
    if following is not None:
        probability = _next_speaker_probability(cue, following, turns)
        targets[following] = max(probability, targets.get(following, 0.0))
    return list(targets.items())


def _next_speaker_probability(
    cue: NameCue, following: int, turns: Sequence[TurnSentences]
) -> float:
    if all(turn.voice != turns[following].voice for turn in turns[:following]):
        return _NEW_VOICE
    last = turns[cue.turn].sentences[-1]
    return _IN_LAST_SENTENCE if any(token.time == cue.time for token in last) else _EARLIER
