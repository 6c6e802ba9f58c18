"""Write the files of one recording in a site: page, turns for the search, chapters, audio."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.catalogue.documents import decompress_document
from archive.search.tokens import index_tokens
from archive.site import addresses, templates
from archive.site.entries import Entry, build_entry
from archive.site.folder import link_or_copy, write_page_file
from archive.site.options import SiteOptions
from archive.site.publications import Publication
from archive.site.rules import WORDS_PER_TIME
from transcripts.chapters import find_chapters
from transcripts.formats import chapters_json, html
from transcripts.formats import json as transcript_json
from transcripts.formats.provenance import one_line
from transcripts.transcript import Transcript
from transcripts.withholding import remove_withheld

PAGE, TURNS, CHAPTERS = "index.html", "turns.json", "chapters.json"


@dataclass(frozen=True, slots=True)
class RecordingTask:
    """A recording whose files must be written, with its transcript."""

    recording: Publication
    document: bytes
    options: SiteOptions
    site_folder: Path


@dataclass(frozen=True, slots=True)
class WrittenRecording:
    """A recording's entry for the lists, and its tokens in this build and in the last one."""

    entry: Entry
    tokens: frozenset[str]
    former_tokens: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuotedTurn:
    """A turn as quoted on the page of a person."""

    start: float
    end: float
    text: str


def write_recording(task: RecordingTask) -> WrittenRecording:
    """Write the files of a recording; return its entry and tokens for the shared pages."""
    transcript = remove_withheld(transcript_json.parse(decompress_document(task.document)))
    if transcript is None:
        # Never reached, because `list_publications` leaves withheld recordings out.
        raise ValueError(f"{task.recording.id} is withheld")
    one = build_entry(transcript, task.recording.files)
    folder = task.site_folder / addresses.recording_path(one.id, "")
    former = read_tokens(folder)
    words = _encode_turns(transcript)
    marks = find_chapters(transcript)
    write_page_file(folder / PAGE, _render_page(transcript, one, task.options))
    write_page_file(folder / TURNS, json.dumps(words, ensure_ascii=False, separators=(",", ":")))
    write_page_file(folder / CHAPTERS, chapters_json.render_chapters(marks))
    for file in one.files:
        link_or_copy(task.recording.folder / file.name, folder / file.name)
    return WrittenRecording(one, _collect_tokens(words), former)


def list_paths(entry: Entry) -> list[str]:
    """Return the paths of all files of a recording in a site."""
    names = (PAGE, TURNS, CHAPTERS, *(file.name for file in entry.files))
    return [addresses.recording_path(entry.id, name) for name in names]


def read_tokens(folder: Path) -> frozenset[str]:
    """Return the search tokens of a recording, read from the file of its turns."""
    values = _read_page_data(folder)
    return _collect_tokens(values) if values else frozenset()


def read_quoted_turns(folder: Path, name: str) -> tuple[QuotedTurn, ...]:
    """Return a speaker's turns in a recording, read from the file of its turns."""
    values = _read_page_data(folder) or {"speakers": [], "turns": []}
    theirs = {n for n, (_, known) in enumerate(values["speakers"]) if known == name}
    return tuple(
        QuotedTurn(start, end, text)
        for who, start, end, text, _ in values["turns"]
        if who in theirs
    )


def _render_page(transcript: Transcript, entry: Entry, options: SiteOptions) -> str:
    return templates.render(
        "recording.html",
        addresses.recording_path(entry.id),
        options,
        **html.page_context(transcript),
        audio=entry.sound.name if entry.sound else None,
        beside=[file.name for file in entry.files if file != entry.sound],
        entry=entry,
        chapters=find_chapters(transcript),
        revision=transcript.provenance.options.revision or 0,
    )


def _encode_turns(transcript: Transcript) -> dict[str, Any]:
    """Return the turns as rows: the speaker's number, start, end, text, and word times."""
    numbers = {speaker.id: n for n, speaker in enumerate(transcript.speakers)}
    return {
        "speakers": [[speaker.label, speaker.name] for speaker in transcript.speakers],
        "turns": [
            [
                numbers[t.speaker],
                round(t.start, 2),
                round(t.end, 2),
                one_line(t.text),
                [round(10 * (word.start - t.start)) for word in t.words[::WORDS_PER_TIME]],
            ]
            for t in transcript.turns
            if t.text
        ],
        **({} if transcript.recording.has_times else {"timed": False}),
    }


def _collect_tokens(values: dict[str, Any]) -> frozenset[str]:
    turns: Sequence[Sequence[Any]] = values["turns"]
    return frozenset(token.text for _, _, _, text, _ in turns for token in index_tokens(text))


def _read_page_data(folder: Path) -> dict[str, Any] | None:
    """Read the file of a recording's turns; None if it is missing or damaged."""
    try:
        values: dict[str, Any] = json.loads((folder / TURNS).read_bytes())
    except (OSError, ValueError):
        return None
    return values
