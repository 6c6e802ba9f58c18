"""A transcript with every feature, of an invented interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transcripts.agreement import Agreement, Scores
from transcripts.provenance import Omission, Provenance, StepTiming, UsedModel
from transcripts.ranges import WordRange
from transcripts.run_options import RunOptions
from transcripts.transcript import (
    Correction,
    Reason,
    Recording,
    Speaker,
    SpeakerSegment,
    Transcript,
    Turn,
    Unspoken,
    Unwritten,
    Word,
)

RECORDING = Recording(
    id="r-5f2c9a71e0b4",
    sha256="5f2c9a71e0b4" + "0" * 52,
    file="lamplight-1987.mp3",
    duration=112.0,
    title="The Keeper Who Wouldn’t Leave",
    programme="Evening Pages",
    date="1987-11-04",
)

SPEAKERS = (
    Speaker(
        id="S1",
        voices=("V1",),
        name="Marian Whitlock",
        role="host",
        confidence=0.98,
        reasons=(
            Reason("introduces-self", "I’m Marian Whitlock.", 2.9, 0.95),
            Reason("described", "presented by Marian Whitlock every Wednesday", None, 0.6),
        ),
    ),
    Speaker(
        id="S2",
        voices=("V2", "V5"),
        name="Tobias Aurelian-Grey",
        role="author",
        confidence=0.91,
        reasons=(
            Reason("addressed", "Tobias Aurelian-Grey, welcome.", 20.3, 0.8),
            Reason("described", "Aurelian-Grey’s second novel, set on a lightship", None, 0.5),
        ),
    ),
    Speaker(
        id="S3",
        voices=("V3",),
        name="Ifeoma Castellan",
        role="director",
        confidence=0.74,
        reasons=(Reason("elimination", "the only other guest named in the review", None, 0.7),),
    ),
    Speaker(id="S4", voices=("V4",), name=None, role="clip", confidence=0.2),
)

# The turns: speaker, voice, start in seconds, letters per second, and text.
_SAID: tuple[tuple[str, str, float, float, str], ...] = (
    ("S1", "V1", 1.2, 15.0, "From the river studios, this is Evening Pages. I’m Marian Whitlock."),
    (
        "S1",
        "V1",
        6.4,
        16.0,
        "The film Lamplight opens on Friday. It follows a lighthouse keeper who is told, by "
        "letter, that his light will be put out, and who doesn’t answer: he simply goes on "
        "lighting it, every night, for eleven years.",
    ),
    (
        "S1",
        "V1",
        20.3,
        15.0,
        "Tobias Aurelian-Grey, welcome. And Ifeoma Castellan, who made the film, "
        "welcome to you too.",
    ),
    ("S2", "V2", 26.6, 14.0, "Thank you, Marian."),
    ("S3", "V3", 27.5, 14.0, "Good evening."),
    (
        "S1",
        "V1",
        29.2,
        16.0,
        "Tobias, you grew up beside the Skerrow light. How much of the keeper is your father?",
    ),
    (
        "S2",
        "V2",
        34.9,
        13.5,
        "Well, less than my mother believes. He’d have answered the letter, I think, by return of "
        "post, and in a rage. What I took from him is the hands: he couldn’t pass a lamp without "
        "trimming it. I wanted to write about somebody who keeps a promise long after everyone "
        "it was made to has gone home.",
    ),
    ("S1", "V1", 45.1, 14.0, "Right."),
    (
        "S1",
        "V1",
        58.4,
        15.5,
        "Let’s hear a moment from the film, in which the inspector arrives.",
    ),
    (
        "S4",
        "V4",
        63.4,
        12.0,
        "You were told to put it out. <Silence> & nothing else was asked of you.",
    ),
    (
        "S3",
        "V3",
        70.2,
        14.5,
        "What I love in that scene is that nobody raises their voice. We shot it in one morning, "
        "at Kirkhallan, with the fog coming in, and the inspector’s line was not in the script at "
        "all. He asked me whether he might try something, and, you know, you’d be a fool to "
        "say no.",
    ),
    ("S2", "V2", 86.9, 14.0, "I only wish that I’d written it."),
    ("S1", "V1", 89.6, 15.0, "And is it a sad film?"),
    (
        "S3",
        "V3",
        91.8,
        14.0,
        "No, I don’t believe so. It’s about what we owe to people we’ll never meet. I’d call that "
        "hopeful, wouldn’t you?",
    ),
    ("S1", "V1", 99.6, 15.0, "Tobias Aurelian-Grey, Ifeoma Castellan, thank you both."),
    ("S2", "V5", 104.2, 14.0, "It was a pleasure."),
)

# Uncertain words with their confidence, and words that only the recognizer or only the reference
# has. A word is given as (turn, index in the turn).
_DOUBTFUL = {("T11", 19): 0.31, ("T11", 20): 0.44, ("T7", 28): 0.42, ("T10", 10): 0.38}
_HEARD = {("T7", 0), ("T11", 44), ("T11", 45), ("T11", 46)}
_REFERENCE = {("T2", 13), ("T14", 16)}


def words(turn: str, start: float, pace: float, text: str) -> tuple[Word, ...]:
    """Time the words of a text: `pace` letters a second, and a pause after punctuation."""
    made, at = [], start
    for n, part in enumerate(text.split()):
        end = at + max(0.08, len(part) / pace)
        origin = "heard" if (turn, n) in _HEARD else "both"
        origin = "reference" if (turn, n) in _REFERENCE else origin
        sure = _DOUBTFUL.get((turn, n), 0.97)
        made.append(Word(part, round(at, 3), round(end, 3), sure, origin))
        at = end + (0.35 if part[-1] in ".?!" else 0.2 if part[-1] in ",;:" else 0.02)
    return tuple(made)


def turn(number: int, speaker: str, voice: str, start: float, pace: float, text: str) -> Turn:
    """Make a turn whose text is spoken at an even pace."""
    spoken = words(f"T{number}", start, pace, text)
    return Turn(
        id=f"T{number}",
        speaker=speaker,
        voice=voice,
        start=spoken[0].start,
        end=spoken[-1].end,
        text=text,
        confidence=round(sum(w.confidence for w in spoken) / len(spoken), 3),
        words=spoken,
    )


def crossed(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Add to each turn the ids of the turns that overlap it."""
    return tuple(
        replace(
            t, overlaps=tuple(o.id for o in turns if o.id != t.id and t.span.overlap(o.span) > 0)
        )
        for t in turns
    )


def _correction(
    number: int,
    place: tuple[Turn, int, int],
    kind: str,
    before: str,
    after: str,
    score: float,
    status: str = "applied",
    heard: str | None = None,
) -> Correction:
    at, first, last = place
    shown = after if status == "applied" else before
    begin = sum(len(t.words) for t in TURNS[: TURNS.index(at)]) + first
    return Correction(
        id=f"C{number}",
        turn=at.id,
        kind=kind,
        before=before,
        after=after,
        start=at.words[first].start,
        end=at.words[last].end if after or kind != "deletion" else at.words[first].start,
        score=score,
        status=status,
        evidence={"heard": heard if heard is not None else after},
        word_ranges=(WordRange(begin, begin + last - first + 1 if shown else begin),),
    )


TURNS = crossed([turn(n, *said) for n, said in enumerate(_SAID, start=1)])
_T = {t.id: t for t in TURNS}

CORRECTIONS = (
    _correction(1, (_T["T1"], 9, 10), "name", "Marion Witlock", "Marian Whitlock", 0.96),
    _correction(2, (_T["T2"], 3, 5), "punctuation", "opens on Friday", "opens on Friday.", 0.95),
    _correction(3, (_T["T2"], 6, 6), "case", "it", "It", 0.9),
    _correction(4, (_T["T2"], 25, 25), "contraction", "does not", "doesn’t", 0.93),
    _correction(5, (_T["T7"], 0, 0), "insertion", "", "Well,", 0.81),
    _correction(6, (_T["T7"], 6, 6), "contraction", "He had", "He’d", 0.88),
    _correction(
        7, (_T["T7"], 28, 28), "spelling", "hands", "hounds", 0.41, "proposed", "the hounds:"
    ),
    _correction(8, (_T["T9"], 0, 0), "contraction", "Let us", "Let’s", 0.97),
    _correction(9, (_T["T11"], 0, 3), "order", "I love what", "What I love in", 0.72),
    _correction(10, (_T["T11"], 19, 19), "name", "Kirk Allen", "Kirkhallan", 0.77),
    _correction(11, (_T["T11"], 33, 33), "deletion", "shooting", "", 0.83),
    _correction(12, (_T["T12"], 2, 2), "substitution", "wish", "wished", 0.12, "rejected"),
    _correction(13, (_T["T14"], 19, 19), "insertion", "", "oh,", 0.35, "proposed"),
)

PROVENANCE = Provenance(
    tapelog="0.1.0",
    models=(
        UsedModel("base", "a" * 64),
        UsedModel("segmentation-3.0", "b" * 64),
        UsedModel("campplus", "c" * 64),
    ),
    options=RunOptions(recording="lamplight-1987.mp3", language="en", model="base"),
    created="2026-05-04T21:07:33+00:00",
    steps=(
        StepTiming("detect speech", 3.2),
        StepTiming("recognize words", 21.7),
        StepTiming("align words", 4.0),
    ),
    notices=("the file declares 1:58 and has 1:52: the end is missing",),
    omitted=(Omission("Thanks for watching!", 108.0, 110.5, "music"),),
)


def _behind(name: str) -> tuple[WordRange, ...]:
    """Return the empty range after a turn."""
    end = sum(len(t.words) for t in TURNS[: TURNS.index(_T[name]) + 1])
    return (WordRange(end, end),)


def _within(name: str, first: int, last: int) -> tuple[WordRange, ...]:
    """Convert words `first` to `last` (inclusive) of a turn to a range of the transcript."""
    begin = _behind(name)[0].first - len(_T[name].words)
    return (WordRange(begin + first, begin + last + 1),)


UNSPOKEN = (
    Unspoken("Stay with us.", "T3", 3, _behind("T3")),
    Unspoken(
        "The novel was read by its author in twelve parts last winter, and a recording of these "
        "readings can be had from the station for the price of the postage, to be sent with your "
        "own address on an envelope.",
        "T15",
        38,
        _behind("T15"),
    ),
)

EXAMPLE = Transcript(
    recording=RECORDING,
    speakers=SPEAKERS,
    turns=TURNS,
    corrections=CORRECTIONS,
    unspoken=UNSPOKEN,
    unwritten=(
        Unwritten(
            "and, you know,",
            _T["T11"].words[44].start,
            _T["T11"].words[46].end,
            _within("T11", 44, 46),
        ),
    ),
    scores=Scores(
        reference_against_heard=Agreement(0.084, 0.082, 0.121, 0.879, 0.031),
        published_against_heard=Agreement(0.012, 0.012, 0.021, 0.979, 0.004),
        words=sum(len(t.words) for t in TURNS),
        corrections_applied=sum(c.status == "applied" for c in CORRECTIONS),
    ),
    provenance=PROVENANCE,
    voices=tuple(SpeakerSegment(t.voice, t.start, t.end) for t in TURNS),
)
