"""Correct misspelt full names in dialogues: how many are corrected, left, or made wrong.

    .venv/bin/python -m benchmarks.misspelt_names [--words-only] [--untold] [FILE...]

Without a FILE, those of recordings/misspelt/ are read: developed.txt, on which the log-odds of
`speakers.spelling.respelling` were set, and aside.txt. Each dialogue begins with "# title", then
the people who are known:

    @cast Ann Lee: guest      @context A sentence of a document.
    @archive Ann Lee          a name that editors confirmed in other recordings
    @voiceprint g Ann Lee     the archive knows the voice g
    @voice g us_f_heart Ann Lee     who speaks, and the synthesizer voice ("-": nobody knows)
    @say Szczygiel ʃˈʧɪɡɛl    how the synthesizer pronounces a word

In the lines "voice: words", "{typed|true}" is a misspelt name; "{typed|?}" may be either of two
people, so it should stay unchanged. Lines "> words" and ">> words" are what Whisper base recognized
in the turn above, which a synthesizer spoke. For ">", Whisper was told the names of the cast and of
the documents, as by `tapelog process`; for ">>", it was not. --untold uses the second kind of
lines, or the true words where a turn has none. With --words-only, `speakers.spelling` is not used,
and names are decided word by word. The dialogue is aligned, attributed and named as by `tapelog
realign --text-alone`, but with the true voices.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from flows.recipe import TranscriptInputs, align_reference, write_transcript
from speakers.cast import CastMember
from speakers.context import find_rare_words
from speakers.name import name_voices
from speakers.spell import spell_names
from speakers.voiceprints.known import KnownVoices
from transcripts.attribution.voice_labels import VoiceLabel
from transcripts.compose import RunResults
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.recording import Recording
from transcripts.text.word_punctuation import join_stripped
from transcripts.transcript import (
    Diarization,
    RecognitionResult,
    Speaker,
    SpeakerSegment,
    Turn,
    Word,
)

TEXTS = Path(__file__).parent / "recordings" / "misspelt"
SECONDS = 0.33
"""Seconds of each word."""

_NAME = re.compile(r"\{([^|}]*)\|([^}]*)\}")


@dataclass
class MisspeltDialogue:
    """A dialogue with its old text, what was recognized, and the true text of each turn.

    `typed`, `recognized`, `untold`, `true` and `marked` have one text for each turn. `untold` is
    what was recognized without the names, `marked` the text with braces. `misspelt` has (turn,
    typed, true) of each misspelt name, `questions` (turn, typed) of each name that may be either of
    two people.
    """

    title: str
    cast: list[CastMember] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    archive: list[str] = field(default_factory=list)
    voiceprints: dict[str, str] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    voices: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    recognized: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    true: list[str] = field(default_factory=list)
    misspelt: list[tuple[int, str, str]] = field(default_factory=list)
    questions: list[tuple[int, str]] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdicts on the names of a dialogue: the count of each verdict, and lines to print."""

    counts: Counter[str]
    lines: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--words-only", action="store_true", help="decide word by word")
    parser.add_argument("--untold", action="store_true", help="names were not told to Whisper")
    options = parser.parse_args()
    for path in options.files or sorted(TEXTS.glob("*.txt")):
        counts = Counter[str]()
        for dialogue in read_dialogues(path.read_text(encoding="utf-8")):
            outcome = judge(dialogue, correct(dialogue, options.words_only, options.untold))
            counts += outcome.counts
            print(*outcome.lines, sep="\n")
        print(f"{path.name}: {dict(sorted(counts.items()))}")


def read_dialogues(text: str) -> Iterator[MisspeltDialogue]:
    """Read the dialogues of a file."""
    for block in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        title, *lines = block.strip().splitlines()
        dialogue = MisspeltDialogue(title)
        for line in lines:
            _read_line(dialogue, line)
        yield dialogue


def _read_line(dialogue: MisspeltDialogue, line: str) -> None:
    key, _, rest = line.partition(" ")
    match key:
        case "@cast":
            name, _, role = rest.partition(": ")
            dialogue.cast.append(CastMember(name, role))
        case "@context":
            dialogue.context.append(rest)
        case "@archive":
            dialogue.archive.append(rest)
        case "@voiceprint":
            voice, _, name = rest.partition(" ")
            dialogue.voiceprints[voice] = name
        case "@voice":
            voice, _, name = rest.split(" ", 2)
            dialogue.names[voice] = None if name == "-" else name
        case "@say":
            pass
        case ">":
            dialogue.recognized[-1] = rest
        case ">>":
            dialogue.untold[-1] = rest
        case _:
            _read_turn(dialogue, *line.split(": ", 1))


def _read_turn(dialogue: MisspeltDialogue, voice: str, text: str) -> None:
    number = len(dialogue.voices)
    for typed, true in _NAME.findall(text):
        if true == "?":
            dialogue.questions.append((number, typed))
        else:
            dialogue.misspelt.append((number, typed, true))
    dialogue.voices.append(voice)
    dialogue.marked.append(text)
    dialogue.typed.append(_NAME.sub(r"\1", text))
    dialogue.true.append(_NAME.sub(lambda m: m[1] if m[2] == "?" else m[2], text))
    dialogue.recognized.append(dialogue.true[-1])
    dialogue.untold.append(dialogue.true[-1])


def correct(
    dialogue: MisspeltDialogue, words_only: bool = False, untold: bool = False
) -> RunResults:
    """Run the recipe on a dialogue, without models."""
    words, segments = _time_words(dialogue, dialogue.untold if untold else dialogue.recognized)
    voices = Diarization(
        tuple(segment.span for segment in segments), segments, segments, _embed(dialogue)
    )
    rare = find_rare_words(dialogue.context, ENGLISH, dialogue.cast)
    inputs = TranscriptInputs(
        Recording("R", "", "dialogue.wav", segments[-1].end),
        RecognitionResult(words),
        voices,
        ENGLISH,
        "\n".join(dialogue.typed),
        (*rare, *dialogue.archive),
    )
    known = _known_voices(dialogue)

    def name(
        turns: tuple[Turn, ...], speaking: Diarization, labels: tuple[VoiceLabel, ...]
    ) -> tuple[Speaker, ...]:
        return name_voices(
            turns,
            ENGLISH,
            speaking,
            dialogue.cast,
            dialogue.context,
            known,
            dialogue.archive,
            old_labels=labels,
        )

    return write_transcript(
        inputs,
        align_reference(inputs)[0],
        None,
        name,
        spell_names=None
        if words_only
        else lambda attributed, speaking, labels: spell_names(
            attributed,
            ENGLISH,
            speaking,
            lambda turns: name(turns, speaking, labels),
            dialogue.cast,
            dialogue.context,
            known,
            dialogue.archive,
        ),
    )


def judge(dialogue: MisspeltDialogue, results: RunResults) -> Outcome:
    """Compare the published words and names with the truth, turn by turn."""
    published = [_bare(turn.text) for turn in results.attribution.turns]
    if [turn.voice for turn in results.attribution.turns] != dialogue.voices:
        raise ValueError(f"{dialogue.title}: the turns differ from those of the dialogue")
    counts, lines = Counter[str](), []
    spoken = [_bare(text) for text in dialogue.true]
    for turn, typed, true in dialogue.misspelt:
        size = "full" if " " in true else "one word"
        right = published[turn].count(true) >= spoken[turn].count(true)
        asked = any(c.status == "proposed" and true in c.after for c in results.punctuated.changes)
        outcome = "right" if right else "asked" if asked else "left"
        if not right and typed not in published[turn]:
            outcome = "made wrong"
        counts[f"misspelt {size}, {outcome}"] += 1
        lines.append(f"{dialogue.title:12} {outcome:10} {typed} | {true}")
    for name in _right_names(dialogue):
        kept = all(
            was.count(name) <= now.count(name)
            for was, now in zip(map(_bare, dialogue.typed), published, strict=True)
        )
        counts["right name, kept" if kept else "right name, made wrong"] += 1
        if not kept:
            lines.append(f"{dialogue.title:12} made wrong {name}")
    for turn, typed in dialogue.questions:
        kept = typed in published[turn]
        counts["question, kept" if kept else "question, changed"] += 1
        lines.append(f"{dialogue.title:12} {'kept' if kept else 'changed':10} {typed} | ?")
    for speaker in results.speakers:
        for voice in speaker.voices:
            true_name = dialogue.names[voice]
            fits = speaker.name == true_name
            outcome = "right" if fits else "wrong" if speaker.name else "unknown"
            counts[f"voice {outcome}"] += 1
            if not fits:
                lines.append(f"{dialogue.title:12} voice {voice}: {speaker.name} | {true_name}")
    return Outcome(counts, tuple(lines))


def _right_names(dialogue: MisspeltDialogue) -> list[str]:
    """List the names of two capitalized words that the old text has right."""
    rest = "\n".join(_NAME.sub("-", text) for text in dialogue.marked)
    names = dict.fromkeys(re.findall(r"(?<![.?!] )\b([A-Z]\w+ (?:Mc|O')?[A-Z]\w+)\b(?<!I'm)", rest))
    return list(names)


def _bare(text: str) -> str:
    return re.sub(r"'s\b", "", join_stripped(text.split(), ENGLISH))


def _time_words(
    dialogue: MisspeltDialogue, recognized_texts: Sequence[str]
) -> tuple[tuple[Word, ...], tuple[SpeakerSegment, ...]]:
    words: list[Word] = []
    segments = []
    at = 0.0
    for voice, true, recognized in zip(
        dialogue.voices, dialogue.true, recognized_texts, strict=True
    ):
        end, texts = at + len(true.split()) * SECONDS, recognized.split()
        step = (end - at) / max(1, len(texts))
        words += [Word(text, at + n * step, at + (n + 0.9) * step) for n, text in enumerate(texts)]
        segments.append(SpeakerSegment(voice, at, end))
        at = end + SECONDS
    return tuple(words), tuple(segments)


def _embed(dialogue: MisspeltDialogue) -> dict[str, tuple[float, ...]]:
    """Return orthogonal unit vectors, one for each voice."""
    voices = sorted(set(dialogue.voices))
    rows = np.eye(len(voices) + 1)
    return {voice: tuple(map(float, rows[i])) for i, voice in enumerate(voices)}


def _known_voices(dialogue: MisspeltDialogue) -> KnownVoices:
    own = _embed(dialogue)
    people: Sequence[str] = tuple(dialogue.voiceprints.values())
    vectors = [own[voice] for voice in dialogue.voiceprints]
    return KnownVoices(
        tuple(people),
        np.array(vectors, np.float32).reshape(len(people), len(own) + 1),
        np.full(len(people), 60.0, np.float32),
    )


if __name__ == "__main__":
    main()
