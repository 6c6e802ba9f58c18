"""Find role cues: who asks questions, opens or closes the programme, reads idents, is in a clip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from speakers.evidence.name_cues import NameCue, find_neighboring_turns
from speakers.evidence.turn_sentences import TurnSentences
from speakers.phrases.phrases import Phrases
from speakers.text.mentions import Sentence, plain_text

# Weights of the log-odds that a voice hosts, set by hand on 20 podcast interviews; in all of them,
# a host gets the highest log-odds. Phrases have the most weight. A lower START finds fewer hosts.
START = -1.2
QUESTIONS = 3.0
OPENS, CLOSES = 1.0, 0.5
HOST_PHRASE, GUEST_PHRASE = 1.5, -2.0
MOST_PHRASES = 2
TALKS_MORE = -1.5

# Maximum number of turns of a clip. A clip ends when the voice that announced it returns; if that
# voice returns only after more turns, the turns are an interview.
LONGEST_CLIP_TURNS = 12
# Maximum number of words, or maximum share of its words, that a clip's voice may speak outside
# announced clips: the diarizer makes mistakes, and short clips may be unannounced.
FEW_WORDS_ELSEWHERE, SHARE_ELSEWHERE = 6, 0.15
# Maximum number of words of an announcer, who reads only idents.
MOST_ANNOUNCER_WORDS = 80


@dataclass(frozen=True, slots=True)
class RoleCues:
    """The role cues of one voice.

    `host_probability` is the probability that the voice asks the questions. `role_phrase_counts`
    counts phrases such as "as a filmmaker" by role. `has_guest_phrase` is true if the voice says a
    phrase of guests, such as "thanks for having me".
    """

    words: int
    host_probability: float
    is_clip: bool = False
    is_announcer: bool = False
    has_guest_phrase: bool = False
    role_phrase_counts: Mapping[str, int] = field(default_factory=dict)


def find_role_cues(
    turns: Sequence[TurnSentences], phrases: Phrases, name_cues: Sequence[NameCue] = ()
) -> dict[str, RoleCues]:
    """Return the role cues by voice, in order of appearance.

    `name_cues` show which voices introduce other people.
    """
    clips = find_clip_voices(turns, phrases)
    voices = list(dict.fromkeys(p.voice for p in turns))
    counts = _count_role_phrases(turns, phrases)
    own = {voice: [p for p in turns if p.voice == voice] for voice in voices}
    readers = {voice for voice in voices if _is_announcer(own[voice], phrases)}
    introduced = Counter(
        turns[c.turn].voice for c in name_cues if c.kind == "introduced" and c.is_only_for_people
    )
    odds = _compute_host_probabilities(
        [p for p in turns if p.voice not in clips | readers], introduced, phrases
    )
    return {
        voice: RoleCues(
            words=sum(p.words for p in own[voice]),
            host_probability=1 / (1 + exp(-odds[voice])) if voice in odds else 0.0,
            is_clip=voice in clips,
            is_announcer=voice in readers - clips,
            has_guest_phrase=any(
                _count_matches(phrases.role_phrases.guest_phrases, p) for p in own[voice]
            ),
            role_phrase_counts=counts.get(voice, {}),
        )
        for voice in voices
    }


def find_clip_voices(turns: Sequence[TurnSentences], phrases: Phrases) -> frozenset[str]:
    """Return the voices that are heard only in announced clips, apart from a few words."""
    inside = set[int]()
    for i, passage in enumerate(turns):
        if announces_clip(passage, phrases):
            inside |= _find_turns_of_clip_after(turns, i)
    within, without = Counter[str](), Counter[str]()
    for i, p in enumerate(turns):
        (within if i in inside else without)[p.voice] += p.words
    return frozenset(
        voice
        for voice, words in within.items()
        if without[voice] <= max(FEW_WORDS_ELSEWHERE, SHARE_ELSEWHERE * words)
    )


def announces_clip(passage: TurnSentences, phrases: Phrases) -> bool:
    """Check whether a turn ends with an announcement of recorded speech ("let's take a listen")."""
    return bool(
        phrases.role_phrases.announces_clip.search(
            " ".join(map(plain_text, passage.sentences[-2:]))
        )
    )


def _find_turns_of_clip_after(turns: Sequence[TurnSentences], cue: int) -> set[int]:
    window = range(cue + 1, min(len(turns), cue + 1 + LONGEST_CLIP_TURNS))
    back = next((i for i in window if turns[i].voice == turns[cue].voice), None)
    return set(range(cue + 1, back)) if back is not None else set()


def _count_matches(pattern: re.Pattern[str], passage: TurnSentences) -> int:
    return sum(bool(pattern.search(plain_text(s))) for s in passage.sentences)


def _is_question(sentence: Sentence) -> bool:
    return "?" in sentence[-1].mark_after


def _compute_host_probabilities(
    turns: Sequence[TurnSentences], introduced: Counter[str], phrases: Phrases
) -> dict[str, float]:
    voices = {p.voice for p in turns}
    even = 1 / max(1, len(voices))
    questions, words = Counter[str](), Counter[str]()
    hosting, visiting = Counter[str](), Counter[str]()
    for p in turns:
        questions[p.voice] += any(map(_is_question, p.sentences))
        words[p.voice] += p.words
        hosting[p.voice] += _count_matches(phrases.role_phrases.host_phrases, p)
        visiting[p.voice] += _count_matches(phrases.role_phrases.guest_phrases, p)
    real = [p.voice for p in turns if not p.is_backchannel]
    asked = questions.total() or 1
    talked = words.total() or 1
    return {
        v: START
        + QUESTIONS * (questions[v] / asked - even) * min(1.0, asked / 3)
        + OPENS * (real[:1] == [v])
        + CLOSES * (real[-1:] == [v])
        + HOST_PHRASE * min(MOST_PHRASES, hosting[v] + introduced[v])
        + GUEST_PHRASE * min(MOST_PHRASES, visiting[v])
        + TALKS_MORE * (words[v] / talked - even)
        for v in voices
    }


def _is_announcer(turns: Sequence[TurnSentences], phrases: Phrases) -> bool:
    said = [s for p in turns for s in p.sentences]
    idents = sum(bool(phrases.role_phrases.station_ident.search(plain_text(s))) for s in said)
    return (
        sum(map(len, said)) <= MOST_ANNOUNCER_WORDS
        and idents * 2 > len(said)
        and not any(map(_is_question, said))
        and not any(phrases.role_phrases.first_person.search(plain_text(s)) for s in said)
    )


def _count_role_phrases(
    turns: Sequence[TurnSentences], phrases: Phrases
) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for turn, passage in enumerate(turns):
        answer = find_neighboring_turns(turns, turn).get(1)
        listener = turns[answer].voice if answer is not None else None
        for sentence in passage.sentences:
            for voice, name in find_roles_in_phrases(
                plain_text(sentence), passage.voice, listener, phrases
            ):
                counts.setdefault(voice, Counter())[name] += 1
    return {voice: dict(names) for voice, names in counts.items()}


def find_roles_in_phrases(
    text: str, speaker: str, listener: str | None, phrases: Phrases
) -> list[tuple[str, str]]:
    """Return pairs (voice, role) for the roles that a sentence implies.

    `listener` is the voice that is spoken to, if known.
    """
    found = [
        (speaker, name) for pattern, name in phrases.role_phrases.own_works if pattern.search(text)
    ]
    if listener is not None:
        found += [
            (listener, name)
            for pattern, name in phrases.role_phrases.listeners_works
            if pattern.search(text)
        ]
    for match in phrases.role_phrases.as_role.finditer(text):
        # "As a filmmaker you see ..." is about the speaker; "do you, as a filmmaker, ..." is not.
        own = phrases.role_phrases.general_you_after.match(text[match.end() :])
        name, to_listener = (
            phrases.roles.role_in_phrase(match[1]),
            phrases.role_phrases.second_person.search(text) and not own,
        )
        voice = listener if to_listener else speaker
        if name and voice is not None:
            found.append((voice, name))
    return found
