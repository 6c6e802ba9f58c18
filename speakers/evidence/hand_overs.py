"""Find people who are put on the air by name, and people who give their name when asked.

The whole sentence and its neighbours identify these people, so a first name is enough; the rules of
`naming_rules` need more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from re import Match
from typing import Literal

from speakers.phrases.phrases import Phrases
from speakers.text.mentions import Mention, Sentence, find_mentions, plain_text

# Number of sentences at the end of a host's turn that are searched for a caller's name.
SENTENCES_TO_GO = 4

HandOverKind = Literal["put-through", "addressed", "introduces-self"]


@dataclass(frozen=True, slots=True)
class HandOver:
    """A name of the next speaker or, with kind `introduces-self`, of the current speaker.

    With kind `put-through`, the next speaker is a caller; with `addressed`, it may also be a
    reporter. `place` is where the person is said to speak from, in lower case, or "".
    """

    kind: HandOverKind
    turn: int
    mention: Mention
    place: str = ""


def find_hand_overs(
    turns: Sequence[Sequence[Sentence]], voices: Sequence[str], phrases: Phrases
) -> tuple[HandOver, ...]:
    """Find people who are put on the air and people who give their name when asked.

    `turns` holds the sentences of each turn.
    """
    found: list[HandOver] = []
    for turn, sentences in enumerate(turns):
        asked = turn > 0 and voices[turn] != voices[turn - 1] and turns[turn - 1][-1:]
        found += _find_own_names(turn, sentences, asked[0] if asked else (), phrases)
        for at in range(max(0, len(sentences) - SENTENCES_TO_GO), len(sentences)):
            found += _find_person_put_on_air(turn, sentences[:at], sentences[at:], phrases)
    return tuple(found)


def find_shared_first_names(hand_overs: Sequence[HandOver]) -> frozenset[str]:
    """Return the first names that two callers share.

    A name is shared if it was said with different places.
    """
    places: dict[str, set[str]] = {}
    for hand_over in hand_overs:
        if hand_over.place:
            places.setdefault(hand_over.mention.name, set()).add(hand_over.place)
    return frozenset(name for name, said in places.items() if len(said) > 1)


def _find_person_put_on_air(
    turn: int,
    sentences_before: Sequence[Sentence],
    sentences_from_here: Sequence[Sentence],
    phrases: Phrases,
) -> Iterator[HandOver]:
    """Find the person whom a sentence puts on the air.

    The sentence is the first of `sentences_from_here`; `sentences_before` come before it.
    """
    said, *after = [plain_text(sentence) for sentence in sentences_from_here]
    words = phrases.hand_overs
    matched = words.name_and_place.match(said)
    if matched and _is_place(matched, sentences_from_here[0], phrases):
        mention = _find_given_name(matched, sentences_from_here[0], phrases)
        name = matched["name"]
        addressed = [s for s in after if _is_addressed(name, s, phrases)]
        goes = [s for s in after if words.go_ahead.match(s)]
        is_city = name in phrases.given_names.places and not addressed
        asks = "?" in sentences_from_here[0][-1].mark_after
        given = matched["ahead"] or addressed or goes or (matched["to"] and not after and not asks)
        if mention and given and not is_city:
            calls = any(
                map(
                    phrases.turns.puts_through.search,
                    (said, *after, *_last_sentence_texts(sentences_before)),
                )
            )
            kind: HandOverKind = "put-through" if calls else "addressed"
            yield HandOver(kind, turn, mention, matched["place"])
        return
    matched = words.go_ahead_by_name.match(said) or (
        words.greeting_by_name.match(said) if not after else None
    )
    if (
        matched
        and len(after) <= 1
        and (mention := _find_given_name(matched, sentences_from_here[0], phrases))
    ):
        context = (said, *_last_sentence_texts(sentences_before))
        is_caller = any(map(phrases.turns.mentions_call.search, context))
        if any(map(phrases.turns.puts_through.search, context)) and not is_caller:
            yield HandOver("put-through", turn, mention)


def _is_addressed(name: str, sentence_text: str, phrases: Phrases) -> bool:
    # "Marvin, you ..." addresses him; "Marvin writes that ..." does not.
    matched = phrases.hand_overs.go_ahead_by_name.match(sentence_text)
    if matched:
        return matched["name"] == name
    spoken = {word.strip(",") for word in sentence_text.split()}
    return sentence_text.startswith(f"{name}, ") and not spoken.isdisjoint(
        phrases.turns.second_person_words
    )


def _find_own_names(
    turn: int, sentences: Sequence[Sentence], previous_sentence: Sentence, phrases: Phrases
) -> Iterator[HandOver]:
    words = phrases.hand_overs
    if previous_sentence and sentences and words.asks_name.search(plain_text(previous_sentence)):
        matched = words.own_name.match(plain_text(sentences[0]))
        if matched and (mention := _find_given_name(matched, sentences[0], phrases)):
            yield HandOver("introduces-self", turn, mention)
    for before, sentence in pairwise(sentences):
        if words.that_is_me.match(plain_text(sentence)):
            last = find_mentions(before, phrases)[-1:]
            presents = last and words.presenter_before.search(last[0].text_before)
            if presents and last[0].end == len(before) and not last[0].is_possessive:
                yield HandOver("introduces-self", turn, last[0])


def _last_sentence_texts(sentences: Sequence[Sentence]) -> list[str]:
    return [plain_text(sentence) for sentence in sentences[-SENTENCES_TO_GO:]]


def _find_given_name(match: Match[str], sentence: Sentence, phrases: Phrases) -> Mention | None:
    """Return the name that a pattern matched, if it is a capitalized given name."""
    start = len(match.string[: match.start("name")].split())
    token = sentence[start]
    if not token.is_capitalized or not phrases.given_names.is_given_name(token.lower):
        return None
    return Mention(token.core, sentence, start, start + 1)


def _is_place(match: Match[str], sentence: Sentence, phrases: Phrases) -> bool:
    start = len(match.string[: match.start("place")].split())
    tokens = sentence[start : start + len(match["place"].split())]
    small = phrases.vocabulary.name_particles | phrases.hand_overs.words_inside_places
    return tokens[-1].is_capitalized and all(t.is_capitalized or t.lower in small for t in tokens)
