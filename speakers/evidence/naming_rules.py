"""Decide how a sentence uses a name: as the speaker's own name, an address, or an introduction.

Each function is for one use: it takes the names in a sentence and returns the probability of this
use, or 0 without evidence. The probabilities were set by hand on development texts. Commas help,
but are not required, because many old transcripts have none.
"""

from __future__ import annotations

from speakers.phrases.phrases import Phrases, Rules
from speakers.text.mentions import Mention, is_joined_by_and

# Maximum number of words of a description between a phrase and a name: "joined by the novelist Ann
# Lee".
LONGEST_DESCRIPTION = 6
# If a phrase before a name has at least this probability, it is used only of people.
SURELY_OF_PEOPLE = 0.75
# "Ann Lee here" counts only in a sentence of fewer words than this, or before a comma.
LONGEST_SIGN_OFF = 12
# A list of at least this many names mentions people without addressing them.
LEAST_LISTED = 3
# Factor for names in reported speech. Set by hand.
REPORTED = 0.2


def self_introduction_probability(mention: Mention, phrases: Phrases) -> float:
    """Estimate the probability that a speaker gives their own name ("I'm Ann", "Ann here.")."""
    if mention.is_possessive:
        return 0.0
    sure = _rule_probability(phrases.naming.own_name_before, mention.text_before)
    if sure:
        return sure * _own_name_at_end(mention, phrases)
    short = len(mention.sentence) < LONGEST_SIGN_OFF or mention.text_after.startswith("here,")
    if mention.has_break_before and short:
        return _rule_probability(phrases.naming.own_name_after, mention.text_after)
    return 0.0


def address_probability(group: tuple[Mention, ...], phrases: Phrases) -> float:
    """Estimate the probability that people are addressed ("Ann, do you ...", "Thanks, Ann").

    A name in reported speech ("My father said, Ann, you ...") seldom belongs to a speaker.
    """
    reported = phrases.naming.reported_before.search(
        group[0].text_before
    ) or phrases.naming.reported_after.search(group[-1].text_after)
    return _address_probability(group, phrases) * (REPORTED if reported else 1.0)


def _address_probability(group: tuple[Mention, ...], phrases: Phrases) -> float:
    first, last = group[0], group[-1]
    if any(m.is_possessive for m in group):
        return 0.0
    opens = bool(phrases.naming.openers.match(first.text_before))
    if (
        is_joined_by_and(group, phrases)
        and phrases.naming.thanks_before.search(first.text_before)
        and last.text_after.split(" ")[0] not in phrases.naming.words_after_unthanked
    ):
        return 0.9
    if (opens or first.has_break_before) and phrases.naming.thanks_after.match(last.text_after):
        return 0.93
    if not is_joined_by_and(group, phrases) or len(group) >= LEAST_LISTED:
        return 0.0
    if (opens or first.has_break_before) and last.has_break_after:
        return _address_with_commas(first, last, opens, phrases)
    return _address_without_commas(first, last, opens, phrases)


def introduction_probability(group: tuple[Mention, ...], phrases: Phrases) -> float:
    """Estimate the probability that the people are introduced ("joined by Ann Lee")."""
    if any(m.is_possessive for m in group) or not is_joined_by_and(group, phrases):
        return 0.0
    sure = _rule_probability(phrases.naming.introduction_after, group[-1].text_after)
    before = group[0].text_before.split()
    for described in range(min(LONGEST_DESCRIPTION, len(before)) + 1):
        phrase = " ".join(before[: len(before) - described])
        between = before[len(before) - described :]
        found = _rule_probability(phrases.naming.introduction_before, phrase)
        has_role = any(word.strip(",") in phrases.roles.words for word in between[-2:])
        # "With me is the baker Ann Lee", but not "we talked to the people of New Lanark".
        of_person = found >= SURELY_OF_PEOPLE and not phrases.naming.articles.isdisjoint(
            between[:1]
        )
        if described and not (has_role or of_person):
            continue
        sure = max(sure, found * (1 if not described else 0.9))
    return sure


def colleague_probability(group: tuple[Mention, ...], phrases: Phrases) -> float:
    """Estimate the probability that the speaker works with these people ("Ann and I")."""
    naming = phrases.naming
    if naming.colleague_after.match(group[-1].text_after):
        return 0.5
    return 0.5 if naming.colleague_before.search(group[0].text_before) else 0.0


def _rule_probability(rules: Rules, text: str) -> float:
    return max((sure for pattern, sure in rules if pattern.search(text)), default=0.0)


def _own_name_at_end(mention: Mention, phrases: Phrases) -> float:
    follower = mention.text_after.split(" ")[0].strip(",")
    if mention.has_break_after or follower in phrases.naming.words_after_own_name:
        return 1.0
    return 0.7 if " " in mention.name else 0.4


def _address_with_commas(
    starts_sentence: Mention, last: Mention, follows_opener: bool, phrases: Phrases
) -> float:
    # The names stand between commas, or between a comma and the edge of the sentence.
    noun = starts_sentence.text_before.rstrip(",").split(" ")[-1]
    if noun in phrases.roles.words or noun in phrases.naming.words_for_relations:
        return 0.0
    if phrases.naming.described_before.search(starts_sentence.text_before):
        return 0.1
    if last.end == len(last.sentence):
        if follows_opener and not starts_sentence.text_before:
            return 0.75 if last.is_in_question else 0.3
        return 0.9
    if phrases.naming.described_after.match(last.text_after):
        return 0.1
    return 0.9 if follows_opener else 0.8


def _address_without_commas(
    starts_sentence: Mention, last: Mention, follows_opener: bool, phrases: Phrases
) -> float:
    # Without commas, the words around the name must show that the person is addressed.
    if follows_opener:
        asked = _rule_probability(phrases.naming.question_after, last.text_after)
        if asked and (
            starts_sentence.is_in_question or phrases.naming.second_person.search(last.text_after)
        ):
            return asked
        return _rule_probability(phrases.naming.statement_after, last.text_after)
    if last.end == len(last.sentence) and phrases.naming.final_address_before.search(
        starts_sentence.text_before
    ):
        return 0.65 if last.is_in_question else 0.45
    if phrases.naming.inserted_address_before.search(
        starts_sentence.text_before
    ) and phrases.naming.inserted_address_after.match(last.text_after):
        return 0.6
    return 0.0
