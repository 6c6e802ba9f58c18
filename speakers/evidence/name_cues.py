"""Find name cues in speech: speakers' own names, and people addressed, introduced or mentioned.

A cue refers to turns, not to voices, so that it also works for texts without a recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from speakers.evidence.hand_overs import HandOver, find_hand_overs, find_shared_first_names
from speakers.evidence.naming_rules import (
    LEAST_LISTED,
    SURELY_OF_PEOPLE,
    address_probability,
    colleague_probability,
    introduction_probability,
    self_introduction_probability,
)
from speakers.evidence.turn_sentences import TurnSentences
from speakers.phrases.phrases import Phrases
from speakers.text.mentions import (
    Mention,
    Sentence,
    find_mentions,
    group_lists,
    is_joined_by_and,
)

NameCueKind = Literal["introduces-self", "put-through", "addressed", "introduced", "mentioned"]

# Probability that a turn near a cue is the named person's, by offset: +1 is the next turn of
# another voice, +2 the second next, -1 the previous one. Counted on the 13 of 20 podcast interviews
# that have at least three voices. Of 71 people who were asked something, 59 spoke at +1, 7 at +2
# and 4 at -1. Of 58 people who were addressed without a question, 36 spoke at +1, 11 at +2 and 6 at
# -1. Of 41 people who were introduced, 14 spoke at +1, 16 at +2 and 3 at -1. The values are
# smoothed, because diarization makes errors at the edges of turns.
ASKED_QUESTION = ((+1, 0.75), (+2, 0.10), (-1, 0.10))
TOLD_SOMETHING = ((+1, 0.55), (+2, 0.17), (-1, 0.20))
THANKED = ((+1, 0.60), (+2, 0.14), (-1, 0.20))
# People who are greeted or thanked together tend to answer in the order of their names. Set by
# hand.
FIRST_OF_SEVERAL = ((+1, 0.50), (+2, 0.28), (-1, 0.15))
LAST_OF_SEVERAL = ((+1, 0.34), (+2, 0.44), (-1, 0.15))
# If two people are addressed in turn ("Good point, Ann. Bob, ..."), the first has usually just
# spoken. Set by hand.
PASSED_BY = ((-1, 0.70), (+1, 0.10), (+2, 0.10))
OWN = ((0, 0.88), (+1, 0.05), (-1, 0.04))
INTRODUCED = ((+1, 0.40), (+2, 0.30), (+3, 0.10), (-1, 0.05))
# A person who is put on the air by name and place, or who gives their name when asked. Set by hand.
HANDED_OVER = ((+1, 0.93), (+2, 0.03))
SURE_OF_HAND_OVER = 0.97
NO_TARGETS: tuple[tuple[int, float], ...] = ()

# Factor for a name within quotation marks, which usually belongs to quoted speech.
QUOTED_FACTOR = 0.2
# Factor for a name that the previous turn mentioned: repeating it usually expresses agreement. Set
# by hand.
ECHOED = 0.3
# Factor for names in a sentence with several names, which are usually talked about. Set by hand.
LISTED = 0.3
# An introduction with at least this probability is a phrase used only for people ("joined by").
SURELY_INTRODUCED = 0.7
# Probability that a mentioned name is not the speaker's own.
SPOKEN_OF = 0.8

# A question is for the person addressed first if the next person is addressed more than this many
# sentences later. Set by hand.
SENTENCES_AHEAD = 4


@dataclass(frozen=True, slots=True)
class NameCue:
    """A name in a turn, and the turns whose speaker may have that name.

    `targets` are pairs of a turn and the probability that its speaker has the name; if these sum to
    less than 1, the rest is spread over the other voices. `probability` is the probability that the
    phrase has its usual meaning. `is_only_for_people` marks phrases that are used only for people
    ("thanks, Ann"), not for things.
    """

    kind: NameCueKind
    name: str
    turn: int
    targets: tuple[tuple[int, float], ...]
    probability: float
    quote: str
    time: float | None
    is_only_for_people: bool = False


def find_name_cues(turns: Sequence[TurnSentences], phrases: Phrases) -> tuple[NameCue, ...]:
    """Find every spoken name, with the turns whose speaker may have that name."""
    found = tuple(
        cue
        for turn, passage in enumerate(turns)
        for place, sentence in enumerate(passage.sentences)
        for cue in _find_sentence_cues(
            turns, turn, place, find_mentions(sentence, phrases), phrases
        )
    )
    found = _keep_strongest_per_turn(_replace_cues_of_hand_overs(found, turns, phrases))
    just_mentioned = {(cue.turn + 1, cue.name) for cue in found if cue.kind == "mentioned"}
    return tuple(
        _weaken_echo(cue) if (cue.turn, cue.name) in just_mentioned else cue for cue in found
    )


def find_neighboring_turns(turns: Sequence[TurnSentences], turn: int) -> dict[int, int]:
    """Map offsets to turns of other voices: -1 is the previous turn, 1 to 3 are the next turns.

    Backchannels are skipped unless no other turn follows.
    """
    around: dict[int, int] = {}
    before = _find_other_turns(turns, range(turn - 1, max(-1, turn - 4), -1), turns[turn].voice)
    if before:
        around[-1] = before[0]
    after = _find_other_turns(turns, range(turn + 1, min(len(turns), turn + 8)), turns[turn].voice)
    around.update(enumerate(after[:3], start=1))
    return around


def _replace_cues_of_hand_overs(
    cues: Sequence[NameCue], turns: Sequence[TurnSentences], phrases: Phrases
) -> tuple[NameCue, ...]:
    """Replace name cues by hand-overs and self-introductions, which identify people better.

    A first name that two callers share identifies neither of them, so its cues are dropped. A
    hand-over does not count if its first name is also part of a full name in the recording.
    """
    found = find_hand_overs(
        [passage.sentences for passage in turns], [passage.voice for passage in turns], phrases
    )
    shared = find_shared_first_names(found)
    full = {cue.name.split()[0] for cue in cues if " " in cue.name}
    used = [
        hand_over
        for hand_over in found
        if hand_over.mention.name not in shared
        and (hand_over.kind == "introduces-self" or hand_over.mention.name not in full)
    ]
    replaced = {(hand_over.turn, hand_over.mention.name) for hand_over in used}
    others = (c for c in cues if (c.turn, c.name) not in replaced and c.name not in shared)
    return (*others, *_build_hand_over_cues(used, cues, turns, phrases))


def _build_hand_over_cues(
    hand_overs: Sequence[HandOver],
    cues: Sequence[NameCue],
    turns: Sequence[TurnSentences],
    phrases: Phrases,
) -> Iterator[NameCue]:
    """Build a cue for each person who is put on the air by name or gives their own name.

    A hand-over gets no cue if another person is put on the air next ("Ann in Bath, go ahead. She's
    gone. Ben in York, you're on the air."). If another host greets the caller first, the caller
    answers that host.
    """
    own = [h for h in hand_overs if h.kind == "introduces-self"]
    yield from (_build_sure_cue(h, h.turn, OWN, turns, phrases) for h in own)
    given = [h for h in hand_overs if h.kind != "introduces-self"]
    answers = [find_neighboring_turns(turns, h.turn).get(1) for h in given]
    last = {answer: h.mention.name for h, answer in zip(given, answers, strict=True)}
    hosts = {h.turn for h in given}
    greeted = {(c.turn, c.name) for c in cues if c.kind == "addressed"}
    for hand_over, answer in zip(given, answers, strict=True):
        name = hand_over.mention.name
        if answer is None or answer in hosts or last[answer] != name:
            continue
        turn = answer if (answer, name) in greeted else hand_over.turn
        yield _build_sure_cue(hand_over, turn, HANDED_OVER, turns, phrases)


def _build_sure_cue(
    hand_over: HandOver,
    turn: int,
    target_offsets: tuple[tuple[int, float], ...],
    turns: Sequence[TurnSentences],
    phrases: Phrases,
) -> NameCue:
    cue = _build_cue(
        hand_over.kind, turns, turn, hand_over.mention, target_offsets, SURE_OF_HAND_OVER, phrases
    )
    return replace(cue, is_only_for_people=True)


def _keep_strongest_per_turn(cues: Sequence[NameCue]) -> tuple[NameCue, ...]:
    """Keep the strongest cue of each kind for each name in a turn.

    Repetitions are not independent evidence.
    """
    best: dict[tuple[int, str, NameCueKind], NameCue] = {}
    for cue in cues:
        key = cue.turn, cue.name, cue.kind
        if key not in best or cue.probability > best[key].probability:
            best[key] = cue
    return tuple(cue for cue in cues if best[cue.turn, cue.name, cue.kind] is cue)


def _weaken_echo(cue: NameCue) -> NameCue:
    # "That was Alex Garland." "Yes, Alex Garland." addresses nobody.
    return replace(cue, probability=cue.probability * ECHOED) if cue.kind == "addressed" else cue


def _find_other_turns(turns: Sequence[TurnSentences], turn_order: range, voice: str) -> list[int]:
    others = [i for i in turn_order if turns[i].voice != voice]
    real = [i for i in others if not turns[i].is_backchannel]
    first_of_voice = {turns[i].voice: i for i in reversed(real or others)}
    return sorted(first_of_voice.values(), key=others.index)


def _find_sentence_cues(
    turns: Sequence[TurnSentences],
    turn: int,
    sentence_index: int,
    mentions: Sequence[Mention],
    phrases: Phrases,
) -> Iterator[NameCue]:
    listed = len({m.name for m in mentions}) >= LEAST_LISTED
    for group in group_lists(mentions, phrases):
        for cue in _find_cues_of_group(turns, turn, sentence_index, group, phrases):
            alone = cue.kind != "addressed" or not listed
            yield cue if alone else replace(cue, probability=cue.probability * LISTED)


def _find_cues_of_group(
    turns: Sequence[TurnSentences],
    turn: int,
    sentence_index: int,
    group: tuple[Mention, ...],
    phrases: Phrases,
) -> Iterator[NameCue]:
    first = group[0]
    alone = len(group) == 1 or not is_joined_by_and(group, phrases)
    if alone and (sure := self_introduction_probability(first, phrases)):
        yield _build_cue("introduces-self", turns, turn, first, OWN, sure, phrases)
    elif (sure := introduction_probability(group, phrases)) >= SURELY_OF_PEOPLE:
        # "On my left, the harbour master, Ann Lee": commas around a name address nobody here.
        for mention in group:
            yield _build_cue("introduced", turns, turn, mention, INTRODUCED, sure, phrases)
    elif sure := address_probability(group, phrases):
        for mention in group:
            shares = _choose_target_offsets(
                turns[turn].sentences[sentence_index:], group, mention, phrases
            )
            yield _build_cue("addressed", turns, turn, mention, shares, sure, phrases)
    elif sure := introduction_probability(group, phrases):
        for mention in group:
            yield _build_cue("introduced", turns, turn, mention, INTRODUCED, sure, phrases)
    elif not alone and (sure := introduction_probability(group[:1], phrases)):
        # "I talked with Ann Lee, Senior Fellow at ...": a title in capitals looks like a name.
        yield _build_cue("introduced", turns, turn, first, INTRODUCED, sure, phrases)
        for mention in group[1:]:
            yield _build_cue("mentioned", turns, turn, mention, NO_TARGETS, SPOKEN_OF, phrases)
    elif sure := colleague_probability(group, phrases):
        for mention in group:
            yield _build_cue("introduced", turns, turn, mention, NO_TARGETS, sure, phrases)
    else:
        for mention in group:
            yield _build_cue("mentioned", turns, turn, mention, NO_TARGETS, SPOKEN_OF, phrases)


def _choose_target_offsets(
    later_sentences: Sequence[Sentence],
    group: tuple[Mention, ...],
    mention: Mention,
    phrases: Phrases,
) -> tuple[tuple[int, float], ...]:
    if len(group) == 1 and _calls_on_another_person(
        later_sentences[1 : 1 + SENTENCES_AHEAD], mention, phrases
    ):
        return PASSED_BY
    if len(group) > 1:
        return FIRST_OF_SEVERAL if mention is group[0] else LAST_OF_SEVERAL
    if any("?" in sentence[-1].mark_after for sentence in later_sentences):
        return ASKED_QUESTION
    sentence = {token.lower for token in group[0].nearby}
    return THANKED if sentence & phrases.naming.words_of_thanks else TOLD_SOMETHING


def _calls_on_another_person(
    later_sentences: Sequence[Sentence], mention: Mention, phrases: Phrases
) -> bool:
    """Check whether another person is addressed next ("Good point, Ann. Bob, is it true?")."""
    groups = (
        group
        for sentence in later_sentences
        for group in group_lists(find_mentions(sentence, phrases), phrases)
    )
    return any(
        address_probability(group, phrases) and group[0].name != mention.name for group in groups
    )


def _speaks_to(mention: Mention, phrases: Phrases) -> bool:
    """Check whether the sentence around a name thanks, greets, asks, or says "you"."""
    said = {token.lower for token in mention.nearby}
    asked = mention.is_in_question and any(
        p.search(mention.text_after) for p, _ in phrases.naming.question_after
    )
    return asked or not said.isdisjoint(
        phrases.turns.second_person_words | phrases.naming.words_of_thanks
    )


def _build_cue(
    kind: NameCueKind,
    turns: Sequence[TurnSentences],
    turn: int,
    mention: Mention,
    target_offsets: tuple[tuple[int, float], ...],
    probability: float,
    phrases: Phrases,
) -> NameCue:
    around = find_neighboring_turns(turns, turn) | {0: turn}
    targets = tuple((around[step], share) for step, share in target_offsets if step in around)
    if mention.is_quoted and kind != "mentioned":
        probability *= QUOTED_FACTOR
    to_people = (
        kind == "introduces-self"
        or (kind == "addressed" and _speaks_to(mention, phrases))
        or (kind == "introduced" and probability >= SURELY_INTRODUCED)
    )
    return NameCue(
        kind, mention.name, turn, targets, probability, mention.quote, mention.time, to_people
    )
