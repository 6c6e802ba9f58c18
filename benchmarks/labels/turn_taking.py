"""Fit the weights of turn-taking to the "developed" interviews, cross-validated by show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from benchmarks.labels.hosting import find_hosts
from benchmarks.labels.texts import Interview
from benchmarks.labels.verdicts import judge, mean_share
from speakers.evidence.name_cues import NameCue
from speakers.label import read_evidence
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.chain import Array
from speakers.turns.emissions import ends_with_question
from speakers.turns.turn_taking import (
    EVEN_TURN_TAKING,
    RETURN_FEATURES,
    SIDE_FEATURES,
    TurnTakingWeights,
    turn_taking_features,
)
from speakers.turns.weights import FITTED

# Penalty on the squared weights, strong because most texts are of one show.
RIDGE = 30.0
FEWEST_SPEAKERS = 3
# Log-odds of a person who cannot speak next, because the last turn was theirs.
NEVER = -1e9
# For each side: a constant and the features of a return, then a constant, a question before, and
# the features of a change of side.
RETURN, SIDE = 1 + len(RETURN_FEATURES), 2 + len(SIDE_FEATURES)


@dataclass(frozen=True, slots=True)
class NextSpeakers:
    """Turns of an interview at which the speaker changes, and who may speak in them.

    `features` [turns, people, features] describe each person as a possible next speaker. `offsets`
    [turns, people] are the evidence from the words of the turn for each person's side. `truth`
    [turns] has the index of the person who speaks.
    """

    interview: Interview
    features: Array
    offsets: Array
    truth: np.ndarray


def report_turn_taking(halves: Mapping[str, Sequence[Interview]]) -> None:
    """Print the fitted weights, and the results of each show with weights fitted to the others."""
    texts = {
        half: read_next_speakers([i for i in own if len(i.speakers) >= FEWEST_SPEAKERS])
        for half, own in halves.items()
    }
    developed = texts["developed"]
    print(_weights(fit(developed)))
    for show in sorted({text.interview.show for text in developed}):
        others = _weights(fit([t for t in developed if t.interview.show != show]))
        _report(show, [t.interview for t in developed if t.interview.show == show], others)
    for half, own in texts.items():
        if half != "developed":
            _report(half, [text.interview for text in own], _weights(fit(developed)))


def read_next_speakers(interviews: Sequence[Interview]) -> list[NextSpeakers]:
    """Read the turns at which the speaker changes, except after a person was called by name."""
    hosts = find_hosts(interviews)
    return [_read(interview, hosts[interview.name]) for interview in interviews]


def fit(texts: Sequence[NextSpeakers]) -> Array:
    """Return the weights of a conditional logistic regression of who speaks next."""

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = RIDGE * weights @ weights / 2, RIDGE * weights
        for text in texts:
            odds = text.features @ weights + text.offsets
            odds -= odds.max(axis=1, keepdims=True)
            shares = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
            turns = np.arange(len(text.truth))
            total -= np.log(shares[turns, text.truth]).sum()
            shares[turns, text.truth] -= 1
            slope = slope + np.einsum("tp,tpf->f", shares, text.features)
        return float(total), slope

    found: Array = minimize(loss, np.zeros(2 * (RETURN + SIDE)), jac=True, method="L-BFGS-B").x
    return found


def _weights(fitted: Array) -> TurnTakingWeights:
    """Return the weights of the features; the constants are those of the whole model."""
    parts = np.split(np.round(fitted, 2), np.cumsum([RETURN, RETURN, SIDE]))
    host, guest, after_host, after_guest = (tuple(map(float, part)) for part in parts)
    return TurnTakingWeights(host[1:], guest[1:], after_host[2:], after_guest[2:])


def _read(interview: Interview, hosts: set[str]) -> NextSpeakers:
    evidence = read_evidence(interview.text, PHRASES, interview.cast)
    returns, sides = turn_taking_features(evidence.lines, PHRASES)
    called = _turns_after_calls(evidence.cues)
    people, spoken = interview.speakers, [turn.speaker for turn in interview.turns]
    is_host = np.array([person in hosts for person in people])
    rows, offsets, truth = [], [], []
    for turn in range(2, len(spoken)):
        last, before = (people.index(spoken[turn - back]) for back in (1, 2))
        now = people.index(spoken[turn])
        if turn in called or last in (before, now):
            continue
        row = np.zeros((len(people), 2, RETURN + SIDE))
        asks = float(ends_with_question(evidence.lines[turn - 1], PHRASES))
        row[before, 0 if is_host[before] else 1, :RETURN] = [1.0, *returns[turn]]
        changes = is_host != is_host[last]
        row[changes, 0 if is_host[last] else 1, RETURN:] = [1.0, asks, *sides[turn]]
        flat = [row[:, :, :RETURN], row[:, :, RETURN:]]
        rows.append(np.concatenate([part.reshape(len(people), -1) for part in flat], axis=1))
        odds = FITTED.hosting * evidence.turn_evidence.host_log_odds[turn]
        offset = np.where(is_host, odds / 2, -odds / 2)
        offset[last] = NEVER
        offsets.append(offset)
        truth.append(now)
    return NextSpeakers(interview, np.array(rows), np.array(offsets), np.array(truth))


def _turns_after_calls(cues: Sequence[NameCue]) -> set[int]:
    return {cue.turn + 1 for cue in cues if cue.kind in ("addressed", "put-through")}


def _report(title: str, interviews: Sequence[Interview], weights: TurnTakingWeights) -> None:
    print(f"{title}: speakers, texts, right and wrong words without the weights and with them")
    without = replace(FITTED, turn_taking=EVEN_TURN_TAKING)
    for count in sorted({len(i.speakers) for i in interviews}):
        own = [i for i in interviews if len(i.speakers) == count]
        cells = []
        for model in (without, replace(FITTED, turn_taking=weights)):
            verdicts = [judge(i, i.cast, model) for i in own]
            cells += [mean_share(verdicts, "right"), mean_share(verdicts, "wrong")]
        print(f"  {count:4}{len(own):4}" + "".join(f"{share:8.1%}" for share in cells), flush=True)
