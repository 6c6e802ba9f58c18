"""Attribution of a conversation with realistic errors: few words change their speaker."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, replace

from tests.transcripts.attribution.test_attribute import heard
from transcripts.attribution.attribute import attribute
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

TALK = """
A: Good evening, and welcome to the harbour programme. Tonight we talk about the ferry that left
 one November morning and was not seen by anybody on the quay. Mrs Dunmore, you kept the lamp then.
B: Yes, I did. I kept it for eleven years, and my mother kept it before me.
A: And what did you see of it?
B: Nothing at all, I am afraid. The fog came down before six, and when it is like that you hear the
 engines long before you see a light. I heard nothing either.
A: Nothing?
B: No. People think that a ferry makes a great noise, but when the water is flat and there is no
 wind it goes out like a cat.
C: If I may come in there, I was the mate on that ferry, and I can tell you that we made no noise
 because we had stopped the engines.
A: Really? Why would you stop them in the fairway?
C: Because of the bell. We had lost the bell on the outer buoy, and the captain wanted to listen.
B: Well, that explains it. I have wondered about that for thirty years.
A: So you two have never met?
C: Never. We live four miles apart, and I have bought bread in her sister's shop.
B: He has. She told me that a sailor came in on Fridays, and I never asked his name.
A: Then let us go through that morning again, from the beginning. Who was on board?
C: Nine people, two cows and the post. The cows belonged to a farmer on the island, who had sold
 them and changed his mind, so they went back and forth twice that week.
A: And the post?
C: It was dry. That is all that I can say about the post.
B: It was not dry when it came to me.
A: Thank you both. That was the harbour programme.
"""


@dataclass(frozen=True)
class Spoken:
    word: Word
    speaker: str
    turn: int


def talk() -> list[Spoken]:
    """Return the words of `TALK` with times, at 14 letters a second.

    Of every three turns, one begins 0.3 s before the previous turn ends, one when it ends, and one
    0.3 s later.
    """
    spoken, at = [], 0.0
    for number, line in enumerate(re.split(r"\n(?=[ABC]: )", TALK.strip())):
        speaker, text = line.split(": ", 1)
        at += (-0.3, 0.0, 0.3)[number % 3] if number else 0.3
        for part in text.split():
            end = at + 0.06 + len(part) / 14
            spoken.append(Spoken(Word(part, at, end), speaker, number))
            at = end + (0.35 if part[-1] in ".?!" else 0.12 if part[-1] == "," else 0.0)
        at = end
    return spoken


def jitter(chance: random.Random) -> float:
    return max(-0.15, min(0.15, chance.gauss(0, 0.075)))


def disturbed(spoken: list[Spoken], seed: int) -> tuple[tuple[Word, ...], Diarization]:
    """Move word times and voice boundaries by up to 0.15 s.

    Half of the shortest segments are missed, and one second in thirty gets a wrong voice.
    """
    chance = random.Random(seed)
    words, last = [], 0.0
    for s in spoken:
        start = max(last, s.word.start + jitter(chance))
        last = max(start + 0.04, s.word.end + jitter(chance))
        words.append(replace(s.word, start=start, end=last))
    stretches: list[SpeakerSegment] = []
    for speaker, span in pauses_cut(spoken):
        if span.duration < 0.5 and chance.random() < 0.5:
            continue
        edges = Span(span.start + jitter(chance), span.end + jitter(chance))
        stretches.append(SpeakerSegment(speaker, edges.start, edges.end))
        if span.duration > 1.5 and chance.random() < 0.06:
            at = chance.uniform(edges.start, edges.end - 0.5)
            wrong = chance.choice([v for v in "ABC" if v != speaker])
            stretches[-1:] = [
                SpeakerSegment(speaker, edges.start, at),
                SpeakerSegment(wrong, at, at + 0.5),
                SpeakerSegment(speaker, at + 0.5, edges.end),
            ]
    return tuple(words), heard([s for s in stretches if s.end > s.start])


def pauses_cut(spoken: list[Spoken]) -> list[tuple[str, Span]]:
    """Return the segments of each speaker, cut at pauses of 0.25 s."""
    cut: list[tuple[str, Span]] = []
    for s in spoken:
        if cut and cut[-1][0] == s.speaker and s.word.start - cut[-1][1].end < 0.25:
            cut[-1] = (s.speaker, Span(cut[-1][1].start, s.word.end))
        else:
            cut.append((s.speaker, s.word.span))
    return cut


def by_middle(words: tuple[Word, ...], voices: Diarization) -> list[str]:
    """Return each word's voice by a simple rule, as a baseline for comparison.

    The rule takes the voice that is active at the middle of the word, or nearest to it.
    """
    middles = [Span(w.span.middle, w.span.middle) for w in words]
    return [min(voices.segments, key=lambda s: s.span.gap(m)).voice for m in middles]


def by_attribute(words: tuple[Word, ...], voices: Diarization, breaks: frozenset[int]) -> list[str]:
    voice = {
        id(w): t.voice for t in attribute(words, voices, ENGLISH, breaks).turns for w in t.words
    }
    return [voice[id(w)] for w in words]


def test_a_disturbed_conversation_keeps_its_speakers() -> None:
    spoken = talk()
    truth = [s.speaker for s in spoken]
    breaks = frozenset(i for i in range(1, len(spoken)) if spoken[i].turn != spoken[i - 1].turn)
    wrong: Counter[str] = Counter()
    for seed in range(20):
        words, voices = disturbed(spoken, seed)
        for rule, voiced in (
            ("middle of the word", by_middle(words, voices)),
            ("attribute", by_attribute(words, voices, frozenset())),
            ("attribute, with the archive's turns", by_attribute(words, voices, breaks)),
        ):
            wrong[rule] += sum(voice != true for voice, true in zip(voiced, truth, strict=True))
    share = {rule: count / 20 / len(spoken) for rule, count in wrong.items()}
    assert share["middle of the word"] > 0.015
    assert share["attribute"] < 0.01
    assert share["attribute, with the archive's turns"] < 0.002
