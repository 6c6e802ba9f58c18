"""Weights of the model of texts; `python -m benchmarks.labels --fit` searches for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextWeights:
    """Weights of the model of who speaks each turn of a text.

    `same` is the probability that a person has two turns in a row, `same_around_idents` around
    idents and credits, which are paragraphs of their own, and `same_after_opening` after an ident
    at the very beginning in which the host says their own name. The odds `host_again` and
    `guest_again` are those of the speaker before last against another person, for a host and a
    guest, and `again_resumed` for a turn that goes on with a sentence ("... and so on");
    `host_to_guest` and `guest_to_host` those of a change of side against one within a side,
    `host_asks_guest` after a host's question, and `several_to_host` where several people are
    greeted or thanked together, who answer in turn.
    `cues` and `hosting` scale the log-likelihoods of names and of hosts' habits, and `trust` those
    of whole hypotheses, because cues of one text depend on one another.

    Fitted to 30 podcast interviews of seven shows with a cast, in two styles. Where a turn goes on
    with a sentence, the speaker before last returned in 24 of 26; after a host's question a guest
    spoke in 78 of 100, after other turns of hosts in 54. Four weights were set by hand: `same` and
    `same_around_idents` (fitted 0.02 and 0.16), because broadcasts have idents and long speeches in
    paragraphs of their own, `same_after_opening`, because podcasts do not open so, and `hosting`
    (fitted 0.8), because two hosts who talk to one another ask alike, and less helped interviews of
    other shows.
    """

    same: float = 0.04
    same_around_idents: float = 0.4
    same_after_opening: float = 0.8
    host_again: float = 1.2
    guest_again: float = 3.1
    again_resumed: float = 12.0
    host_to_guest: float = 2.9
    host_asks_guest: float = 4.0
    guest_to_host: float = 1.8
    several_to_host: float = 0.4
    cues: float = 1.3
    hosting: float = 0.7
    trust: float = 0.6


FITTED = TextWeights()
