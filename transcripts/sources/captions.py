"""Read SubRip, WebVTT and YouTube's SBV, valid or not: captions with times and speakers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from transcripts.source_transcript import SourceWord
from transcripts.sources.document import SourceDocument
from transcripts.sources.labels import separate_labels, written_label
from transcripts.sources.passages import ReadSource, SourcePassage, turn_of_cue
from transcripts.sources.times import parse_clock_time

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,;:]\d{1,3})?"
# A program that shifted captions too far writes negative times; these are treated as unknown.
_ARROW = re.compile(rf"[ \t]*(-?{_CLOCK})[ \t]*-{{1,3}}>[ \t]*(-?{_CLOCK})?")
_SBV = re.compile(rf"[ \t]*({_CLOCK}),({_CLOCK})[ \t]*$")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_NUMBER = re.compile(r"[ \t]*\d{1,6}[ \t]*$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?[ \t]+([^<>]{1,200})>|</v>")
_TAG = re.compile(
    r"</?(?:b|c|font|i|lang|rt|ruby|s|u)(?:[\s.][^<>]{0,200})?>|\{\\[^{}]{0,200}\}", re.IGNORECASE
)
_TIME_TAG = re.compile(rf"<({_CLOCK})>")
_DASH = re.compile(r"[-–—] ?(?=\S)")


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float | None
    end: float | None
    lines: tuple[str, ...]
    turn: str | None = None


def matches_vtt(document: SourceDocument) -> bool:
    """Check for the first line of WebVTT."""
    return document.first_characters.startswith("WEBVTT")


def matches_srt(document: SourceDocument) -> bool:
    """Check for a line with two times, separated by an arrow or SBV's comma, near the beginning."""
    return document.is_text and any(map(_match_times, document.text.split("\n", 2000)[:2000]))


def read(document: SourceDocument) -> ReadSource:
    """Read captions; speakers come from voice tags, `Name:` and dashes."""
    cues = list(_drop_repeated_lines(list(_read_cues(document.text))))
    return ReadSource(tuple(_read_labels_from_text(list(_build_passages(cues)))))


read_vtt = read_srt = read


def _match_times(line: str) -> re.Match[str] | None:
    return _ARROW.match(line) or _SBV.match(line)


def _read_cues(text: str) -> Iterator[_Cue]:
    """Yield the cues; a cue is a line with times and all lines up to the number of the next cue."""
    lines = text.split("\n")
    is_vtt = text.lstrip().startswith("WEBVTT")
    begins = [(n, m) for n, line in enumerate(lines) if (m := _match_times(line))]
    ends = [*(n for n, _ in begins), len(lines)][1:]
    for number, ((first, match), after) in enumerate(zip(begins, ends, strict=True), start=2):
        turn = turn_of_cue(lines[first - 1]) if first else None
        content = lines[first + 1 : after]
        if after < len(lines):
            _drop_identifier(content, number, is_vtt)
        end = parse_clock_time(match[2]) if match[2] else None
        yield _Cue(
            parse_clock_time(match[1]), end, tuple(_read_lines_of_cue(content, is_vtt)), turn
        )


def _drop_identifier(lines: list[str], number: int, is_vtt: bool) -> None:
    """Remove the last line if it is the identifier or the number of the next cue."""
    if not lines or not lines[-1].strip():
        return
    apart = len(lines) == 1 or not lines[-2].strip()
    counted = bool(_NUMBER.match(lines[-1])) and int(lines[-1]) in (number - 1, number)
    if counted or (apart and (is_vtt or _NUMBER.match(lines[-1]))):
        lines.pop()


def _read_lines_of_cue(lines: list[str], is_vtt: bool) -> Iterator[str]:
    """Yield the lines of a cue; a blank line may be followed by WebVTT's notes and styles.

    These are left out.
    """
    started = False
    for line in map(str.strip, lines):
        if is_vtt and started and not line:
            return
        started = started or bool(line)
        if line and not (is_vtt and _BLOCK.fullmatch(line)):
            yield line


def _drop_repeated_lines(cues: list[_Cue]) -> Iterator[_Cue]:
    """Drop the lines that automatic captions repeat from the cue before."""
    rolling = any(_TIME_TAG.search(line) for cue in cues for line in cue.lines)
    before: tuple[str, ...] = ()
    for cue in cues:
        plain = tuple(_remove_tags(line) for line in cue.lines)
        if rolling and before:
            fresh = [
                line for line, bare in zip(cue.lines, plain, strict=True) if bare not in before
            ]
            cue = replace(cue, lines=tuple(fresh))
        before = plain if any(plain) else before
        if cue.lines:
            yield cue


def _remove_tags(line: str) -> str:
    return html.unescape(_TAG.sub("", _TIME_TAG.sub("", _VOICE.sub("", line)))).strip()


def _build_passages(cues: list[_Cue]) -> Iterator[SourcePassage]:
    """Yield a passage for each voice in each cue.

    The first passage of a cue has the cue's start, the last one its end.
    """
    voices = any(_VOICE.search(line) for cue in cues for line in cue.lines)
    for cue in cues:
        parts = list(_split_by_voice(cue, voices))
        for number, (label, text, begins) in enumerate(parts):
            start = cue.start if number == 0 else None
            end = cue.end if number == len(parts) - 1 else None
            words = _read_timed_words(text) if _TIME_TAG.search(text) else ()
            yield SourcePassage(_remove_markup(text), label, start, end, words, begins, cue.turn)


def _split_by_voice(cue: _Cue, voices: bool) -> Iterator[tuple[str | None, str, bool]]:
    """Split a cue at voice tags, or at dashes at the beginning of its lines."""
    dashed = len(cue.lines) > 1 and sum(bool(_DASH.match(_remove_tags(x))) for x in cue.lines) > 1
    if dashed and not voices:
        for line in cue.lines:
            yield None, _DASH.sub("", _remove_tags(line), count=1), True
        return
    pieces = _VOICE.split(" ".join(cue.lines))
    if pieces[0].strip():
        yield None, pieces[0], False
    for label, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if text.strip():
            yield html.unescape(label).strip() if label else None, text, False


def _remove_markup(text: str) -> str:
    return html.unescape(_TAG.sub("", _TIME_TAG.sub("", text)))


def _read_timed_words(text: str) -> tuple[SourceWord, ...]:
    """Read the words of a cue that has times inside; each time belongs to the word after it."""
    pieces = _TIME_TAG.split(text)
    words = [SourceWord(word) for word in _remove_markup(pieces[0]).split()]
    for time, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        for number, word in enumerate(_remove_markup(piece).split()):
            words.append(SourceWord(word, parse_clock_time(time) if number == 0 else None))
    return tuple(words)


def _read_labels_from_text(passages: list[SourcePassage]) -> Iterator[SourcePassage]:
    """Separate labels in the text (`Name: ...`) of captions without voice tags."""
    if any(passage.label for passage in passages):
        yield from passages
        return
    label: str | None = None
    for passage, found in zip(passages, separate_labels([p.text for p in passages]), strict=True):
        own = written_label(found)
        fresh = passage.begins_turn or found.is_change or (own is not None and own != label)
        label = own if own or fresh else label
        if passage.words:
            yield replace(passage, begins_turn=fresh)
        else:
            yield replace(passage, text=found.text, label=label, begins_turn=fresh)
