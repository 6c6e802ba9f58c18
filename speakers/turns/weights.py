"""Define the weights of a text's speaker model, fitted by `python -m benchmarks.labels --fit`."""

from __future__ import annotations

from dataclasses import dataclass

from speakers.turns.turn_taking import FITTED_TURN_TAKING, TurnTakingWeights


@dataclass(frozen=True, slots=True)
class TextWeights:
    """Weights of the model that infers who speaks each turn of a text.

    `same` is the probability that a person has two turns in a row. Other values replace it in
    special cases: `same_if_alternating` in a text in which two people alternate;
    `same_around_idents` beside idents and credits, which are paragraphs of their own; and
    `same_after_opening` after an ident at the very beginning in which the host says their own name.

    All other transitions are odds. `host_again` and `guest_again` are the odds that the second-last
    speaker, a host or a guest, speaks next rather than another person; `again_resumed` are these
    odds for a turn that continues a sentence ("... and so on"). `host_to_guest` and `guest_to_host`
    are the odds that the next speaker is on the other side rather than on the same side.
    `host_asks_guest` replaces `host_to_guest` after a host's question. `several_to_host` replaces
    `guest_to_host` after several people were greeted or thanked together, because these people
    reply one after the other.

    `turn_taking` changes these odds by how a turn follows the turns before it.

    `cues` and `hosting` scale the log-likelihoods of names and of typical behavior of hosts, and
    `trust` those of whole hypotheses, because cues of one text are not independent. `style` scales
    the log-likelihoods of the words of a turn.

    Fitted to 30 podcast interviews of seven shows with a cast, in two styles. If a turn continues a
    sentence, the second-last speaker returned in 24 of 26 cases; after a host's question a guest
    spoke in 78 of 100 cases, after other turns of hosts in 54 of 100. Four weights were set by
    hand: `same` and `same_around_idents` (fitted 0.02 and 0.16), because broadcasts have idents and
    long speeches in paragraphs of their own; `same_after_opening`, because podcasts do not begin
    with such idents; and `hosting` (fitted 0.8), because two hosts who talk to each other both ask
    questions, and a lower weight helped interviews of other shows. `style` was not fitted: values
    of 0.7 to 1.4 make little difference. `same_if_alternating` is near the counted share: in 13
    interviews of two people, 11 of 1,517 turns followed a turn of the same person.
    """

    same: float = 0.04
    same_if_alternating: float = 0.005
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
    style: float = 1.0
    turn_taking: TurnTakingWeights = FITTED_TURN_TAKING


FITTED = TextWeights()
